// What others are told, and whom it is handed to. docs/events.md has the JSON Schema of the details, which a test holds to
// what is made here.

import type { EVENTS } from '../names/events.ts'
import type { Kind } from '../registry/content/manifests/kinds.ts'

/** What every event says. */
interface About {
  /** Name of the bucket. */
  readonly registry: string
  /** As clients pull it. */
  readonly repository: string
  readonly layout: string
  /** Of the commit that wrote the row which the event tells of. Of two events of a tag, the one with the greater is newer. */
  readonly rev?: number
}

interface AboutTag extends About {
  readonly tag: string
  /** In a registry v1 the id of the image. Absent where the manifest could not be found. */
  readonly digest?: string
  readonly kind?: Kind
  /** Signatures, build caches and the like. */
  readonly hidden?: true
  /** ISO 8601 in UTC. */
  readonly pushedAt?: string
}

interface TagPushed extends AboutTag {
  readonly pushedAt: string
  /** What the tag pointed to before; absent for a new tag. */
  readonly previousDigest?: string
  /** Compressed bytes. */
  readonly size?: number
  readonly platforms: readonly string[]
  /** Seconds from the push to the commit that wrote it into the index. */
  readonly delay: number
}

/** An event, with the time of the commit that it tells of, in epoch milliseconds. */
export type RegistryEvent = { readonly at: number } & (
  | { readonly type: typeof EVENTS.tagPushed; readonly detail: TagPushed }
  | { readonly type: typeof EVENTS.tagRemoved; readonly detail: AboutTag }
  | { readonly type: typeof EVENTS.repositoryRemoved; readonly detail: About }
)

/** What became of an event: it is sent, or why it is not, and whether it may be sent another time. */
export type Outcome = 'sent' | { readonly failure: string; readonly mayPass: boolean }

/** Where events go. */
export interface EventSink {
  /**
   * Sends events, at most `MAX_BATCH` of `MAX_BATCH_BYTES` together, and returns what became of each, in their order.
   * @throws if none was sent, and all may be sent another time
   */
  send(events: readonly RegistryEvent[]): Promise<readonly Outcome[]>
}

/** Keeps for people what could not be sent. */
export interface LostEvents {
  keep(event: RegistryEvent, failure: string): Promise<void>
}

/**
 * What one request has. EventBridge takes ten entries of 256 KB together (API reference, PutEvents), and counts the bytes in
 * another way than we do.
 */
export const MAX_BATCH = 10
export const MAX_BATCH_BYTES = 200 * 1024

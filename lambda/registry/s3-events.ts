// What S3 says through SQS: that something happened to a key. Which tag that is, the layout knows.

import * as z from 'zod/mini'
import { looksLike } from './layouts/detect.ts'
import type { Layouts } from './layouts/layouts.ts'

const text = z.string()
const notification = z.object({ Records: z.array(z.unknown()) })
// Versions and fields that are not known yet say nothing against a record: a bucket and a key are all it takes.
const record = z.object({
  eventTime: z.catch(z.optional(text), undefined),
  s3: z.object({ bucket: z.object({ name: text }), object: z.object({ key: text }) }),
})
const viaEventBridge = z.object({
  source: z.literal('aws.s3'),
  time: z.catch(z.optional(text), undefined),
  detail: z.object({ bucket: z.object({ name: text }), object: z.object({ key: text }) }),
})
const testEvent = z.object({ Event: z.literal('s3:TestEvent') })

/** Why something can never be indexed. */
type IgnoredReason = 'not-json' | 'not-s3' | 'other-bucket' | 'not-a-tag'

interface Ignored {
  readonly reason: IgnoredReason
  readonly what: string
  readonly hint?: string
}

/** A tag to look at, or without one what is said of the whole repository. */
export interface TagEvent {
  /** Its id. */
  readonly repository: string
  readonly tag: string | undefined
  /** When S3 says it happened, epoch milliseconds. */
  readonly at: number | undefined
}

/** The tags that a message says to look at, and why the rest of it can never say any. */
export interface ParsedMessage {
  readonly tags: readonly TagEvent[]
  readonly ignored: readonly Ignored[]
}

interface Happened {
  readonly bucket: string
  /** As S3 has it; undefined where it can't be decoded. */
  readonly key: string | undefined
  readonly at: number | undefined
}

/** Parses the body of a message. Never throws: what can't be read now never can be. */
export const parseMessage = (body: string, bucket: string, layouts: Layouts): ParsedMessage => {
  const value = json(body)
  if (value === undefined) return { tags: [], ignored: [{ reason: 'not-json', what: body.slice(0, 200) }] }
  // S3 sends one when the notification is set up; it has no Records.
  if (testEvent.safeParse(value).success) return { tags: [], ignored: [] }
  const tags: TagEvent[] = []
  const ignored: Ignored[] = []
  for (const one of happenings(value)) {
    const said = one?.key === undefined ? undefined : layouts.parse(one.key)
    if (one === undefined) ignored.push({ reason: 'not-s3', what: body.slice(0, 200) })
    else if (one.bucket !== bucket) ignored.push({ reason: 'other-bucket', what: one.bucket.slice(0, 200) })
    else if (said !== undefined) tags.push({ repository: said.repository, tag: said.tag, at: one.at })
    else if (one.key === undefined || !layouts.isByproduct(one.key))
      ignored.push({ reason: 'not-a-tag', what: (one.key ?? body).slice(0, 300), ...hintOf(one.key, layouts) })
  }
  return { tags, ignored }
}

const hintOf = (key: string | undefined, { all }: Layouts): { hint?: string } => {
  const hint = key === undefined ? undefined : looksLike(key, all)
  return hint === undefined ? {} : { hint }
}

// Each record by itself: one that can't be read must not cost the others.
const happenings = (value: unknown): (Happened | undefined)[] => {
  const bridged = viaEventBridge.safeParse(value)
  // EventBridge gives the key as it is.
  if (bridged.success) return [happened(bridged.data.detail, bridged.data.time, (key) => key)]
  const parsed = notification.safeParse(value)
  if (!parsed.success) return [undefined]
  return parsed.data.Records.map((each) => {
    const one = record.safeParse(each)
    return one.success ? happened(one.data.s3, one.data.eventTime, decodeKey) : undefined
  })
}

const happened = (
  { bucket, object }: { bucket: { name: string }; object: { key: string } },
  time: string | undefined,
  decode: (key: string) => string | undefined,
): Happened => {
  const at = time === undefined ? Number.NaN : Date.parse(time)
  return { bucket: bucket.name, key: decode(object.key), at: Number.isNaN(at) ? undefined : at }
}

// Keys in notifications are form-encoded: a space is a plus (S3 user guide, notification-content-structure).
const decodeKey = (key: string): string | undefined => {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

const json = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

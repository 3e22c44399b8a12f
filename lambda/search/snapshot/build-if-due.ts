// Decides whether a new build is due. The backfill function looks every 15 minutes, whatever became of runs.

import * as z from 'zod/mini'
import { SNAPSHOT_STEP } from '../../names/runs.ts'
import { type BuildPorts, build } from './build.ts'
import type { DocumentReader, PageKey, Pointer } from './ports.ts'
import { BUILD_MARGIN_MS, HOUR_MS, REBUILD_AFTER_MS } from './times.ts'

/** So many changed documents make a build due, if they are this share of all documents too. */
export const MIN_CHANGED = 1000
export const MIN_CHANGED_SHARE = 0.02
/** How old a build is at least before changes make the next one due. Milliseconds. */
export const MIN_AGE_MS = HOUR_MS

const event = z.strictObject({ step: z.literal(SNAPSHOT_STEP), force: z._default(z.boolean(), false) })
export type SnapshotEvent = z.infer<typeof event>

/** Returns the event by which the backfill function is asked for a snapshot; undefined for any other event. */
export const parseSnapshotEvent = (value: unknown): SnapshotEvent | undefined => event.safeParse(value).data

/** What became of a request for a snapshot. */
export interface SnapshotResult {
  /** Why a build was made; undefined if none was due. */
  readonly due: string | undefined
  readonly built: Pointer | undefined
}

/** Builds a snapshot if one is due, or by force. */
export const buildIfDue = async (ports: BuildPorts, { force }: SnapshotEvent): Promise<SnapshotResult> => {
  const due = force ? 'asked for' : await whyDue(ports)
  return { due, built: due === undefined ? undefined : await build(ports) }
}

const whyDue = async ({ reader, store, format, clock }: BuildPorts): Promise<string | undefined> => {
  const newest = await store.pointer()
  if (newest === undefined) return 'there is none'
  if (newest.format !== format.version) return `the newest has format ${newest.format}, not ${format.version}`
  const age = clock.now() - newest.builtAt
  if (age >= REBUILD_AFTER_MS) return 'the newest is too old'
  // A clock was wrong: then the watermark is wrong too.
  if (age < -BUILD_MARGIN_MS) return 'the newest is of the future'
  if (age < MIN_AGE_MS) return undefined
  const enough = Math.max(MIN_CHANGED, MIN_CHANGED_SHARE * newest.documents)
  return (await isChanged(reader, newest.watermark, enough)) ? `at least ${Math.ceil(enough)} changed` : undefined
}

// Counts changes only as far as needed.
const isChanged = async (reader: Pick<DocumentReader, 'changes'>, since: number, enough: number): Promise<boolean> => {
  let count = 0
  let after: PageKey | undefined
  do {
    const { states, invalid, next } = await reader.changes(since, after)
    count += states.length + invalid.length
    after = next
  } while (after !== undefined && count < enough)
  return count >= enough
}

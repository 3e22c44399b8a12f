// What a step of a run says while it works, so that people see how far it is. A step takes up to 12 minutes, and records
// its progress only at its end. Nothing but the status depends on these rows.

import * as z from 'zod/mini'
import { timeMs } from '../times.ts'

const number = z.int().check(z.nonnegative())

/** What a run does with a range: it lists its names, compares it, or removes what the bucket no longer has. */
export const runMode = z.enum(['names', 'compare', 'remove', 'deep'])
export type RunMode = z.infer<typeof runMode>

/** How many tags were done at an earlier time, in epoch milliseconds, from which a rate follows. */
export const sinceSchema = z.object({ at: timeMs, tags: number })

/** Longest name that a heartbeat keeps, so that its row stays below one write unit. */
export const MAX_NAME_LENGTH = 255

/** How far a step is. Small on purpose: it is written several times a minute. */
export const heartbeat = z.object({
  /** The id of the range's progress row. */
  of: z.string(),
  run: z.string(),
  mode: runMode,
  /** When it was written, in epoch milliseconds. */
  at: timeMs,
  since: sinceSchema,
  repositories: number,
  tags: number,
  changed: number,
  problems: number,
  removed: number,
  /** A repository that is being worked on; absent if it may be private. */
  reading: z.optional(z.string().check(z.maxLength(MAX_NAME_LENGTH))),
})
export type Heartbeat = z.infer<typeof heartbeat>

/** Returns the id of the row of a range's heartbeat. */
export const heartbeatId = (progressId: string): string => `beat:${progressId}`

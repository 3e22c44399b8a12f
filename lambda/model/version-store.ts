// What the index is an index of, and who is bringing it in line.

import * as z from 'zod/mini'
import { lenient } from '../shared/optional-if-valid.ts'
import { indexSource } from './index-source.ts'
import { namespaceSchema, totalsSchema } from './run-totals.ts'

/** The row that says what the index was made from, and by which code. */
export const versionRow = z.object({
  id: z.literal('index'),
  /** The form of the rows and entries. */
  schema: z.int(),
  /** The oldest form that code must know to read them. */
  minReader: z.int(),
  /** The form that a run has begun to make of it; absent once it is whole. */
  migratingTo: z.optional(z.int()),
  ...indexSource.shape,
})

const lastRun = z.object({
  run: z.string(),
  outcome: z.enum(['done', 'refused', 'failed']),
  /** ISO 8601. */
  startedAt: z.string(),
  endedAt: z.string(),
  /** What it was for, where not for the whole bucket: the starts of names. */
  only: z.optional(z.array(z.string())),
  /** What else the bucket seems to hold, for people. */
  others: z.optional(z.array(z.string())),
  /** Why it did not do it. */
  error: z.optional(z.string()),
  totals: z.optional(totalsSchema),
  /** The largest of the bucket, by their tags. */
  namespaces: z.optional(z.array(namespaceSchema)),
})

/** Whether a run did all of the bucket. */
export const isWhole = ({ outcome, only }: LastRun): boolean => outcome === 'done' && only === undefined

/**
 * The row of runs: who holds the lease, and how the last one ended. What another version wrote, or somebody damaged, must
 * not stop the next run.
 */
export const runsRow = z.object({
  id: z.literal('reconcile'),
  /** One run at a time, for economy: two would do the same work twice. Epoch milliseconds. */
  lease: lenient(
    z.object({
      run: z.string(),
      startedAt: z.string(),
      until: z.int(),
      /** Ids of the progress of its ranges. */
      ranges: z.array(z.string()),
    }),
  ),
  last: lenient(lastRun),
  /** The last one over the whole bucket that was done. */
  lastDone: lenient(lastRun),
})

/** The row of a range's progress. */
export const progressRow = z.object({
  id: z.string(),
  run: z.string(),
  mode: z.enum(['compare', 'remove']),
  after: z.optional(z.string()),
  done: z.boolean(),
  totals: totalsSchema,
  namespaces: z.array(namespaceSchema),
})

export type VersionRow = z.infer<typeof versionRow>
export type LastRun = z.infer<typeof lastRun>
export type RunsRow = z.infer<typeof runsRow>
export type Progress = z.infer<typeof progressRow>

/** The id of a range's progress. */
export const progressId = (layout: string, range: string): string => `progress:${layout}:${range}`

/** The version table. */
export interface VersionStore {
  /** What the index was made from; undefined before its first run. */
  read(): Promise<VersionRow | undefined>
  /** Writes the first row; false where there is one already. */
  create(row: Omit<VersionRow, 'id'>): Promise<boolean>
  /** Notes that the index was made anew: from what, and in which form. */
  write(row: Omit<VersionRow, 'id'>): Promise<void>
  /** The lease and how runs ended. */
  runs(): Promise<RunsRow | undefined>
  /**
   * Takes the lease, or makes it longer; false where another run holds it still. Times in epoch milliseconds; `ranges`
   * are the ids of the progress of the run's ranges, as they were if not given.
   */
  lease(run: string, now: number, until: number, ranges?: readonly string[]): Promise<boolean>
  /** Notes how a run ended, and gives the lease back where it is that run's. */
  ended(last: LastRun): Promise<void>
  /** Notes how far a range is. */
  progress(progress: Progress): Promise<void>
  /** How far these ranges were, in whatever run; those that never were are left out. */
  progressOf(ids: readonly string[]): Promise<Progress[]>
}

// The port of the version table: what the index was made from, which run holds the lease, how runs progress and end.

import * as z from 'zod/mini'
import { LEASE_S, MAX_BACKFILL_WAIT_S } from '../../names/runs.ts'
import { optionalIfValid } from '../../shared/optional-if-valid.ts'
import { timeMs } from '../times.ts'
import { type Heartbeat, runMode, sinceSchema } from './heartbeat.ts'
import { namespaceSchema, totalsSchema } from './run-totals.ts'
import type { VersionRow } from './version-row.ts'

/** ISO 8601. */
const time = z.string().check(z.refine((text) => !Number.isNaN(Date.parse(text))))

/** The longest time that a lease may have left: what a step takes, and a run's wait. Milliseconds. */
const LEASE_MAX_MS = (LEASE_S + MAX_BACKFILL_WAIT_S) * 1000

/** Returns the greatest `until` that a lease may have at this time. One with a greater one was damaged, and is none. */
export const latestLease = (now: number): number => now + LEASE_MAX_MS

/** True if a run holds this lease at this time: it neither expired nor was damaged. */
export const isHeld = ({ until }: { readonly until: number }, now: number): boolean =>
  until >= now && until <= latestLease(now)

const lastRun = z.object({
  run: z.string(),
  outcome: z.enum(['done', 'refused', 'failed']),
  startedAt: time,
  endedAt: time,
  /** Name prefixes that the run was limited to; absent if it was over the whole bucket. */
  only: z.optional(z.array(z.string())),
  /** Other registries that the bucket seems to hold, described for people. */
  others: z.optional(z.array(z.string())),
  /** Why the run was refused or failed. */
  error: z.optional(z.string()),
  totals: z.optional(totalsSchema),
  /** If the run looked whether what tags point to is there: how many blobs it listed, or why it could not. */
  deep: z.optional(z.object({ contents: z.int(), why: z.optional(z.string()) })),
  /** The bucket's namespaces with the most tags. */
  namespaces: z.optional(z.array(namespaceSchema)),
})

/** Returns the part of a lease that says what the run has to do: what is given, else what is known. */
export const leaseWork = (
  known: Pick<Lease, 'ranges'> & { readonly expected?: Expected | undefined },
  ranges: readonly string[] | undefined,
  expected: Expected | undefined,
): Pick<Lease, 'ranges'> & { expected?: Expected } => {
  const work = ranges === undefined ? known.expected : expected
  return { ranges: [...(ranges ?? known.ranges)], ...(work !== undefined && { expected: work }) }
}

/** True if a run completed over the whole bucket. */
export const isWhole = ({ outcome, only }: LastRun): boolean => outcome === 'done' && only === undefined

/** True if a run over the whole bucket looked whether what tags point to is there, or could not. */
export const isDeep = (run: LastRun): boolean => isWhole(run) && run.deep !== undefined

/** How many repositories and tags there are to be compared. */
const expectedSchema = z.object({
  repositories: z.int().check(z.nonnegative()),
  tags: z.int().check(z.nonnegative()),
})
export type Expected = z.infer<typeof expectedSchema>

/**
 * The row of runs: which run holds the lease, and how the last one ended. Invalid fields are read as absent, because
 * what another version wrote or somebody corrupted must not stop the next run.
 */
export const runsRow = z.object({
  id: z.literal('reconcile'),
  /** Lets one run work at a time. This is for economy only: two runs would do the same work twice. */
  lease: optionalIfValid(
    z.object({
      run: z.string(),
      startedAt: time,
      /** Epoch milliseconds. */
      until: timeMs,
      /** Ids of the progress rows of the run's ranges. */
      ranges: z.array(z.string()),
      /** What there is to do, as far as the run knows. */
      expected: optionalIfValid(expectedSchema),
    }),
  ),
  last: optionalIfValid(lastRun),
  /** The last run that completed over the whole bucket. */
  lastDone: optionalIfValid(lastRun),
  /** The last of these that also looked whether what tags point to is there. */
  lastDeep: optionalIfValid(lastRun),
})

/** A folder at which a range could be split, and how much lies between it and the next one: tags, and one for a repository. */
const place = z.object({ path: z.string(), weight: z.number().check(z.nonnegative(), z.maximum(1e12)) })

/** The row that records how far a run is with one range. */
export const progressRow = z.object({
  id: z.string(),
  run: z.string(),
  mode: runMode,
  after: z.optional(z.string()),
  done: z.boolean(),
  totals: totalsSchema,
  /** When the row was written, in epoch milliseconds, and what was done when the step began that wrote it. */
  at: optionalIfValid(timeMs),
  since: optionalIfValid(sinceSchema),
  namespaces: z.array(namespaceSchema),
  /** Where the range could be split, in the order of paths. */
  places: optionalIfValid(z.array(place)),
})

export type Place = z.infer<typeof place>
export type LastRun = z.infer<typeof lastRun>
export type RunsRow = z.infer<typeof runsRow>
export type Lease = NonNullable<RunsRow['lease']>
export type Progress = z.infer<typeof progressRow>

/**
 * Returns the id of a range's progress row.
 * @param part the number of the range in its run. The next run splits the bucket elsewhere and writes over the row
 */
export const progressId = (layout: string, part: number): string => `progress:${layout}:${part}`

/** The version table. */
export interface VersionStore {
  /** Reads what the index was made from, as far as that is valid; undefined before the first run. */
  read(): Promise<VersionRow | undefined>
  /** Writes the first version row. Returns false if there already is one. */
  create(row: Omit<VersionRow, 'id'>): Promise<boolean>
  /** Overwrites the version row: what the index is made from, and in which schema. */
  write(row: Omit<VersionRow, 'id'>): Promise<void>
  /** Reads the lease and how runs ended. */
  runs(): Promise<RunsRow | undefined>
  /**
   * Takes or extends the lease for a run. Returns false if another run still holds it. A lease that is invalid, or longer
   * than any can be, is none. Times are epoch milliseconds.
   * `ranges` are the ids of the progress rows of the run's ranges, and `expected` is what they have to do; if `ranges` are
   * omitted, what the run recorded before stays.
   */
  lease(run: string, now: number, until: number, ranges?: readonly string[], expected?: Expected): Promise<boolean>
  /** Records how a run ended, and releases the lease if that run holds it. */
  ended(last: LastRun): Promise<void>
  /** Records how far a range is. */
  progress(progress: Progress): Promise<void>
  /** Reads how far these ranges were in whichever run recorded them last. The result omits ranges without a record. */
  progressOf(ids: readonly string[]): Promise<Progress[]>
  /** Tells how far the step is that works on a range. It is forgotten a day later. */
  beat(beat: Heartbeat): Promise<void>
  /** Reads the heartbeats of ranges, by the ids of their progress rows. The result omits ranges without a valid one. */
  beatsOf(ids: readonly string[]): Promise<Heartbeat[]>
}

// How far the run under way is, and how long it will take: from what its steps recorded at their ends, and from what
// those at work tell meanwhile.

import type { Heartbeat, RunMode } from '../model/runs/heartbeat.ts'
import { NOTHING, type Totals } from '../model/runs/run-totals.ts'
import { type Expected, isHeld, type Lease, type Progress } from '../model/runs/version-store.ts'
import { recentRate } from './recent-rate.ts'

/** A run that is under way. */
export interface RunningReport {
  readonly run: string
  /** ISO 8601. */
  readonly startedAt: string
  readonly seconds: number
  /** True if the run's lease expired: the run died, and another one may start. */
  readonly stale: boolean
  /** Whether the run lists names, compares the bucket with the index, or removes what the bucket no longer has. */
  readonly phase: RunMode
  readonly rangesDone: number
  readonly ranges: number
  /**
   * How much is done, a whole number from 0 to 100: of the tags, where it is known how many there are, else of the ranges,
   * which differ in size, so that this is not time.
   */
  readonly percent: number
  readonly repositories: number
  readonly tags: number
  readonly changed: number
  readonly problems: number
  readonly removed: number
  /** In the last three minutes; where that is not known, since the run's start, including its wait. One decimal. */
  readonly tagsPerSecond: number
  /** What there is to be compared: as the run listed it, or as the last run over the whole bucket found it; absent if neither. */
  readonly expected?: Expected
  /** How long the comparison takes from now on, at this rate; absent where that is not known. */
  readonly secondsLeft?: number
  /** Repositories that are being worked on, the newest first; none that may be private. */
  readonly reading?: readonly string[]
  /** ISO 8601: when the run said last how far it is; absent before it did. */
  readonly toldAt?: string
}

/** What a report is made from. Rows and heartbeats may be of other runs too. */
interface Told {
  readonly lease: Lease
  readonly progress: readonly Progress[]
  readonly beats: readonly Heartbeat[]
  /** Epoch milliseconds. */
  readonly now: number
}

/** A range as it is by the newest that is known of it. */
type Range = Pick<Progress, 'mode' | 'done' | 'at' | 'since'> & { readonly totals: Counts }
type Counts = Pick<Totals, 'repositories' | 'tags' | 'changed' | 'problems' | 'removed'>

/** How old a heartbeat may be whose repository is still being read. Milliseconds. */
const READING_MS = 60_000
/** Most repositories that are named. */
const MAX_READING = 10

/** Returns the report of a run. Pure. */
export const runningReport = ({ lease, progress, beats, now }: Told): RunningReport => {
  const { run, startedAt, expected } = lease
  // The row of a range that the run has not reached is still that of an earlier run.
  const rows = progress.filter((row) => row.run === run)
  const own = beats.filter((beat) => beat.run === run)
  const ranges = [
    ...rows.map((row) =>
      rangeOf(
        row,
        own.find((beat) => beat.of === row.id),
      ),
    ),
    ...own.filter((beat) => !rows.some((row) => row.id === beat.of)).map(working),
  ]
  const phase = PHASES.findLast((mode) => ranges.some((range) => range.mode === mode)) ?? 'compare'
  // What a listing of names counted is not compared yet.
  const counted = ranges.filter(({ mode }) => phase === 'names' || mode !== 'names')
  const { repositories, tags, changed, problems, removed } = counted.map(({ totals }) => totals).reduce(add, NOTHING)
  const total = Math.max(ranges.length, lease.ranges.length)
  const rangesDone = counted.filter(({ done }) => done).length
  const seconds = secondsBetween(Date.parse(startedAt), now)
  // A removal and a deep look count no tags.
  const recent = phase === 'remove' || phase === 'deep' ? undefined : recentRate(counted, now)
  const rate = recent ?? tags / Math.max(1, seconds)
  const left = expected !== undefined && phase === 'compare' ? Math.max(0, expected.tags - tags) : undefined
  const toldAt = Math.max(...ranges.map(({ at = 0 }) => at), 0)
  const reading = namesIn(own, now)
  return {
    run,
    startedAt,
    seconds,
    stale: !isHeld(lease, now),
    phase,
    rangesDone,
    ranges: total,
    percent: percentOf({ left, tags, rangesDone, total }),
    repositories,
    tags,
    changed,
    problems,
    removed,
    tagsPerSecond: Math.round(10 * rate) / 10,
    ...(expected !== undefined && { expected }),
    ...(left !== undefined && rangesDone < total && rate > 0 && { secondsLeft: Math.round(left / rate) }),
    ...(reading.length > 0 && { reading }),
    ...(toldAt > 0 && { toldAt: new Date(toldAt).toISOString() }),
  }
}

/** In the order in which a run does them. */
const PHASES: readonly RunMode[] = ['names', 'compare', 'remove', 'deep']

// A step that is at work knows more than the row that the last one wrote. A removal goes on with what was compared.
const rangeOf = (row: Progress, beat: Heartbeat | undefined): Range => {
  if (beat === undefined || isNewer(row, beat)) return row
  const range = working(beat)
  const isRemoval = row.mode !== 'remove' && beat.mode === 'remove'
  return isRemoval ? { ...range, totals: { ...row.totals, removed: beat.removed } } : range
}

const working = ({ mode, at, since, ...totals }: Heartbeat): Range => ({ mode, at, since, done: false, totals })

const isNewer = (row: Progress, beat: Heartbeat): boolean =>
  PHASES.indexOf(row.mode) > PHASES.indexOf(beat.mode) ||
  (row.mode === beat.mode && (row.done || (row.at ?? 0) >= beat.at))

interface Done {
  readonly left: number | undefined
  readonly tags: number
  readonly rangesDone: number
  readonly total: number
}

// 100 is said only when all ranges are done: the bucket may have more by now than was expected.
const percentOf = ({ left, tags, rangesDone, total }: Done): number => {
  if (total === 0) return 0
  if (rangesDone === total || left === undefined || tags + left === 0) return Math.floor((100 * rangesDone) / total)
  return Math.min(99, Math.floor((100 * tags) / (tags + left)))
}

const namesIn = (beats: readonly Heartbeat[], now: number): string[] =>
  beats
    .filter(({ at }) => now - at <= READING_MS)
    .toSorted((a, b) => b.at - a.at)
    .flatMap(({ reading }) => reading ?? [])
    .slice(0, MAX_READING)

const add = (a: Counts, b: Counts): Counts => ({
  repositories: a.repositories + b.repositories,
  tags: a.tags + b.tags,
  changed: a.changed + b.changed,
  problems: a.problems + b.problems,
  removed: a.removed + b.removed,
})

/** Returns the whole seconds between two times in epoch milliseconds; 0 if they are the other way round. */
export const secondsBetween = (from: number, to: number): number => Math.max(0, Math.round((to - from) / 1000))

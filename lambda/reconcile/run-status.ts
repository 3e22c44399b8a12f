// What the version table tells of the index, as one document: for /api/status and `registry-index status`.

import * as z from 'zod/mini'
import { largestNamespaces, type Namespace, NOTHING, sum, type Totals } from '../model/run-totals.ts'
import {
  type LastRun,
  type Progress,
  progressId,
  type RunsRow,
  type VersionRow,
  type VersionStore,
} from '../model/version-store.ts'
import { LAYOUTS } from '../names.ts'
import { layoutsOf } from '../registry/layouts/layouts.ts'

/** A run that ended. */
export interface RunReport {
  readonly run: string
  readonly outcome: LastRun['outcome']
  /** ISO 8601. */
  readonly startedAt: string
  readonly endedAt: string
  /** How long it took. */
  readonly seconds: number
  /** What it was for, where not for the whole bucket: the starts of names. */
  readonly only?: readonly string[]
  /** What else the bucket seems to hold, and how to index it, for people. */
  readonly others?: readonly string[]
  /** Why it did not do it, as one sentence. */
  readonly error?: string
  readonly totals?: Totals
}

/** A run that is under way. */
export interface RunningReport {
  readonly run: string
  /** ISO 8601. */
  readonly startedAt: string
  readonly seconds: number
  /** Its lease ran out: it died, and another one may start. */
  readonly stale: boolean
  /** Compares the bucket with the index, or removes what the bucket has no more. */
  readonly phase: 'compare' | 'remove'
  readonly rangesDone: number
  readonly ranges: number
  /** Whole number from 0 to 100, by ranges: these differ in size. */
  readonly percent: number
  readonly repositories: number
  readonly tags: number
  readonly changed: number
  readonly problems: number
  readonly removed: number
  /** Since the start, which may have been a wait. One decimal. */
  readonly tagsPerSecond: number
}

/** The state of the index. What is not known is left out. */
export interface StatusDocument {
  /** What it is an index of; absent before the first run. */
  readonly index?: {
    readonly bucket: string
    /** The roots of the layouts that are indexed, by the layouts' ids, without slashes at their ends; empty: the bucket's root. */
    readonly roots: Readonly<Record<string, string>>
    readonly schema: number
    /** The schema that a run has begun to make of it; absent once it is whole. */
    readonly migratingTo?: number
    readonly minReader: number
  }
  readonly running?: RunningReport
  readonly lastRun?: RunReport
  /** The last run over the whole bucket that was done; the same as lastRun if that one was. */
  readonly lastDone?: RunReport
  /** The largest by their tags, at most 200; the name is empty for repositories without a namespace. */
  readonly namespaces: readonly Namespace[]
}

/** Rows of the version table, as VersionStore gives them, and the time. */
export interface StatusRows {
  readonly version: VersionRow | undefined
  readonly runs: RunsRow | undefined
  readonly progress: readonly Progress[]
  /** Epoch milliseconds. */
  readonly now: number
}

const ALL = layoutsOf(LAYOUTS.map(({ id }) => id).join(','), ({ root }) => root.default).all

// Ids of the progress of a run over everything. A run over a prefix has a range of its own.
const wholeIds = (version: VersionRow | undefined): Set<string> => {
  const own = ALL.filter(({ id }) => version !== undefined && Object.hasOwn(version.roots, id))
  return new Set(own.flatMap(({ id, ranges }) => ranges.map((range) => progressId(id, range))))
}

/** Ids of the progress that a status document is made from; with those of a run under way alone it has less to say. */
const progressIds = (version: VersionRow | undefined, runs: RunsRow | undefined): string[] => [
  ...new Set([...wholeIds(version), ...(runs?.lease?.ranges ?? [])]),
]

/**
 * The status document of an index, from the rows of its version table. Pure.
 */
export const statusDocument = (rows: StatusRows): StatusDocument => {
  const { version, runs } = rows
  return {
    ...(version === undefined ? {} : { index: indexOf(version) }),
    ...(runs?.lease === undefined ? {} : { running: running(rows, runs.lease) }),
    ...(runs?.last === undefined ? {} : { lastRun: report(runs.last) }),
    ...(runs?.lastDone === undefined ? {} : { lastDone: report(runs.lastDone) }),
    namespaces: namespaces(rows),
  }
}

/** The status document of an index now; `now` in epoch milliseconds. */
export const readStatus = async (
  store: Pick<VersionStore, 'read' | 'runs' | 'progressOf'>,
  now: number,
): Promise<StatusDocument> => {
  const [version, runs] = await Promise.all([store.read(), store.runs()])
  return statusDocument({ version, runs, progress: await store.progressOf(progressIds(version, runs)), now })
}

const indexOf = ({ bucket, roots, schema, minReader, migratingTo }: VersionRow) => ({
  bucket,
  roots,
  schema,
  minReader,
  ...(migratingTo === undefined ? {} : { migratingTo }),
})

const report = ({ run, outcome, startedAt, endedAt, only, others, error, totals }: LastRun): RunReport => ({
  run,
  outcome,
  startedAt,
  endedAt,
  seconds: secondsBetween(Date.parse(startedAt), Date.parse(endedAt)),
  ...(only === undefined ? {} : { only }),
  ...(others === undefined ? {} : { others }),
  ...(error === undefined ? {} : { error: failureMessage(error) }),
  ...(totals === undefined ? {} : { totals }),
})

const secondsBetween = (from: number, to: number): number => Math.max(0, Math.round((to - from) / 1000))

const running = (rows: StatusRows, lease: NonNullable<RunsRow['lease']>): RunningReport => {
  const { progress, now } = rows
  const { run, startedAt, until } = lease
  // A range that the run has not come to yet has what an earlier run said.
  const own = progress.filter((row) => row.run === run)
  const totals = own.map((row) => row.totals).reduce(sum, NOTHING)
  const ranges = Math.max(own.length, lease.ranges.length)
  const rangesDone = own.filter(({ done }) => done).length
  const seconds = secondsBetween(Date.parse(startedAt), now)
  const { repositories, tags, changed, problems, removed } = totals
  return {
    run,
    startedAt,
    seconds,
    stale: until < now,
    phase: own.some(({ mode }) => mode === 'remove') ? 'remove' : 'compare',
    rangesDone,
    ranges,
    percent: ranges === 0 ? 0 : Math.floor((100 * rangesDone) / ranges),
    repositories,
    tags,
    changed,
    problems,
    removed,
    tagsPerSecond: Math.round((10 * tags) / Math.max(1, seconds)) / 10,
  }
}

// A run over a part says nothing of the whole, so the ranges' own rows count where they are complete: each has what its
// last run found, whatever run that was.
const namespaces = ({ version, runs, progress }: StatusRows): readonly Namespace[] => {
  const ids = wholeIds(version)
  const whole = progress.filter(({ id, done }) => ids.has(id) && done)
  if (ids.size > 0 && whole.length === ids.size) return largestNamespaces(...whole.map((row) => row.namespaces))
  return runs?.lastDone?.namespaces ?? []
}

const Failure = z.object({
  Error: z.optional(z.string()),
  Cause: z.optional(z.string()),
  errorType: z.optional(z.string()),
  errorMessage: z.optional(z.string()),
})

/**
 * The sentence in what Step Functions and Lambda wrap around an error, however deep, also where the text was cut.
 * @example failureMessage('{"errorType":"ReconcileRefused","errorMessage":"the bucket is empty"}') // 'the bucket is empty'
 */
export const failureMessage = (text: string): string => {
  const value = parsed(text)
  if (typeof value === 'string') return value === text ? value : failureMessage(value)
  const wrapped = Failure.safeParse(value)
  const { errorMessage, errorType, Cause, Error: name } = wrapped.data ?? {}
  if (errorMessage !== undefined && errorMessage !== '') return errorMessage
  if (Cause !== undefined && Cause !== '') return failureMessage(Cause)
  return errorType ?? name ?? cut(text) ?? text
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return cut(text) ?? text
  }
}

// Of JSON that ends somewhere: what follows errorMessage, without its escapes.
const cut = (text: string): string | undefined => {
  const rest = /errorMessage\\*":\s*\\*"(.*)/s.exec(text)?.[1]
  const message = rest?.split(/\\*",\s*\\*"(?:trace|stackTrace|errorType)/)[0]
  return message?.replaceAll(/\\+n/g, ' ').replaceAll(/\\+/g, '')
}

// Makes the index's status document from the rows of the version table, for /api/status and `registry-index status`.

import * as z from 'zod/mini'
import type { Heartbeat } from '../model/runs/heartbeat.ts'
import type { Namespace, Totals } from '../model/runs/run-totals.ts'
import type { VersionRow } from '../model/runs/version-row.ts'
import type { LastRun, Progress, RunsRow, VersionStore } from '../model/runs/version-store.ts'
import { type RunningReport, runningReport, secondsBetween } from './running-report.ts'

export type { RunningReport } from './running-report.ts'

/** A run that ended. */
export interface RunReport {
  readonly run: string
  readonly outcome: LastRun['outcome']
  /** ISO 8601. */
  readonly startedAt: string
  readonly endedAt: string
  /** How long the run took. */
  readonly seconds: number
  /** What the names that the run covered start with; absent if it covered the whole bucket. */
  readonly only?: readonly string[]
  /** Registries that the bucket seems to hold but that are not indexed, and how to index them; sentences for people. */
  readonly others?: readonly string[]
  /** Why the run failed or was refused, as one sentence. */
  readonly error?: string
  readonly totals?: Totals
  /** If it looked whether what tags point to is there: how many blobs it listed, or why it could not. */
  readonly deep?: { readonly contents: number; readonly why?: string | undefined }
}

/** The state of the index. Fields that are not known are absent. */
export interface StatusDocument {
  /** What the index is made from; absent before the first run. */
  readonly index?: {
    readonly bucket: string
    /** The root of each indexed layout, by the layout's id, without slashes at its ends; empty: the bucket's root. */
    readonly roots: Readonly<Record<string, string>>
    readonly schema: number
    /** Schema version being migrated to; absent once the migration is complete. */
    readonly migratingTo?: number
    readonly minReader: number
  }
  readonly running?: RunningReport
  readonly lastRun?: RunReport
  /** The last run over the whole bucket that ended well; may be the same as lastRun. */
  readonly lastDone?: RunReport
  /** The last of these that also looked whether what tags point to is there. */
  readonly lastDeep?: RunReport
  /** The namespaces with the most tags, at most 200; the name is empty for repositories without a namespace. */
  readonly namespaces: readonly Namespace[]
}

/** The rows that a status document is made from, and the time. */
export interface StatusRows {
  readonly version: VersionRow | undefined
  readonly runs: RunsRow | undefined
  readonly progress: readonly Progress[]
  readonly beats: readonly Heartbeat[]
  /** Epoch milliseconds. */
  readonly now: number
}

/** Returns the status document of an index, from the rows of its version table. Pure. */
export const statusDocument = (rows: StatusRows): StatusDocument => {
  const { version, runs } = rows
  return {
    ...(version === undefined ? {} : { index: indexReport(version) }),
    ...(runs?.lease === undefined ? {} : { running: runningReport({ ...rows, lease: runs.lease }) }),
    ...(runs?.last === undefined ? {} : { lastRun: runReport(runs.last) }),
    ...(runs?.lastDone === undefined ? {} : { lastDone: runReport(runs.lastDone) }),
    ...(runs?.lastDeep === undefined ? {} : { lastDeep: runReport(runs.lastDeep) }),
    // Those of the last run over the whole bucket: one over a part of it knows a part of them.
    namespaces: runs?.lastDone?.namespaces ?? [],
  }
}

/** What a status document is read from. */
export type StatusSource = Pick<VersionStore, 'read' | 'runs' | 'progressOf' | 'beatsOf'>

/** Reads the rows of the version table, and returns the status document. `now` in epoch milliseconds. */
export const readStatus = async (store: StatusSource, now: number): Promise<StatusDocument> => {
  const [version, runs] = await Promise.all([store.read(), store.runs()])
  const ids = runs?.lease?.ranges ?? []
  const [progress, beats] = await Promise.all([store.progressOf(ids), store.beatsOf(ids)])
  return statusDocument({ version, runs, progress, beats, now })
}

const indexReport = ({ bucket, roots, schema, minReader, migratingTo }: VersionRow) => ({
  bucket,
  roots,
  schema,
  minReader,
  ...(migratingTo === undefined ? {} : { migratingTo }),
})

const runReport = ({ run, outcome, startedAt, endedAt, only, others, error, totals, deep }: LastRun): RunReport => ({
  run,
  outcome,
  startedAt,
  endedAt,
  seconds: secondsBetween(Date.parse(startedAt), Date.parse(endedAt)),
  ...(only === undefined ? {} : { only }),
  ...(others === undefined ? {} : { others }),
  ...(error === undefined ? {} : { error: failureMessage(error) }),
  ...(totals === undefined ? {} : { totals }),
  ...(deep === undefined
    ? {}
    : { deep: { ...deep, ...(deep.why === undefined ? {} : { why: failureMessage(deep.why) }) } }),
})

const Failure = z.object({
  Error: z.optional(z.string()),
  Cause: z.optional(z.string()),
  errorType: z.optional(z.string()),
  errorMessage: z.optional(z.string()),
})

/**
 * Returns the message of an error out of the JSON that Step Functions and Lambda wrap around it, however deep, also if
 * the text was cut off.
 * @example failureMessage('{"errorType":"ReconcileRefused","errorMessage":"the bucket is empty"}') // 'the bucket is empty'
 */
export const failureMessage = (text: string): string => {
  const value = parsed(text)
  if (typeof value === 'string') return value === text ? value : failureMessage(value)
  const wrapped = Failure.safeParse(value)
  const { errorMessage, errorType, Cause, Error: name } = wrapped.data ?? {}
  if (errorMessage !== undefined && errorMessage !== '') return errorMessage
  if (Cause !== undefined && Cause !== '') return failureMessage(Cause)
  return errorType ?? name ?? messageInCutJson(text) ?? text
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return messageInCutJson(text) ?? text
  }
}

// Returns what follows errorMessage in JSON that was cut off and can't be parsed, without its escapes.
const messageInCutJson = (text: string): string | undefined => {
  const rest = /errorMessage\\*":\s*\\*"(.*)/s.exec(text)?.[1]
  const message = rest?.split(/\\*",\s*\\*"(?:trace|stackTrace|errorType)/)[0]
  return message?.replaceAll(/\\+n/g, ' ').replaceAll(/\\+/g, '')
}

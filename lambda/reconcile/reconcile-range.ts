// Reconciles one range of paths: merges the bucket's listing with the catalog, both sorted alike, and indexes the tags
// that differ. Comparing reads no object, so that a run over a consistent index costs little more than the LISTs. A
// comparison must not remove repositories: it counts those that are missing, and a second pass removes them once the
// counts are checked.

import { failureKind } from '../indexing/failure.ts'
import { indexTags } from '../indexing/index-tags.ts'
import { nameRepository } from '../indexing/name-repository.ts'
import { emptyTally, isContradicted, recount, tally } from '../indexing/recount.ts'
import type { RepositoryRow } from '../model/row-schemas.ts'
import { NOTHING } from '../model/runs/run-totals.ts'
import { BACKFILL_CONCURRENCY } from '../names/runs.ts'
import { BucketError } from '../registry/bucket/bucket-error.ts'
import type { Layout } from '../registry/layouts/layout.ts'
import type { ListedRepository } from '../registry/listing.ts'
import type { Paths } from '../registry/path-range.ts'
import { notTags } from '../registry/tag-reader.ts'
import { candidates } from './candidates.ts'
import type { Merged } from './merge-join.ts'
import { outagePace, turns } from './pace.ts'
import { type Part, partCounts, type RepositoryResult } from './part-counts.ts'
import { ReconcileRefused } from './reconcile-refused.ts'
import type { ReportProgress } from './report-progress.ts'
import { type RowOf, type WithRow, withRows } from './repository-rows.ts'
import type { ReconcilePorts } from './run-ports.ts'
import { differs, isLate, isMoved } from './tag-comparison.ts'
import { workInWindow } from './window.ts'

export type { Part } from './part-counts.ts'

/** Most repositories that are reconciled in parallel: so many keep a function's core busy while they wait for AWS. */
const PARALLEL_REPOSITORIES = 32
/** Most tags that these have together, unless it is one repository: what was listed of each takes some 300 bytes. */
const PARALLEL_TAGS = 100_000
/** Most repositories that are done but wait for an earlier one. If the function dies, they are compared again. */
const MAX_WAITING = 1000

/**
 * Names that a part writes in a second. Each is an item of the indexes `catalog` and `changes`, and one partition of an index
 * takes 1,000 write units a second (AWS, "Best practices for designing partition keys"), from all parts together.
 */
const NAMES_PER_SECOND = Math.floor(950 / BACKFILL_CONCURRENCY)

/** Characters of one failure in the totals, which travel through Step Functions. */
const FAILURE_MAX_LENGTH = 300

/** S3's error codes after which neither a listing nor the absence of an object can be trusted. */
const UNTRUSTED_CODES = ['AccessDenied', 'NoSuchBucket', 'AllAccessDisabled', 'PermanentRedirect']

/** True if an error means that listings and absences can no longer be trusted, so that the run must stop. */
export const isUntrusted = (error: unknown): error is BucketError =>
  error instanceof BucketError && UNTRUSTED_CODES.includes(error.code)

export interface RangeOptions {
  /** The layout that the range belongs to. */
  readonly layout: Layout
  /** The paths that the range covers; those of one repository by `Layout.rangeOf`. */
  readonly range: Paths
  /** The last repository of an earlier part; undefined at the start of the range. */
  readonly after: string | undefined
  /**
   * `names`: makes repositories that the index doesn't know findable by their names, and reads nothing of them.
   * `compare`: indexes what differs in repositories that the bucket has, and counts those that it no longer has.
   * `remove`: removes the latter, and does nothing else.
   */
  readonly mode: 'names' | 'compare' | 'remove'
  /** The run that this part belongs to. */
  readonly run: string
  /** Reads every tag again, and writes all rows and entries. */
  readonly rebuild: boolean
  /** How many repositories a removal may still remove: no more than the comparison found missing. */
  readonly maxRemovals: number
  /** True if the bucket was never loaded completely: then no tag counts as late. */
  readonly fresh: boolean
  /** Epoch milliseconds; the part ends soon after this time. */
  readonly deadline: number
  /** Epoch milliseconds until which commits that conflict are retried. */
  readonly hardDeadline: number
  /** Is told what was done so far, and what comes next. */
  readonly report: ReportProgress
}

/**
 * Reconciles the repositories of a range with the bucket, as many as the time allows. A repository that fails does not
 * keep the others from being reconciled; `totals` counts and names it. It may be repeated: what is
 * consistent stays as it is.
 * @throws BucketError if the bucket can't be listed, or S3 can't be trusted; what was committed before stays
 * @throws the error of an AWS client if it kept eight repositories in a row from being reconciled: trying again may help
 * @throws ReconcileRefused if a removal finds more repositories missing than the comparison did
 */
export const reconcileRange = async (ports: ReconcilePorts, options: RangeOptions): Promise<Part> => {
  const counts = partCounts(options.layout, options.after)
  const turn = turns(ports.clock, NAMES_PER_SECOND)
  const pace = outagePace(PARALLEL_REPOSITORIES)
  let removals = 0
  const work = async ({ merged, rowOf }: WithRow): Promise<RepositoryResult> => {
    if (options.mode === 'remove' && ++removals > options.maxRemovals)
      throw new ReconcileRefused(
        'more repositories are missing now than when the bucket was compared; check the bucket, then start another run',
      )
    if (options.mode === 'names') await turn()
    await options.report(counts.totals(), merged.listed?.isPrivate === false ? merged.name : undefined)
    const { outage, ...done } = await isolated(ports, merged, rowOf, options)
    pace.note(outage)
    const { name, listed } = merged
    return { ...done, name, listed: listed && { isPrivate: listed.isPrivate, tags: listed.tags.size } }
  }
  const limits = {
    items: pace.parallel,
    weight: PARALLEL_TAGS,
    weightOf: ({ merged }: WithRow) => merged.listed?.tags.size ?? 1,
    waiting: MAX_WAITING,
  }
  const isOver = () => ports.clock.now() >= options.deadline
  const isEnded = await workInWindow(withRows(ports, candidates(ports, options)), limits, isOver, work, counts.add)
  return counts.part(isEnded)
}

/** What became of a repository. */
interface Outcome extends Pick<RepositoryResult, 'isDone' | 'totals'> {
  /** The error of an AWS client for which the repository failed, if it did so. */
  readonly outage?: Error
}

const isolated = async (
  ports: ReconcilePorts,
  merged: Merged,
  rowOf: RowOf,
  options: RangeOptions,
): Promise<Outcome> => {
  try {
    return await reconcileOne(ports, merged, rowOf, options)
  } catch (error) {
    if (isUntrusted(error)) throw error
    const why = error instanceof Error ? error.message : String(error)
    const totals = { ...NOTHING, failed: 1, failures: [`${merged.name}: ${why}`.slice(0, FAILURE_MAX_LENGTH)] }
    const isOutage = error instanceof Error && failureKind(error) === 'outage'
    return { isDone: true, totals, ...(isOutage ? { outage: error } : {}) }
  }
}

const reconcileOne = async (
  ports: ReconcilePorts,
  { name, listed }: Merged,
  rowOf: RowOf,
  options: RangeOptions,
): Promise<Outcome> => {
  if (options.mode === 'names' && listed !== undefined) return nameOnly(ports, listed)
  if (listed !== undefined) return compare(ports, listed, await rowOf(name), options)
  if (options.mode === 'remove') return remove(ports, name, options)
  return { isDone: true, totals: { ...NOTHING, missing: 1, missingNames: [name] } }
}

// Where there is a row already, its repository was pushed to or named before, and that row knows as much or more.
const nameOnly = async (ports: ReconcilePorts, listed: ListedRepository): Promise<Outcome> => {
  await nameRepository(ports, listed)
  return { isDone: true, totals: { ...NOTHING, repositories: 1, tags: listed.tags.size } }
}

const compare = async (
  ports: ReconcilePorts,
  { name, tags, isPrivate }: ListedRepository,
  row: RepositoryRow | undefined,
  { layout, run, rebuild, fresh, deadline, hardDeadline }: RangeOptions,
): Promise<Outcome> => {
  const now = ports.clock.now()
  const stored = emptyTally()
  const unseen = new Set(tags.keys())
  const differing: string[] = []
  const lastRevs: number[] = []
  let anyTag: string | undefined
  let late = 0
  let keptProblems = 0
  for await (const { tag, brief } of ports.store.briefs(name)) {
    const link = tags.get(tag)
    anyTag = tag
    unseen.delete(tag)
    // A row that can't be read is a row to be written.
    if (brief === undefined) {
      differing.push(tag)
      continue
    }
    tally(stored, brief)
    if (row?.last.tags.includes(tag)) lastRevs.push(brief.rev)
    if (rebuild ? brief.rebuilt !== run : differs(brief, link, now)) differing.push(brief.tag)
    else if (brief.problem !== undefined) keptProblems++
    if (link !== undefined && isMoved(brief, link) && isLate(link, now)) late++
  }
  for (const tag of await notTags(ports, layout, name, unseen)) {
    unseen.delete(tag)
    tags.delete(tag)
  }
  for (const tag of unseen) if (isLate(tags.get(tag), now)) late++
  differing.push(...unseen)
  // The repository's row is lost, but its tags are not: indexing any of them writes the row, which is then recounted.
  if (row === undefined && anyTag !== undefined && differing.length === 0) differing.push(anyTag)
  const repository = { name, registry: ports.bucketName, layout }
  // A row that has lost its document is recounted; to index no tag would take it for that of an empty repository.
  const privacyDiffers = row?.document !== undefined && isPrivate !== (row.document.private ?? false)
  const times = { deadline: hardDeadline, until: deadline }
  const { unread, unreadHidden } = row?.document ?? {}
  const isConsistent = differing.length === 0 && !privacyDiffers && !unread && !unreadHidden
  // Without any differing tag, indexing still writes whether the repository is private, and that nothing is unread.
  const { left, problems } = isConsistent
    ? { left: [], problems: 0 }
    : await indexTags(ports, name, differing, { ...times, rebuild: rebuild ? run : undefined, isComplete: true })
  const changed = differing.length - left.length
  if (left.length > 0) return { isDone: false, totals: { ...NOTHING, changed } }
  // A row that its tags contradict is written anew from all of them. A new repository has neither.
  const isNew = row === undefined && anyTag === undefined
  const recounts =
    !isNew && isContradicted(row, { ...repository, isPrivate: row?.document?.private ?? false }, stored, lastRevs)
  if (recounts) await recount(ports, name, hardDeadline)
  const found = {
    repositories: tags.size > 0 ? 1 : 0,
    tags: tags.size,
    changed,
    late: fresh ? 0 : late,
    // What the tags have now, not what they had before the run looked at them again.
    problems: keptProblems + problems,
  }
  return { isDone: true, totals: { ...NOTHING, ...found, recounted: recounts ? 1 : 0 } }
}

// Removes a repository's tags by indexing them: that reads the bucket once more, so tags that came back stay.
const remove = async (
  ports: ReconcilePorts,
  name: string,
  { deadline, hardDeadline }: RangeOptions,
): Promise<Outcome> => {
  const tags: string[] = []
  for await (const { tag } of ports.store.briefs(name)) tags.push(tag)
  // The catalog lists the repository, but it has no tags: only its row is wrong.
  if (tags.length === 0) await recount(ports, name, hardDeadline)
  const options = { deadline: hardDeadline, until: deadline, isComplete: true }
  const isDone = tags.length === 0 || (await indexTags(ports, name, tags, options)).left.length === 0
  return { isDone, totals: { ...NOTHING, removed: 1 } }
}

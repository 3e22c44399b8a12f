// Reconciles one range of names: merges the bucket's listing with the catalog, both sorted alike, and indexes the tags
// that differ. Comparing reads no object, so that a run over a consistent index costs little more than the LISTs. A
// comparison must not remove repositories: it counts those that are missing, and a second pass removes them once the
// counts are checked.

import { failureKind } from '../indexing/failure.ts'
import { indexTags } from '../indexing/index-tags.ts'
import { emptyTally, isContradicted, recount, tally } from '../indexing/recount.ts'
import type { RepositoryRow } from '../model/row-schemas.ts'
import { largestNamespaces, type Namespace, NOTHING, namespaceOf, sum, type Totals } from '../model/run-totals.ts'
import { BucketError } from '../registry/bucket/bucket-error.ts'
import type { Layout } from '../registry/layouts/layout.ts'
import { repositoryName } from '../registry/layouts/repository-id.ts'
import { type ListedRepository, listRepositories } from '../registry/listing.ts'
import { notTags } from '../registry/tag-reader.ts'
import { type Merged, merge } from './merge-join.ts'
import { ReconcileRefused } from './reconcile-refused.ts'
import type { ReportProgress } from './report-progress.ts'
import { type RowOf, rowsOf } from './repository-rows.ts'
import type { ReconcilePorts } from './run-ports.ts'
import { differs, isLate, isMoved } from './tag-comparison.ts'

/** How many repositories are reconciled in parallel. */
const PARALLEL_REPOSITORIES = 8

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
  /** What the names of the range start with, or the range of one repository (`Layout.rangeOf`). */
  readonly range: string
  /** The last repository of an earlier part; undefined at the start of the range. */
  readonly after: string | undefined
  /**
   * `compare`: indexes what differs in repositories that the bucket has, and counts those that it no longer has.
   * `remove`: removes the latter, and does nothing else.
   */
  readonly mode: 'compare' | 'remove'
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

/** What a part of a range did. If it is not done, the next part goes on after `after`, or from the range's start. */
export interface Part {
  readonly done: boolean
  readonly totals: Totals
  readonly namespaces: Namespace[]
  readonly after: string | undefined
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
  const { bucket, store, clock } = ports
  const { layout, range, after, mode } = options
  const path = layout.catalogPath
  const listed = listRepositories(bucket, layout, range, after)
  const start = after === undefined ? undefined : { name: after, path: path(after) }
  const known = store.catalog(layout.catalogStart(range), start)
  let totals = NOTHING
  let namespaces: Namespace[] = []
  let batch: Merged[] = []
  // Returns true if all of the batch was done. If not, all of the batch is compared again by the next part, so only the
  // tags that were indexed count now.
  const work = async (): Promise<boolean> => {
    const wanted = batch.filter((one) => mode === 'compare' || one.listed === undefined)
    batch = []
    if (mode === 'remove' && totals.removed + wanted.length > options.maxRemovals)
      throw new ReconcileRefused(
        'more repositories are missing now than when the bucket was compared; check the bucket, then start another run',
      )
    await options.report(totals, wanted.find(({ listed: one }) => one?.isPrivate === false)?.name)
    const rowOf = rowsOf(ports, wanted)
    const parts = await Promise.all(wanted.map((one) => isolated(ports, one, rowOf, options)))
    // One repository's outage may be its own, as of an object that S3 can't deliver; that of all is the world's.
    if (parts.length === PARALLEL_REPOSITORIES && parts.every(({ outage }) => outage !== undefined))
      throw parts[0]?.outage
    const isDone = parts.every((part) => part.isDone)
    const counted = parts.map((part) => (isDone ? part.totals : { ...NOTHING, changed: part.totals.changed }))
    totals = counted.reduce(sum, totals)
    // The status document shows namespaces to every caller, so those of private repositories are left out.
    const found = wanted.flatMap(({ name, listed: one }, at) =>
      one === undefined || one.isPrivate ? [] : [{ ...counted[at], name: namespaceOf(repositoryName(name)) }],
    )
    namespaces = largestNamespaces(
      namespaces,
      found.map(({ name, repositories = 0, tags = 0 }) => ({ name, repositories, tags })),
    )
    return isDone
  }
  let last = after
  for await (const merged of merge(listed, known, path)) {
    batch.push(merged)
    if (batch.length < PARALLEL_REPOSITORIES) continue
    if (!(await work())) return { done: false, totals, namespaces, after: last }
    last = merged.name
    if (clock.now() >= options.deadline) return { done: false, totals, namespaces, after: last }
  }
  return (await work())
    ? { done: true, totals, namespaces, after: undefined }
    : { done: false, totals, namespaces, after: last }
}

/** What was done for one repository; not done if the time was up first. */
interface RepositoryResult {
  readonly isDone: boolean
  readonly totals: Totals
  /** The error of an AWS client for which the repository failed, if it did so. */
  readonly outage?: Error
}

const isolated = async (
  ports: ReconcilePorts,
  merged: Merged,
  rowOf: RowOf,
  options: RangeOptions,
): Promise<RepositoryResult> => {
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
): Promise<RepositoryResult> => {
  if (listed !== undefined) return compare(ports, listed, await rowOf(name), options)
  if (options.mode === 'remove') return remove(ports, name, options)
  return { isDone: true, totals: { ...NOTHING, missing: 1, missingNames: [name] } }
}

const compare = async (
  ports: ReconcilePorts,
  { name, tags, isPrivate }: ListedRepository,
  row: RepositoryRow | undefined,
  { layout, run, rebuild, fresh, deadline, hardDeadline }: RangeOptions,
): Promise<RepositoryResult> => {
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
): Promise<RepositoryResult> => {
  const tags: string[] = []
  for await (const { tag } of ports.store.briefs(name)) tags.push(tag)
  // The catalog lists the repository, but it has no tags: only its row is wrong.
  if (tags.length === 0) await recount(ports, name, hardDeadline)
  const options = { deadline: hardDeadline, until: deadline, isComplete: true }
  const isDone = tags.length === 0 || (await indexTags(ports, name, tags, options)).left.length === 0
  return { isDone, totals: { ...NOTHING, removed: 1 } }
}

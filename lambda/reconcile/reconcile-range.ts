// Merges two streams in one order, the bucket's listing and the catalog, and indexes what differs.

import { indexTags } from '../indexing/index-tags.ts'
import { emptyTally, miscounts, recount, tally } from '../indexing/recount.ts'
import type { RepositoryRow, TagBrief } from '../model/row-schemas.ts'
import { largestNamespaces, type Namespace, NOTHING, namespaceOf, sum, type Totals } from '../model/run-totals.ts'
import { FACTS_VERSION } from '../names.ts'
import { BucketError } from '../registry/bucket/bucket-error.ts'
import type { Layout } from '../registry/layouts/layout.ts'
import { repositoryName } from '../registry/layouts/repository-id.ts'
import { type ListedRepository, listRepositories } from '../registry/listing.ts'
import { notTags } from '../registry/tag-reader.ts'
import { type Merged, merge } from './merge-join.ts'
import type { ReconcilePorts } from './ports.ts'
import { ReconcileRefused } from './reconcile-refused.ts'

/** Repositories that are worked on side by side. */
const AT_ONCE = 8
/** After this time an event that did not come is taken for lost. Milliseconds. */
const EVENT_DUE = 10 * 60 * 1000

/** S3's answers after which no listing and no absence can be trusted. */
const UNTRUSTED = ['AccessDenied', 'NoSuchBucket', 'AllAccessDisabled', 'PermanentRedirect']

/** Whether an error says that nothing more is to be made of what S3 says. */
export const isUntrusted = (error: unknown): error is BucketError =>
  error instanceof BucketError && UNTRUSTED.includes(error.code)

export interface RangeOptions {
  /** The layout whose range it is. */
  readonly layout: Layout
  /** What the names start with that are looked at, or the range of one repository. */
  readonly range: string
  /** The repository with which an earlier part ended. */
  readonly after: string | undefined
  /** `compare`: bring in line what the bucket has, count what it has no more. `remove`: remove that, and nothing else. */
  readonly mode: 'compare' | 'remove'
  /** The run that this is a part of. */
  readonly run: string
  /** Index everything anew, and write all entries. */
  readonly rebuild: boolean
  /** Repositories that a removal may remove: no more than the comparison found missing. */
  readonly most: number
  /** The bucket was never loaded whole: nothing in it can be said to be late. */
  readonly fresh: boolean
  /** Epoch milliseconds; the part ends soon after. */
  readonly deadline: number
  /** Epoch milliseconds until which conflicts are tried again. */
  readonly hardDeadline: number
}

/** What a part did, and where to go on where it is not done: after the repository `after`, or from the start. */
export interface Part {
  readonly done: boolean
  readonly totals: Totals
  readonly namespaces: Namespace[]
  readonly after: string | undefined
}

/**
 * Brings the repositories of a range in line with the bucket, as many as the time allows. One that can't be costs the
 * others nothing; `totals` has it.
 * @throws BucketError where S3 can't be trusted or listed; what was done stays done, and can be done again
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
  // Whether all of the batch was done. Of one that was not only the work counts: it is compared once more.
  const work = async (): Promise<boolean> => {
    const wanted = batch.filter((one) => mode === 'compare' || one.listed === undefined)
    batch = []
    if (mode === 'remove' && totals.removed + wanted.length > options.most)
      throw new ReconcileRefused('more repositories are missing than when the bucket was compared; check the bucket')
    const rows = new Map((await readRows(ports, wanted)).map((row) => [row.name, row]))
    const parts = await Promise.all(wanted.map((one) => isolated(ports, one, rows.get(one.name), options)))
    const whole = parts.every((part) => part.whole)
    const counted = parts.map((part) => (whole ? part.totals : { ...NOTHING, changed: part.totals.changed }))
    totals = counted.reduce(sum, totals)
    // Whoever may ask how the index is sees these.
    const found = wanted.flatMap(({ name, listed: one }, at) =>
      one === undefined || one.isPrivate ? [] : [{ ...counted[at], name: namespaceOf(repositoryName(name)) }],
    )
    namespaces = largestNamespaces(
      namespaces,
      found.map(({ name, repositories = 0, tags = 0 }) => ({ name, repositories, tags })),
    )
    return whole
  }
  let last = after
  for await (const merged of merge(listed, known, path)) {
    batch.push(merged)
    if (batch.length < AT_ONCE) continue
    if (!(await work())) return { done: false, totals, namespaces, after: last }
    last = merged.name
    if (clock.now() >= options.deadline) return { done: false, totals, namespaces, after: last }
  }
  return (await work())
    ? { done: true, totals, namespaces, after: undefined }
    : { done: false, totals, namespaces, after: last }
}

/** What was done of one repository; not whole where the time was up. */
interface One {
  readonly whole: boolean
  readonly totals: Totals
}

const isolated = async (
  ports: ReconcilePorts,
  merged: Merged,
  row: RepositoryRow | undefined,
  options: RangeOptions,
): Promise<One> => {
  try {
    return await reconcileOne(ports, merged, row, options)
  } catch (error) {
    if (isUntrusted(error)) throw error
    const why = error instanceof Error ? error.message : String(error)
    return { whole: true, totals: { ...NOTHING, failed: 1, failures: [`${merged.name}: ${why}`.slice(0, 300)] } }
  }
}

const readRows = ({ store }: ReconcilePorts, merged: readonly Merged[]): Promise<RepositoryRow[]> => {
  const names = merged.filter(({ known, listed }) => known && listed !== undefined).map(({ name }) => name)
  return names.length === 0 ? Promise.resolve([]) : store.repositories(names)
}

const reconcileOne = (
  ports: ReconcilePorts,
  { name, listed }: Merged,
  row: RepositoryRow | undefined,
  options: RangeOptions,
): Promise<One> => {
  if (listed !== undefined) return compare(ports, listed, row, options)
  if (options.mode === 'remove') return remove(ports, name, options)
  return Promise.resolve({ whole: true, totals: { ...NOTHING, missing: 1, missingNames: [name] } })
}

const compare = async (
  ports: ReconcilePorts,
  { name, tags, isPrivate }: ListedRepository,
  row: RepositoryRow | undefined,
  { layout, run, rebuild, fresh, deadline, hardDeadline }: RangeOptions,
): Promise<One> => {
  const now = ports.clock.now()
  const stored = emptyTally()
  const unseen = new Set(tags.keys())
  const differing: string[] = []
  let some: string | undefined
  let late = 0
  let problems = 0
  for await (const brief of ports.store.briefs(name)) {
    const link = tags.get(brief.tag)
    some = brief.tag
    tally(stored, brief)
    unseen.delete(brief.tag)
    if (rebuild ? brief.rebuilt !== run : differs(brief, link, now)) differing.push(brief.tag)
    if (link !== undefined && isMoved(brief, link) && isLate(link, now)) late++
    if (brief.problem !== undefined) problems++
  }
  for (const tag of await notTags(ports, layout, name, unseen)) {
    unseen.delete(tag)
    tags.delete(tag)
  }
  for (const tag of unseen) if (isLate(tags.get(tag), now)) late++
  differing.push(...unseen)
  // Tags without a row of their repository: any of them brings it back, and then it is counted.
  if (row === undefined && some !== undefined && differing.length === 0) differing.push(some)
  const times = { deadline: hardDeadline, until: deadline }
  const isTold = row !== undefined && isPrivate !== (row.private ?? false)
  const isDone = differing.length === 0 && !isTold
  const left = isDone ? [] : await indexTags(ports, name, differing, { ...times, rebuild: rebuild ? run : undefined })
  const changed = differing.length - left.length
  if (left.length > 0) return { whole: false, totals: { ...NOTHING, changed } }
  const recounts = some === undefined ? row !== undefined : miscounts(row, stored)
  if (recounts) await recount(ports, name, hardDeadline)
  const found = { repositories: tags.size > 0 ? 1 : 0, tags: tags.size, changed, late: fresh ? 0 : late, problems }
  return { whole: true, totals: { ...NOTHING, ...found, recounted: recounts ? 1 : 0 } }
}

// What the listing says of a link is enough to know that nothing changed: no object is read.
const differs = (brief: TagBrief, link: Link | undefined, now: number): boolean =>
  link === undefined || isMoved(brief, link) || brief.facts < FACTS_VERSION || isDue(brief, now)

type Link = { readonly etag: string; readonly lastModified: string }

const isMoved = (brief: TagBrief, link: Link): boolean =>
  brief.etag !== link.etag || brief.pushedAt !== link.lastModified

const isDue = ({ retryAt }: TagBrief, now: number): boolean => retryAt !== undefined && Date.parse(retryAt) <= now

// What was written so long ago should be known; when a tag went, nobody can say.
const isLate = (link: Link | undefined, now: number): boolean =>
  link !== undefined && Date.parse(link.lastModified) < now - EVENT_DUE

// Tag by tag through indexing, which looks at the bucket once more: what came back stays.
const remove = async (ports: ReconcilePorts, name: string, { deadline, hardDeadline }: RangeOptions): Promise<One> => {
  const tags: string[] = []
  for await (const { tag } of ports.store.briefs(name)) tags.push(tag)
  // Listed without any tag: only its row is wrong.
  if (tags.length === 0) await recount(ports, name, hardDeadline)
  const left = tags.length === 0 ? [] : await indexTags(ports, name, tags, { deadline: hardDeadline, until: deadline })
  return { whole: left.length === 0, totals: { ...NOTHING, removed: 1 } }
}

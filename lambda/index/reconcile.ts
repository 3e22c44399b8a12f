// Merges two streams in one order, the bucket's listing and the catalog, and indexes what differs.

import type { RegistryBucket } from '../registry/bucket.ts'
import { FACTS_VERSION } from '../registry/facts.ts'
import type { Layout } from '../registry/layout.ts'
import { type ListedRepository, listRepositories } from '../registry/listing.ts'
import { type IndexingPorts, indexTags } from './indexing.ts'
import type { TagBrief } from './records.ts'

/** Repositories that are worked on side by side. */
const AT_ONCE = 8
/** How many names of missing repositories a result keeps. */
const NAMED = 20

export interface ReconcilePorts extends IndexingPorts {
  readonly bucket: RegistryBucket
  readonly layout: Layout
}

/** What a run, or a part of it, found and did. */
export interface Totals {
  /** Repositories and tags in the bucket. */
  readonly repositories: number
  readonly tags: number
  /** Tags that were indexed, for they differed. */
  readonly changed: number
  /** Repositories in the index that the bucket has no more; they are only reported. */
  readonly missing: number
  /** Names of the first of those. */
  readonly missingNames: string[]
}

export const NOTHING: Totals = { repositories: 0, tags: 0, changed: 0, missing: 0, missingNames: [] }

/** The sum of two parts. */
export const sum = (a: Totals, b: Totals): Totals => ({
  repositories: a.repositories + b.repositories,
  tags: a.tags + b.tags,
  changed: a.changed + b.changed,
  missing: a.missing + b.missing,
  missingNames: [...a.missingNames, ...b.missingNames].slice(0, NAMED),
})

export interface RangeOptions {
  /** First characters of the names that are looked at. */
  readonly range: string
  /** The repository with which an earlier part ended. */
  readonly after: string | undefined
  /** Index everything anew, and write all entries. */
  readonly rebuild: boolean
  /** Epoch milliseconds; the part ends soon after. */
  readonly deadline: number
  /** Epoch milliseconds until which conflicts are tried again. */
  readonly hardDeadline: number
}

/**
 * Brings the repositories of a range in line with the bucket, as many as the time allows; `after` in the result is
 * where to go on, or undefined at the end.
 * @throws BucketError, ContentionError; what was done stays done, and can be done again
 */
export const reconcileRange = async (
  ports: ReconcilePorts,
  options: RangeOptions,
): Promise<{ totals: Totals; after: string | undefined }> => {
  const { layout, bucket, store, clock } = ports
  const { range, after } = options
  const path = layout.catalogPath
  const listed = listRepositories(bucket, layout, range, after)
  const start = layout.catalogStart(range)
  const known = store.catalog(start, after === undefined ? undefined : { name: after, path: path(after) })
  let totals = NOTHING
  let batch: Merged[] = []
  const work = async () => {
    const parts = await Promise.all(batch.map((one) => reconcileRepository(ports, one, options)))
    totals = parts.reduce(sum, totals)
    batch = []
  }
  for await (const merged of merge(listed, known, path)) {
    batch.push(merged)
    if (batch.length < AT_ONCE) continue
    await work()
    if (clock.now() >= options.deadline) return { totals, after: merged.name }
  }
  await work()
  return { totals, after: undefined }
}

/** A repository of either stream, or of both. */
export interface Merged {
  readonly name: string
  readonly listed: ListedRepository | undefined
  /** Whether the catalog has it. */
  readonly known: boolean
}

/** Merges a listing and the catalog, both in the order of `path`. */
export async function* merge(
  listed: AsyncIterable<ListedRepository>,
  known: AsyncIterable<string>,
  path: (name: string) => string,
): AsyncGenerator<Merged> {
  const left = listed[Symbol.asyncIterator]()
  const right = known[Symbol.asyncIterator]()
  let [l, r] = await Promise.all([left.next(), right.next()])
  while (!l.done || !r.done) {
    // Names are ASCII, so that comparing UTF-16 units is comparing bytes, as S3 and DynamoDB do.
    const order = l.done ? 1 : r.done ? -1 : compare(path(l.value.name), path(r.value))
    const name = order <= 0 ? l.value?.name : r.value
    yield { name: String(name), listed: order <= 0 ? l.value : undefined, known: order >= 0 }
    ;[l, r] = await Promise.all([order <= 0 ? left.next() : l, order >= 0 ? right.next() : r])
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const reconcileRepository = async (
  ports: ReconcilePorts,
  { name, listed, known }: Merged,
  { rebuild, hardDeadline }: RangeOptions,
): Promise<Totals> => {
  if (listed === undefined) return { ...NOTHING, missing: 1, missingNames: [name] }
  const differing = await differingTags(ports, listed, known, rebuild)
  await indexTags(ports, name, differing, { deadline: hardDeadline, rewrite: rebuild })
  return { ...NOTHING, repositories: 1, tags: listed.tags.size, changed: differing.length }
}

// What the listing says of a link is enough to know that nothing changed: no object is read.
const differingTags = async (
  { store }: ReconcilePorts,
  { name, tags }: ListedRepository,
  known: boolean,
  rebuild: boolean,
): Promise<string[]> => {
  const unseen = new Map(tags)
  const differing: string[] = []
  for await (const brief of known || rebuild ? store.briefs(name) : []) {
    const link = tags.get(brief.tag)
    unseen.delete(brief.tag)
    if (rebuild || link === undefined || differs(brief, link)) differing.push(brief.tag)
  }
  return [...differing, ...unseen.keys()]
}

const differs = (brief: TagBrief, link: { etag: string; lastModified: string }): boolean =>
  brief.etag !== link.etag || brief.pushedAt !== link.lastModified || brief.facts < FACTS_VERSION

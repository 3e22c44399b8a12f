// Reads everything that a commit of some tags follows from: the index's rows and the bucket. DynamoDB transactions
// become visible item by item, so a read may see half of one. The checks here detect that and throw ContradictionError;
// the attempt is then repeated.

import { ContradictionError } from '../model/commit-errors.ts'
import type { IndexStore } from '../model/index-store.ts'
import type { RepositoryRow, StoredTag, TagBrief } from '../model/row-schemas.ts'
import { NO_SUSPICION, type Suspicion } from '../registry/content/blobs/tag-blobs.ts'
import type { Problem } from '../registry/content/json/problem.ts'
import type { Layouts } from '../registry/layouts/layouts.ts'
import type { RegistryReader } from '../registry/tag-reader.ts'
import type { Clock } from '../shared/clock.ts'
import { knownFacts } from './build-rows.ts'
import { type PlanInput, type Successors, successorsNeeded, type TagToIndex } from './plan.ts'

export interface ObservingPorts extends RegistryReader {
  readonly store: IndexStore
  /** Name of the registry bucket. */
  readonly bucketName: string
  readonly layouts: Layouts
  readonly clock: Clock
}

/** Why the facts of a tag can't be indexed. */
export interface FaultyTag {
  /** What the tag has in place of its facts. */
  readonly problem: Problem
  /** ETag of the link whose facts they are; undefined if there was none. With another link, the tag is read as any other. */
  readonly etag: string | undefined
}

/** How an attempt reads. */
export interface ReadOptions {
  /** Takes the facts of a digest from the tag's rows, if they have them, instead of reading the bucket. */
  readonly trustRows: boolean
  /** Set if the facts of the tag, which is the only one, can't be indexed. */
  readonly faulty: FaultyTag | undefined
  /** Treats contradictory rows as corrupt and uses what there is of them, instead of throwing. */
  readonly rowsCorrupt: boolean
  /** Says what may be gone of that which the tags point to, beside what their rows say. */
  readonly isSuspected?: Suspicion | undefined
}

/** What a change of some tags is planned from, as it was read. */
export type Observation = Omit<PlanInput, 'rewrites' | 'rebuild' | 'recounted' | 'isComplete'>

/**
 * Reads what planChange needs for these tags. Indexing is correct only because of the order of the reads: the
 * repository's rev, then the tags' rows, and only then the bucket.
 * @throws ContradictionError where rows contradict each other
 * @throws BucketError where S3 fails
 */
export const observe = async (
  { store, bucketName, readTag, readTagWith, isPrivate, layouts, clock }: ObservingPorts,
  repository: string,
  tags: readonly string[],
  { faulty, rowsCorrupt, trustRows, isSuspected = NO_SUSPICION }: ReadOptions,
): Promise<Observation> => {
  const row = await store.repository(repository)
  const read = await store.tags(repository, tags)
  const stored = new Map(tags.map((tag) => [tag, consistentRows(repository, tag, read.get(tag), rowsCorrupt)]))
  const known = (tag: string) => (digest: string) => {
    const facts = trustRows ? knownFacts(stored.get(tag) ?? {}) : undefined
    return facts?.digest === digest ? facts : undefined
  }
  // What was gone is looked for again, also where rows are not trusted otherwise: only so the same bucket gives the same
  // facts, since most of what a tag points to is not read.
  const suspicionOf = (tag: string): Suspicion => {
    const gone = new Set(stored.get(tag)?.detail?.gone)
    return (digest) => gone.has(digest) || isSuspected(digest)
  }
  const [hides, ...tagsToIndex] = await Promise.all([
    isPrivate(repository),
    ...tags.map(async (tag): Promise<TagToIndex> => {
      const name = { repository, tag }
      const minimal = faulty && (await readTagWith(name, faulty.problem))
      const isFaulty = faulty !== undefined && minimal?.etag === faulty.etag
      return {
        tag,
        stored: stored.get(tag) ?? {},
        observed: isFaulty ? minimal : await readTag(name, known(tag), suspicionOf(tag)),
      }
    }),
  ])
  const successors = await readSuccessors(store, repository, row, tagsToIndex, rowsCorrupt)
  return {
    repository,
    registry: bucketName,
    layout: layouts.of(repository),
    isPrivate: hides,
    row,
    tags: tagsToIndex,
    successors,
    now: clock.now(),
  }
}

/**
 * Brings an observation up to date after others may have committed, by one read of the repository's row: what was read of
 * the tags still holds, unless one of these commits was of such a tag. If the tag had a brief, the commit's condition tells:
 * the brief has another rev then. An absent brief has no rev, so it holds only if no commit since has left a tag absent.
 * What concerns the whole repository is read anew, because other tags' commits follow from it too.
 * @returns undefined if everything must be read again
 * @throws ContradictionError where rows contradict each other
 * @throws BucketError where S3 fails
 */
export const observeAgain = async (ports: ObservingPorts, seen: Observation): Promise<Observation | undefined> => {
  const { store, isPrivate } = ports
  const { repository, tags } = seen
  const row = await store.repository(repository)
  if (row === undefined || row.invalid !== undefined || seen.row === undefined || seen.row.invalid !== undefined)
    return undefined
  const { rev, removedRev = rev, last } = row
  // A smaller rev is that of a row that was lost meanwhile.
  const isFollowed = rev >= seen.row.rev && removedRev <= seen.row.rev
  if (!isFollowed || (rev > seen.row.rev && tags.some(({ tag }) => last.tags.includes(tag)))) return undefined
  return observedOf(ports, { ...seen, row, isPrivate: await isPrivate(repository) }, tags, false)
}

/**
 * Returns an observation with only these of its tags, and with the successors that they need.
 * @throws ContradictionError where rows contradict each other
 */
export const observedOf = async (
  { store, clock }: ObservingPorts,
  seen: Observation,
  tags: readonly TagToIndex[],
  rowsCorrupt: boolean,
): Promise<Observation> => ({
  ...seen,
  tags,
  successors: await readSuccessors(store, seen.repository, seen.row, tags, rowsCorrupt),
  now: clock.now(),
})

// A brief and a detail of different commits must not be used together, be one of them invalid or not.
const checkSameCommit = (repository: string, tag: string, stored: StoredTag = {}): void => {
  const { brief, detail, namedRev = brief?.detailRev, foundRev = detail?.rev } = stored
  if (namedRev !== foundRev) throw new ContradictionError(`the rows of ${repository}:${tag} are of different commits`)
}

// Returns a tag's rows. A detail that does not belong to the brief counts as missing, so that it is written anew: at once
// if a row is invalid but still says of which commit it is, or else once the rows have been inconsistent for long.
const consistentRows = (repository: string, tag: string, stored: StoredTag = {}, rowsCorrupt: boolean): StoredTag => {
  if (!rowsCorrupt) checkSameCommit(repository, tag, stored)
  const { brief, detail, ...rest } = stored
  if (detail === undefined || detail.rev === brief?.detailRev) return stored
  return { ...rest, brief, staleLookups: detail.lookups }
}

const readSuccessors = async (
  store: IndexStore,
  repository: string,
  row: RepositoryRow | undefined,
  tags: readonly TagToIndex[],
  rowsCorrupt: boolean,
): Promise<Successors> => {
  const needed = successorsNeeded({ row, tags })
  if (row === undefined || (!needed.rank && !needed.newest)) return {}
  if (!rowsCorrupt) await checkLastCommit(store, repository, row)
  const first = async (order: 'rank' | 'newest') => {
    const briefs = await store.greatest(repository, order, tags.length + 1)
    const other = briefs.find(({ tag }) => !tags.some((one) => one.tag === tag))
    // Hidden tags sort last, so after a hidden one no visible one follows.
    return other?.hidden ? undefined : other
  }
  const [ranked, newest] = await Promise.all([
    needed.rank ? first('rank') : undefined,
    needed.newest ? first('newest') : undefined,
  ])
  return { rank: await readBothRows(store, repository, ranked, rowsCorrupt), newest }
}

/**
 * Reads both rows of a tag that a query found. The query's copy of the brief may be older than the row.
 * @throws ContradictionError where the rows are of different commits, or the brief is not the one that the query found
 */
export const readBothRows = async (
  store: IndexStore,
  repository: string,
  found: TagBrief | undefined,
  rowsCorrupt: boolean,
): Promise<Successors['rank']> => {
  if (found === undefined) return undefined
  const stored = (await store.tags(repository, [found.tag])).get(found.tag)
  if (rowsCorrupt && stored?.brief !== undefined) return { brief: stored.brief, detail: stored.detail ?? {} }
  checkSameCommit(repository, found.tag, stored)
  if (stored?.brief?.rev !== found.rev || stored.detail === undefined)
    throw new ContradictionError(`the rows of ${repository}:${found.tag} changed while they were read`)
  return { brief: stored.brief, detail: stored.detail }
}

/**
 * Checks that the repository's last commit is completely visible. Only then can the result of a query be trusted.
 * @throws ContradictionError where it is not
 */
export const checkLastCommit = async (store: IndexStore, repository: string, row: RepositoryRow): Promise<void> => {
  const stored = await store.tags(repository, row.last.tags)
  for (const tag of row.last.tags) {
    const expected = row.last.removed.includes(tag) ? undefined : row.rev
    if (stored.get(tag)?.brief?.rev !== expected)
      throw new ContradictionError(`the last commit of ${repository} is not completely visible yet`)
  }
}

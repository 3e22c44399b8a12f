// Level-triggered and optimistic: an event only says which tags to look at, the bucket says what is true. An attempt
// that read the repository's rev before it looked at the bucket, and then commits, has seen all that any earlier
// commit saw; so whatever the order, the last commit is right.

import type { Clock } from '../clock.ts'
import { broken } from '../registry/facts.ts'
import type { Layout } from '../registry/layout.ts'
import { Problem } from '../registry/problem.ts'
import type { ObservedTag, ReadTag } from '../registry/tags.ts'
import { ConflictError, ContentionError, RejectedError } from './errors.ts'
import { planChange, type Rewrite, type Rivals, type Situation, sunk, type TagAtHand } from './plan.ts'
import type { RepositoryRow, StoredTag } from './records.ts'
import { actions, type IndexStore, MAX_ACTIONS } from './store.ts'

/** Most tags in one transaction. */
const TAGS_AT_ONCE = 8
const BACKOFF_FIRST = 25
const BACKOFF_MOST = 1_000

export interface IndexingPorts {
  readonly store: IndexStore
  readonly readTag: ReadTag
  readonly layout: Pick<Layout, 'id' | 'catalogPath'>
  readonly clock: Clock
}

export interface IndexingOptions {
  /** Epoch milliseconds until which conflicts are tried again. */
  readonly deadline: number
  /** Write all entries anew, also where rows say that they stand. */
  readonly rewrite?: boolean
}

/**
 * Brings these tags of one repository in line with the bucket, whatever happened to them.
 * @throws ContentionError where others kept writing the repository until the deadline
 * @throws BucketError where S3 fails; whatever DynamoDB throws
 */
export const indexTags = async (
  ports: IndexingPorts,
  repository: string,
  tags: readonly string[],
  options: IndexingOptions,
): Promise<void> => {
  let left = [...new Set(tags)]
  // The repository's own entries are written anew with the first tags; once is enough.
  for (
    let rewrite: Rewrite = options.rewrite ? 'all' : 'none';
    left.length > 0;
    rewrite = rewrite === 'none' ? 'none' : 'tags'
  )
    left = left.slice(await indexSome(ports, repository, left, options.deadline, rewrite))
}

// As many of the first tags as fit one transaction; how many that were.
const indexSome = async (
  ports: IndexingPorts,
  repository: string,
  tags: readonly string[],
  deadline: number,
  rewrite: Rewrite,
): Promise<number> => {
  const { clock, store } = ports
  let most = TAGS_AT_ONCE
  let minimal = false
  for (let attempt = 1; ; attempt++) {
    try {
      const situation = await observe(ports, repository, tags.slice(0, most), minimal)
      let planned = { ...situation, rewrite }
      let change = planChange(planned)
      while (actions(change) > MAX_ACTIONS && planned.tags.length > 1) {
        // Fewer tags may decide less: what the others decided has to be looked up again.
        most = Math.ceil(planned.tags.length / 2)
        planned = { ...(await observe(ports, repository, tags.slice(0, most), minimal)), rewrite }
        change = planChange(planned)
      }
      if (actions(change) > MAX_ACTIONS) {
        // Only a rewrite whose differences are large too: bring those in line first, then nothing is left to remove.
        change = planChange({ ...planned, rewrite: 'none' })
        await store.commit(change)
        continue
      }
      await store.commit(change)
      return planned.tags.length
    } catch (error) {
      if (error instanceof RejectedError && !minimal) {
        // Alone first: one bad tag must not cost the others their facts.
        if (most === 1 || tags.length === 1) minimal = true
        most = 1
      } else if (error instanceof ConflictError) {
        if (clock.now() >= deadline) throw new ContentionError(repository, attempt, error)
        await clock.sleep(clock.random() * Math.min(BACKOFF_MOST, BACKOFF_FIRST * 2 ** attempt))
      } else throw error
    }
  }
}

// The order of the reads is what makes it right: the repository's rev, then the tags' rows, and only then the bucket.
const observe = async (
  { store, readTag, layout, clock }: IndexingPorts,
  repository: string,
  tags: readonly string[],
  minimal: boolean,
): Promise<Omit<Situation, 'rewrite'>> => {
  const row = await store.repository(repository)
  const stored = await store.tags(repository, tags)
  for (const tag of tags) checkWhole(repository, tag, stored.get(tag))
  const atHand = await Promise.all(
    tags.map(async (tag): Promise<TagAtHand> => {
      const observed = await readTag({ repository, tag })
      return { tag, stored: stored.get(tag) ?? {}, observed: minimal ? withoutFacts(observed) : observed }
    }),
  )
  const rivals = await findRivals(store, repository, row, atHand)
  return { repository, layout, row, tags: atHand, rivals, now: clock.now() }
}

// A transaction becomes visible item by item: a brief and a detail of different commits say nothing together.
const checkWhole = (repository: string, tag: string, stored: StoredTag | undefined): void => {
  if (stored?.brief?.detailRev !== stored?.detail?.rev)
    throw new ConflictError(`the rows of ${repository}:${tag} are of different commits`)
}

const withoutFacts = (observed: ObservedTag | undefined): ObservedTag | undefined => {
  if (observed === undefined) return undefined
  const { digest } = observed.facts
  const facts = broken(new Problem('the facts of this tag were refused by the index'))
  return { ...observed, facts: { ...facts, ...(digest === undefined ? {} : { digest }) } }
}

const findRivals = async (
  store: IndexStore,
  repository: string,
  row: RepositoryRow | undefined,
  atHand: readonly TagAtHand[],
): Promise<Rivals> => {
  const sinks = sunk({ row, tags: atHand })
  if (row === undefined || (!sinks.rank && !sinks.newest)) return {}
  await checkLastCommit(store, repository, row)
  const first = async (order: 'rank' | 'newest') => {
    const briefs = await store.greatest(repository, order, atHand.length + 1)
    const other = briefs.find(({ tag }) => !atHand.some((one) => one.tag === tag))
    return other?.hidden ? undefined : other
  }
  const [ranked, newest] = await Promise.all([
    sinks.rank ? first('rank') : undefined,
    sinks.newest ? first('newest') : undefined,
  ])
  if (ranked === undefined) return { newest }
  // The index's own copy may be older than the row; both rows together are what is shown.
  const stored = (await store.tags(repository, [ranked.tag])).get(ranked.tag)
  checkWhole(repository, ranked.tag, stored)
  if (stored?.brief?.rev !== ranked.rev || stored.detail === undefined)
    throw new ConflictError(`the rows of ${repository}:${ranked.tag} changed while they were read`)
  return { rank: { brief: stored.brief, detail: stored.detail }, newest }
}

// A query may see half of the last commit; only once all of it is to be seen does its answer count.
const checkLastCommit = async (store: IndexStore, repository: string, row: RepositoryRow): Promise<void> => {
  const stored = await store.tags(repository, row.last.tags)
  for (const tag of row.last.tags) {
    const expected = row.last.removed.includes(tag) ? undefined : row.rev
    if (stored.get(tag)?.brief?.rev !== expected)
      throw new ConflictError(`the last commit of ${repository} is not all to be seen yet`)
  }
}

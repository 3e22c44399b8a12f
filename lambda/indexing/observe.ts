// What an attempt reads, and when what it read counts.

import { ContradictionError } from '../model/commit-errors.ts'
import type { IndexStore } from '../model/index-store.ts'
import type { RepositoryRow, StoredTag, TagBrief } from '../model/row-schemas.ts'
import { broken } from '../registry/content/facts.ts'
import { Problem } from '../registry/content/problem.ts'
import type { Layouts } from '../registry/layouts/layouts.ts'
import type { ObservedTag, RegistryReader } from '../registry/tag-reader.ts'
import type { Clock } from '../shared/clock.ts'
import { knownFacts } from './build-rows.ts'
import { type Rivals, type Situation, sunk, type TagAtHand } from './plan.ts'

export interface ObservingPorts extends RegistryReader {
  readonly store: IndexStore
  readonly layouts: Layouts
  readonly clock: Clock
}

/** What an attempt makes do with. */
export interface Allowances {
  /** Rows count as known: of their digests nothing is read. */
  readonly trusting: boolean
  /** Facts were refused by the index: only the digest is kept. */
  readonly minimal: boolean
  /** Rows contradict each other for good. */
  readonly damaged: boolean
}

// The order of the reads is what makes it right: the repository's rev, then the tags' rows, and only then the bucket.
export const observe = async (
  { store, readTag, isPrivate, layouts, clock }: ObservingPorts,
  repository: string,
  tags: readonly string[],
  { minimal, damaged, trusting }: Allowances,
): Promise<Omit<Situation, 'rewrite' | 'rebuild'>> => {
  const row = await store.repository(repository)
  const read = await store.tags(repository, tags)
  const stored = new Map(tags.map((tag) => [tag, wholeOr(repository, tag, read.get(tag), damaged)]))
  const known = (tag: string) => (digest: string) => {
    const facts = trusting ? knownFacts(stored.get(tag) ?? {}) : undefined
    return facts?.digest === digest ? facts : undefined
  }
  const [hides, ...atHand] = await Promise.all([
    isPrivate(repository),
    ...tags.map(async (tag): Promise<TagAtHand> => {
      const observed = await readTag({ repository, tag }, known(tag))
      return { tag, stored: stored.get(tag) ?? {}, observed: minimal ? withoutFacts(observed) : observed }
    }),
  ])
  const rivals = await findRivals(store, repository, row, atHand, damaged)
  return { repository, layout: layouts.of(repository), isPrivate: hides, row, tags: atHand, rivals, now: clock.now() }
}

// A transaction becomes visible item by item: a brief and a detail of different commits say nothing together.
const checkWhole = (repository: string, tag: string, stored: StoredTag | undefined): void => {
  if (stored?.brief?.detailRev !== stored?.detail?.rev)
    throw new ContradictionError(`the rows of ${repository}:${tag} are of different commits`)
}

// A detail that stays lost: what it said of entries is not known, so it is written anew.
const wholeOr = (repository: string, tag: string, stored: StoredTag | undefined, damaged: boolean): StoredTag => {
  if (!damaged) checkWhole(repository, tag, stored)
  const { brief, detail } = stored ?? {}
  return detail?.rev === brief?.detailRev ? { brief, detail } : { brief, unfit: detail }
}

const withoutFacts = (observed: ObservedTag | undefined): ObservedTag | undefined => {
  if (observed === undefined) return undefined
  const { digest } = observed.facts
  const facts = broken(new Problem('the facts of this tag were refused by the index'))
  const { isKnown, ...rest } = observed
  return { ...rest, facts: { ...facts, ...(digest === undefined ? {} : { digest }) } }
}

const findRivals = async (
  store: IndexStore,
  repository: string,
  row: RepositoryRow | undefined,
  atHand: readonly TagAtHand[],
  damaged: boolean,
): Promise<Rivals> => {
  const sinks = sunk({ row, tags: atHand })
  if (row === undefined || (!sinks.rank && !sinks.newest)) return {}
  if (!damaged) await checkLastCommit(store, repository, row)
  const first = async (order: 'rank' | 'newest') => {
    const briefs = await store.greatest(repository, order, atHand.length + 1)
    const other = briefs.find(({ tag }) => !atHand.some((one) => one.tag === tag))
    return other?.hidden ? undefined : other
  }
  const [ranked, newest] = await Promise.all([
    sinks.rank ? first('rank') : undefined,
    sinks.newest ? first('newest') : undefined,
  ])
  return { rank: await wholeTag(store, repository, ranked, damaged), newest }
}

/**
 * Both rows of a tag that a query found. The query's own copy may be older than the row.
 * @throws ContradictionError where they are not of one commit
 */
export const wholeTag = async (
  store: IndexStore,
  repository: string,
  found: TagBrief | undefined,
  damaged: boolean,
): Promise<Rivals['rank']> => {
  if (found === undefined) return undefined
  const stored = (await store.tags(repository, [found.tag])).get(found.tag)
  if (damaged && stored?.brief !== undefined) return { brief: stored.brief, detail: stored.detail ?? {} }
  checkWhole(repository, found.tag, stored)
  if (stored?.brief?.rev !== found.rev || stored.detail === undefined)
    throw new ContradictionError(`the rows of ${repository}:${found.tag} changed while they were read`)
  return { brief: stored.brief, detail: stored.detail }
}

// A query may see half of the last commit; only once all of it is to be seen does its answer count.
export const checkLastCommit = async (store: IndexStore, repository: string, row: RepositoryRow): Promise<void> => {
  const stored = await store.tags(repository, row.last.tags)
  for (const tag of row.last.tags) {
    const expected = row.last.removed.includes(tag) ? undefined : row.rev
    if (stored.get(tag)?.brief?.rev !== expected)
      throw new ContradictionError(`the last commit of ${repository} is not all to be seen yet`)
  }
}

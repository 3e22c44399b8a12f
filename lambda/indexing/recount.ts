// Recomputes a repository's aggregates (counts, greatest tags) from all its tags. Indexing maintains them
// incrementally; this repairs them after rows were lost or corrupted.

import { isDangling, type RepositoryRow, type TagBrief } from '../model/row-schemas.ts'
import { namePlaces } from '../model/search-entries.ts'
import { recentKey } from '../model/sort-keys.ts'
import { descriptionWords } from '../model/tokenizer.ts'
import { REPOSITORY } from '../names.ts'
import type { Layout } from '../registry/layouts/layout.ts'
import { type Representation, representation, type ShownDetail } from './build-rows.ts'
import { checkLastCommit, type ObservingPorts, readBothRows } from './observe.ts'
import { planChange, type Successors } from './plan.ts'
import { untilCommitted } from './retry-conflicts.ts'

/** The aggregates of a repository's row that follow from its briefs alone. */
export interface Tally {
  visible: number
  hidden: number
  dangling: number
  rank: TagBrief | undefined
  newest: TagBrief | undefined
  /** The greatest rev of a brief; the repository's can't be smaller. */
  rev: number
}

/** Returns a tally of no briefs. */
export const emptyTally = (): Tally => ({
  visible: 0,
  hidden: 0,
  dangling: 0,
  rank: undefined,
  newest: undefined,
  rev: 0,
})

/** Adds a brief to a tally. Briefs are added one by one because a repository may have very many. */
export const tally = (to: Tally, brief: TagBrief): void => {
  to.rev = Math.max(to.rev, brief.rev)
  if (brief.hidden) {
    to.hidden++
    return
  }
  to.visible++
  if (isDangling(brief)) to.dangling++
  for (const order of ['rank', 'newest'] as const) {
    const best = to[order]
    if (best === undefined || best[order] < brief[order]) to[order] = brief
  }
}

/** Returns the tally of these briefs. */
export const count = (briefs: Iterable<TagBrief>): Tally => {
  const counted = emptyTally()
  for (const brief of briefs) tally(counted, brief)
  return counted
}

/** What of a repository its row follows from, beside its tags. */
export interface Repository {
  /** Its id. */
  readonly name: string
  readonly layout: Pick<Layout, 'id' | 'catalogPath'>
  /** Hidden from unauthenticated callers; only known of repositories with a tag. */
  readonly isPrivate: boolean
}

/** The fields of a row that follow from its representative tag's brief. */
const FROM_BRIEF: Record<Exclude<keyof Representation, keyof ShownDetail>, true> = {
  rank: true,
  tag: true,
  kind: true,
  platforms: true,
  size: true,
  licenses: true,
  vendor: true,
}
const fromBrief = Object.keys(FROM_BRIEF) as (keyof typeof FROM_BRIEF)[]

/**
 * Returns the fields of a repository's row that follow from its tags' briefs, its name and the row's own description.
 * Fields that must be absent are undefined.
 */
export const fieldsFromBriefs = (
  { name, layout, isPrivate }: Repository,
  { visible, hidden, dangling, rank, newest }: Tally,
  row: Pick<RepositoryRow, 'private' | 'description' | 'expires'> | undefined,
) => {
  const hasTags = visible + hidden > 0
  const shown = rank && representation(rank, {})
  return {
    layout: layout.id,
    visible,
    hidden,
    dangling: dangling > 0 ? dangling : undefined,
    private: hasTags ? isPrivate || undefined : row?.private,
    ...Object.fromEntries(fromBrief.map((field) => [field, shown?.[field]])),
    newest: newest?.newest,
    pushedAt: newest?.pushedAt,
    recent: newest && REPOSITORY.all,
    recentKey: newest && recentKey(newest.pushedAt, name),
    catalog: hasTags ? REPOSITORY.all : undefined,
    path: hasTags ? layout.catalogPath(name) : undefined,
    expires: hasTags ? undefined : row?.expires,
    places: visible > 0 ? namePlaces(name) : [],
    words: visible > 0 ? descriptionWords(row?.description ?? '') : [],
  }
}

/**
 * True if a row contradicts its repository's briefs, so that it must be recounted.
 * @param lastRevs the revs of the briefs that the row's last commit wrote, as far as they exist
 */
export const isContradicted = (
  row: RepositoryRow | undefined,
  repository: Repository,
  counted: Tally,
  lastRevs: readonly number[],
): boolean => {
  if (row === undefined || row.rev < counted.rev || lastRevs.some((rev) => rev !== row.rev)) return true
  const stored = new Map<string, unknown>(Object.entries(row))
  const expected = Object.entries(fieldsFromBriefs(repository, counted, row))
  return expected.some(([field, value]) => JSON.stringify(value) !== JSON.stringify(stored.get(field)))
}

/**
 * Rewrites the row of a repository from all of its tags. Does nothing if there is no row.
 * @throws ContentionError where others kept writing the repository until the deadline
 */
export const recount = (ports: ObservingPorts, repository: string, deadline: number): Promise<void> =>
  untilCommitted(ports.clock, repository, deadline, async (rowsCorrupt) => {
    const { store, layouts, isPrivate, clock } = ports
    const row = await store.repository(repository)
    if (row === undefined) return
    if (!rowsCorrupt) await checkLastCommit(store, repository, row)
    const hides = await isPrivate(repository)
    const counted = emptyTally()
    for await (const { brief } of store.briefs(repository, { consistent: true }))
      if (brief !== undefined) tally(counted, brief)
    const successors: Successors = {
      rank: await readBothRows(store, repository, counted.rank, rowsCorrupt),
      newest: counted.newest,
    }
    // Plan from a row that names no tags, so that its greatest tags come from the successors.
    const { rank, newest, tag, ...rest } = row
    const { visible, hidden, dangling } = counted
    const bare = { ...rest, visible, hidden, dangling }
    await store.commit(
      planChange({
        repository,
        layout: layouts.of(repository),
        isPrivate: hides,
        row: bare,
        tags: [],
        successors,
        rewrite: 'none',
        now: clock.now(),
      }),
    )
  })

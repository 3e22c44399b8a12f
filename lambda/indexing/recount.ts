// Recomputes a repository's aggregates (counts, greatest tags) from all its tags. Indexing maintains them
// incrementally; this repairs them after rows were lost or corrupted.

import { isDeepStrictEqual } from 'node:util'
import { isDangling, type RepositoryRow, type TagBrief } from '../model/row-schemas.ts'
import type { SearchDocument } from '../model/search-document.ts'
import { REPOSITORY } from '../names.ts'
import type { Layout } from '../registry/layouts/layout.ts'
import { defined } from '../shared/defined.ts'
import { representation, type ShownDetail, searchDocumentOf } from './build-document.ts'
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
  /** The registry that it is in. */
  readonly registry: string
  readonly layout: Pick<Layout, 'id' | 'catalogPath'>
  /** Hidden from unauthenticated callers. */
  readonly isPrivate: boolean
}

/** The fields of a row that follow from the repository's tags. Fields that must be absent are undefined. */
export type FieldsFromTags = {
  readonly [Field in 'rank' | 'newest' | 'document' | 'changes' | 'catalog' | 'path']: RepositoryRow[Field] | undefined
} & {
  /** Absent here where it may be anything. */
  readonly expires?: undefined
}

/**
 * Returns the fields of a repository's row that follow from its tags.
 * @param shownDetail what the detail of the tag that represents it says
 */
export const fieldsFromTags = (
  { name, registry, layout, isPrivate }: Repository,
  { visible, hidden, dangling, rank, newest }: Tally,
  shownDetail: ShownDetail,
): FieldsFromTags => {
  const { rank: key, ...shown } = rank === undefined ? {} : representation(rank, shownDetail)
  const counts = { visible, hidden, dangling }
  const document = searchDocumentOf({ registry, layout: layout.id, isPrivate, counts, shown, newest })
  return {
    rank: key,
    newest: newest?.newest,
    document,
    changes: REPOSITORY.all,
    catalog: document && REPOSITORY.all,
    path: document && layout.catalogPath(name),
    ...(document && { expires: undefined }),
  }
}

/** Returns the fields of a document that are of the detail of its representative tag. */
export const shownDetailOf = ({ description, title, version, source }: Partial<SearchDocument> = {}): ShownDetail =>
  defined({ description, title, version, source })

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
  // A comparison reads no details, so what the document has of them is taken as it is.
  const expected = fieldsFromTags(repository, counted, shownDetailOf(row.document))
  const stored = new Map<string, unknown>(Object.entries(row))
  return Object.entries(expected).some(([field, value]) => !isDeepStrictEqual(value, stored.get(field)))
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
    const { visible, hidden, dangling } = counted
    await store.commit(
      planChange({
        repository,
        registry: ports.bucketName,
        layout: layouts.of(repository),
        isPrivate: hides,
        row,
        recounted: { visible, hidden, dangling },
        tags: [],
        successors,
        rewrites: false,
        now: clock.now(),
      }),
    )
  })

// Recomputes a repository's aggregates (counts, greatest tags) from all its tags. Indexing maintains them
// incrementally; this repairs them after rows were lost or corrupted.

import { isDeepStrictEqual } from 'node:util'
import { isDangling, type RepositoryRow, type TagBrief } from '../model/row-schemas.ts'
import type { SearchDocument } from '../model/search-document.ts'
import { defined } from '../shared/defined.ts'
import { representation, type ShownDetail } from './build-document.ts'
import { type FieldsFromTags, fieldsFromTags, type Repository } from './fields-from-tags.ts'
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

/** The fields of a row that follow from a tally. Fields that must be absent are undefined. */
export type FieldsFromTally = FieldsFromTags & {
  /** Absent here where it may be anything. */
  readonly expires?: undefined
}

/** How many tags of a repository were only listed. */
type Unread = Pick<SearchDocument, 'unread' | 'unreadHidden'>

/**
 * Returns the fields of a repository's row that follow from the tally of its tags.
 * @param shownDetail what the detail of the tag that represents it says
 * @param listed how many tags it has beside these
 */
export const fieldsFromTally = (
  repository: Repository,
  counted: Tally,
  shownDetail: ShownDetail,
  { unread = 0, unreadHidden = 0 }: Unread = {},
): FieldsFromTally => {
  const { rank, newest, dangling } = counted
  const visible = counted.visible + unread
  const hidden = counted.hidden + unreadHidden
  const counts = { visible, hidden, dangling, unread, unreadHidden }
  const fields = fieldsFromTags(repository, counts, rank && representation(rank, shownDetail), newest?.newest)
  return { ...fields, ...(fields.document && { expires: undefined }) }
}

/** Returns the fields of a document that are of the detail of its representative tag. */
export const shownDetailOf = ({
  description,
  title,
  version,
  source,
  keywords,
}: Partial<SearchDocument> = {}): ShownDetail => defined({ description, title, version, source, keywords })

/**
 * True if a row contradicts its repository's briefs, so that it must be recounted. Tags that it says to be unread have
 * none.
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
  const expected = fieldsFromTally(repository, counted, shownDetailOf(row.document), row.document)
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

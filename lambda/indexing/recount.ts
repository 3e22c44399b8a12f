// Recomputes a repository's aggregates (counts, greatest tags) from all its tags. Indexing maintains them
// incrementally; this repairs them after rows were lost or corrupted.

import { isDangling, type RepositoryRow, type TagBrief } from '../model/row-schemas.ts'
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
}

/** Returns a tally of no briefs. */
export const emptyTally = (): Tally => ({ visible: 0, hidden: 0, dangling: 0, rank: undefined, newest: undefined })

/** Adds a brief to a tally. Briefs are added one by one because a repository may have very many. */
export const tally = (to: Tally, brief: TagBrief): void => {
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

/** True if a row's aggregates differ from the tally of the repository's briefs. */
export const miscounts = (
  row: RepositoryRow | undefined,
  { visible, hidden, dangling, rank, newest }: Tally,
): boolean =>
  row?.visible !== visible ||
  row.hidden !== hidden ||
  (row.dangling ?? 0) !== dangling ||
  row.rank !== rank?.rank ||
  row.newest !== newest?.newest

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
    for await (const brief of store.briefs(repository, { consistent: true })) tally(counted, brief)
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

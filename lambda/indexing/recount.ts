// A repository's row, made anew from all of its tags. Indexing only adds up what changes; this is what it adds up to.

import { isDangling, type RepositoryRow, type TagBrief } from '../model/row-schemas.ts'
import { checkLastCommit, type ObservingPorts, wholeTag } from './observe.ts'
import { planChange, type Rivals } from './plan.ts'
import { untilCommitted } from './retry-conflicts.ts'

/** What of a row follows from its briefs alone. */
export interface Tally {
  visible: number
  hidden: number
  dangling: number
  rank: TagBrief | undefined
  newest: TagBrief | undefined
}

/** A tally of no briefs. */
export const emptyTally = (): Tally => ({ visible: 0, hidden: 0, dangling: 0, rank: undefined, newest: undefined })

/** Adds a brief to a tally; one by one, for a repository may have very many. */
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

/** The tally of these briefs. */
export const count = (briefs: Iterable<TagBrief>): Tally => {
  const counted = emptyTally()
  for (const brief of briefs) tally(counted, brief)
  return counted
}

/** Whether a row says something else than the briefs of its repository. */
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
 * Writes the row of a repository anew, from all of its tags.
 * @throws ContentionError where others kept writing the repository until the deadline
 */
export const recount = (ports: ObservingPorts, repository: string, deadline: number): Promise<void> =>
  untilCommitted(ports.clock, repository, deadline, async (damaged) => {
    const { store, layouts, isPrivate, clock } = ports
    const row = await store.repository(repository)
    if (row === undefined) return
    if (!damaged) await checkLastCommit(store, repository, row)
    const hides = await isPrivate(repository)
    const counted = emptyTally()
    for await (const brief of store.briefs(repository, { consistent: true })) tally(counted, brief)
    const rivals: Rivals = { rank: await wholeTag(store, repository, counted.rank, damaged), newest: counted.newest }
    // As if the row knew of no tag: then all that it says comes from the rivals.
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
        rivals,
        rewrite: 'none',
        now: clock.now(),
      }),
    )
  })

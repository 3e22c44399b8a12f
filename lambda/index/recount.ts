// A repository's row, made anew from all of its tags. Indexing only adds up what changes; this is what it adds up to.

import { untilCommitted } from './attempts.ts'
import type { IndexingPorts } from './indexing.ts'
import { checkLastCommit, wholeTag } from './observe.ts'
import { planChange, type Rivals } from './plan.ts'
import type { RepositoryRow, TagBrief } from './records.ts'

/** What of a row follows from briefs alone. */
export const count = (briefs: readonly TagBrief[]) => {
  const visible = briefs.filter(({ hidden }) => !hidden)
  const greatest = (order: 'rank' | 'newest') =>
    visible.reduce<TagBrief | undefined>(
      (best, one) => (best !== undefined && best[order] > one[order] ? best : one),
      undefined,
    )
  return {
    visible: visible.length,
    hidden: briefs.length - visible.length,
    rank: greatest('rank'),
    newest: greatest('newest'),
  }
}

/** Whether a row says something else than the briefs of its repository. */
export const miscounts = (row: RepositoryRow | undefined, briefs: readonly TagBrief[]): boolean => {
  const { visible, hidden, rank, newest } = count(briefs)
  return row?.visible !== visible || row.hidden !== hidden || row.rank !== rank?.rank || row.newest !== newest?.newest
}

/**
 * Writes the row of a repository anew, from all of its tags.
 * @throws ContentionError where others kept writing the repository until the deadline
 */
export const recount = (ports: IndexingPorts, repository: string, deadline: number): Promise<void> =>
  untilCommitted(ports.clock, repository, deadline, async (damaged) => {
    const { store, layout, clock } = ports
    const row = await store.repository(repository)
    if (row === undefined) return
    if (!damaged) await checkLastCommit(store, repository, row)
    const briefs: TagBrief[] = []
    for await (const brief of store.briefs(repository, { consistent: true })) briefs.push(brief)
    const counted = count(briefs)
    const rivals: Rivals = { rank: await wholeTag(store, repository, counted.rank, damaged), newest: counted.newest }
    // As if the row knew of no tag: then all that it says comes from the rivals.
    const { rank, newest, tag, ...rest } = row
    const bare = { ...rest, visible: counted.visible, hidden: counted.hidden }
    await store.commit(
      planChange({ repository, layout, row: bare, tags: [], rivals, rewrite: 'none', now: clock.now() }),
    )
  })

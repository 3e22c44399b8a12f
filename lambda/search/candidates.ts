// Where what may match comes from: one order of the index, page by page.

import type { RepositoryRow } from '../model/row-schemas.ts'
import type { SearchReader } from './reader.ts'

/** Where a page ended: which of its orders, and the last entry of it that was consumed. */
export interface Position {
  readonly class: number
  readonly entry: string
}

/** A repository that may match, or one of its tags. */
export interface Candidate extends Position {
  /** Its id. */
  readonly repository: string
  readonly tag?: string
  /** Its row, where that was read already. */
  readonly row?: RepositoryRow
}

/** An order of the index that begins with what is asked for. */
export interface Candidates {
  /** At most so many, after a position or from the start: the best first, none twice. Fewer only at the end. */
  page(after: Position | undefined, limit: number): Promise<Candidate[]>
  /** Whether a page may have ended there: a cursor comes from a caller. */
  accepts(position: Position): boolean
}

/** Candidates with their rows, as far as they exist: one read for those that have none yet. */
export const withRows = async (
  reader: Pick<SearchReader, 'repositories'>,
  candidates: readonly Candidate[],
): Promise<Candidate[]> => {
  const unread = candidates.filter(({ row }) => row === undefined).map(({ repository }) => repository)
  const read = unread.length === 0 ? [] : await reader.repositories([...new Set(unread)])
  const byName = new Map(read.map((row) => [row.name, row]))
  return candidates.map((candidate) => {
    const row = candidate.row ?? byName.get(candidate.repository)
    return row === undefined ? candidate : { ...candidate, row }
  })
}

/** One of several orders that have the same in them: at the start the one that is chosen, later the one it was. */
export const oneOf = (orders: readonly Candidates[], choose: () => Promise<number>): Candidates => ({
  async page(after, limit) {
    const at = after === undefined ? await choose() : orders.findIndex((order) => order.accepts(after))
    return orders[at]?.page(after, limit) ?? []
  },
  accepts: (position) => orders.some((order) => order.accepts(position)),
})

/** All of one order, then all of another; a position belongs to the first that accepts it. */
export const oneAfterTheOther = (first: Candidates, second: Candidates): Candidates => ({
  async page(after, limit) {
    if (after !== undefined && !first.accepts(after)) return second.page(after, limit)
    const both = await Promise.all([first.page(after, limit), second.page(undefined, limit)])
    return both.flat().slice(0, limit)
  },
  accepts: (position) => first.accepts(position) || second.accepts(position),
})

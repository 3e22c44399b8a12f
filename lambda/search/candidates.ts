// Where what may match comes from: one order of the index, page by page.

import type { RepositoryRow } from '../index/records.ts'

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

/** All of one order, then all of another; a position belongs to the first that accepts it. */
export const oneAfterTheOther = (first: Candidates, second: Candidates): Candidates => ({
  async page(after, limit) {
    if (after !== undefined && !first.accepts(after)) return second.page(after, limit)
    const both = await Promise.all([first.page(after, limit), second.page(undefined, limit)])
    return both.flat().slice(0, limit)
  },
  accepts: (position) => first.accepts(position) || second.accepts(position),
})

// Cursors: where a page of results ended, so that the next one needs no state here. They come from callers, who may have
// made them by hand: any key that can be is gone on from.

import * as z from 'zod/mini'
import { bindingOf, cursorParts, cursorText } from './cursor-text.ts'
import { QueryError } from './query/query-error.ts'

const MINUTE_MS = 60_000

const PARTS = ['documents', 'unmatched', 'values'] as const

/** Where a page ended. */
export interface Place {
  /** Epoch milliseconds, whole minutes: when the first page was asked for. Ages and ranks are as of then on all pages. */
  readonly asOf: number
  /**
   * The part of the results: documents first, then tags by their values. The documents are `unmatched` if they have not
   * the tag or the digest of the reference that was asked for.
   */
  readonly part: (typeof PARTS)[number]
  /** A document's sort key, or the number of a range of values. */
  readonly value: number
  /** A document's id, or an entry. */
  readonly id: string
  /** True if all values were within the bound of the first page, so that the next one reads and counts them again. */
  readonly isWhole: boolean
  /** The query whose results these are, if it is not the one that was typed. What is meant may change between two pages. */
  readonly corrected?: string | undefined
}

const form = z.tuple([
  z.int().check(z.nonnegative()),
  z.enum(PARTS),
  z.number(),
  z.string(),
  z.boolean(),
  z.nullable(z.string()),
  z.string(),
])

/** Returns a place as a cursor for the caller, bound to its query. */
export const encodeCursor = ({ asOf, part, value, id, isWhole, corrected }: Place, query: string): string =>
  cursorText([asOf / MINUTE_MS, part, value, id, isWhole, corrected ?? null], query)

/**
 * Returns the place that a cursor stands for.
 * @throws QueryError if it is none, or of another query
 */
export const decodeCursor = (cursor: string, query: string): Place => {
  const parsed = parse(cursor)
  if (parsed?.bound === bindingOf(query)) return parsed.place
  throw wrongCursor(cursor)
}

/**
 * Returns the time as of which a page is: of the first page this minute, of others what their cursor says.
 * @param now epoch milliseconds
 */
export const timeOfPage = (cursor: string | undefined, now: number): number => {
  const asOf = cursor === undefined ? now : (parse(cursor)?.place.asOf ?? now)
  return Math.floor(Math.min(asOf, now) / MINUTE_MS) * MINUTE_MS
}

/** Returns the error for a cursor that can't be gone on from. */
export const wrongCursor = (cursor: string): QueryError =>
  new QueryError(`the cursor ${cursor.slice(0, 80)} is not of this query; take the one that came with its last page`)

const parse = (cursor: string): { readonly place: Place; readonly bound: string } | undefined => {
  const { success, data } = form.safeParse(cursorParts(cursor))
  if (!success) return undefined
  const [minute, part, value, id, isWhole, corrected, bound] = data
  const asOf = minute * MINUTE_MS
  return Number.isSafeInteger(asOf)
    ? { place: { asOf, part, value, id, isWhole, corrected: corrected ?? undefined }, bound }
    : undefined
}

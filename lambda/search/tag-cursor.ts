// Cursors of lists of tags.

import * as z from 'zod/mini'
import { isKey } from '../model/key-bytes.ts'
import { bindingOf, cursorParts, cursorText } from './cursor-text.ts'
import { QueryError } from './query/query-error.ts'

/** Where a page of tags ended: the last tag, and its key in the order of the page. */
export interface TagPlace {
  readonly tag: string
  readonly key: string
}

const form = z.tuple([z.string(), z.string(), z.string()])

/** Returns a place as a cursor for the caller, bound to its list. */
export const encodeTagCursor = ({ tag, key }: TagPlace, list: string): string => cursorText([tag, key], list)

/**
 * Returns the place that a cursor stands for. It may be forged: whether there is such a tag is not known.
 * @throws QueryError if it is none, or of another list
 */
export const decodeTagCursor = (cursor: string, list: string): TagPlace => {
  const { data } = form.safeParse(cursorParts(cursor))
  const [tag = '', key = '', bound] = data ?? []
  if (bound === bindingOf(list) && isKey(key)) return { tag, key }
  throw new QueryError(
    `the cursor ${cursor.slice(0, 80)} is not of this list; take the one that came with its last page`,
  )
}

import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { byteLength } from '../shared/text.ts'
import { QueryError } from './query/query-error.ts'

/** Where a page of tags ended: the last tag, and its key in the order of the page. */
export interface TagPlace {
  readonly tag: string
  readonly key: string
}

/** DynamoDB takes no longer sort key. Bytes. */
const MAX_KEY_BYTES = 1024

const form = z.tuple([z.string(), z.string(), z.string()])

/** Returns a place as a cursor for the caller, bound to its list. */
export const encodeTagCursor = ({ tag, key }: TagPlace, list: string): string =>
  Buffer.from(JSON.stringify([tag, key, hash(list)])).toString('base64url')

/**
 * Returns the place that a cursor stands for. It may be forged: whether there is such a tag is not known.
 * @throws QueryError if it is none, or of another list
 */
export const decodeTagCursor = (cursor: string, list: string): TagPlace => {
  const { data } = form.safeParse(json(Buffer.from(cursor, 'base64url').toString()))
  const [tag = '', key = '', bound] = data ?? []
  const isKey = key !== '' && key.isWellFormed() && byteLength(key) <= MAX_KEY_BYTES
  if (bound === hash(list) && isKey) return { tag, key }
  throw new QueryError(
    `the cursor ${cursor.slice(0, 80)} is not of this list; take the one that came with its last page`,
  )
}

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 8)

const json = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

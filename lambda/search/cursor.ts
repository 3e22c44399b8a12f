import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { CLASSES } from '../index/entries.ts'
import { byteLength } from '../registry/text.ts'
import { QueryError } from './query.ts'

const KEY_BYTES = 1024

/** The class before all others: repositories whose name is the term. Its entries are their names. */
export const EXACT = -1

/** Where a page ended: the class, and the last entry of it that was consumed. */
export interface Position {
  readonly class: number
  readonly entry: string
}

const form = z.tuple([z.int().check(z.minimum(EXACT), z.maximum(CLASSES.length - 1)), z.string(), z.string()])

/** A position as a cursor for the caller, bound to its query. */
export const encodeCursor = (position: Position, term: string): string =>
  Buffer.from(JSON.stringify([position.class, position.entry, hash(term)])).toString('base64url')

/**
 * The position that a cursor stands for.
 * @throws QueryError where it is none, or of another query
 */
export const decodeCursor = (cursor: string, term: string): Position => {
  const parsed = form.safeParse(json(Buffer.from(cursor, 'base64url').toString()))
  // Where a query may go on is within its own entries, and DynamoDB takes no longer key.
  const sound = ([at, entry]: z.infer<typeof form>) =>
    at === EXACT || (entry.startsWith(term) && byteLength(entry) <= KEY_BYTES)
  if (!parsed.success || parsed.data[2] !== hash(term) || !sound(parsed.data))
    throw new QueryError(
      `the cursor ${cursor.slice(0, 80)} is not of this query; take the one that came with its last page`,
    )
  const [kind, entry] = parsed.data
  return { class: kind, entry }
}

const hash = (term: string): string => createHash('sha256').update(term).digest('base64url').slice(0, 8)

const json = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

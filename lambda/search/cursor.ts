import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { byteLength } from '../shared/text.ts'
import type { Candidates, Position } from './candidates.ts'
import { QueryError } from './query/query-error.ts'

/** DynamoDB takes no longer key; one byte is for the NUL by which a range begins behind it. */
export const KEY_BYTES = 1023

const form = z.tuple([z.int(), z.string(), z.string()])

/** A position as a cursor for the caller, bound to its query. */
export const encodeCursor = (position: Position, query: string): string =>
  Buffer.from(JSON.stringify([position.class, position.entry, hash(query)])).toString('base64url')

/**
 * The position that a cursor stands for.
 * @throws QueryError where it is none, or of another query
 */
export const decodeCursor = (cursor: string, query: string, candidates: Pick<Candidates, 'accepts'>): Position => {
  const parsed = form.safeParse(json(Buffer.from(cursor, 'base64url').toString()))
  if (parsed.success) {
    const [at, entry, bound] = parsed.data
    const position = { class: at, entry }
    const isKey = entry !== '' && entry.isWellFormed() && byteLength(entry) <= KEY_BYTES
    if (bound === hash(query) && isKey && candidates.accepts(position)) return position
  }
  throw new QueryError(
    `the cursor ${cursor.slice(0, 80)} is not of this query; take the one that came with its last page`,
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

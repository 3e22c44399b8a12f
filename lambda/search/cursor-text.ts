// Cursors as text, of whatever they are: JSON that URLs can have, bound to the list or the query that it is of. They come
// from callers, so the binding only tells a mistake: anybody can make one by hand.

import { createHash } from 'node:crypto'

/** Returns the text of a cursor of these parts. */
export const cursorText = (parts: readonly unknown[], boundTo: string): string =>
  Buffer.from(JSON.stringify([...parts, bindingOf(boundTo)])).toString('base64url')

/** Returns the parts of a cursor, the last of which is its binding; undefined if it is none. */
export const cursorParts = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    return undefined
  }
}

/** Returns how a cursor names what it is bound to. */
export const bindingOf = (boundTo: string): string =>
  createHash('sha256').update(boundTo).digest('base64url').slice(0, 8)

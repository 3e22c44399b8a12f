// What the parts of the API note of a request while they answer it, for its line in the log.

import type { Context } from 'hono'

interface RequestNotes {
  /** The route that answers it. */
  readonly operation?: { readonly path: string; readonly isOpen?: boolean }
  /** True if its caller was let in. */
  readonly isAdmitted?: boolean
  /** True if a front sent it, which says whose it is. */
  readonly isThroughFront?: boolean
  /** Bytes of the answer's body, where they are known. */
  readonly bytes?: number
}

const KEY = 'requestNotes'

/** Adds to the notes of a request. */
export const note = (context: Context, notes: RequestNotes): void => context.set(KEY, { ...notesOf(context), ...notes })

/** Returns the notes of a request. */
export const notesOf = (context: Context): RequestNotes => context.get(KEY) ?? {}

// Who may ask, and what they may see. Checked here rather than in an authorizer, which can't send the challenge that
// `docker login` needs.

import type { Scope } from '../search/memory/documents.ts'

/** What a request says of who sends it. */
interface Asking {
  /** The header `Authorization`. */
  readonly authorization: string | undefined
  /** The path that is asked for. */
  readonly path: string
  /** The header `User-Agent`. */
  readonly userAgent?: string | undefined
}

/** The sign-in of a deployment. */
export interface Access {
  /**
   * Returns what the sender of a request may see.
   * @throws HttpError 401 if they must sign in, or did so wrongly; UnavailableError if it can't be found out
   */
  admit(asking: Asking): Promise<Scope>
}

/** What they see of whom nothing is known: all that is public. */
const ANONYMOUS: Scope = { hidesPrivate: true }

/** What they see whom nobody let in: nothing. */
export const NOBODY: Scope = { hidesPrivate: true, prefixes: [] }

/** Lets everybody in. */
export const OPEN_ACCESS: Access = { admit: async () => ANONYMOUS }

// Sign-in by HTTP Basic with one name and one password.

import { createHash, timingSafeEqual } from 'node:crypto'
import type { Access } from './access.ts'
import { HttpError } from './http-error.ts'

/** A name and a password that may sign in. */
export interface Credentials {
  readonly username: string
  readonly password: string
}

/** Lets in who has these credentials, which are read when needed; they see everything. */
export const passwordAccess = (credentials: () => Promise<Credentials>): Access => ({
  async admit({ authorization }) {
    const given = parseBasic(authorization)
    if (given === undefined) throw unauthorized('authentication required')
    if (!same(given, await credentials())) throw unauthorized('the user name or the password is wrong')
    return { hidesPrivate: false }
  },
})

const unauthorized = (message: string): HttpError => new HttpError(401, 'UNAUTHORIZED', message)

/** The credentials of a Basic header. Nobody's (`Basic Og==`, which docker sends when logged out) are none. */
const parseBasic = (header: string | undefined): Credentials | undefined => {
  const encoded = /^basic +([A-Za-z0-9+/]+=*) *$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return undefined
  const decoded = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = decoded.indexOf(':')
  const username = decoded.slice(0, colon)
  const password = decoded.slice(colon + 1)
  return colon < 0 || (username === '' && password === '') ? undefined : { username, password }
}

// Digests have one length, whatever was sent; and the answer takes as long for a wrong name as for a wrong password.
const same = (a: Credentials, b: Credentials): boolean => {
  const digest = ({ username, password }: Credentials) =>
    createHash('sha256')
      .update(JSON.stringify([username, password]))
      .digest()
  return timingSafeEqual(digest(a), digest(b))
}

// Who may ask. Checked here rather than in an authorizer, which can't send the challenge that `docker login` needs.

import { createHash, timingSafeEqual } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { HttpError } from './http-error.ts'

/** A name and a password that may sign in. */
export interface Credentials {
  readonly username: string
  readonly password: string
}

/** The sign-in of a deployment: none, or HTTP Basic against credentials that are read when needed. */
export type Access = { readonly mode: 'none' } | { readonly mode: 'basic'; credentials(): Promise<Credentials> }

/** Lets only those through who are signed in. */
export const signedIn =
  (access: Access): MiddlewareHandler =>
  async (context, next) => {
    if (access.mode === 'basic') {
      const given = parseBasic(context.req.header('authorization'))
      if (given === undefined) throw unauthorized('authentication required')
      if (!same(given, await access.credentials())) throw unauthorized('the user name or the password is wrong')
    }
    await next()
  }

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

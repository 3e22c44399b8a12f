// The name and password of HTTP Basic, from a secret that is read again once a minute.

import * as z from 'zod/mini'
import type { Credentials } from '../http/password-access.ts'
import type { Clock } from '../shared/clock.ts'

/** How long credentials are cached, and so how long an old password stays accepted after a change. Milliseconds. */
const CACHE_MS = 60_000

const nonEmpty = z.string().check(z.minLength(1))
const form = z.object({ username: nonEmpty, password: nonEmpty })

/** Where credentials are. */
export interface Secret {
  readonly id: string
  /** Reads the secret's text. */
  read(): Promise<string>
}

/** Returns a function that reads the credentials of a secret, at most once a minute. */
export const secretCredentials = (secret: Secret, clock: Pick<Clock, 'now'>): (() => Promise<Credentials>) => {
  let cached: { readonly credentials: Promise<Credentials>; readonly until: number } | undefined
  return () => {
    if (cached === undefined || clock.now() >= cached.until) {
      const credentials = parsed(secret)
      cached = { credentials, until: clock.now() + CACHE_MS }
      // A failure is not cached, so the next request tries again.
      credentials.catch(() => {
        cached = undefined
      })
    }
    return cached.credentials
  }
}

const parsed = async (secret: Secret): Promise<Credentials> => {
  const text = await secret.read()
  try {
    return form.parse(JSON.parse(text))
  } catch {
    // The error has no cause, because that would quote the secret.
    throw new Error(
      `the secret ${secret.id} is invalid; it must be JSON of the form {"username": "…", "password": "…"}, both not empty; write a new value to it`,
    )
  }
}

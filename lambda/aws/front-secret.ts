// The secret by which a front shows that a request came through it, read again once a minute.

import type { Clock } from '../shared/clock.ts'
import type { Secret } from './secret-users.ts'

/** How long the secret is cached. Milliseconds. */
const CACHE_MS = 60_000
/** The stack generates twice as many characters. */
const MIN_LENGTH = 16

/**
 * Returns a function that reads the front's secret, at most once a minute.
 * @throws Error (the returned function) where it can't be read, or is so short that it could be guessed
 */
export const frontSecret = (secret: Secret, clock: Pick<Clock, 'now'>): (() => Promise<string>) => {
  let cached: { readonly text: Promise<string>; readonly until: number } | undefined
  return () => {
    if (cached === undefined || clock.now() >= cached.until) {
      const text = longEnough(secret)
      cached = { text, until: clock.now() + CACHE_MS }
      // A failure is not cached, so the next request tries again.
      text.catch(() => {
        cached = undefined
      })
    }
    return cached.text
  }
}

const longEnough = async (secret: Secret): Promise<string> => {
  const text = await secret.read()
  // An empty one would let everybody in who sends nothing.
  if (text.length < MIN_LENGTH)
    throw new Error(`the secret ${secret.id} has less than ${MIN_LENGTH} characters; write a longer one to it`)
  return text
}

// The secret by which a front shows that a request came through it, read again once a minute.

import type { Clock } from '../shared/clock.ts'
import { onceAMinute, type Secret } from './secret.ts'

/** The stack generates twice as many characters. */
const MIN_LENGTH = 16

/**
 * Returns a function that reads the front's secret, at most once a minute.
 * @throws Error (the returned function) where it can't be read, or is so short that it could be guessed
 */
export const frontSecret = (secret: Secret, clock: Pick<Clock, 'now'>): (() => Promise<string>) =>
  onceAMinute(() => longEnough(secret), clock)

const longEnough = async (secret: Secret): Promise<string> => {
  const text = await secret.read()
  // An empty one would let everybody in who sends nothing.
  if (text.length < MIN_LENGTH)
    throw new Error(`the secret ${secret.id} has less than ${MIN_LENGTH} characters; write a longer one to it`)
  return text
}

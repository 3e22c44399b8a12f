// Remembers what was found out at a price, such as by asking a registry.

import { createHmac, randomBytes } from 'node:crypto'
import { boundedCache } from '../../shared/bounded-cache.ts'
import type { Clock } from '../../shared/clock.ts'

/** How long something is remembered after it began to be found out. Milliseconds. */
const REMEMBERED_MS = 60_000
/** What a process remembers at most. */
const MAX_REMEMBERED = 1000

interface Found<T> {
  readonly value: T
  readonly at: number
}

/**
 * Returns a function that finds something out once a minute for a text, which is kept as a hash with a key that only this
 * process has. Calls side by side for one text find out once. What fails is not remembered.
 * @param isKept whether a value is remembered
 */
export const remembered = <T>(clock: Pick<Clock, 'now'>, isKept: (value: T) => boolean) => {
  const key = randomBytes(32)
  const known = boundedCache<Found<T>>(MAX_REMEMBERED)
  const pending = new Map<string, Promise<T>>()
  return async (text: string, find: () => Promise<T>): Promise<T> => {
    const name = createHmac('sha256', key).update(text).digest('base64')
    const found = known.get(name)
    const now = clock.now()
    // A clock that went back says nothing.
    if (found !== undefined && now >= found.at && now - found.at < REMEMBERED_MS) return found.value
    const underWay = pending.get(name)
    if (underWay !== undefined) return underWay
    const finding = find()
      .then((value) => {
        if (isKept(value)) known.set(name, { value, at: now }, 1)
        return value
      })
      .finally(() => pending.delete(name))
    pending.set(name, finding)
    return finding
  }
}

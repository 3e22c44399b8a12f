// A secret of Secrets Manager, and what is read of one again once a minute.

import type { Clock } from '../shared/clock.ts'

/** How long what was read is cached, and so how long the old counts after a change. Milliseconds. */
const CACHE_MS = 60_000

export interface Secret {
  readonly id: string
  /** Reads the secret's text. */
  read(): Promise<string>
}

/** Returns a function that reads at most once a minute. A failure is not cached, so the next call tries again. */
export const onceAMinute = <T>(read: () => Promise<T>, clock: Pick<Clock, 'now'>): (() => Promise<T>) => {
  let cached: { readonly value: Promise<T>; readonly until: number } | undefined
  return () => {
    if (cached === undefined || clock.now() >= cached.until) {
      const value = read()
      cached = { value, until: clock.now() + CACHE_MS }
      value.catch(() => {
        cached = undefined
      })
    }
    return cached.value
  }
}

import { setImmediate as settle } from 'node:timers/promises'
import type { Clock } from '../../lambda/shared/clock.ts'
import { chance } from './chance.ts'

/**
 * Creates a clock that does not wait: once all work waits for the clock, it jumps to the next time at which something
 * is due. With the same seed every run is the same.
 * @param start epoch milliseconds
 */
export const virtualTime = (seed: number, start = Date.parse('2026-11-24T12:00:00Z')) => {
  let now = start
  let ended = false
  const due: { readonly at: number; readonly resolve: () => void }[] = []
  const clock: Clock = {
    now: () => now,
    sleep: (milliseconds) =>
      new Promise((resolve) => {
        due.push({ at: now + milliseconds, resolve })
      }),
    random: chance(seed),
  }
  return {
    clock,
    /** Lets time pass until the work is done, and returns its result. */
    async during<T>(work: Promise<T>): Promise<T> {
      const done = work.finally(() => {
        ended = true
      })
      while (!ended) {
        await settle()
        const next = due.reduce(
          (first, one, at) => (one.at < (due[first]?.at ?? Number.POSITIVE_INFINITY) ? at : first),
          0,
        )
        const [first] = due.splice(next, 1)
        now = first?.at ?? now
        first?.resolve()
      }
      return done
    },
  }
}

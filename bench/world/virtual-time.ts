import { setImmediate as settle } from 'node:timers/promises'
import type { Clock } from '../../lambda/shared/clock.ts'
import { chance } from './chance.ts'

/** A clock that jumps to the next thing that is due, once nothing else is left to do: a run of it is always the same. */
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
    /** Lets time pass until the work is done. */
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

import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Calls `look` every 100 ms until it does not throw.
 * @returns the milliseconds that passed until then
 * @throws the last error of `look` after the limit
 */
export const eventually = async (limitMs: number, look: () => Promise<void>): Promise<number> => {
  const start = Date.now()
  for (;;) {
    try {
      await look()
      return Date.now() - start
    } catch (error) {
      if (Date.now() - start > limitMs) throw error
      await sleep(100)
    }
  }
}

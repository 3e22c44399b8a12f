import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Looks again and again until it does not fail; the milliseconds that it took.
 * @throws the last failure after the limit
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

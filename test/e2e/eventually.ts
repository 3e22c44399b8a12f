import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Time after which what is awaited will surely not happen any more. It measures nothing: what is promised in seconds
 * takes longer while other programs use the machine. Milliseconds.
 */
const PATIENCE_MS = 120_000

/**
 * Calls `look` every 100 ms until it does not throw.
 * @returns the milliseconds that passed until then
 * @throws the last error of `look` after the limit
 */
export const eventually = async (look: () => Promise<void>, limitMs = PATIENCE_MS): Promise<number> => {
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

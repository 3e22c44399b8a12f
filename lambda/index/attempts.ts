import type { Clock } from '../clock.ts'
import { ConflictError, ContentionError } from './errors.ts'

/** Backoff, milliseconds. */
const FIRST = 25
const MOST = 1_000

/**
 * Does the work, again after every conflict, with growing waits by chance between.
 * @param deadline epoch milliseconds
 * @throws ContentionError where conflicts last until the deadline; whatever else the work throws
 */
export const untilCommitted = async <T>(
  clock: Clock,
  repository: string,
  deadline: number,
  work: () => Promise<T>,
): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error
      if (clock.now() >= deadline) throw new ContentionError(repository, attempt, error)
      await clock.sleep(clock.random() * Math.min(MOST, FIRST * 2 ** attempt))
    }
  }
}

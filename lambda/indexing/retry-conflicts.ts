import { ConflictError, ContradictionError } from '../model/commit-errors.ts'
import type { Clock } from '../shared/clock.ts'

/** Backoff, milliseconds. */
const FIRST = 25
const MOST = 1_000
/** A transaction is all to be seen long before this; rows that contradict each other longer are damaged. Milliseconds. */
const DAMAGED = 10_000

/** Conflicts lasted until the time was up. The work is not lost: it is to be tried again later. */
export class ContentionError extends Error {
  constructor(repository: string, attempts: number, cause: unknown) {
    super(`gave up on repository ${repository} after ${attempts} attempts, for others kept writing it`, { cause })
    this.name = 'ContentionError'
  }
}

/**
 * Does the work, again after every conflict, with growing waits by chance between.
 * @param deadline epoch milliseconds
 * @param work is told whether rows contradicted each other for so long that it must make do with them
 * @throws ContentionError where conflicts last until the deadline; whatever else the work throws
 */
export const untilCommitted = async <T>(
  clock: Clock,
  repository: string,
  deadline: number,
  work: (damaged: boolean) => Promise<T>,
): Promise<T> => {
  let contradictedSince: number | undefined
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(contradictedSince !== undefined && clock.now() - contradictedSince >= DAMAGED)
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error
      if (clock.now() >= deadline) throw new ContentionError(repository, attempt, error)
      contradictedSince = error instanceof ContradictionError ? (contradictedSince ?? clock.now()) : undefined
      await clock.sleep(clock.random() * Math.min(MOST, FIRST * 2 ** attempt))
    }
  }
}

// Retries work that lost a race against another writer. With optimistic commits a conflict is normal, not an error.

import { ConflictError, ContradictionError } from '../model/commit-errors.ts'
import type { Clock } from '../shared/clock.ts'

/** Exponential backoff: the wait after attempt n is random, below the base times 2^n and below the maximum. */
const BACKOFF_BASE_MS = 25
const BACKOFF_MAX_MS = 1_000
/** A transaction is completely visible well within this time, so rows that are inconsistent for longer are corrupt. */
const CORRUPT_AFTER_MS = 10_000

/** Conflicts lasted until the deadline. Nothing is lost, since the work can be retried later. */
export class ContentionError extends Error {
  constructor(repository: string, attempts: number, cause: unknown) {
    super(
      `gave up on repository ${repository} after ${attempts} attempts because others kept writing it; retry it later`,
      { cause },
    )
    this.name = 'ContentionError'
  }
}

/**
 * Does the work, and repeats it after every conflict, with waits that are random and grow.
 * @param deadline epoch milliseconds
 * @param work is told whether its reads have contradicted each other for so long that it must treat the rows as corrupt
 * @throws ContentionError where conflicts last until the deadline; whatever else the work throws
 */
export const untilCommitted = async <T>(
  clock: Clock,
  repository: string,
  deadline: number,
  work: (rowsCorrupt: boolean) => Promise<T>,
): Promise<T> => {
  let contradictedSince: number | undefined
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(contradictedSince !== undefined && clock.now() - contradictedSince >= CORRUPT_AFTER_MS)
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error
      if (clock.now() >= deadline) throw new ContentionError(repository, attempt, error)
      contradictedSince = error instanceof ContradictionError ? (contradictedSince ?? clock.now()) : undefined
      await clock.sleep(clock.random() * Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** attempt))
    }
  }
}

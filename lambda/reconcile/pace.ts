// How fast a part of a run goes: never faster than DynamoDB and S3 take it.

import type { Clock } from '../shared/clock.ts'

/** So many repositories in a row that fail by an outage are no matter of theirs. */
const MAX_OUTAGES = 8

/**
 * Returns how many repositories are in work: half as many after each that fails by an outage, such as throttling, and one more
 * after each that does not.
 */
export const outagePace = (most: number) => {
  let parallel = most
  let inARow = 0
  return {
    parallel: () => parallel,
    /**
     * @throws the outage that makes too many in a row: one may be the repository's own, as of an object that S3 can't deliver;
     * that of all is the world's
     */
    note(outage: Error | undefined): void {
      parallel = outage === undefined ? Math.min(most, parallel + 1) : Math.max(1, parallel >> 1)
      inARow = outage === undefined ? 0 : inARow + 1
      if (outage !== undefined && inARow >= MAX_OUTAGES) throw outage
    },
  }
}

/** Returns what waits for its turn, so that no more than so many have one in a second, after a first second's worth at once. */
export const turns = (clock: Clock, perSecond: number) => {
  let next = 0
  return async (): Promise<void> => {
    const at = Math.max(next, clock.now() - 1000)
    next = at + 1000 / perSecond
    if (at > clock.now()) await clock.sleep(Math.ceil(at - clock.now()))
  }
}

// Keeps code that is too old away from an index that newer code wrote.

import type { Clock } from '../../shared/clock.ts'
import type { VersionStore } from './version-store.ts'

/** How long a passed check stays valid. Milliseconds. */
const CACHE_MS = 60_000

/** What helps where the index was written by newer code that older code can't read. */
export const WAYS_OUT =
  'deploy the version that wrote the index, or a newer one, or deploy this one with another database, which it fills from the bucket'

/** This code is too old for the index and must neither read nor write it. */
export class OutdatedError extends Error {
  constructor(minReader: number, schema: number) {
    super(`the index needs code of schema ${minReader} or newer, this is ${schema}; ${WAYS_OUT}`)
    this.name = 'OutdatedError'
  }
}

/**
 * Returns a function that checks, at most once a minute, whether this code can read the index's schema.
 * The function throws OutdatedError if it can't.
 */
export const readableBy = (
  schema: number,
  version: Pick<VersionStore, 'read'>,
  clock: Pick<Clock, 'now'>,
): (() => Promise<void>) => {
  let checked = Number.NEGATIVE_INFINITY
  return async () => {
    if (clock.now() - checked < CACHE_MS) return
    const { minReader = 0 } = (await version.read()) ?? {}
    if (minReader > schema) throw new OutdatedError(minReader, schema)
    checked = clock.now()
  }
}

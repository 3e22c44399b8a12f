import type { Clock } from '../shared/clock.ts'
import type { VersionStore } from './version-store.ts'

/** How long an answer is taken for true. Milliseconds. */
const KEPT = 60_000

/** This code is too old for the index: it must neither read nor write it. */
export class OutdatedError extends Error {
  constructor(minReader: number, schema: number) {
    super(
      `the index needs code of schema ${minReader} or newer, this is ${schema}; deploy the version that made it, or a newer one`,
    )
    this.name = 'OutdatedError'
  }
}

/**
 * Checks, at most once a minute, whether this code knows the form of the index.
 * @returns a function that throws OutdatedError where it does not
 */
export const readableBy = (
  schema: number,
  version: Pick<VersionStore, 'read'>,
  clock: Pick<Clock, 'now'>,
): (() => Promise<void>) => {
  let checked = Number.NEGATIVE_INFINITY
  return async () => {
    if (clock.now() - checked < KEPT) return
    const { minReader = 0 } = (await version.read()) ?? {}
    if (minReader > schema) throw new OutdatedError(minReader, schema)
    checked = clock.now()
  }
}

// Lets a storm blow: many changes at once, and gusts among them.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Deed } from './deeds.ts'
import { type Place, perform } from './writers.ts'

/** How many repositories are changed at the same time. */
const LANES = 8
/** Longest time between two changes of a lane. Milliseconds. */
const PAUSE_MS = 100
/** A change that fails is done again after so many milliseconds, and so often, as people do. */
const AGAIN_MS = 500
const TRIES = 100

/** Something that happens after so many changes. */
export type Gust = readonly [changes: number, happen: () => unknown]

/**
 * Does all changes, those of each repository in their order.
 * @param random draws the time between two changes
 * @returns how often a change failed and was done again
 */
export const blow = async (
  place: Place,
  deeds: readonly Deed[],
  gusts: readonly Gust[],
  random: () => number,
): Promise<number> => {
  const lanes: Deed[][] = Array.from({ length: LANES }, () => [])
  for (const deed of deeds) lanes[Number(deed.repository.split('-').at(-1)) % LANES]?.push(deed)
  let done = 0
  let failed = 0
  const untilDone = async (deed: Deed) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await perform(place, deed, attempt > 1)
      } catch (error) {
        failed++
        if (attempt === TRIES) throw error
        await sleep(AGAIN_MS)
      }
    }
  }
  const lane = async (own: readonly Deed[]) => {
    for (const deed of own) {
      await untilDone(deed)
      done++
      const now = gusts.filter(([changes]) => changes === done)
      await Promise.all(now.map(([, happen]) => happen()))
      await sleep(random() * PAUSE_MS)
    }
  }
  await Promise.all(lanes.map(lane))
  return failed
}

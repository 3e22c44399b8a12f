// The index is what the bucket says, after any schedule. More of them: npm run simulate -- --seeds 100000

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FAULTS } from './faults.ts'
import { schedule } from './schedules.ts'
import { simulate } from './world.ts'

const SCHEDULES = 2000
/** A planted fault that so many schedules don't notice is one that the simulation can't see. */
const ENOUGH = 20_000
const BATCH = 100
const TIMEOUT = 300_000

describe('the simulation', () => {
  it(`finds the index equal to the bucket after ${SCHEDULES} schedules`, { timeout: TIMEOUT }, async () => {
    const equal = fc.asyncProperty(schedule, async ({ deeds, weather }) => {
      expect(await simulate(deeds, weather)).toEqual([])
    })
    await fc.assert(equal, { numRuns: SCHEDULES })
  })

  it('gives the same for the same schedule', async () => {
    for (const { deeds, weather } of fc.sample(schedule, { numRuns: 200, seed: 42 }))
      expect(await simulate(deeds, weather, FAULTS[2])).toEqual(await simulate(deeds, weather, FAULTS[2]))
  })

  it.each(FAULTS)('notices where $name', { timeout: TIMEOUT }, async (fault) => {
    for (let seen = 0; seen < ENOUGH; seen += BATCH)
      for (const [at, { deeds, weather }] of fc.sample(schedule, { numRuns: BATCH, seed: seen }).entries()) {
        if ((await simulate(deeds, weather, fault)).length === 0) continue
        console.log(`${fault.name}: noticed by schedule ${seen + at + 1}`)
        return
      }
    expect.fail(`${ENOUGH} schedules did not notice it`)
  })
})

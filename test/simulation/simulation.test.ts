// The index is what the bucket says, after any schedule. More of them: npm run test:long, or npm run simulate.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs, SEED } from '../effort.ts'
import { faultNamed } from './fault-named.ts'
import { FAULTS } from './faults.ts'
import { simulate } from './memory-seam.ts'
import { schedule } from './schedules.ts'

const SCHEDULES = runs(2000, 100_000)
/** A planted fault that so many schedules don't notice is one that the simulation can't see. */
const ENOUGH = 20_000
const BATCH = 100

describe('the simulation', () => {
  it(`finds the index equal to the bucket after ${SCHEDULES} schedules`, async () => {
    const equal = fc.asyncProperty(schedule, async ({ deeds, weather }) => {
      expect(await simulate(deeds, weather)).toEqual([])
    })
    await fc.assert(equal, { numRuns: SCHEDULES })
  })

  it('gives the same for the same schedule', async () => {
    const fault = faultNamed(FAULTS, 'an envelope of SNS is not opened')
    let noticed = 0
    for (const { deeds, weather } of fc.sample(schedule, runs(200, 2000))) {
      const found = await simulate(deeds, weather, fault)
      expect(await simulate(deeds, weather, fault)).toEqual(found)
      noticed += found.length
    }
    expect(noticed).toBeGreaterThan(0)
  })

  it.each(FAULTS)('notices where $name', async (fault) => {
    for (let seen = 0; seen < ENOUGH; seen += BATCH)
      for (const [at, { deeds, weather }] of fc.sample(schedule, { numRuns: BATCH, seed: SEED + seen }).entries()) {
        if ((await simulate(deeds, weather, fault)).length === 0) continue
        console.log(`${fault.name}: noticed by schedule ${seen + at + 1}`)
        return
      }
    expect.fail(`${ENOUGH} schedules did not notice it`)
  })
})

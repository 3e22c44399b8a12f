// The index is what the bucket says, after any schedule in which first loads name repositories before they are read: pushed and
// removed meanwhile, by functions that die.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs, SEED } from '../effort.ts'
import { NAMING_FAULTS } from './faults.ts'
import { simulate } from './memory-seam.ts'
import { namingSchedule, namingWireSchedule } from './schedules.ts'
import { simulateWire } from './wire-seam.ts'

const SCHEDULES = runs(1000, 100_000)
const WIRE_SCHEDULES = runs(20, 1000)
/** A planted fault that so many schedules don't notice is one that the simulation can't see. */
const ENOUGH = 5000

describe('a first load that names repositories', () => {
  it(`leaves the index equal to the bucket after ${SCHEDULES} schedules`, async () => {
    const equal = fc.asyncProperty(namingSchedule, async ({ deeds, weather }) => {
      expect(await simulate(deeds, weather)).toEqual([])
    })
    await fc.assert(equal, { numRuns: SCHEDULES })
  })

  it(`does so at the wire after ${WIRE_SCHEDULES}`, async () => {
    const equal = fc.asyncProperty(namingWireSchedule, async ({ deeds, weather }) => {
      expect(await simulateWire(deeds, weather)).toEqual([])
    })
    await fc.assert(equal, { numRuns: WIRE_SCHEDULES })
  })

  it.each(NAMING_FAULTS)('is noticed where $name', async (fault) => {
    for (const [at, { deeds, weather }] of fc.sample(namingSchedule, { numRuns: ENOUGH, seed: SEED }).entries()) {
      if ((await simulate(deeds, weather, fault)).length === 0) continue
      console.log(`${fault.name}: noticed by schedule ${at + 1}`)
      return
    }
    expect.fail(`${ENOUGH} schedules did not notice it`)
  })
})

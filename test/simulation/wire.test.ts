// The index is what the bucket says, after any schedule, with the adapters and the AWS SDK in between. More of them:
// npm run test:long, or npm run simulate -- --wire.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs, SEED } from '../effort.ts'
import { faultNamed } from './fault-named.ts'
import { wireSchedule } from './schedules.ts'
import { WIRE_FAULTS } from './wire-faults.ts'
import { simulateWire, type WireFault } from './wire-seam.ts'

const SCHEDULES = runs(50, 2000)
/** A planted fault that so many schedules don't notice is one that the simulation can't see. */
const ENOUGH = 500

const NO_TOKEN: WireFault = {
  name: 'no transaction has a token',
  request: (_operation, { ClientRequestToken, ...input }) => input,
  weather: { unanswered: 0.2 },
}

describe('the simulation at the wire', () => {
  const equal = (fault?: WireFault) =>
    fc.asyncProperty(wireSchedule, async ({ deeds, weather }) => {
      expect(await simulateWire(deeds, weather, fault)).toEqual([])
    })

  it(`finds the index equal to the bucket after ${SCHEDULES} schedules`, async () => {
    await fc.assert(equal(), { numRuns: SCHEDULES })
  })

  // A retry is then another transaction. The conditions on revs make it a conflict, and the bucket is read again.
  it('finds them equal also where no retry is known by its token', async () => {
    await fc.assert(equal(NO_TOKEN), { numRuns: runs(10, 500) })
  })

  it('gives the same for the same schedule', async () => {
    const fault = faultNamed(WIRE_FAULTS, 'keys that DynamoDB left unprocessed')
    let noticed = 0
    for (const { deeds, weather } of fc.sample(wireSchedule, runs(5, 100))) {
      const found = await simulateWire(deeds, weather, fault)
      expect(await simulateWire(deeds, weather, fault)).toEqual(found)
      noticed += found.length
    }
    expect(noticed).toBeGreaterThan(0)
  })

  it.each(WIRE_FAULTS)('notices where $name', async (fault) => {
    for (const [at, { deeds, weather }] of fc.sample(wireSchedule, { numRuns: ENOUGH, seed: SEED }).entries()) {
      if ((await simulateWire(deeds, weather, fault)).length === 0) continue
      console.log(`${fault.name}: noticed by schedule ${at + 1}`)
      return
    }
    expect.fail(`${ENOUGH} schedules did not notice it`)
  })
})

// What search has in memory is what the rows say, after any schedule. More of them: npm run test:long.

import { describe, expect, it } from 'vitest'
import { runs, SEED } from '../effort.ts'
import { faultNamed } from './fault-named.ts'
import { MEMORY_FAULTS } from './search-faults.ts'
import { simulateMemory } from './search-schedule.ts'
import type { Weather } from './search-world.ts'

/** Two thousand schedules in all; a hundred thousand where there is time. */
const SCHEDULES: readonly [Weather, number][] = [
  ['usual', runs(600, 30_000)],
  ['ahead', runs(300, 15_000)],
  ['skewed', runs(300, 15_000)],
  ['hostile', runs(400, 20_000)],
  ['calm', runs(400, 20_000)],
]
/** A planted fault that so many schedules don't notice is one that the simulation can't see. */
const ENOUGH = 20_000

describe('the simulation of memory', () => {
  it.each(SCHEDULES)('finds it equal to the rows in %s weather, after %i schedules', async (weather, count) => {
    for (let seed = SEED; seed < SEED + count; seed++)
      expect(await simulateMemory(seed, weather), `seed ${seed}`).toEqual([])
  })

  it('gives the same for the same schedule', async () => {
    const fault = faultNamed(MEMORY_FAULTS, 'there are no wide reads')
    let noticed = 0
    for (let seed = 1; seed <= runs(50, 1000); seed++) {
      const found = await simulateMemory(seed, 'usual', fault)
      expect(await simulateMemory(seed, 'usual', fault)).toEqual(found)
      noticed += found.length
    }
    expect(noticed).toBeGreaterThan(0)
  })

  it.each(MEMORY_FAULTS)('notices where $name', async (fault) => {
    const { weather, from = 1 } = fault
    for (let seed = from; seed < from + ENOUGH; seed++) {
      if ((await simulateMemory(seed, weather, fault)).length === 0) continue
      console.log(`${fault.name}: noticed by schedule ${seed}`)
      return
    }
    expect.fail(`${ENOUGH} schedules did not notice it`)
  })
})

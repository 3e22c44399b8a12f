// Schedules alone, as many as are wanted, from a fresh seed, at the ports, at the wire, or of the memory of search:
// npm run simulate -- [--wire] --seeds 100000 [--seed 7 --path "…"]
// npm run simulate -- --memory --seeds 100000 [--seed 7]

import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { simulate } from './memory-seam.ts'
import { schedule, wireSchedule } from './schedules.ts'
import { simulateSearches } from './search-runs.ts'
import { simulateWire } from './wire-seam.ts'

const { values } = parseArgs({
  options: {
    /** How many schedules. */
    seeds: { type: 'string', default: '10000' },
    /** With `path`, repeats the failure of an earlier run. */
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    path: { type: 'string' },
    /** Below the AWS SDK in place of below the ports: less than a hundredth as many schedules in the same time. */
    wire: { type: 'boolean', default: false },
    /** Of the memory of search. A failure names its seed, which repeats it: `--seeds 1 --seed N`. */
    memory: { type: 'boolean', default: false },
  },
})

const started = Date.now()
const check = (wrong: readonly string[]) => {
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
}
const atPorts = fc.asyncProperty(schedule, async ({ deeds, weather }) => check(await simulate(deeds, weather)))
const atWire = fc.asyncProperty(wireSchedule, async ({ deeds, weather }) => check(await simulateWire(deeds, weather)))

const run = async <T>(property: fc.IAsyncProperty<T>): Promise<void> => {
  const result = await fc.check(property, {
    numRuns: Number(values.seeds),
    seed: Number(values.seed),
    ...(values.path === undefined ? {} : { path: values.path }),
  })
  console.log(`seed ${result.seed}: ${result.numRuns} schedules in ${Math.round((Date.now() - started) / 1000)} s`)
  if (!result.failed) return
  console.error(fc.defaultReportMessage(result))
  console.error(result.errorInstance)
  process.exitCode = 1
}

if (values.memory) await simulateSearches(Number(values.seed), Number(values.seeds))
else await (values.wire ? run(atWire) : run(atPorts))

// Schedules alone, as many as are wanted, from a fresh seed: npm run simulate -- --seeds 100000 [--seed 7 --path "…"]

import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { simulate } from './memory-seam.ts'
import { schedule } from './schedules.ts'

const { values } = parseArgs({
  options: {
    /** How many schedules. */
    seeds: { type: 'string', default: '10000' },
    /** With `path`, repeats the failure of an earlier run. */
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    path: { type: 'string' },
  },
})

const started = Date.now()
const equal = fc.asyncProperty(schedule, async ({ deeds, weather }) => {
  const wrong = await simulate(deeds, weather)
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
})
const result = await fc.check(equal, {
  numRuns: Number(values.seeds),
  seed: Number(values.seed),
  ...(values.path === undefined ? {} : { path: values.path }),
})
console.log(`seed ${result.seed}: ${result.numRuns} schedules in ${Math.round((Date.now() - started) / 1000)} s`)
if (result.failed) {
  console.error(fc.defaultReportMessage(result))
  process.exitCode = 1
}

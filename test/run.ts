// More runs than `npm test` has:
//
//   npm run test:random [-- --seed N]   units and simulation, five times as many runs, from a fresh seed or from that one
//   npm run test:long [-- --seed N]     all tests with the large counts, from the seed of `npm test` or from that one
//
// Whatever else is given is for vitest: a part of a file's path, or `-t 'part of a name'`. The last line repeats it all. A run
// without any test fails.

import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { type Effort, SEED } from './effort.ts'

interface Run {
  readonly script: string
  readonly projects: readonly string[]
  readonly seed: () => number
}

const RUNS: Record<Exclude<Effort, 'short'>, Run> = {
  more: { script: 'test:random', projects: ['unit', 'simulation'], seed: () => randomInt(2 ** 31) },
  long: { script: 'test:long', projects: [], seed: () => SEED },
}

const [, , effort, ...all] = process.argv
const rest = all.flatMap((one) => (one.startsWith('--seed=') ? one.split('=') : [one]))
if (effort !== 'more' && effort !== 'long') throw new Error(`"${effort}" is not how much can be run: more or long`)
const at = rest.indexOf('--seed')
const [, given] = at < 0 ? [] : rest.splice(at, 2)
if (at >= 0 && given === undefined) throw new Error('--seed needs a number, such as --seed 1')
const { script, projects, seed } = RUNS[effort]
const from = given ?? String(seed())

console.log(`seed ${from}`)
const reporters = ['default', 'test/no-test-ran.ts'].map((name) => `--reporter=${name}`)
const args = ['run', ...projects.map((name) => `--project=${name}`), ...reporters, ...rest]
const env = { ...process.env, TEST_EFFORT: effort, TEST_SEED: from }
const { status, error } = spawnSync('vitest', args, { env, stdio: 'inherit' })
if (error !== undefined) throw error
const again = ['npm run', script, '--', '--seed', from, ...rest.map((one) => (/[^\w./-]/.test(one) ? `'${one}'` : one))]
console.log(`seed ${from}; the same again: ${again.join(' ')}`)
process.exitCode = status ?? 1

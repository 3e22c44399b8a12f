// Plants one fault after the other in the pure core and counts how many of them the unit tests notice:
//
//   npm run mutation [-- PART …]   all faults, or those whose file or name contains one of the parts
//
// Fails if less than 95 % are noticed, or if the text of a fault no longer stands in its file. docs/mutation.md explains the
// faults that nothing notices.

import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import pLimit from 'p-limit'
import { FAULTS } from './faults.ts'

const MIN_NOTICED = 0.95
/** Ends a loop that a fault makes endless, which counts as noticed. All tests together must end within it first. */
const MAX_RUN_MS = 60_000

const root = resolve(import.meta.dirname, '../..')
const parts = process.argv.slice(2)

/** Runs the tests for a fault. True if they all pass, which means that nothing noticed it. */
const passes = (fault: string): Promise<boolean> =>
  new Promise((done, fail) => {
    const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/mutation/vitest.config.ts', '--silent']
    const env = { ...process.env, FAULT: fault }
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: 'ignore', timeout: MAX_RUN_MS })
    child.on('error', fail)
    child.on('exit', (status) => done(status === 0))
  })

const all = Object.entries(FAULTS).flatMap(([file, faults]) => {
  const source = readFileSync(resolve(root, file), 'utf8')
  return faults.map(([name, text], at) => ({ file, name, at, occurs: source.split(text).length - 1 }))
})
const outdated = all.filter(({ occurs }) => occurs !== 1)
for (const { file, name, occurs } of outdated)
  console.log(`${file}: the text of "${name}" occurs ${occurs} times, not once`)
if (!(await passes(''))) throw new Error('the tests fail without any fault')

const wanted = all.filter(
  ({ file, name, occurs }) =>
    occurs === 1 && (parts.length === 0 || parts.some((part) => `${file}: ${name}`.includes(part))),
)
if (wanted.length === 0)
  throw new Error(`no fault has ${parts.map((one) => `"${one}"`).join(' or ')} in its file or name`)
const limit = pLimit(availableParallelism())
const results = await Promise.all(
  wanted.map((fault) =>
    limit(async () => {
      const start = performance.now()
      const isNoticed = !(await passes(`${fault.file}#${fault.at}`))
      const seconds = ((performance.now() - start) / 1000).toFixed(1)
      console.log(`${isNoticed ? 'noticed ' : 'SURVIVED'} ${seconds.padStart(5)} s  ${fault.file}: ${fault.name}`)
      return { file: fault.file, isNoticed }
    }),
  ),
)

const total = (file?: string): string => {
  const of = results.filter((one) => file === undefined || one.file === file)
  return `${of.filter(({ isNoticed }) => isNoticed).length} of ${of.length}`
}
for (const file of Object.keys(FAULTS)) console.log(`${total(file).padStart(10)}  ${file}`)
console.log(`${total()} faults were noticed`)
const noticed = results.filter(({ isNoticed }) => isNoticed).length
if (outdated.length > 0 || noticed < MIN_NOTICED * results.length) process.exitCode = 1

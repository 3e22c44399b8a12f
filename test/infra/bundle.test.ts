// The code of the search function as it is deployed: how large it is, and how long it takes to load. Somebody waits for it.

import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { builtFunction, type FunctionName } from '../../infra/function-code.ts'
import { ENV } from '../../lambda/names/environment.ts'
import { LAYOUTS } from '../../lambda/names/layouts.ts'

/** 250 KB of the API and search, 70 KB of the web page: docs/architecture.md. */
const MAX_ZIP_BYTES = (250 + 70) * 1024
const RUNS = 5

/** Prints the milliseconds of processor time that loading the bundle takes, and ends before it asks AWS for anything. */
const LOAD = `const start = process.cpuUsage()
require(process.argv[1])
const { user, system } = process.cpuUsage(start)
process.stdout.write(String((user + system) / 1000), () => process.exit(0))`

const loadMs = (file: string): number => {
  const variables = [...Object.values(ENV), ...LAYOUTS.map(({ root }) => root.variable)]
  const environment = Object.fromEntries(variables.map((name) => [name, 'x']))
  const env = { ...environment, [ENV.layouts]: 'distribution', AWS_REGION: 'eu-west-1', PATH: process.env['PATH'] }
  return Number(execFileSync(process.execPath, ['--eval', LOAD, file], { env, encoding: 'utf8' }))
}

it('code that nobody bundled is missed, with the command that bundles it', () => {
  expect(() => builtFunction('none' as FunctionName)).toThrow(
    'none has no index.js: bundle the functions by `node build',
  )
})

it('the search function is a zip of at most 320 KB', () => {
  const folder = builtFunction('api')
  expect(readdirSync(folder)).toEqual(['index.js'])
  const file = join(folder, 'index.js')
  const code = readFileSync(file)
  const bytes = deflateRawSync(code).length
  const times = Array.from({ length: RUNS }, () => loadMs(file)).sort((a, b) => a - b)
  console.log({ bytes, unpacked: code.length, loadMs: Math.round(times[Math.floor(RUNS / 2)] ?? 0) })
  expect(bytes).toBeLessThanOrEqual(MAX_ZIP_BYTES)
})

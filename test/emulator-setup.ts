// One local AWS for all integration tests of a run; each test file makes tables and buckets of its own.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmulator } from '../local/emulator.ts'
import { logFile, PATHS } from '../local/paths.ts'
import { freePort } from '../local/port-numbers.ts'
import { makeVenv } from '../local/venv.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    endpoint: string
  }
}

export default async (project: TestProject) => {
  await makeVenv({ dir: PATHS.venv, log: logFile('venv') })
  const dir = await mkdtemp(join(tmpdir(), 'registry-index-test-'))
  const emulator = await startEmulator({ venv: PATHS.venv, dir, port: await freePort() })
  project.provide('endpoint', emulator.endpoint)
  return async () => {
    await emulator.stop()
    await rm(dir, { recursive: true, force: true })
  }
}

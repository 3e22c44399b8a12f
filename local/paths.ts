// Paths of everything that a local run keeps. All are below .local/ of the checkout, so that deleting that folder
// removes everything.

import { join, relative } from 'node:path'

/** Root of the checkout. */
export const ROOT = join(import.meta.dirname, '..')

const LOCAL = join(ROOT, '.local')

export const PATHS = {
  local: LOCAL,
  venv: join(LOCAL, 'venv'),
  logs: join(LOCAL, 'log'),
  /** Programs that only the tests need (`npm run tools`). */
  tools: join(LOCAL, 'bin'),
  /** The emulator's state and the record of what was deployed into it, which belong together. `--fresh` removes it. */
  state: join(LOCAL, 'state'),
  emulator: join(LOCAL, 'state', 'emulator'),
  assembly: join(LOCAL, 'state', 'cdk.out'),
  deployed: join(LOCAL, 'state', 'deployed.json'),
  /** Exists while the sample is being written. A start that finds this file writes the sample again. */
  sampleUnfinished: join(LOCAL, 'state', 'sample-unfinished'),
  registryConfig: join(LOCAL, 'registry.json'),
  lock: join(LOCAL, 'running.json'),
} as const

/** Returns the path of a program's log file. */
export const logFile = (name: string): string => join(PATHS.logs, `${name}.log`)

/** Returns a path relative to the current directory, for messages. */
export const displayPath = (path: string): string => relative(process.cwd(), path) || '.'

// Where things of the local run are kept: all below .local/ of the checkout, so that deleting it forgets everything.

import { join, relative } from 'node:path'

/** The checkout. */
export const ROOT = join(import.meta.dirname, '..')

const LOCAL = join(ROOT, '.local')

export const PATHS = {
  local: LOCAL,
  venv: join(LOCAL, 'venv'),
  logs: join(LOCAL, 'log'),
  /** Programs that only tests need. */
  tools: join(LOCAL, 'bin'),
  /** Everything that goes together: the emulator's state and what was deployed into it. `--fresh` removes it. */
  state: join(LOCAL, 'state'),
  emulator: join(LOCAL, 'state', 'emulator'),
  assembly: join(LOCAL, 'state', 'cdk.out'),
  deployed: join(LOCAL, 'state', 'deployed.json'),
  /** There while the sample is being written: a start that finds it writes the sample again. */
  sampleUnfinished: join(LOCAL, 'state', 'sample-unfinished'),
  registryConfig: join(LOCAL, 'registry.json'),
  lock: join(LOCAL, 'running.json'),
} as const

/** The log file of one program. */
export const logFile = (name: string): string => join(PATHS.logs, `${name}.log`)

/** A path as the user sees it, relative to where the command runs. */
export const shown = (path: string): string => relative(process.cwd(), path) || '.'

// Which clients of a registry work on this machine.

import { runningEngines } from './container-engine.ts'
import { findProgram } from './programs.ts'
import type { Client } from './ready-text.ts'

/**
 * Returns the clients that work here. Docker and podman must run, and not in a virtual machine, whose 127.0.0.1 is not that
 * of this machine.
 */
export const clientsHere = (env: NodeJS.ProcessEnv = process.env): ReadonlySet<Client> => {
  const engines = runningEngines(env).filter(({ thisMachine }) => thisMachine === undefined)
  const programs = (['curl', 'skopeo'] as const).filter((name) => findProgram([name], env['PATH']) !== undefined)
  return new Set<Client>([...programs, ...engines.map(({ name }) => name)])
}

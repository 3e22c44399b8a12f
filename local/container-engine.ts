// Finds docker or podman, for machines that have no program of a registry: it then runs in a container.

import { spawnSync } from 'node:child_process'
import { baseEnvironment, type Environment } from './environment.ts'
import { findProgram } from './programs.ts'

/** Docker or podman, which runs. */
export interface ContainerEngine {
  readonly name: 'docker' | 'podman'
  readonly program: string
  /**
   * The name by which a container reaches this machine, if containers run in a virtual machine (Docker Desktop, podman
   * machine). Undefined if they can share the network of this machine.
   */
  readonly thisMachine: string | undefined
}

interface EngineKind {
  readonly name: ContainerEngine['name']
  /** What `info --format` prints. It prints nothing, or fails, where the engine does not run. */
  readonly format: string
  readonly inVirtualMachine: (printed: string) => boolean
  readonly thisMachine: string
}

const KINDS: readonly EngineKind[] = [
  {
    name: 'docker',
    format: '{{.OperatingSystem}}',
    inVirtualMachine: (system) => system === 'Docker Desktop',
    thisMachine: 'host.docker.internal',
  },
  {
    name: 'podman',
    format: '{{.Host.ServiceIsRemote}}',
    inVirtualMachine: (isRemote) => isRemote === 'true',
    thisMachine: 'host.containers.internal',
  },
]

/** What the clients of docker and podman read of the user's environment: where the engine is, and how to reach it and Docker Hub. */
const FOR_ENGINES =
  /^(HOME|DOCKER_.*|CONTAINERS?_.*|XDG_.*|DBUS_SESSION_BUS_ADDRESS|SSH_AUTH_SOCK|(https?|all|no)_proxy|SSL_CERT_(FILE|DIR))$/i

/** Returns the environment for docker and podman. What they run gets none of it. */
export const engineEnvironment = (from: NodeJS.ProcessEnv = process.env): Environment => {
  const passed = Object.entries(from).filter(([name, value]) => FOR_ENGINES.test(name) && value !== undefined)
  return { ...baseEnvironment('/', from), ...(Object.fromEntries(passed) as Record<string, string>) }
}

/** Longest that an engine may take to say that it runs, in milliseconds. */
const ASK_TIMEOUT_MS = 20_000

/** Returns docker and podman, as far as they are on PATH and run, in this order. */
export const runningEngines = (from: NodeJS.ProcessEnv = process.env): readonly ContainerEngine[] =>
  KINDS.flatMap(({ name, format, inVirtualMachine, thisMachine }) => {
    const program = findProgram([name], from['PATH'])
    if (program === undefined) return []
    const { status, stdout } = spawnSync(program, ['info', '--format', format], {
      env: { ...engineEnvironment(from) },
      encoding: 'utf8',
      timeout: ASK_TIMEOUT_MS,
    })
    const printed = (stdout ?? '').trim()
    if (status !== 0 || printed === '') return []
    return [{ name, program, thisMachine: inVirtualMachine(printed) ? thisMachine : undefined }]
  })

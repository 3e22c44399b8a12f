// Starts a registry on the local bucket by what this machine has: its program on PATH, the one that `npm run tools`
// built, or a container. Without any of them the index runs alone, and the closing lines say how to get one.

import { runningEngines } from './container-engine.ts'
import { startContainerRegistry } from './container-registry.ts'
import { messageOf } from './local-error.ts'
import { displayPath } from './paths.ts'
import { freePort } from './port-numbers.ts'
import { findProgram } from './programs.ts'
import type { Progress } from './progress.ts'
import { findBuiltRegistry, findRegistry, type Registry, type RegistryOptions, startRegistry } from './registry.ts'

/** The registry, or what the user can do to get one. */
export interface LocalRegistry {
  /** Address of the registry, or one where nothing answers. */
  readonly url: string
  /** What to do while it does not answer: ends the sentence "the registry does not answer; …". */
  readonly hint: string
  /** What to do to get one; present if none runs. */
  readonly remedy?: string
  /** Present if it runs. */
  readonly running?: Registry & { readonly log: string }
}

export interface RegistryUpOptions {
  readonly endpoint: string
  readonly bucket: string
  /** File to which its configuration is written. */
  readonly configFile: string
  /** File to which its output is appended. */
  readonly log: string
  readonly progress: Progress
  readonly signal: AbortSignal
  /** The environment in which programs are looked for. */
  readonly env?: NodeJS.ProcessEnv
  /** Folder of the programs that `npm run tools` built. */
  readonly tools?: string
}

/**
 * Returns what brings a registry onto this machine: one command if there is one.
 * @param engineRuns true if a container engine runs, but can't run the registry
 */
export const howToGetRegistry = (
  path: string | undefined,
  engineRuns: boolean,
  platform: NodeJS.Platform = process.platform,
): string => {
  const has = (program: string) => findProgram([program], path) !== undefined
  if (has('go')) return 'npm run tools -- registry'
  if (!engineRuns && platform === 'darwin' && has('podman')) return 'podman machine start'
  if (!engineRuns && has('docker')) return platform === 'linux' ? 'sudo systemctl start docker' : 'start Docker Desktop'
  if (has('apt-get')) return 'sudo apt-get install docker-registry'
  return engineRuns ? 'install Go 1.26 or newer, and npm run tools -- registry' : 'install Docker or Podman'
}

interface Way {
  readonly name: string
  /** How long it usually takes. */
  readonly usual: string
  /** True if nothing else is tried where it fails. */
  readonly isOnly: boolean
  readonly start: (options: RegistryOptions & { log: string; signal: AbortSignal }) => Promise<Registry>
}

/** Returns the ways to start a registry here, the preferred one first. */
const waysToStart = ({ env = process.env, tools }: RegistryUpOptions): readonly Way[] => {
  const program = findRegistry(env['PATH']) ?? findBuiltRegistry(tools)
  if (program !== undefined)
    return [{ name: program, usual: '1 s', isOnly: true, start: (options) => startRegistry(program, options) }]
  return runningEngines(env).map((engine) => ({
    name: `a container of ${engine.name}`,
    usual: '3 s, and the download of its image at the first time',
    isOnly: false,
    start: (options) => startContainerRegistry(engine, { ...options, env }),
  }))
}

/**
 * Starts a registry.
 * @throws LocalError if a program of it is there and does not start; the signal's reason if it was aborted. Where no
 *   container can be started, it returns what to do.
 */
export const registryUp = async (up: RegistryUpOptions): Promise<LocalRegistry> => {
  const { endpoint, bucket, configFile, log, progress, signal, env = process.env } = up
  const options = { endpoint, bucket, configFile, port: await freePort(), log, signal }
  const url = `http://127.0.0.1:${options.port}`
  const ways = waysToStart(up)
  for (const { name, usual, isOnly, start } of ways) {
    try {
      const running = await progress.step(
        'registry',
        () => start(options),
        () => `${name}, at ${url}`,
        usual,
      )
      return { url, hint: `see ${displayPath(log)}`, running: { ...running, log } }
    } catch (error) {
      signal.throwIfAborted()
      if (isOnly) throw error
      progress.say(`registry: ${name} does not start: ${messageOf(error).split('\n')[0]}`)
    }
  }
  const remedy = `to get one: ${howToGetRegistry(env['PATH'], ways.length > 0)}; then start again`
  return { url, hint: `this machine has none; ${remedy}`, remedy }
}

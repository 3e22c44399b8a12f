// Runs the registry in a container, on loopback, for machines that have no program of it. Its image is downloaded from
// Docker Hub once.

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { type ContainerEngine, engineEnvironment } from './container-engine.ts'
import { ROOT } from './paths.ts'
import { run, startService, untilReady } from './processes.ts'
import { type Registry, type RegistryOptions, writeRegistryConfig } from './registry.ts'

/** CNCF distribution, version 3. The name is written out, since podman asks which registry a short one is of. */
const IMAGE = 'docker.io/library/registry:3'

/** Longest that the download of the image may take, in milliseconds. */
const PULL_TIMEOUT_MS = 10 * 60_000

/** How the engine is asked, and told to remove: without its output, for 30 seconds at most. */
const QUIET = { stdio: 'ignore', timeout: 30_000 } as const

/** The name of the container: one for each checkout, of which one runs at a time, so that a later start finds what was left. */
const CONTAINER = `registry-index-${createHash('sha256').update(ROOT).digest('hex').slice(0, 8)}`

export interface ContainerOptions extends RegistryOptions {
  readonly log: string
  readonly signal?: AbortSignal | undefined
  /** Environment of the engine's program; the user's, as far as it needs that, if not given. */
  readonly env?: NodeJS.ProcessEnv
}

/** Returns the arguments that run the registry: reachable on loopback alone, and removed when it ends. */
const runArguments = ({ thisMachine }: ContainerEngine, { port, configFile }: RegistryOptions): readonly string[] => [
  ...['run', '--rm', '--name', CONTAINER],
  // Otherwise SELinux keeps a container from reading files of the user.
  ...['--security-opt', 'label=disable', '--volume', `${configFile}:/config.yml:ro`],
  ...(thisMachine === undefined ? ['--network', 'host'] : ['--publish', `127.0.0.1:${port}:${port}`]),
  // Docker and podman hand the user's proxies on, which don't lead to the local AWS.
  ...['OTEL_TRACES_EXPORTER=none', 'NO_PROXY=*', 'no_proxy=*'].flatMap((variable) => ['--env', variable]),
  ...[IMAGE, 'serve', '/config.yml'],
]

/**
 * Downloads the image, if it is not there.
 * @throws LocalError if it can't be downloaded
 */
const pull = async ({ name, program }: ContainerEngine, { log, signal, env }: ContainerOptions): Promise<void> => {
  const own = { ...engineEnvironment(env) }
  if (spawnSync(program, ['image', 'inspect', IMAGE], { env: own, ...QUIET }).status === 0) return
  await run(program, ['pull', IMAGE], { name: `${name} pull`, env: own, log, signal, timeoutMs: PULL_TIMEOUT_MS })
}

/**
 * Starts the registry in a container, and waits until it answers.
 * @throws LocalError if the image can't be had, or the registry does not start; the message shows the end of its log
 */
export const startContainerRegistry = async (engine: ContainerEngine, options: ContainerOptions): Promise<Registry> => {
  const { endpoint, port, log, signal } = options
  const { program, thisMachine } = engine
  const env = { ...engineEnvironment(options.env) }
  // Also where the engine's program was killed, which then could not end its container.
  const remove = (): void => void spawnSync(program, ['rm', '--force', CONTAINER], { env, ...QUIET })
  await pull(engine, options)
  remove()
  await writeRegistryConfig(
    thisMachine === undefined
      ? options
      : { ...options, endpoint: endpoint.replace('127.0.0.1', thisMachine), listenOn: '0.0.0.0' },
  )
  const service = startService(program, runArguments(engine, options), {
    name: 'the registry',
    env,
    log,
    graceMs: 5_000,
  })
  const stop = async (): Promise<void> => {
    await service.stop()
    remove()
  }
  const url = `http://127.0.0.1:${port}`
  try {
    await untilReady(service, `${url}/`, { log, timeoutMs: 30_000, signal })
  } catch (error) {
    await stop()
    throw error
  }
  return { ...service, url, stop }
}

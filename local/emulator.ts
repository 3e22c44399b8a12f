// The local AWS: MiniStack, on loopback, with its state in one directory.

import { mkdir, rm, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { baseEnvironment, clientEnvironment, type Environment, fakeAws } from './environment.ts'
import { LocalError } from './local-error.ts'
import { isFree } from './ports.ts'
import { type Service, startService, untilReady } from './processes.ts'

export interface Emulator {
  readonly endpoint: string
  readonly port: number
  /** For programs that are its clients, cdk for one: the endpoint, credentials that mean nothing, nothing of the user's. */
  readonly env: Environment
  readonly pid: number
  /** Where it keeps its state and log. */
  readonly dir: string
  readonly log: string
  /** Settles when it ended, with how. */
  readonly exited: Promise<string>
  /** Ends it orderly, so that it saves its state; then whatever of its function workers is left. */
  stop(): Promise<void>
}

export interface EmulatorOptions {
  readonly venv: string
  readonly dir: string
  /** The same one at every start with the same `dir`: the state holds queue URLs with it. */
  readonly port: number
  /** Default: emulator.log in `dir`. */
  readonly log?: string
  readonly signal?: AbortSignal | undefined
}

const serverEnvironment = (venv: string, dir: string, port: number): Environment => {
  const base = baseEnvironment(join(dir, 'home'))
  return {
    ...base,
    ...fakeAws,
    PATH: `${base['PATH']}${delimiter}${join(venv, 'bin')}`,
    TMPDIR: join(dir, 'tmp'),
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    MINISTACK_HOST: 'localhost',
    LAMBDA_EXECUTOR: 'local',
    PERSIST_STATE: '1',
    STATE_DIR: join(dir, 'state'),
    S3_PERSIST: '1',
    S3_DATA_DIR: join(dir, 's3'),
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    LOG_LEVEL: 'INFO',
    PYTHONUNBUFFERED: '1',
    // It removes what it takes for its own containers at start and end; the user's Docker is none of its business.
    DOCKER_HOST: `unix://${join(dir, 'no-docker.sock')}`,
  }
}

const prepare = async (dir: string): Promise<void> => {
  // Unpacked function code of earlier runs; it is unpacked again when needed.
  await rm(join(dir, 'tmp'), { recursive: true, force: true })
  await Promise.all(['home', 'tmp', 'state', 's3'].map((name) => mkdir(join(dir, name), { recursive: true })))
  // Functions and their wrapper are CommonJS; without this they would be what the nearest package.json above says.
  await writeFile(join(dir, 'tmp', 'package.json'), '{"type":"commonjs"}\n')
}

/**
 * Starts the local AWS and waits until it answers, about a second.
 * @throws LocalError when the port is taken, or it does not come up (its log is shown)
 */
export const startEmulator = async (options: EmulatorOptions): Promise<Emulator> => {
  const { venv, dir, port, signal, log = join(dir, 'emulator.log') } = options
  if (!(await isFree(port))) {
    throw new LocalError(`port ${port} of 127.0.0.1, which the local AWS needs, is taken by another program`)
  }
  await prepare(dir)
  const endpoint = `http://127.0.0.1:${port}`
  const service: Service = startService(join(venv, 'bin', 'python'), ['-m', 'ministack'], {
    name: 'the local AWS',
    env: serverEnvironment(venv, dir, port),
    log,
    cwd: dir,
    graceMs: 20_000,
  })
  try {
    await untilReady(service, `${endpoint}/_ministack/health`, { log, timeoutMs: 30_000, signal })
  } catch (error) {
    await service.stop()
    throw error
  }
  const env = clientEnvironment(endpoint, join(dir, 'home'))
  return { endpoint, port, env, pid: service.pid, dir, log, exited: service.exited, stop: service.stop }
}

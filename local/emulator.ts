// Starts the local AWS: MiniStack, listening on loopback only, with all its state in one directory.

import { mkdir, rm, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { baseEnvironment, clientEnvironment, type Environment, fakeAws } from './environment.ts'
import { LocalError } from './local-error.ts'
import { isFree } from './port-numbers.ts'
import { type Service, startService, untilReady } from './processes.ts'

export interface Emulator {
  readonly endpoint: string
  readonly port: number
  /** Environment for its client programs, such as cdk: the endpoint, fake credentials, no AWS setting of the user. */
  readonly env: Environment
  readonly pid: number
  /** Directory of its state and its log. */
  readonly dir: string
  readonly log: string
  /** Resolves when it has ended, with how it ended: "exit code 1". */
  readonly exited: Promise<string>
  /** Shuts it down, so that it saves its state, and then kills the function workers that are left. */
  stop(): Promise<void>
}

export interface EmulatorOptions {
  readonly venv: string
  readonly dir: string
  /** Must be the same at every start with the same `dir`: the saved state contains queue URLs with this port. */
  readonly port: number
  /** Default: emulator.log in `dir`. */
  readonly log?: string
  /** What part of their seconds state machines wait, as before they try a step again. Default: 1. */
  readonly waitScale?: number
  readonly signal?: AbortSignal | undefined
}

const serverEnvironment = ({ venv, dir, port, waitScale = 1 }: EmulatorOptions): Environment => {
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
    SFN_WAIT_SCALE: String(waitScale),
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    LOG_LEVEL: 'INFO',
    PYTHONUNBUFFERED: '1',
    // At its start and its end MiniStack removes containers that it takes for its own. It must not reach the user's
    // Docker.
    DOCKER_HOST: `unix://${join(dir, 'no-docker.sock')}`,
  }
}

const prepare = async (dir: string): Promise<void> => {
  // The folder holds function code that earlier runs unpacked. It is unpacked again when needed.
  await rm(join(dir, 'tmp'), { recursive: true, force: true })
  await Promise.all(['home', 'tmp', 'state', 's3'].map((name) => mkdir(join(dir, name), { recursive: true })))
  // The functions and their wrapper are CommonJS. Without this file Node would take the module type from the nearest
  // package.json above, which may be that of the checkout.
  await writeFile(join(dir, 'tmp', 'package.json'), '{"type":"commonjs"}\n')
}

/**
 * Starts the local AWS and waits until it answers, which takes about a second.
 * @throws LocalError if the port is taken, or if it does not start (the message shows the end of its log)
 */
export const startEmulator = async (options: EmulatorOptions): Promise<Emulator> => {
  const { venv, dir, port, signal, log = join(dir, 'emulator.log') } = options
  if (!(await isFree(port))) {
    throw new LocalError(
      `port ${port} of 127.0.0.1, which the local AWS needs, is taken by another program; end that one`,
    )
  }
  await prepare(dir)
  const endpoint = `http://127.0.0.1:${port}`
  const service: Service = startService(join(venv, 'bin', 'python'), ['-m', 'ministack'], {
    name: 'the local AWS',
    env: serverEnvironment(options),
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

// Starts, watches and ends other programs. Their output goes to a log file. Each program leads a process group of its
// own, so that Ctrl-C reaches only this process, which ends them in order, and so that a program's children end with
// it.

import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Environment } from './environment.ts'
import { httpGet } from './http-get.ts'
import { LocalError } from './local-error.ts'
import { displayPath } from './paths.ts'

export interface ProcessOptions {
  /** Name of the program in messages, such as "cdk deploy". */
  readonly name: string
  readonly env: Environment
  /** File to which its output is appended. */
  readonly log: string
  readonly cwd?: string | undefined
}

export interface RunOptions extends ProcessOptions {
  readonly timeoutMs: number
  /** Ends the program early. */
  readonly signal?: AbortSignal | undefined
}

/** A program that is meant to go on running. */
export interface Service {
  readonly name: string
  readonly pid: number
  /** Resolves when the program has ended for any reason, with how it ended: "exit code 1". Never rejects. */
  readonly exited: Promise<string>
  /** Sends SIGTERM and, after the grace time, SIGKILL to the program and all its children. */
  stop(): Promise<void>
}

/** Returns the last lines of a log file, for a message. */
export const lastLines = (log: string, count = 12): string =>
  readFileSync(log, 'utf8').trimEnd().split('\n').slice(-count).join('\n')

/** Creates an error that names the log file and shows its last lines. */
export const errorWithLog = (what: string, log: string): LocalError =>
  new LocalError(`${what}; its log is ${displayPath(log)}, which ends:\n${lastLines(log)}`)

const signalGroup = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(-pid, signal)
  } catch {
    // The whole group has already ended.
  }
}

const launch = (program: string, args: readonly string[], options: ProcessOptions): ChildProcess => {
  mkdirSync(dirname(options.log), { recursive: true })
  const log = openSync(options.log, 'a')
  writeSync(log, `\n# ${new Date().toISOString()} ${program} ${args.join(' ')}\n`)
  const child = spawn(program, args, {
    env: { ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    stdio: ['ignore', log, log],
    detached: true,
  })
  closeSync(log)
  return child
}

const untilEnded = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`))
  })

/**
 * Runs a program and waits for its end.
 * @throws LocalError if it cannot be started, fails, exceeds the timeout, or is ended by the signal
 */
export const run = async (program: string, args: readonly string[], options: RunOptions): Promise<void> => {
  options.signal?.throwIfAborted()
  const child = launch(program, args, options)
  const end = untilEnded(child)
  const stop = new AbortController()
  const cut = AbortSignal.any([stop.signal, ...(options.signal ? [options.signal] : [])])
  const late = sleep(options.timeoutMs, 'late' as const, { signal: cut }).catch(() => 'cut' as const)
  const first = await Promise.race([end, late])
  stop.abort()
  if (first !== 'late' && first !== 'cut') {
    if (first !== 'exit code 0') throw errorWithLog(`${options.name} failed (${first})`, options.log)
    return
  }
  if (child.pid !== undefined) {
    signalGroup(child.pid, 'SIGTERM')
    await Promise.race([end, sleep(3_000, undefined, { ref: false })])
    signalGroup(child.pid, 'SIGKILL')
  }
  if (first === 'cut') throw new LocalError(`${options.name} was interrupted`)
  throw errorWithLog(`${options.name} did not end within ${options.timeoutMs / 1000} s`, options.log)
}

/**
 * Starts a program that is meant to go on running. `graceMs` is the time between SIGTERM and SIGKILL when it is
 * stopped.
 * @throws LocalError if the program cannot be started
 */
export const startService = (
  program: string,
  args: readonly string[],
  options: ProcessOptions & { readonly graceMs: number },
): Service => {
  const child = launch(program, args, options)
  const exited = untilEnded(child)
  const { pid } = child
  if (pid === undefined)
    throw new LocalError(`${options.name} cannot be started: ${program} is not an executable program`)
  // If this process ends without having stopped the program, which is a defect, the program still gets a SIGTERM.
  const lastResort = () => signalGroup(pid, 'SIGTERM')
  process.once('exit', lastResort)
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    await Promise.race([exited, sleep(options.graceMs, undefined, { ref: false })])
    signalGroup(pid, 'SIGKILL')
    await exited
    process.off('exit', lastResort)
  }
  return { name: options.name, pid, exited, stop }
}

/**
 * Waits until a URL of the service answers with status 200; asks every 50 ms.
 * @throws LocalError if the service ends, or after the timeout; the message shows the end of its log
 */
export const untilReady = async (
  service: Service,
  url: string,
  options: { readonly log: string; readonly timeoutMs: number; readonly signal?: AbortSignal | undefined },
): Promise<void> => {
  let end: string | undefined
  void service.exited.then((how) => {
    end = how
  })
  const deadline = Date.now() + options.timeoutMs
  for (;;) {
    options.signal?.throwIfAborted()
    const ready = await httpGet(url, 2_000).then(
      ({ status }) => status === 200,
      () => false,
    )
    if (end !== undefined) throw errorWithLog(`${service.name} ended during its start (${end})`, options.log)
    if (ready) return
    if (Date.now() > deadline) {
      throw errorWithLog(`${service.name} did not answer at ${url} within ${options.timeoutMs / 1000} s`, options.log)
    }
    await sleep(50)
  }
}

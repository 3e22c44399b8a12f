// Starting, watching and ending other programs. All they print goes to a log file; each is the leader of a process
// group of its own, so that Ctrl-C reaches only us (we end them in order) and their children can be ended with them.

import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Environment } from './environment.ts'
import { get } from './http-get.ts'
import { LocalError } from './local-error.ts'
import { shown } from './paths.ts'

export interface ProcessOptions {
  /** What it is, for messages, as in "cdk deploy". */
  readonly name: string
  readonly env: Environment
  /** The file its output is added to. */
  readonly log: string
  readonly cwd?: string | undefined
}

export interface RunOptions extends ProcessOptions {
  readonly timeoutMs: number
  /** Ends it early. */
  readonly signal?: AbortSignal | undefined
}

/** A program that is meant to go on running. */
export interface Service {
  readonly name: string
  readonly pid: number
  /** Settles when it ended, however that came about, with how it ended: "exit code 1". Never rejects. */
  readonly exited: Promise<string>
  /** Ends it: SIGTERM, after the grace time SIGKILL for it and all its children. */
  stop(): Promise<void>
}

/** The last lines of a log file, for a message. */
export const lastLines = (log: string, count = 12): string =>
  readFileSync(log, 'utf8').trimEnd().split('\n').slice(-count).join('\n')

/** An error that names the log file and shows its end. */
export const failure = (what: string, log: string): LocalError =>
  new LocalError(`${what}; all of it is in ${shown(log)}, which ends:\n${lastLines(log)}`)

const signalGroup = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(-pid, signal)
  } catch {
    // The whole group is gone already.
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

const ended = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`))
  })

/**
 * Runs a program to its end.
 * @throws LocalError when it cannot be started, fails, is too slow, or was ended by the signal
 */
export const run = async (program: string, args: readonly string[], options: RunOptions): Promise<void> => {
  options.signal?.throwIfAborted()
  const child = launch(program, args, options)
  const end = ended(child)
  const stop = new AbortController()
  const cut = AbortSignal.any([stop.signal, ...(options.signal ? [options.signal] : [])])
  const late = sleep(options.timeoutMs, 'late' as const, { signal: cut }).catch(() => 'cut' as const)
  const first = await Promise.race([end, late])
  stop.abort()
  if (first !== 'late' && first !== 'cut') {
    if (first !== 'exit code 0') throw failure(`${options.name} failed (${first})`, options.log)
    return
  }
  if (child.pid !== undefined) {
    signalGroup(child.pid, 'SIGTERM')
    await Promise.race([end, sleep(3_000, undefined, { ref: false })])
    signalGroup(child.pid, 'SIGKILL')
  }
  if (first === 'cut') throw new LocalError(`${options.name} was interrupted`)
  throw failure(`${options.name} did not end within ${options.timeoutMs / 1000} s`, options.log)
}

/** Starts a program that is meant to go on running; `graceMs` is the time it gets to end by itself when stopped. */
export const startService = (
  program: string,
  args: readonly string[],
  options: ProcessOptions & { readonly graceMs: number },
): Service => {
  const child = launch(program, args, options)
  const exited = ended(child)
  const { pid } = child
  if (pid === undefined) throw new LocalError(`${options.name} cannot be started: ${program} is not a program here`)
  // If we end without having stopped it (a defect), it still gets told.
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
 * Waits until a URL answers as wanted, looking every 50 ms.
 * @throws LocalError when the service ended, or after the time; its end is shown
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
    const ready = await get(url, 2_000).then(
      ({ status }) => status === 200,
      () => false,
    )
    if (end !== undefined) throw failure(`${service.name} ended at once (${end})`, options.log)
    if (ready) return
    if (Date.now() > deadline) throw failure(`${service.name} did not answer at ${url}`, options.log)
    await sleep(50)
  }
}

// Lets only one `npm start` run at a time. The file .local/running.json says which process runs and what it started.

import { spawnSync } from 'node:child_process'
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod/mini'
import { LocalError } from './local-error.ts'

const Started = z.object({ pid: z.number(), command: z.string() })
const Running = z.object({ pid: z.number(), command: z.string(), port: z.number(), started: z.array(Started) })
type Running = z.infer<typeof Running>

export interface Lock {
  /** True if the run before this one was killed, so that its emulator may have lost its last changes. */
  readonly afterCrash: boolean
  /** Records a program that was started, so that a later start can end it if this run is killed. */
  note(pid: number): Promise<void>
  release(): Promise<void>
}

/**
 * Returns the command line of a process; undefined if there is no such process. Compared with an earlier one, it shows
 * whether the pid still belongs to the same process: the system reuses pids.
 */
export const commandOf = async (pid: number): Promise<string | undefined> => {
  const fromProc = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined)
  if (fromProc !== undefined) return fromProc.replaceAll('\0', ' ').trim() || undefined
  const { status, stdout } = spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() || undefined : undefined
}

const isStill = async ({ pid, command }: { pid: number; command: string }): Promise<boolean> =>
  (await commandOf(pid)) === command

const endLeftOver = async (left: z.infer<typeof Started>): Promise<void> => {
  if (!(await isStill(left))) return
  process.kill(left.pid, 'SIGTERM')
  for (let tries = 0; tries < 100 && (await isStill(left)); tries++) await sleep(100)
  if (await isStill(left)) process.kill(left.pid, 'SIGKILL')
}

const readRunning = async (file: string): Promise<Running | undefined> => {
  const text = await readFile(file, 'utf8').catch(() => '')
  try {
    return Running.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

/**
 * Takes the lock. Ends the programs that a killed run left behind first.
 * @throws LocalError if another run is active
 */
export const takeLock = async (file: string, port: number): Promise<Lock> => {
  const mine: Running = { pid: process.pid, command: (await commandOf(process.pid)) ?? '', port, started: [] }
  await mkdir(dirname(file), { recursive: true })
  const before = await readRunning(file)
  if (before !== undefined && before.pid !== process.pid && (await isStill(before))) {
    throw new LocalError(`npm start already runs on port ${before.port} (process ${before.pid}); end that one first`)
  }
  for (const left of before?.started ?? []) await endLeftOver(left)
  await rm(file, { force: true })
  const handle = await open(file, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw new LocalError('another npm start has just begun; end that one first')
    throw error
  })
  await handle.writeFile(JSON.stringify(mine))
  await handle.close()
  const note = async (pid: number) => {
    mine.started.push({ pid, command: (await commandOf(pid)) ?? '' })
    await writeFile(file, JSON.stringify(mine))
  }
  return { afterCrash: before !== undefined, note, release: () => rm(file, { force: true }) }
}

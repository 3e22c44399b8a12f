import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startEmulator } from '../../local/emulator.ts'
import { commandOf, takeLock } from '../../local/lock.ts'
import { lastLines, run, startService } from '../../local/processes.ts'
import { runAll } from '../../local/run-all.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'processes-'))
})
afterEach(async () => await rm(dir, { recursive: true }))

/** Milliseconds for what is done at once, if the machine has nothing else to do. */
const PATIENCE = 60_000
const options = () => ({ name: 'the program', env: { PATH: '/usr/bin:/bin' }, log: join(dir, 'log') })

describe('run', () => {
  it('throws an error with the exit code, the log file and its last lines', async () => {
    const failing = run('sh', ['-c', 'echo one; echo two >&2; exit 3'], { ...options(), timeoutMs: PATIENCE })
    await expect(failing).rejects.toThrow(/^the program failed \(exit code 3\); its log is .*log, which ends:\n/)
    await expect(failing).rejects.toThrow(/one\ntwo$/)
  })

  it('ends a program that exceeds the timeout, and throws', async () => {
    const slow = run('sh', ['-c', 'sleep 60'], { ...options(), timeoutMs: 100 })
    await expect(slow).rejects.toThrow('the program did not end within 0.1 s')
  })

  it('ends the program when its signal is aborted', async () => {
    const cut = AbortSignal.timeout(100)
    const started = run('sleep', ['60'], { ...options(), timeoutMs: PATIENCE, signal: cut })
    await expect(started).rejects.toThrow('the program was interrupted')
  })

  it('throws if there is no such program', async () => {
    const missing = run('no-such-program', [], { ...options(), timeoutMs: PATIENCE })
    await expect(missing).rejects.toThrow('the program failed (spawn no-such-program ENOENT)')
  })
})

describe('startService', () => {
  it('kills a program that ignores SIGTERM, and its children, after the grace time', async () => {
    const script = 'trap "" TERM; sleep 60 & echo "child $!"; wait; sleep 60'
    const service = startService('sh', ['-c', script], { ...options(), graceMs: 200 })
    // The trap is set once the script has printed this line.
    const child = await vi.waitFor(() => {
      const [, pid] = /^child (\d+)$/m.exec(lastLines(options().log)) ?? []
      expect(pid).toBeDefined()
      return Number(pid)
    }, PATIENCE)
    await service.stop()
    expect(await service.exited).toBe('signal SIGKILL')
    await vi.waitFor(async () => expect(await commandOf(child)).toBeUndefined(), PATIENCE)
    expect(await commandOf(service.pid)).toBeUndefined()
  })
})

describe('startEmulator', () => {
  it('throws an error that names the port if the port is taken', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    await expect(startEmulator({ venv: dir, dir, port })).rejects.toThrow(
      `port ${port} of 127.0.0.1, which the local AWS needs, is taken by another program`,
    )
    server.close()
  })
})

describe('takeLock', () => {
  it('tells whether the run before was killed, and ends the programs that it left behind', async () => {
    const file = join(dir, 'running.json')
    const lock = await takeLock(file, 5050)
    expect(lock.afterCrash).toBe(false)
    const left = startService('sleep', ['60'], { ...options(), graceMs: PATIENCE })
    await lock.note(left.pid)
    const next = await takeLock(file, 5050)
    expect(next.afterCrash).toBe(true)
    expect(await left.exited).toBe('signal SIGTERM')
    await next.release()
    const last = await takeLock(file, 5050)
    expect(last.afterCrash).toBe(false)
  })
})

describe('runAll', () => {
  it('aborts the others at the first failure, and throws it after they have ended', async () => {
    const ends: string[] = []
    const works = [
      async () => {
        throw new Error('first')
      },
      async (signal: AbortSignal) => {
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
        ends.push('aborted')
        throw new Error('second')
      },
    ]
    await expect(runAll(new AbortController().signal, works)).rejects.toThrow('first')
    expect(ends).toEqual(['aborted'])
  })
})

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const MODULE = join(import.meta.dirname, '..', '..', 'local', 'interruption.ts')

/**
 * Prints lines until it is interrupted, then prints once more, as when parts are stopped, and says why. It ends no sooner
 * than its input: Node takes its handlers away when it ends, and a signal that came only then would kill it.
 */
const SCRIPT = `
import { INTERRUPTED, interruption } from ${JSON.stringify(MODULE)}
process.stdin.resume()
const end = interruption()
const lines = setInterval(() => console.log('a line'), 1)
end.signal.addEventListener('abort', () => {
  clearInterval(lines)
  console.log('stopping')
  console.error(end.signal.reason === INTERRUPTED ? 'interrupted' : end.signal.reason)
})`

/** Runs the script, does something to it after its first line, and waits for its end. */
const ran = async (interrupt: (child: ChildProcess) => void): Promise<{ code: number | null; stderr: string }> => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT], { stdio: 'pipe' })
  let stderr = ''
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const closed = once(child, 'close')
  await once(child.stdout, 'data')
  interrupt(child)
  child.stdin.end()
  const [code] = await closed
  return { code, stderr }
}

describe('an interruption', () => {
  it('is that nobody reads the output any more, as after `npm start | head`', async () => {
    expect(await ran((child) => void child.stdout?.destroy())).toEqual({ code: 0, stderr: 'interrupted\n' })
  })

  it('may close every output', async () => {
    const all = (child: ChildProcess) => {
      child.stdout?.destroy()
      child.stderr?.destroy()
    }
    expect(await ran(all)).toEqual({ code: 0, stderr: '' })
  })

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('is %s, once or twice', async (signal) => {
    const twice = (child: ChildProcess) => {
      child.stdout?.resume()
      child.kill(signal)
      child.kill(signal)
    }
    expect(await ran(twice)).toEqual({ code: 0, stderr: 'interrupted\n' })
  })
})

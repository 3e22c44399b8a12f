import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { systemInput } from '../../cli/prompt.ts'

/** Streams that have only what the prompt uses of a terminal; and all that was shown. */
const streams = (isTTY: boolean) => {
  const stdin = Object.assign(new PassThrough(), { isTTY, setRawMode: () => stdin })
  const stderr = new PassThrough()
  let shown = ''
  stderr.on('data', (chunk: Buffer) => {
    shown += String(chunk)
  })
  return { stdin, input: systemInput(stdin as never, stderr as never), shown: () => shown }
}

describe('a line that is not shown', () => {
  it.each([
    ['hunter2\r', 'hunter2'],
    ['hunter3\u007f2\n', 'hunter2'],
    ['wörd ☕\r', 'wörd ☕'],
  ])('is what was typed, %j', async (typed, line) => {
    const { stdin, input, shown } = streams(true)
    const asked = input.hidden?.('Password: ')
    stdin.write(typed)
    expect(await asked).toBe(line)
    expect(shown()).toBe('Password: \n')
  })

  it.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('is none at %s', async (_, key) => {
    const { stdin, input } = streams(true)
    const asked = input.hidden?.('Password: ')
    stdin.write(`hunter2`)
    stdin.write(key === '\u0004' ? '\u0015\u0004' : key)
    await expect(asked).rejects.toThrow('no password was given')
  })

  it('is asked for twice, one after the other', async () => {
    const { stdin, input } = streams(true)
    const first = input.hidden?.('One: ')
    stdin.write('a\r')
    expect(await first).toBe('a')
    const second = input.hidden?.('Two: ')
    stdin.write('b\r')
    expect(await second).toBe('b')
  })

  it('can not be asked for without a terminal', () => {
    expect(streams(false).input.hidden).toBeUndefined()
  })
})

describe('stdin', () => {
  it('is read whole, up to a bound', async () => {
    const { stdin, input } = streams(false)
    stdin.end('wörd\n')
    expect(await input.all()).toBe('wörd\n')
    const other = streams(false)
    other.stdin.end('x'.repeat(10_001))
    await expect(other.input.all()).rejects.toThrow('more than 10000 bytes')
  })
})

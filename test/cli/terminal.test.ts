import { PassThrough } from 'node:stream'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { systemTerminal } from '../../cli/terminal.ts'

const streams = (isTTY: boolean) => {
  const written: string[] = []
  const stream = () => {
    const through = new PassThrough()
    through.on('data', (chunk: Buffer) => void written.push(String(chunk)))
    return Object.assign(through, { isTTY, columns: 20 })
  }
  // Streams have only those properties of a terminal that systemTerminal uses.
  const terminal = systemTerminal(stream() as never, stream() as never)
  return { terminal, written }
}

describe('systemTerminal', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('rewrites the status line in place, cuts it where it would wrap, and clears it before other output', () => {
    const { terminal, written } = streams(true)
    terminal.status?.('one')
    terminal.status?.('one')
    terminal.status?.('a line that is too long')
    terminal.out('result')
    terminal.note('remark')
    expect(written).toEqual(['\r\u001b[Kone', '\r\u001b[Ka line that is too ', '\r\u001b[K', 'result\n', 'remark\n'])
  })

  it('has no status line and no styles if the output is not a terminal', () => {
    for (const name of ['FORCE_COLOR', 'NO_COLOR']) vi.stubEnv(name, undefined)
    const { terminal, written } = streams(false)
    expect(terminal.status).toBeUndefined()
    terminal.out(terminal.style('red', 'result'))
    expect(written).toEqual(['result\n'])
  })
})

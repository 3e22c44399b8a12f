// Input of this process: a line that the terminal does not show, and all of stdin.

import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { CliError } from './cli-error.ts'
import type { Input } from './context.ts'

/** More bytes of stdin are not read: nobody's password is that long. */
const MAX_BYTES = 10_000

/** Returns the input of this process. */
export const systemInput = (stdin = process.stdin, stderr = process.stderr): Input => ({
  all: async () => text(atMost(stdin)),
  ...(stdin.isTTY && { hidden: (prompt: string) => hiddenLine(prompt, stdin, stderr) }),
})

async function* atMost(stdin: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer> {
  let left = MAX_BYTES
  for await (const chunk of stdin) {
    left -= Buffer.byteLength(chunk)
    if (left < 0) throw new CliError(`stdin has more than ${MAX_BYTES} bytes; give one line with the password`)
    yield Buffer.from(chunk)
  }
}

// Readline shows what is typed on its output, so it is given one that shows nothing.
const hiddenLine = (
  prompt: string,
  input: NodeJS.ReadableStream,
  shown: Pick<NodeJS.WritableStream, 'write'>,
): Promise<string> =>
  new Promise((resolve, reject) => {
    const output = new Writable({ write: (_chunk, _encoding, done) => done() })
    const lines = createInterface({ input, output, terminal: true, historySize: 0 })
    shown.write(prompt)
    let line: string | undefined
    lines.once('line', (typed) => {
      line = typed
      lines.close()
    })
    lines.once('SIGINT', () => lines.close())
    lines.once('close', () => {
      shown.write('\n')
      if (line === undefined) reject(new CliError('no password was given; nothing was changed'))
      else resolve(line)
    })
  })

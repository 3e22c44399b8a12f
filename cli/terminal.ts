import { styleText } from 'node:util'
import type { Terminal } from './context.ts'

const CLEAR = '\r\u001b[K'

/** The process's own terminal, or files and pipes in its place. */
export const systemTerminal = (stdout = process.stdout, stderr = process.stderr): Terminal => {
  let shown = ''
  const status = (line: string): void => {
    if (line === shown) return
    // A line that wraps could not be taken back.
    stderr.write(CLEAR + line.slice(0, (stderr.columns || 80) - 1))
    shown = line
  }
  const clear = () => status('')
  return {
    out(line) {
      if (stderr.isTTY) clear()
      stdout.write(`${line}\n`)
    },
    note(line) {
      if (stderr.isTTY) clear()
      stderr.write(`${line}\n`)
    },
    ...(stderr.isTTY ? { status } : {}),
    // Looks at the stream, NO_COLOR and FORCE_COLOR.
    style: (style, text) => styleText(style, text, { stream: stdout }),
  }
}

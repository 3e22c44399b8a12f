import { styleText } from 'node:util'
import type { Terminal } from './context.ts'

// Control characters: to the start of the line, erase to its end.
const CLEAR_LINE = '\r\u001b[K'

/** Returns the terminal of this process. Works with files and pipes too, then without a status line and styles. */
export const systemTerminal = (stdout = process.stdout, stderr = process.stderr): Terminal => {
  let shown = ''
  const status = (line: string): void => {
    if (line === shown) return
    // A line that wraps could not be erased.
    stderr.write(CLEAR_LINE + line.slice(0, (stderr.columns || 80) - 1))
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
    // styleText respects whether the stream is a terminal, NO_COLOR and FORCE_COLOR.
    style: (style, text) => styleText(style, text, { stream: stdout }),
  }
}

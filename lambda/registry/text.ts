// Texts from a bucket: whatever anybody pushed.

/** Bytes in UTF-8. */
export const byteLength = (text: string): number => Buffer.byteLength(text, 'utf8')

/** At most so many bytes of UTF-8, cut between characters, with a mark where something was cut. */
export const clip = (text: string, maxBytes: number, mark = '…'): string => {
  if (byteLength(text) <= maxBytes) return text
  let room = maxBytes - byteLength(mark)
  let end = 0
  for (const character of text) {
    room -= byteLength(character)
    if (room < 0) break
    end += character.length
  }
  return text.slice(0, end).trimEnd() + mark
}

// Control characters, and those that change the direction or the looks of what stands around them.
const UNSEEN = /[\p{Cc}\u{ad}\u{61c}\u{e0000}-\u{e007f}\u{200b}-\u{200f}\u{2028}-\u{202e}\u{2060}-\u{2069}\u{feff}]+/gu

/**
 * One line of sound text: no control and no bidirectional characters, no lone surrogates, white space folded.
 * Undefined where nothing is left or the value is not a string.
 */
export const clean = (value: unknown, maxBytes: number): string | undefined => {
  if (typeof value !== 'string') return undefined
  // Only the start can survive the cut; folding megabytes of white space would cost time for nothing.
  const start = value.trimStart().slice(0, maxBytes * 4)
  const line = start.toWellFormed().replace(UNSEEN, ' ').replace(/\s+/gu, ' ').trim()
  return line === '' ? undefined : clip(line, maxBytes)
}

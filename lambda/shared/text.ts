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
  return text.slice(0, end).replace(LOOSE_END, '') + mark
}

// Control characters, and those that change the direction or the looks of what stands around them.
const UNSEEN =
  /[\p{Cc}\u{ad}\u{61c}\u{180e}\u{e0000}-\u{e007f}\u{200b}\u{200e}\u{200f}\u{2028}-\u{202e}\u{2060}-\u{206f}\u{feff}\u{fff9}-\u{fffb}]+/gu
// Joiners are part of Persian words and of pictures made of several, one at a time; anywhere else they are only unseen.
const JOINERS =
  /(?<=[\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}])([\u{200c}\u{200d}])[\u{200c}\u{200d}]*(?=[\p{L}\p{M}\p{Extended_Pictographic}])|[\u{200c}\u{200d}]+/gu
/** Characters that are looked at for each byte that may be kept: a text may have millions. */
const LOOKED_AT = 64
const LOOSE_END = /[\s\u{200c}\u{200d}]+$/u

/**
 * One line of sound text: no control and no bidirectional characters, no lone surrogates, white space folded.
 * Undefined where nothing is left or the value is not a string.
 */
export const clean = (value: unknown, maxBytes: number): string | undefined => {
  if (typeof value !== 'string') return undefined
  // What comes that far behind could stand in the line only if all before it were unseen.
  const seen = value
    .slice(0, maxBytes * LOOKED_AT)
    .toWellFormed()
    .replace(UNSEEN, ' ')
    .replace(JOINERS, (_, joiner = ' ') => joiner)
  const line = seen.replace(/\s+/gu, ' ').trim()
  return line === '' ? undefined : clip(line, maxBytes)
}

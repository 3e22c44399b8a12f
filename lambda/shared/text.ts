// Cleans and clips texts from a bucket, where anybody may have pushed anything.

import { withoutCredentials } from './credentials.ts'

/** Bytes in UTF-8. */
export const byteLength = (text: string): number => Buffer.byteLength(text, 'utf8')

/**
 * Returns at most `maxBytes` bytes of UTF-8, cut between characters and ending in the mark if something was cut. Empty if
 * beside the mark nothing of the text would be left: the mark alone says nothing.
 */
export const clip = (text: string, maxBytes: number, mark = '…'): string => {
  if (byteLength(text) <= maxBytes) return text
  let room = maxBytes - byteLength(mark)
  let end = 0
  for (const character of text) {
    room -= byteLength(character)
    if (room < 0) break
    end += character.length
  }
  const kept = text.slice(0, end).replace(TRAILING_SPACE, '')
  return kept === '' ? '' : kept + mark
}

// Control characters, invisible characters, and those that change the direction or the looks of the text around them.
const INVISIBLE =
  /[\p{Cc}\u{ad}\u{61c}\u{180e}\u{e0000}-\u{e007f}\u{200b}\u{200e}\u{200f}\u{2028}-\u{202e}\u{2060}-\u{206f}\u{feff}\u{fff9}-\u{fffb}]+/gu
// Zero-width joiners and non-joiners. Persian words and combined emoji need them, one at a time; all others are
// invisible.
const JOINERS =
  /(?<=[\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}])([\u{200c}\u{200d}])[\u{200c}\u{200d}]*(?=[\p{L}\p{M}\p{Extended_Pictographic}])|[\u{200c}\u{200d}]+/gu
/** More marks on one character than any script has: a tower of them would cover the lines around. */
const TOWERS = /(\p{M}{8})\p{M}+/gu
/** Something that is seen. Blank letters (Hangul's fillers, Braille's), marks on nothing and what is ignored are not. */
const VISIBLE = /[^\s\p{M}\p{Default_Ignorable_Code_Point}\u{2800}]/u
/** Characters that are read for each byte that may be kept: a text may have millions of them. */
const CHARS_READ_PER_BYTE = 64
const TRAILING_SPACE = /[\s\u{200c}\u{200d}]+$/u

/**
 * Returns the text as one line without control characters, bidirectional characters, lone surrogates and the credentials
 * in URLs, with white space folded. Undefined if nothing is left that is seen, or the value is not a string.
 */
export const clean = (value: unknown, maxBytes: number): string | undefined => {
  if (typeof value !== 'string') return undefined
  // Text further behind could reach the line only if almost all text before it were invisible.
  const visible = withoutCredentials(value.slice(0, maxBytes * CHARS_READ_PER_BYTE).toWellFormed())
    .replace(INVISIBLE, ' ')
    .replace(JOINERS, (_, joiner = ' ') => joiner)
    .replace(TOWERS, '$1')
  const line = visible.replace(/\s+/gu, ' ').trim()
  const clipped = clip(line, maxBytes)
  // A part of a string keeps the whole of it in memory, which may be megabytes for a word.
  return !VISIBLE.test(clipped) ? undefined : clipped.length < value.length ? copied(clipped) : clipped
}

const copied = (text: string): string => Buffer.from(text).toString()

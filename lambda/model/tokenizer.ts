// The tokenizer, shared by indexing and search, so that stored words and query terms have the same form.

import { byteLength } from '../shared/text.ts'

/** Grows when `normalize` or `wordsOf` gives other words: what was packed with other words is packed anew. */
export const TOKENIZER_VERSION = 1

/** Bytes of a word that are kept. */
const MAX_WORD_BYTES = 40
/** Most words of a description. */
export const MAX_WORDS = 15
const MIN_WORD_CHARACTERS = 2

// Words that say nothing about an image.
const STOP_WORDS = new Set(
  'a an and are as at be by can for from has have if in into is it its of on or so that the their then there these this to up via was which will with you your'.split(
    ' ',
  ),
)

/** Normalizes a text for comparison. */
export const normalize = (text: string): string => text.normalize('NFKC').toLowerCase()

/** True if a term or a word may begin with this character: a letter or a digit. */
export const isWordCharacter = (character: string): boolean => /^[\p{L}\p{N}]/u.test(character)

/** Returns the normalized words of a text, in their order. */
export const wordsOf = (text: string): string[] => normalize(text).match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? []

/**
 * Returns the first distinct words of a description, sorted: at most 15, without stop words and words of one character,
 * each cut at 40 bytes.
 */
export const descriptionWords = (description: string): string[] => {
  const words = new Set<string>()
  for (const whole of wordsOf(description)) {
    const word = cut(whole)
    if ([...word].length >= MIN_WORD_CHARACTERS && !STOP_WORDS.has(word)) words.add(word)
    if (words.size === MAX_WORDS) break
  }
  return [...words].sort()
}

const cut = (word: string): string => {
  let kept = ''
  for (const character of word) {
    if (byteLength(kept + character) > MAX_WORD_BYTES) break
    kept += character
  }
  return kept
}

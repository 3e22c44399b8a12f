// One tokenizer for what is stored and for what is asked.

import { byteLength } from '../shared/text.ts'

/** Bytes of a word that are kept. */
const WORD_MAX = 40
const WORDS = 15
const SHORTEST = 2

// Words that say nothing of an image, beside the ones that say nothing at all.
const STOP_WORDS = new Set(
  'a an and are as at be by can for from has have if in into is it its of on or so that the their then there these this to up via was which will with you your'.split(
    ' ',
  ),
)

/** The form in which texts are compared. */
export const normalize = (text: string): string => text.normalize('NFKC').toLowerCase()

/** Whether a character may begin a term or a word: a letter or a digit. */
export const isWordCharacter = (character: string): boolean => /^[\p{L}\p{N}]/u.test(character)

/** The words of a text as they are compared, in their order. */
export const wordsOf = (text: string): string[] => normalize(text).match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? []

/**
 * The first distinct words of a description, sorted: without stop words, at most 15 of 2 or more characters, each cut
 * at 40 bytes.
 */
export const descriptionWords = (description: string): string[] => {
  const words = new Set<string>()
  for (const whole of wordsOf(description)) {
    const word = cut(whole)
    if ([...word].length >= SHORTEST && !STOP_WORDS.has(word)) words.add(word)
    if (words.size === WORDS) break
  }
  return [...words].sort()
}

const cut = (word: string): string => {
  let kept = ''
  for (const character of word) {
    if (byteLength(kept + character) > WORD_MAX) break
    kept += character
  }
  return kept
}

// The tokenizer, shared by packed documents and queries, so that the words of both have the same form.

/** Grows when `normalize`, `wordsOf` or `partsOf` give other words: what was packed with other words is packed anew. */
export const TOKENIZER_VERSION = 2

/** Normalizes a text for comparison, as names and values are compared. */
export const normalize = (text: string): string => text.normalize('NFKC').toLowerCase()

const ONLY_ASCII = /^[\0-\x7f]*$/
/** Letters that differ by more than a mark from those that people type for them. */
const LETTERS: ReadonlyMap<string, string> = new Map(
  'ß:ss ς:σ ł:l ø:o đ:d ð:d þ:th æ:ae œ:oe ı:i ħ:h'.split(' ').map((pair) => pair.split(':') as [string, string]),
)
const OTHER_LETTERS = /[ßςłøđðþæœıħ]/g
// In other scripts such marks make other letters.
const MARKED = /([\p{sc=Latin}\p{sc=Greek}])\p{Mn}+/gu

/** Folds a text further, as words are compared: without diacritics, so that `cafe` finds café, and `istanbul` İstanbul. */
export const fold = (text: string): string => {
  const normalized = normalize(text)
  if (ONLY_ASCII.test(normalized)) return normalized
  const bare = normalized.normalize('NFD').replace(MARKED, '$1').normalize('NFC')
  return bare.replace(OTHER_LETTERS, (letter) => LETTERS.get(letter) ?? letter)
}

const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu

/** Returns the folded words of a text, in their order. */
export const wordsOf = (text: string): string[] => fold(text).match(WORD) ?? []

const HAS_PARTS = /[\p{Lu}\p{N}]/u
const CAMEL = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u
const DIGITS = /(?<=\p{L})(?=\p{N})|(?<=\p{N})(?=\p{L})/u
/** Longer words are not taken apart: they are no words. */
const MAX_LETTERS = 64

/**
 * Returns the folded parts of each word of a text: of camelCase, and where letters and digits meet once, as in `node20`. A
 * word without parts is its only part.
 */
export const partsOf = (text: string): string[][] => {
  if (!HAS_PARTS.test(text)) return wordsOf(text).map((word) => [word])
  return (text.normalize('NFKC').match(WORD) ?? []).map((word) =>
    word.length > MAX_LETTERS ? wordsOf(word) : word.split(CAMEL).flatMap(splitDigits).flatMap(wordsOf),
  )
}

// A hash or `e2e` has no parts that anybody would look for.
const splitDigits = (word: string): string[] => {
  const parts = word.split(DIGITS)
  return parts.length === 2 ? parts : [word]
}

// The words by which a document is found, and where each stands.

import type { SearchDocument } from '../../model/search-document.ts'
import { wordsOf } from '../../model/tokenizer.ts'
import { byteLength } from '../../shared/text.ts'
import { ofWords, PLACE } from './weights.ts'

/** Bytes of a word that are kept. */
const MAX_WORD_BYTES = 255

/** Cuts a word, between characters, so that no text fills the vocabulary. Words of a query are cut likewise. */
export const cutWord = (word: string): string => {
  // No character takes more than three bytes for each of its units.
  if (word.length * 3 <= MAX_WORD_BYTES || byteLength(word) <= MAX_WORD_BYTES) return word
  let [end, bytes] = [0, 0]
  for (const character of word) {
    bytes += byteLength(character)
    if (bytes > MAX_WORD_BYTES) break
    end += character.length
  }
  return word.slice(0, end)
}

/** Words of each component of a name. */
export type NameWords = readonly (readonly string[])[]

/** Reports each word of a document and its place. A word may be reported twice for one place, then in succession. */
export const eachWord = (
  name: NameWords,
  document: SearchDocument,
  each: (word: string, place: number) => void,
): void => {
  const last = name.at(-1) ?? []
  const [first, ...others] = last
  if (first !== undefined && others.length === 0) each(cutWord(first), PLACE.whole)
  if (first !== undefined && others.length > 0) {
    each(cutWord(last.join('')), PLACE.joined)
    each(cutWord(first), PLACE.first + ofWords(last.length))
    for (const word of others) each(cutWord(word), PLACE.other + ofWords(last.length))
  }
  for (const [at, component] of name.slice(0, -1).entries()) {
    if (component.length > 1) for (const word of component) each(cutWord(word), PLACE.namespace)
    if (component.length > 0) each(cutWord(component.join('')), at === 0 ? PLACE.team : PLACE.component)
  }
  for (const word of wordsOf(document.title ?? '')) each(cutWord(word), PLACE.title)
  for (const word of wordsOf(document.description ?? '')) each(cutWord(word), PLACE.description)
}

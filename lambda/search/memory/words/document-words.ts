// The words by which a document is found, and where each stands.

import type { SearchDocument } from '../../../model/search-document.ts'
import { partsOf, wordsOf } from '../../../model/tokenizer.ts'
import { clip } from '../../../shared/text.ts'
import { ofWords, PLACE } from '../weights.ts'

/** Bytes of a word that are kept. */
const MAX_WORD_BYTES = 255

/** Cuts a word, between characters, so that no text fills the vocabulary. Words of a query are cut likewise. */
export const cutWord = (word: string): string => {
  // No character takes more than three bytes for each of its units.
  return word.length * 3 <= MAX_WORD_BYTES ? word : clip(word, MAX_WORD_BYTES, '')
}

/** Words of each component of a name. */
export type NameWords = readonly (readonly string[])[]
type Each = (word: string, place: number) => void

/** Reports each word of a document, and each part of one, with its place. */
export const eachWord = (name: string, words: NameWords, document: SearchDocument, each: Each): void => {
  const components = name.split('/')
  eachOfLast(components.at(-1) ?? '', words.at(-1) ?? [], each)
  for (const [at, component] of words.slice(0, -1).entries()) {
    const parts = partsOf(components[at] ?? '').flat()
    for (const word of component.length > 1 ? component : []) each(cutWord(word), PLACE.namespace)
    for (const part of parts.length > component.length ? parts : []) each(cutWord(part), PLACE.namespace)
    if (component.length > 0) each(cutWord(component.join('')), at === 0 ? PLACE.team : PLACE.component)
  }
  eachOfText(document.title, PLACE.title, each)
  // Nobody else's description makes a keyword say nothing, so it stands where the title does.
  eachOfText(document.keywords, PLACE.title, each)
  eachOfText(document.description, PLACE.description, each)
}

const eachOfLast = (component: string, last: readonly string[], each: Each): void => {
  const [first, ...others] = last
  if (first === undefined) return
  if (others.length === 0) each(cutWord(first), PLACE.whole)
  else {
    each(cutWord(last.join('')), PLACE.joined)
    each(cutWord(first), PLACE.first + ofWords(last.length))
    for (const word of others) each(cutWord(word), PLACE.other + ofWords(last.length))
  }
  const parts = partsOf(component).flat()
  if (parts.length <= last.length) return
  const [firstPart = '', ...otherParts] = parts
  each(cutWord(firstPart), PLACE.first + ofWords(parts.length))
  for (const part of otherParts) each(cutWord(part), PLACE.other + ofWords(parts.length))
}

const eachOfText = (text: string | undefined, place: number, each: Each): void => {
  if (text === undefined) return
  const words = wordsOf(text)
  for (const word of words) each(cutWord(word), place)
  const parts = partsOf(text).flat()
  for (const part of parts.length > words.length ? parts : []) each(cutWord(part), PLACE.part)
}

// What a document is worth for the words of a query, by looking at each of its words anew.

import type { SearchDocument } from '../../lambda/model/search-document.ts'
import { partsOf, wordsOf } from '../../lambda/model/tokenizer.ts'
import {
  ABBREVIATION,
  BOILERPLATE,
  COMPONENT,
  IN_PARTS,
  JOINED_ONLY,
  JOINED_TOO,
  MOST_SHARE,
  NAMESPACE_AND_NAME,
  ofWords,
  PLACE,
  PLURAL,
  SEPARATED,
  TEAM,
  TEAM_ALONE,
  UNSEPARATED,
} from '../../lambda/search/memory/weights.ts'
import { abbreviationsOf, pluralsOf } from '../../lambda/search/memory/words/other-words.ts'
import { byteLength } from '../../lambda/shared/text.ts'

/** A document, with what its id says. */
export interface One {
  readonly id: string
  readonly name: string
  readonly normalized: string
  readonly document: SearchDocument
}
type Placed = readonly [word: string, place: number]

const cut = (word: string): string => {
  const characters = [...word]
  while (byteLength(characters.join('')) > 255) characters.pop()
  return characters.join('')
}
/** The words of a query that count. */
export const counting = (words: readonly string[]): string[] =>
  [...new Set(words.map(cut))].filter((word) => word !== '').slice(0, 12)
const lastWords = ({ name }: One): string[] => wordsOf(name.split('/').at(-1) ?? '')
/** Parts of the words of a text, if they are others than its words. */
const otherParts = (text: string): string[] => {
  const parts = partsOf(text).flat()
  return parts.length > wordsOf(text).length ? parts : []
}

/** All words of a document, each with the place where it stands. */
export const placed = (one: One): Placed[] => {
  const last = lastWords(one)
  const [first = '', ...others] = last
  const ofLast: Placed[] =
    last.length < 2
      ? last.map((word) => [word, PLACE.whole])
      : [
          [last.join(''), PLACE.joined],
          [first, PLACE.first + ofWords(last.length)],
          ...others.map((word): Placed => [word, PLACE.other + ofWords(last.length)]),
        ]
  const components = one.name.split('/')
  const lastParts = otherParts(components.at(-1) ?? '')
  const { title = '', keywords = '', description = '' } = one.document
  return [
    ...ofLast,
    ...(last.length === 0 ? [] : lastParts).map(
      (part, at): Placed => [part, (at === 0 ? PLACE.first : PLACE.other) + ofWords(lastParts.length)],
    ),
    ...components.slice(0, -1).flatMap((component, at): Placed[] => {
      const words = wordsOf(component)
      const some = [...(words.length > 1 ? words : []), ...otherParts(component)]
      return [
        ...some.map((word): Placed => [word, PLACE.namespace]),
        [words.join(''), at === 0 ? PLACE.team : PLACE.component],
      ]
    }),
    ...[title, keywords, description].flatMap(otherParts).map((part): Placed => [part, PLACE.part]),
    ...[title, keywords].flatMap(wordsOf).map((word): Placed => [word, PLACE.title]),
    ...wordsOf(description).map((word): Placed => [word, PLACE.description]),
  ]
    .map(([word, place]): Placed => [cut(word), place])
    .filter(([word]) => word !== '')
}

const isUnseparated = (word: string): boolean =>
  [...word].some((character) =>
    /\p{sc=Han}|\p{sc=Hiragana}|\p{sc=Katakana}|\p{sc=Thai}|\p{sc=Lao}|\p{sc=Khmer}|\p{sc=Myanmar}/u.test(character),
  )

/** 0 if the word is equal, 1 if most of it begins so, 2 if it begins so, 3 if it has the wanted one inside. */
const howMet = (word: string, wanted: string): 0 | 1 | 2 | 3 | undefined => {
  if (word === wanted) return 0
  if (word.startsWith(wanted)) return byteLength(wanted) >= MOST_SHARE * byteLength(word) ? 1 : 2
  return word.includes(wanted) && ([...wanted].length > 1 || isUnseparated(wanted)) ? 3 : undefined
}

const wordScore = (one: One, wanted: string, isBoilerplate: boolean): number => {
  const worthIn = (place: number, worth: number): number =>
    isBoilerplate && (place === PLACE.description || place === PLACE.part) ? Math.min(worth, BOILERPLATE) : worth
  const table = isUnseparated(wanted) ? UNSEPARATED : SEPARATED
  const scores = placed(one).map(([word, place]) => {
    const how = howMet(word, wanted)
    return how === undefined ? 0 : worthIn(place, table[how][place] ?? 0)
  })
  const exactly = (other: string, worth: Uint8Array) =>
    Math.max(
      0,
      ...placed(one).flatMap(([word, place]) => (word === cut(other) ? [worthIn(place, worth[place] ?? 0)] : [])),
    )
  const parts = partsOf(wanted).flat()
  const inParts = parts.map((part) => exactly(part, SEPARATED[0]))
  const all = inParts.length < 2 || inParts.includes(0) ? 0 : inParts.reduce((sum, score) => sum + score, 0)
  return Math.max(
    0,
    ...scores,
    ...pluralsOf(wanted).map((other) => exactly(other, PLURAL[0])),
    ...abbreviationsOf(wanted).map((other) => exactly(other, ABBREVIATION[0])),
    // Whatever matches is worth something.
    ...(all === 0 ? [] : [Math.max(1, Math.floor(all / inParts.length) - IN_PARTS)]),
  )
}

const isWholeLast = (one: One, word: string): boolean =>
  placed(one).some(([other, place]) => other === word && (place === PLACE.whole || place === PLACE.joined))

/** 1 if the words are joined inside the last component, 2 if they are all of it, 3 if they are all of the team. */
const joinedIn = (one: One, words: readonly string[]): 0 | 1 | 2 | 3 => {
  const wanted = cut(words.join(''))
  if (placed(one).some(([word, place]) => place === PLACE.team && word === wanted)) return 3
  const last = cut(lastWords(one).join(''))
  const how = last === '' ? undefined : howMet(last, wanted)
  return how === undefined ? 0 : how === 0 ? 2 : 1
}

/** What a document is worth for these words; 0 if it does not match them. Its description may be boilerplate. */
export const textScore = (one: One, words: readonly string[], isBoilerplate = false): number => {
  const scores = words.map((word) => wordScore(one, word, isBoilerplate))
  const isAlone = words.length === 1
  if (isAlone) return scores[0] === TEAM ? TEAM + TEAM_ALONE : (scores[0] ?? 0)
  const joined = joinedIn(one, words)
  if (scores.includes(0)) return JOINED_ONLY[joined]
  const isNamespace = scores.some((score) => score === TEAM || score === COMPONENT)
  const isOthers = words.length > 2 && [words.slice(1), words.slice(0, -1)].some((some) => joinedIn(one, some) === 2)
  const isName = isOthers || words.some((word) => isWholeLast(one, word))
  const sum = scores.reduce((total, score) => total + score, 0)
  return Math.floor(sum / words.length) + JOINED_TOO[joined] + (isNamespace && isName ? NAMESPACE_AND_NAME : 0)
}

/** Whether a document matches these words. */
export const matches = (one: One, words: readonly string[]): boolean => words.length > 0 && textScore(one, words) > 0

// Looks up a query's word in the vocabulary of a segment, and reads where the words that it meets stand.

import { compareBytes, firstNot } from '../packed/bytes.ts'
import type { Segment } from '../packed/open-segment.ts'
import { indexOfText } from '../packed/text-pool.ts'
import {
  BEGINNING,
  BOILERPLATE,
  EXACT,
  type How,
  INSIDE,
  isPlaceOfDescription,
  MOST,
  MOST_SHARE,
  PLACE_BITS,
  PLACES,
  SEPARATED,
  UNSEPARATED,
  type WeightTable,
} from '../weights.ts'
import { cutWord } from './document-words.ts'
import { WORD_START } from './pack-postings.ts'

/** A word of a query. */
export interface Term {
  readonly bytes: Buffer
  readonly weights: WeightTable
  /** One letter matches only where a word begins; inside words it would match nearly everything. */
  readonly onlyBeginnings: boolean
}

/** What one word is worth in each document: 0 if it doesn't match, and the same as if descriptions were boilerplate. */
export interface WordScores {
  readonly all: Uint8Array
  readonly undescribed: Uint8Array
}

/** A word of the vocabulary that a term meets. */
export interface Met {
  readonly word: number
  /** What it is worth in each place. */
  readonly weights: Uint8Array
}

// Scripts that don't separate words. One character of these may be a word.
const UNSEPARATED_SCRIPT = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u
const ONE_CHARACTER = /^.$/su

/** Returns a query's word as a term. */
export const termOf = (word: string, weights?: WeightTable): Term => {
  const isUnseparated = UNSEPARATED_SCRIPT.test(word)
  return {
    bytes: Buffer.from(cutWord(word)),
    weights: weights ?? (isUnseparated ? UNSEPARATED : SEPARATED),
    onlyBeginnings: !isUnseparated && ONE_CHARACTER.test(word),
  }
}

/** Returns the number of exactly this word in the vocabulary, or undefined. */
export const numberOfWord = ({ parts }: Segment, word: string): number | undefined =>
  indexOfText(parts.pools.words, WORD_START + cutWord(word))

/** Returns each word of the vocabulary that the term meets, once. */
export const wordsMet = (segment: Segment, term: Term): Met[] =>
  term.onlyBeginnings ? wordsBeginning(segment, term) : wordsContaining(segment, term)

// The vocabulary is sorted, so words with one beginning lie beside each other.
const wordsBeginning = ({ parts }: Segment, { bytes, weights }: Term): Met[] => {
  const { words } = parts.pools
  const met: Met[] = []
  const start = (word: number): number => (words.starts[word] as number) + WORD_START.length
  const end = (word: number): number => words.starts[word + 1] as number
  let word = firstNot(words.size, (at) => compareBytes(words.bytes, start(at), end(at), bytes, 0, bytes.length) < 0)
  for (; word < words.size; word++) {
    const beginning = Math.min(start(word) + bytes.length, end(word))
    if (compareBytes(words.bytes, start(word), beginning, bytes, 0, bytes.length) !== 0) break
    met.push({ word, weights: weights[beginningOf(bytes.length, end(word) - start(word))] })
  }
  return met
}

// One pass over the bytes of all words.
const wordsContaining = ({ parts }: Segment, { bytes, weights }: Term): Met[] => {
  const { words } = parts.pools
  const { starts } = words
  const met: Met[] = []
  let word = 0
  for (let at = words.bytes.indexOf(bytes); at >= 0; at = words.bytes.indexOf(bytes, starts[word + 1])) {
    word = wordOf(starts, word, at)
    const isBeginning = at === (starts[word] as number) + WORD_START.length
    const length = (starts[word + 1] as number) - (starts[word] as number) - WORD_START.length
    met.push({ word, weights: weights[isBeginning ? beginningOf(bytes.length, length) : INSIDE] })
  }
  return met
}

const beginningOf = (bytes: number, length: number): How =>
  bytes === length ? EXACT : bytes >= MOST_SHARE * length ? MOST : BEGINNING

// Steps that double, then bisection: the next word found is mostly near.
const wordOf = (starts: Uint32Array, from: number, at: number): number => {
  let [low, step] = [from, 1]
  while (low + step < starts.length && (starts[low + step] as number) <= at) {
    low += step
    step *= 2
  }
  return low + firstNot(Math.min(step, starts.length - low), (ahead) => (starts[low + ahead] as number) <= at) - 1
}

/** Raises the scores of each document in which the word stands to what that is worth. */
export const scoreWord = (
  segment: Segment,
  word: number,
  weights: Uint8Array,
  { all, undescribed }: WordScores,
): void => {
  eachPosting(segment, word, (document, place) => {
    const score = weights[place] as number
    if (score > (all[document] as number)) all[document] = score
    const plain = isPlaceOfDescription(place) ? Math.min(score, BOILERPLATE) : score
    if (plain > (undescribed[document] as number)) undescribed[document] = plain
  })
}

/** Calls back with each document in which the word stands, and each place there. */
export const eachPosting = (
  { parts }: Segment,
  word: number,
  each: (document: number, place: number) => void,
): void => {
  const { bytes, starts } = parts.pools.postings
  const end = starts[word + 1] as number
  let document = 0
  for (let at = starts[word] as number; at < end; ) {
    let byte = bytes[at++] as number
    let posting = byte & 0x7f
    for (let shift = 7; byte > 0x7f && at < end; shift += 7) {
      byte = bytes[at++] as number
      posting |= (byte & 0x7f) << shift
    }
    document += posting >>> PLACE_BITS
    each(document, posting & (PLACES - 1))
  }
}

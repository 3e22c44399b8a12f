// Scores of all documents of a segment for the words of a query.

import { partsOf } from '../../../model/tokenizer.ts'
import type { Segment } from '../packed/open-segment.ts'
import {
  ABBREVIATION,
  ALL_OF_LAST,
  COMPONENT,
  EXACT,
  IN_PARTS,
  JOINED,
  JOINED_ONLY,
  JOINED_TOO,
  NAMESPACE_AND_NAME,
  PLURAL,
  SEPARATED,
  TEAM,
  TEAM_ALONE,
  WHOLE_COMPONENT,
} from '../weights.ts'
import { cutWord } from '../words/document-words.ts'
import { abbreviationsOf, pluralsOf } from '../words/other-words.ts'
import { type Met, numberOfWord, scoreWord, termOf, type WordScores, wordsMet } from '../words/postings.ts'

/** Distinct words of a query that count. */
export const MAX_QUERY_WORDS = 12

/** Returns the words that count: the first distinct ones. */
export const countingWords = (words: readonly string[]): string[] =>
  [...new Set(words.map(cutWord))].filter((word) => word !== '').slice(0, MAX_QUERY_WORDS)

/** Scores of all documents of a segment. */
export interface Scores {
  /** 0 for a document that the words don't match. */
  readonly all: Uint8Array | Uint16Array
  /** The same if all descriptions were boilerplate; 0 for the same documents. */
  readonly undescribed: Uint8Array | Uint16Array
}

/** Returns the scores of all documents. */
export const textScores = (segment: Segment, words: readonly string[]): Scores => {
  const [only, ...others] = words
  if (only !== undefined && others.length === 0) return ofOneWord(scoresOf(segment, lookUp(segment, only)))
  const { sums, marks } = summed(segment, words)
  const joined = joinedScores(segment, words)
  const whole = (sum: number, at: number): number => {
    const joint = joined[at] as number
    if (sum === 0) return JOINED_ONLY[joint] as number
    const marked = marks[at] === BOTH_MARKS ? NAMESPACE_AND_NAME : 0
    return Math.floor(sum / words.length) + (JOINED_TOO[joint] as number) + marked
  }
  for (const one of [sums.all, sums.undescribed])
    for (let at = 0; at < segment.size; at++) one[at] = whole(one[at] as number, at)
  return sums
}

const ofOneWord = (scores: WordScores): WordScores => {
  for (const one of [scores.all, scores.undescribed])
    for (let at = 0; at < one.length; at++) if (one[at] === TEAM) one[at] = TEAM + TEAM_ALONE
  return scores
}

const joinedScores = (segment: Segment, words: readonly string[]): Uint8Array =>
  scoresOf(segment, found(segment, wordsMet(segment, termOf(words.join(''), JOINED)), [])).all

/** Returns for each document whether one of the words matches it. Undefined if there are no words. */
export const matchesAny = (segment: Segment, words: readonly string[]): Uint8Array | undefined => {
  if (words.length === 0) return undefined
  const scores = noScores(segment)
  for (const word of words) addScores(segment, lookUp(segment, word), scores)
  return scores.all
}

/** A word is all of a namespace; another one, or all others joined, is the last component. */
const [NAMESPACE_MARK, NAME_MARK] = [1, 2]
const BOTH_MARKS = NAMESPACE_MARK | NAME_MARK

// The sum of what the words are worth, 0 where one of them doesn't match. The word with the fewest postings goes first, so
// that a query of which nothing is left ends early.
const summed = (segment: Segment, words: readonly string[]) => {
  const sums = { all: new Uint16Array(segment.size), undescribed: new Uint16Array(segment.size) }
  const marks = new Uint8Array(segment.size)
  const terms = words.map((word) => lookUp(segment, word))
  terms.sort((a, b) => a.postings - b.postings)
  for (const [nth, term] of terms.entries()) {
    const scores = scoresOf(segment, term)
    let left = 0
    for (let at = 0; at < segment.size; at++) {
      const score = scores.all[at] as number
      if (score === 0) sums.all[at] = sums.undescribed[at] = 0
      else if (nth === 0 || sums.all[at] !== 0) {
        sums.all[at] = (sums.all[at] as number) + score
        sums.undescribed[at] = (sums.undescribed[at] as number) + (scores.undescribed[at] as number)
        left++
      }
    }
    if (left === 0) break
    mark(marks, NAMESPACE_MARK, scores.all, (score) => score === TEAM || score === COMPONENT)
    mark(marks, NAME_MARK, scores.all, (score) => score >= WHOLE_COMPONENT)
  }
  if (words.length > 2)
    for (const others of [words.slice(1), words.slice(0, -1)])
      mark(marks, NAME_MARK, joinedScores(segment, others), (joint) => joint === ALL_OF_LAST)
  return { sums, marks }
}

const mark = (marks: Uint8Array, bit: number, scores: Uint8Array, test: (score: number) => boolean): void => {
  for (let at = 0; at < marks.length; at++) if (test(scores[at] as number)) marks[at] = (marks[at] as number) | bit
}

interface Found {
  readonly met: readonly Met[]
  /** Words of which a document may have all instead: the parts of the query's word. */
  readonly parts: readonly number[]
  /** Bytes of the postings of all words met: about how many there are. */
  readonly postings: number
}

// The word itself, in all ways, and whole words that mean the same.
const lookUp = (segment: Segment, word: string): Found => {
  const met = wordsMet(segment, termOf(word))
  const others = [
    ...pluralsOf(word).map((other) => ({ other, weights: PLURAL[EXACT] })),
    ...abbreviationsOf(word).map((other) => ({ other, weights: ABBREVIATION[EXACT] })),
  ]
  for (const { other, weights } of others) {
    const number = numberOfWord(segment, other)
    if (number !== undefined) met.push({ word: number, weights })
  }
  const parts = partsOf(word).flat()
  const numbers = parts.length < 2 ? [] : parts.flatMap((part) => numberOfWord(segment, part) ?? [])
  return found(segment, met, numbers.length === parts.length ? numbers : [])
}

const found = (segment: Segment, met: readonly Met[], parts: readonly number[]): Found => {
  const { starts } = segment.parts.pools.postings
  const bytes = (word: number): number => (starts[word + 1] as number) - (starts[word] as number)
  const sum = met.reduce((sum, { word }) => sum + bytes(word), 0)
  return { met, parts, postings: sum + (parts.length === 0 ? 0 : Math.min(...parts.map(bytes))) }
}

const noScores = ({ size }: Segment): WordScores => ({ all: new Uint8Array(size), undescribed: new Uint8Array(size) })

const scoresOf = (segment: Segment, found: Found): WordScores => {
  const scores = noScores(segment)
  addScores(segment, found, scores)
  return scores
}

const addScores = (segment: Segment, { met, parts }: Found, scores: WordScores): void => {
  for (const { word, weights } of met) scoreWord(segment, word, weights, scores)
  if (parts.length === 0) return
  const each = parts.map((word) =>
    scoresOf(segment, { met: [{ word, weights: SEPARATED[EXACT] }], parts: [], postings: 0 }),
  )
  const sumOf = (which: keyof WordScores, at: number): number =>
    each.reduce((sum, one) => sum + (one[which][at] as number), 0)
  for (let at = 0; at < segment.size; at++) {
    if (each.some(({ all }) => all[at] === 0)) continue
    for (const which of ['all', 'undescribed'] as const) {
      const score = Math.floor(sumOf(which, at) / each.length) - IN_PARTS
      if (score > (scores[which][at] as number)) scores[which][at] = score
    }
    if (scores.undescribed[at] === 0) scores.undescribed[at] = 1
  }
}

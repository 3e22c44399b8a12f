// Scores of all documents of a segment for the words of a query.

import { cutWord } from './document-words.ts'
import type { Segment } from './open-segment.ts'
import { type Met, scoreWord, type Term, termOf, wordsMet } from './postings.ts'
import {
  ALL_OF_LAST,
  COMPONENT,
  JOINED,
  JOINED_ONLY,
  JOINED_TOO,
  NAMESPACE_AND_NAME,
  TEAM,
  TEAM_ALONE,
  WHOLE_COMPONENT,
} from './weights.ts'

/** Distinct words of a query that count. */
export const MAX_QUERY_WORDS = 12

/** Returns the words that count: the first distinct ones. */
export const countingWords = (words: readonly string[]): string[] =>
  [...new Set(words.map(cutWord))].filter((word) => word !== '').slice(0, MAX_QUERY_WORDS)

/** Returns a score for each document: 0 if the words don't match it. */
export const textScores = (segment: Segment, words: readonly string[]): Uint8Array | Uint16Array => {
  const [only, ...others] = words
  if (only !== undefined && others.length === 0) return ofOneWord(scoresOf(segment, lookUp(segment, termOf(only))))
  const { sums, marks } = summed(segment, words)
  const joined = joinedScores(segment, words)
  for (let at = 0; at < segment.size; at++) {
    const [sum, joint] = [sums[at] as number, joined[at] as number]
    if (sum === 0) sums[at] = JOINED_ONLY[joint] as number
    else
      sums[at] =
        Math.floor(sum / words.length) +
        (JOINED_TOO[joint] as number) +
        (marks[at] === BOTH_MARKS ? NAMESPACE_AND_NAME : 0)
  }
  return sums
}

const ofOneWord = (scores: Uint8Array): Uint8Array => {
  for (let at = 0; at < scores.length; at++) if (scores[at] === TEAM) scores[at] = TEAM + TEAM_ALONE
  return scores
}

const joinedScores = (segment: Segment, words: readonly string[]): Uint8Array =>
  scoresOf(segment, lookUp(segment, termOf(words.join(''), JOINED)))

/** Returns for each document whether one of the words matches it. Undefined if there are no words. */
export const matchesAny = (segment: Segment, words: readonly string[]): Uint8Array | undefined => {
  if (words.length === 0) return undefined
  const scores = new Uint8Array(segment.size)
  for (const word of words) addScores(segment, lookUp(segment, termOf(word)), scores)
  return scores
}

/** A word is all of a namespace; another one, or all others joined, is the last component. */
const [NAMESPACE_MARK, NAME_MARK] = [1, 2]
const BOTH_MARKS = NAMESPACE_MARK | NAME_MARK

// The sum of what the words are worth, 0 where one of them doesn't match. The word with the fewest postings goes first, so
// that a query of which nothing is left ends early.
const summed = (segment: Segment, words: readonly string[]) => {
  const sums = new Uint16Array(segment.size)
  const marks = new Uint8Array(segment.size)
  const terms = words.map((word) => lookUp(segment, termOf(word)))
  terms.sort((a, b) => a.postings - b.postings)
  for (const [nth, term] of terms.entries()) {
    const scores = scoresOf(segment, term)
    let left = 0
    for (let at = 0; at < sums.length; at++) {
      const score = scores[at] as number
      if (score === 0) sums[at] = 0
      else if (nth === 0 || sums[at] !== 0) {
        sums[at] = (sums[at] as number) + score
        left++
      }
    }
    if (left === 0) break
    mark(marks, NAMESPACE_MARK, scores, (score) => score === TEAM || score === COMPONENT)
    mark(marks, NAME_MARK, scores, (score) => score >= WHOLE_COMPONENT)
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
  readonly term: Term
  readonly met: readonly Met[]
  /** Bytes of the postings of all words met: about how many there are. */
  readonly postings: number
}

const lookUp = (segment: Segment, term: Term): Found => {
  const { starts } = segment.parts.pools.postings
  const met = wordsMet(segment, term)
  const postings = met.reduce((sum, { word }) => sum + (starts[word + 1] as number) - (starts[word] as number), 0)
  return { term, met, postings }
}

const scoresOf = (segment: Segment, found: Found): Uint8Array => {
  const scores = new Uint8Array(segment.size)
  addScores(segment, found, scores)
  return scores
}

const addScores = (segment: Segment, { term, met }: Found, scores: Uint8Array): void => {
  for (const { word, how } of met) scoreWord(segment, word, term.weights[how], scores)
}

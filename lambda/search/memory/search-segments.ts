// Runs a query: scans all documents, filters, scores, counts, and keeps the best.

import type { SearchDocument } from '../../model/search-document.ts'
import type { DocumentHit, DocumentPage, DocumentQuery, Facet } from './documents.ts'
import { facetCounter, topValues } from './filters/facets.ts'
import { type Test, testOf } from './filters/filters.ts'
import { inScope } from './filters/segment-scope.ts'
import { idAt, indexOfId, type Segment } from './packed/open-segment.ts'
import { documentAt } from './packed/stored-fields.ts'
import { bestOf, comesAfter, type Ranked } from './ranking/best.ts'
import { boilerplateOf, type Matched } from './ranking/boilerplate.ts'
import type { CopyNames } from './ranking/copies.ts'
import { copyPointsAmong } from './ranking/mirrors.ts'
import { type SortValue, sortValues } from './ranking/sort-values.ts'
import { countingWords, matchesAny, type Scores, textScores } from './ranking/term-scores.ts'

/** Runs a query over all segments. Only the results of the page are decoded. */
export const searchSegments = (segments: readonly Segment[], query: DocumentQuery, copies: CopyNames): DocumentPage => {
  const documents = segments.reduce((sum, { size }) => sum + size, 0)
  const skip = wholeUpTo(query.skip ?? 0, documents)
  const best = bestOf(Math.min(skip + wholeUpTo(query.limit, documents), documents))
  const sums = new Map(query.facets.map((facet) => [facet, new Map<string, number>()]))
  let [total, bestScore] = [0, 0]
  const matched = segments.map((segment) => matching(segment, query))
  const scored = matched.filter(hasScores)
  const boilerplate = boilerplateOf(scored)
  const ranked =
    query.sort === 'relevance' && scored.length > 0 ? copyPointsAmong(scored, query.words, copies) : undefined
  for (const one of matched) {
    const sortValue = sortValues(one.segment, query, ranked?.(one.segment))
    const scanned = scan(one, query, sortValue, boilerplate, best, sums)
    total += scanned.total
    bestScore = Math.max(bestScore, scanned.bestScore)
  }
  const facets = Object.fromEntries([...sums].map(([facet, values]) => [facet, topValues(values)]))
  return { hits: best.sorted().slice(skip).map(hit), total, bestScore, facets }
}

const wholeUpTo = (number: number, most: number): number => Math.floor(Math.min(Math.max(number || 0, 0), most))

type FacetSums = ReadonlyMap<Facet, Map<string, number>>

// Returns how many documents of the segment match, and how well the best one does.
const scan = (
  { segment, scores, matches }: Matching,
  query: DocumentQuery,
  sortValue: SortValue,
  boilerplate: ReadonlySet<number>,
  best: ReturnType<typeof bestOf>,
  sums: FacetSums,
) => {
  const score = scoreOf(segment, scores, boilerplate)
  const isAfter = comesAfter(query.after)
  const counters = [...sums].map(([facet, values]) => ({ ...facetCounter(segment, facet, query.now), values }))
  let [total, bestScore] = [0, 0]
  for (let at = 0; at < segment.size; at++) {
    if (!matches(at)) continue
    total++
    // A word is no worse typed for standing in what many say.
    const typed = scores === undefined ? 0 : (scores.all[at] as number)
    if (typed > bestScore) bestScore = typed
    for (const counter of counters) counter.count(at)
    const value = sortValue(at, score(at))
    if (isAfter(value, segment, at)) best.offer(value, segment, at)
  }
  for (const { add, values } of counters) add(values)
  return { total, bestScore }
}

/** Returns a function that gives the document of an id if the query finds it. */
export const matcherOf = (
  segments: readonly Segment[],
  query: DocumentQuery,
): ((id: string) => SearchDocument | undefined) => {
  let tests: Test[] | undefined
  return (id) => {
    tests ??= segments.map((segment) => matching(segment, query).matches)
    for (const [number, segment] of segments.entries()) {
      const at = indexOfId(segment, id)
      if (at !== undefined && tests[number]?.(at)) return documentAt(segment, at)
    }
    return undefined
  }
}

const scoreOf = (
  { parts }: Segment,
  scores: Scores | undefined,
  boilerplate: ReadonlySet<number>,
): ((document: number) => number) => {
  if (scores === undefined) return () => 0
  const { all, undescribed } = scores
  if (boilerplate.size === 0) return (at) => all[at] as number
  const { description } = parts.columns
  return (at) => (boilerplate.has(description[at] as number) ? undescribed[at] : all[at]) as number
}

interface Matching {
  readonly segment: Segment
  /** What the words are worth; undefined if there are none. */
  readonly scores: Scores | undefined
  /** Tells whether the query finds a document. */
  readonly matches: Test
}
const hasScores = (one: Matching): one is Matching & Matched => one.scores !== undefined

const matching = (segment: Segment, query: DocumentQuery): Matching => {
  const words = countingWords(query.words)
  const scores = words.length === 0 ? undefined : textScores(segment, words)
  const instead = scores && query.instead && testOf(segment, query.instead)
  const allowed = allowedBy(segment, query)
  const matches: Test = (at) => (scores === undefined || scores.all[at] !== 0 || instead?.(at) === true) && allowed(at)
  return { segment, scores, matches }
}

// Whatever the words say, a document must stand, be in the scope, pass all filters, and match none of the words that it
// must not.
const allowedBy = (segment: Segment, query: DocumentQuery): Test => {
  const { found } = segment
  const scope = inScope(segment, query.scope)
  const without = withoutOf(segment, query.without)
  const among = query.among && amongOf(segment, query.among)
  const filters = query.filters.map((filter) => testOf(segment, filter))
  return (at) => {
    if (found[at] === 0 || scope?.[at] === 0) return false
    if (among !== undefined && among[at] === 0) return false
    for (const left of without) if (left[at] !== 0) return false
    for (const filter of filters) if (!filter(at)) return false
    return true
  }
}

// Several words are left out only where all of them match. The parser bounds how many there are.
const withoutOf = (segment: Segment, without: readonly string[]): ArrayLike<number>[] => {
  const groups = without.map((words) => countingWords(words.split(' ')))
  const single = matchesAny(segment, groups.filter(({ length }) => length === 1).flat())
  const several = groups.filter(({ length }) => length > 1).map((words) => textScores(segment, words).all)
  return single === undefined ? several : [single, ...several]
}

const amongOf = (segment: Segment, ids: ReadonlySet<string>): Uint8Array => {
  const among = new Uint8Array(segment.size)
  for (const id of ids) {
    const at = indexOfId(segment, id)
    if (at !== undefined) among[at] = 1
  }
  return among
}

const hit = ({ value, segment, at }: Ranked): DocumentHit => {
  const id = idAt(segment, at)
  return { id, document: documentAt(segment, at), key: { value, id } }
}

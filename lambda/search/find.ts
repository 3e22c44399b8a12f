// Search: runs a query over the documents in memory, and over the lookups in DynamoDB where it asks for values of tags.

import { findDocuments, findUnmatched } from './find-documents.ts'
import { findTagged } from './find-tagged.ts'
import { findValues } from './find-values.ts'
import { portsInScope, TooManyValuesError } from './lookups-in-scope.ts'
import type { Scope } from './memory/documents.ts'
import { topValues } from './memory/filters/facets.ts'
import { GOOD_SCORE, POOR_SCORE } from './memory/weights.ts'
import { nearlyFound } from './nearly-found.ts'
import {
  documentQuery,
  EMPTY_PART,
  type Facets,
  facetsAmong,
  type Page,
  type PageOptions,
  type Part,
  type Search,
} from './page.ts'
import { decodeCursor, encodeCursor, wrongCursor } from './page-cursor.ts'
import type { SearchPorts } from './ports.ts'
import type { Lookup } from './query/lookup.ts'
import { parseQuery, type Query, rightQueries } from './query/query.ts'
import { QueryError } from './query/query-error.ts'
import { unknownQualifier } from './query/token.ts'
import { tokensOf } from './query/tokens.ts'
import { MAX_REQUESTS_OF_MEANT } from './read-values.ts'
import { suggestionsFor } from './suggest.ts'

/**
 * Returns a page of what a query finds; if that is nothing or poor, and somebody probably typed it wrong, of what was meant.
 * @throws QueryError for a cursor of another query; and if nothing is found by what looks like a qualifier but is none
 */
export const find = async (
  ports: SearchPorts,
  scope: Scope,
  query: Query,
  { limit, skip = 0, cursor, sort = query.sort, facets = [], now }: PageOptions,
): Promise<Page> => {
  const bound = `${sort}\n${query.text}`
  const search: Search = {
    ports: portsInScope(ports, scope),
    scope,
    query,
    sort,
    facets,
    now,
    limit,
    skip,
    from: undefined,
  }
  const from = cursor === undefined ? undefined : decodeCursor(cursor, bound)
  if (from?.corrected !== undefined) {
    const corrected = await correctedBy({ ...search, from }, from.corrected)
    if (corrected === undefined) throw wrongCursor(cursor ?? '')
    return pageOf(search, corrected.part, bound, corrected.text)
  }
  const typed = query.isVain ? EMPTY_PART : await partOf({ ...search, from })
  if (from !== undefined || query.isVain) return pageOf(search, typed, bound)
  // So on every page: what a page lacks, the ones before it may have.
  const isNothing = typed.total === 0
  if (isNothing && query.mistyped !== undefined)
    throw unknownQualifier(query.mistyped, rightQueries(tokensOf(query.text), now))
  const similar = isNothing || isPoor(typed) ? suggestionsFor(search) : []
  const meant = isNothing && similar.length === 0 ? [nearlyFound(search)].flatMap((one) => one ?? []) : similar
  const suggestions = isNothing ? meant : []
  const corrected = await correctedBy({ ...search, maxRequests: MAX_REQUESTS_OF_MEANT }, meant[0]).catch(noneIfTooMany)
  // Where nothing was found anything is better.
  const isBetter = isNothing ? corrected?.part.total !== 0 : (corrected?.part.bestScore ?? 0) >= GOOD_SCORE
  if (corrected === undefined || !isBetter) return { ...pageOf(search, typed, bound), suggestions }
  const { part, text } = corrected
  return { ...pageOf(search, part, bound, text), suggestions }
}

const pageOf = ({ now }: Search, part: Part, bound: string, corrected?: string): Page => ({
  hits: part.hits,
  cursor: part.last && encodeCursor({ asOf: now, ...part.last, corrected }, bound),
  total: part.total,
  isComplete: part.isComplete,
  facets: part.facets,
  suggestions: [],
  missing: part.hits.length === 0 ? undefined : part.missing,
  corrected,
})

const isPoor = ({ bestScore }: Part): boolean => bestScore !== undefined && bestScore > 0 && bestScore <= POOR_SCORE

// What would be no query is not asked; nor are other labels, of which nobody has checked whether they may be looked up: a
// cursor may be forged.
const correctedBy = async (search: Search, text: string | undefined) => {
  const query = text === undefined ? undefined : parsedOrNone(text, search.now)
  if (text === undefined || query === undefined || query.lookup?.label !== search.query.lookup?.label) return undefined
  return { part: await partOf({ ...search, query }), text }
}

// What was meant is found or not; what was typed is what is answered.
const noneIfTooMany = (error: unknown): undefined => {
  if (error instanceof TooManyValuesError) return undefined
  throw error
}

const parsedOrNone = (text: string, now: number): Query | undefined => {
  try {
    return parseQuery(text, now)
  } catch (error) {
    if (error instanceof QueryError) return undefined
    throw error
  }
}

const partOf = async (search: Search): Promise<Part> => {
  const { joined } = search.query
  const part = await partAsTyped(search)
  if (part.total !== 0 || joined === undefined) return part
  const other = await partAsTyped({ ...search, query: joined, maxRequests: MAX_REQUESTS_OF_MEANT })
  return other.total === 0 ? part : other
}

const partAsTyped = async (search: Search): Promise<Part> => {
  const { query, from } = search
  const { lookup, alsoWord, tag, digest } = query
  if (lookup !== undefined && alsoWord !== undefined) return findWordsAndValues(search, lookup, alsoWord)
  if (lookup !== undefined) {
    if (digest !== undefined && from?.part === 'unmatched') return findUnmatched(search, { digest })
    const part = await findValues(search, lookup)
    return part.total === 0 && digest !== undefined && from === undefined ? findUnmatched(search, { digest }) : part
  }
  if (tag !== undefined) return findTagged(search, tag)
  const part = findDocuments(search)
  if (query.versioned?.tag !== undefined && (part.bestScore ?? 0) < GOOD_SCORE) {
    const tagged = await findTagged({ ...search, query: query.versioned }, query.versioned.tag)
    return tagged.total === 0 ? part : tagged
  }
  if (part.total !== 0 || query.otherwise === undefined) return part
  return findDocuments({ ...search, query: query.otherwise })
}

// Documents that match the word come first, then tags that have it for a value.
const findWordsAndValues = async (search: Search, lookup: Lookup, word: string): Promise<Part> => {
  const { limit, skip, from, query } = search
  const isBehindWords = from?.part === 'values'
  const words = findDocuments(isBehindWords ? { ...search, from: undefined, limit: 0, skip: 0 } : search)
  const hits = isBehindWords ? [] : words.hits
  const total = words.total ?? 0
  const values = await findValues(
    {
      ...search,
      limit: limit - hits.length,
      skip: isBehindWords || from !== undefined ? 0 : Math.max(0, skip - total),
    },
    lookup,
    { words: query.words.filter((one) => one !== word) },
  )
  const isFull = !isBehindWords && words.last !== undefined
  const count = values.total ?? 0
  return {
    hits: isFull ? hits : [...hits, ...values.hits],
    last: isFull ? words.last : values.last,
    total: values.total === undefined ? undefined : total + count,
    isComplete: values.isComplete,
    facets: values.isComplete ? merged(words.facets, onlyByValue(search, word, values.ids)) : {},
  }
}

// A repository that is found both ways counts once.
const onlyByValue = (search: Search, word: string, ids: ReadonlySet<string>): Facets => {
  const { facets, query, ports } = search
  if (facets.length === 0) return {}
  const asked = documentQuery(search)
  const both = ports.documents.search({ ...asked, among: ids, limit: Math.max(1, ids.size) }).hits
  const among = new Set(ids)
  for (const { id } of both) among.delete(id)
  return facetsAmong(search, among, { words: query.words.filter((one) => one !== word) })
}

const merged = (one: Facets, other: Facets): Facets =>
  Object.fromEntries(
    Object.keys({ ...one, ...other }).map((name) => {
      const counts = new Map<string, number>()
      for (const facets of [one, other])
        for (const { value, count } of facets[name as keyof Facets] ?? [])
          counts.set(value, (counts.get(value) ?? 0) + count)
      return [name, topValues(counts)]
    }),
  )

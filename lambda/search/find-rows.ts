// What a query finds: candidates from one order of the index, and of those what is all that was asked for. The order is
// drained in rounds; how many is bounded, so that no query reads the whole index at once.

import type { RepositoryRow } from '../model/row-schemas.ts'
import { hasPrivateRepositories, type Layouts } from '../registry/layouts/layouts.ts'
import { byLookup } from './by-lookup.ts'
import { byNamespace, byTime } from './by-order.ts'
import { byTerm } from './by-term.ts'
import { type Candidate, type Candidates, oneAfterTheOther, oneOf, type Position, withRows } from './candidates.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { matches } from './matches.ts'
import { type Filter, isIn, isPushed } from './qualifiers.ts'
import type { Query } from './query.ts'
import { ranked } from './rank.ts'
import { rarest, TRIED } from './rarest.ts'
import type { SearchReader } from './reader.ts'
import { suggest } from './suggest-rows.ts'
import { findTags } from './tags.ts'
import { unknownQualifier } from './token.ts'

/** Rounds of one page; and how much of the order a round looks at where rows decide (one BatchGet). */
const ROUNDS = 8
const LOOKED_AT = 100
/** The same where tags are asked for by name: one more request for each. */
const TAGS_LOOKED_AT = 25
/** How many of the first are ranked: what a page of the usual size reads anyway. */
const RANKED = 25

/** What is looked in, and for whom. */
export interface Scope {
  readonly layouts: Layouts
  /** The caller is nobody known: private repositories are not there. */
  readonly isAnonymous: boolean
}

/** A repository that was found; with the tag by which it was, where a tag or a value of one was asked for. */
export interface Hit {
  readonly row: RepositoryRow
  readonly tag?: string
}

export interface Page {
  /** In the order of how well they match. */
  readonly hits: readonly Hit[]
  /** Where the next page begins; undefined at the end. */
  readonly cursor: string | undefined
  /** The bound was reached before the page was full: there may be more, from the cursor on. */
  readonly isPartial: boolean
  /** Queries that may find what was meant, where this one finds nothing. */
  readonly suggestions: readonly string[]
}

export interface PageOptions {
  readonly limit: number
  /** Hits to pass over. */
  readonly skip?: number
  readonly cursor?: string | undefined
}

/**
 * A page of what a query finds, the best first.
 * @throws QueryError for a cursor of another query; and where nothing is found by what looks like a qualifier but is none
 */
export const find = async (reader: SearchReader, scope: Scope, query: Query, options: PageOptions): Promise<Page> => {
  if (query.isVain) return NOTHING
  const filters = filtersOf(scope, query)
  const isSure = filters.length === 0 && query.tag === undefined
  const most = filters.length === 0 ? RANKED : LOOKED_AT
  const candidates = candidatesOf(reader, scope.layouts, query, most)
  const from = options.cursor === undefined ? undefined : decodeCursor(options.cursor, query.text, candidates)
  const isShown = shownBy(scope)
  const work = { reader, candidates, query, filters, from, isShown }
  const page = await (isSure ? onePage : severalRounds)(work, options)
  const cursor = page.last && encodeCursor(page.last, query.text)
  const isFirst = from === undefined && (options.skip ?? 0) === 0
  const isNothing = page.hits.length === 0 && cursor === undefined && isFirst
  if (isNothing && query.mistyped !== undefined) throw unknownQualifier(query.mistyped)
  const suggestions = isNothing ? await suggest(reader, query, isShown) : []
  return { hits: page.hits, cursor, isPartial: page.isPartial, suggestions }
}

/**
 * The same query in the order of time, the newest first, whatever its terms; as many as its rounds find. Of values there
 * is no such order.
 */
export const newestFirst = (query: Query): Query => {
  const { terms, namespace, pushed, filters } = query
  return {
    ...query,
    terms: [],
    namespace: undefined,
    pushed: { ...pushed, from: pushed.from ?? '' },
    filters: [...filters, ...terms.map(matching), ...(namespace === undefined ? [] : [isIn(namespace)])],
  }
}

const matching =
  (term: string): Filter =>
  (row) =>
    matches(row, term)

const NOTHING: Page = { hits: [], cursor: undefined, isPartial: false, suggestions: [] }

// The order that says the most: a value, the rarest term, a namespace, time.
const candidatesOf = (reader: SearchReader, layouts: Layouts, query: Query, most: number): Candidates => {
  const { lookup, isAlsoTerm, terms, phrase, namespace, pushed } = query
  const by = (driving: string): Candidates => {
    const asked = { terms: [driving, ...terms.filter((term) => term !== driving)], phrase }
    return ranked(byTerm(reader, layouts, driving), asked, most, reader)
  }
  if (lookup !== undefined) {
    const values = byLookup(reader, lookup)
    return isAlsoTerm ? oneAfterTheOther(by(lookup.value), values) : values
  }
  if (terms.length > 0) return oneOf(terms.slice(0, TRIED).map(by), () => rarest(reader, terms))
  if (namespace !== undefined) return byNamespace(reader, layouts, namespace)
  // Who asks for what is older wants the oldest first.
  return byTime(reader, pushed, pushed.before !== undefined && pushed.from === undefined)
}

interface Work {
  readonly reader: SearchReader
  readonly candidates: Candidates
  readonly query: Query
  readonly filters: readonly Filter[]
  /** Whether this caller may know of a repository. */
  readonly isShown: Filter
  readonly from: Position | undefined
}

interface Found {
  readonly hits: Hit[]
  /** The last candidate that was consumed, where there are more. */
  readonly last: Position | undefined
  readonly isPartial: boolean
}

// Every candidate counts: rows are read of the page only, and one that went in between leaves a gap.
const onePage = async (
  { reader, candidates, query, from, isShown }: Work,
  { limit, skip = 0 }: PageOptions,
): Promise<Found> => {
  const all = await candidates.page(from, skip + limit + 1)
  const page = all.slice(skip, skip + limit)
  const hits = (await placed(reader, page)).filter(({ row }) => stillMatches(row, query) && isShown(row))
  return { hits, last: all.length > skip + limit ? page.at(-1) : undefined, isPartial: false }
}

const severalRounds = async (
  { reader, candidates, query, filters, from, isShown }: Work,
  { limit, skip = 0 }: PageOptions,
): Promise<Found> => {
  const size = query.tag === undefined ? LOOKED_AT : TAGS_LOOKED_AT
  const hits: Hit[] = []
  let last = from
  for (let round = 0; round < ROUNDS; round++) {
    const all = await candidates.page(last, size + 1)
    const some = all.slice(0, size)
    const rows = await placed(reader, some)
    const kept = rows.filter(({ row }) => stillMatches(row, query) && filters.every((filter) => filter(row)))
    const found = query.tag === undefined ? kept : await withTag(reader, kept, query.tag)
    for (const hit of found) {
      if (hits.length === skip + limit) return { hits: hits.slice(skip), last, isPartial: false }
      hits.push(hit)
      last = hit.position
    }
    if (all.length <= size) return { hits: hits.slice(skip), last: undefined, isPartial: false }
    // A cursor has a name in it: of a private repository only where nothing else was looked at.
    last = rows.findLast(({ row }) => isShown(row))?.position ?? some.at(-1)
    if (hits.length === skip + limit) return { hits: hits.slice(skip), last, isPartial: false }
  }
  return { hits: hits.slice(skip), last, isPartial: true }
}

// What was found by a value has its tag already.
const withTag = async (reader: SearchReader, hits: readonly Placed[], tag: string): Promise<Placed[]> => [
  ...(await findTags(
    reader,
    hits.filter((hit) => hit.tag === undefined),
    tag,
  )),
  ...hits.filter((hit) => hit.tag?.startsWith(tag)),
]

type Placed = Hit & { readonly position: Position }

const placed = async (reader: SearchReader, candidates: readonly Candidate[]): Promise<Placed[]> =>
  (await withRows(reader, candidates)).flatMap(({ row, tag, class: at, entry }) =>
    row === undefined ? [] : [{ row, position: { class: at, entry }, ...(tag === undefined ? {} : { tag }) }],
  )

// Entries and rows are read apart, and the rows may have changed in between.
const stillMatches = (row: RepositoryRow, { lookup, isAlsoTerm, terms }: Query): boolean =>
  row.visible > 0 && (lookup !== undefined || isAlsoTerm || terms[0] === undefined || matches(row, terms[0]))

/** Whether a caller may know of a repository. */
const shownBy =
  ({ isAnonymous }: Pick<Scope, 'isAnonymous'>): Filter =>
  (row) =>
    !(isAnonymous && row.private)

// What the order does not answer already.
const filtersOf = ({ isAnonymous, layouts }: Scope, query: Query): Filter[] => {
  const { lookup, isAlsoTerm, terms, without, namespace, pushed, filters } = query
  // One term is what its order goes by; of several, any may be.
  const isAnswered = lookup === undefined && terms.length === 1
  const asked = isAnswered ? [] : terms.filter((term) => !(isAlsoTerm && term === lookup?.value))
  const isOrdered = lookup !== undefined || terms.length > 0
  const ranged = pushed.from !== undefined || pushed.before !== undefined
  const hides = isAnonymous && layouts.all.some(({ id }) => hasPrivateRepositories(id))
  return [
    ...asked.map(matching),
    ...without.map(
      (term): Filter =>
        (row) =>
          !matches(row, term),
    ),
    ...(namespace !== undefined && isOrdered ? [isIn(namespace)] : []),
    ...(ranged && (isOrdered || namespace !== undefined) ? [(row: RepositoryRow) => isPushed(row, pushed)] : []),
    ...filters,
    ...(hides ? [shownBy({ isAnonymous })] : []),
  ]
}

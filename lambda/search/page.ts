// What a search is given and what it answers.

import type { SearchDocument } from '../model/search-document.ts'
import type { DocumentQuery, Facet, FacetValue, Scope, Sort } from './memory/documents.ts'
import type { Place } from './page-cursor.ts'
import type { SearchPorts } from './ports.ts'
import type { Query } from './query/query.ts'

export type Facets = Partial<Record<Facet, readonly FacetValue[]>>

/** A repository that was found; with the tag by which it was, if tags or their values were asked for. */
export interface Hit {
  readonly id: string
  readonly document: SearchDocument
  readonly match?: string
}

export interface PageOptions {
  readonly limit: number
  /** Results to pass over. */
  readonly skip?: number
  readonly cursor?: string | undefined
  /** The order of results; what suits the query if absent. Tags found by a value have an order of their own. */
  readonly sort?: Sort | undefined
  readonly facets?: readonly Facet[] | undefined
  /** Epoch milliseconds, from `timeOfPage`. */
  readonly now: number
}

/** What was referred to, but is not there: of a repository that is. */
export interface Missing {
  readonly tag?: string
  readonly digest?: string
  /** A repository on this page has tags that are not read yet: it may have what is missing. */
  readonly unread?: true
}

/** A page of results. */
export interface Page {
  readonly hits: readonly Hit[]
  /** Where the next page begins; undefined at the end. */
  readonly cursor: string | undefined
  /** How many results there are on all pages; undefined if they could not be counted within the bound. */
  readonly total: number | undefined
  /** False if the bound of reads was met: there may be more than all pages have, and `total` is not known. */
  readonly isComplete: boolean
  readonly facets: Facets
  /** Queries that may find what was meant, if this one finds nothing. */
  readonly suggestions: readonly string[]
  readonly missing: Missing | undefined
  /** The query that was asked instead, because this one finds nothing, or nothing good. */
  readonly corrected: string | undefined
}

/** One search under way. */
export interface Search {
  readonly ports: SearchPorts
  readonly scope: Scope
  readonly query: Query
  readonly sort: Sort
  readonly facets: readonly Facet[]
  readonly now: number
  readonly limit: number
  readonly skip: number
  readonly from: Place | undefined
  /** Requests for values of tags; as many as an answer may take if absent. */
  readonly maxRequests?: number
}

/** A page as its parts make it. */
export interface Part {
  readonly hits: readonly Hit[]
  /** The last result of the page, if there are more. */
  readonly last: Pick<Place, 'part' | 'value' | 'id' | 'isWhole'> | undefined
  readonly total: number | undefined
  readonly isComplete: boolean
  readonly facets: Facets
  readonly missing?: Missing
  /** How well documents match at best; undefined if it was not looked at. */
  readonly bestScore?: number
}

export const EMPTY_PART: Part = { hits: [], last: undefined, total: 0, isComplete: true, facets: {} }

/** Counts facets over those of some documents that a search finds. `more` narrows it. */
export const facetsAmong = (search: Search, among: ReadonlySet<string>, more: Partial<DocumentQuery> = {}): Facets => {
  const { facets, ports } = search
  return facets.length === 0 ? {} : ports.documents.search({ ...documentQuery(search), ...more, among, facets }).facets
}

/** Returns the query for documents that a search asks, without limit and facets. */
export const documentQuery = ({ query, scope, sort, now }: Search): DocumentQuery => ({
  words: query.words,
  name: query.name,
  without: query.without,
  filters: query.filters,
  instead: query.instead,
  scope,
  sort,
  limit: 0,
  facets: [],
  now,
})

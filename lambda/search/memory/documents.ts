// What the rest of search asks of the documents in memory.

import type { DocumentState, SearchDocument } from '../../model/search-document.ts'
import type { DocumentFilter } from './filters/document-filter.ts'

/**
 * What a caller may see, as a predicate over documents. It is applied before anything is counted, ranked or suggested, so
 * that no answer depends on what is outside of it.
 */
export interface Scope {
  /** True if private repositories are hidden from the caller. */
  readonly hidesPrivate: boolean
  /**
   * Only repositories that one of these names; undefined if all. One with a slash at its end names those that begin so,
   * another the repository of that name and those that have it and a slash before the rest: of `team` neither `teams` nor
   * `teams/app`.
   */
  readonly prefixes?: readonly string[] | undefined
}

export const SORTS = ['relevance', 'newest', 'oldest', 'created', 'name', 'size', 'tags'] as const
export type Sort = (typeof SORTS)[number]

export const FACETS = ['platform', 'kind', 'namespace', 'license', 'vendor', 'pushed'] as const
export type Facet = (typeof FACETS)[number]

/** Where a result stands in its order. Greater values come first; of equal ones the lesser name, then id, as bytes sort. */
export interface SortKey {
  readonly value: number
  readonly id: string
}

export interface DocumentQuery {
  /**
   * Normalized words (`wordsOf`), each of which a document must match; none if all documents match. The first twelve
   * distinct ones count. Of a document that has them joined in its last component (`node js`, `nodejs`) none need match
   * by itself.
   */
  readonly words: readonly string[]
  /** What was typed, normalized, as a name may be: `library/redis`. The document of that name comes first. */
  readonly name: string
  /**
   * Normalized words of which a document may match none; of several with spaces between them it may not match all. All
   * count, and each takes a pass over the documents.
   */
  readonly without: readonly string[]
  readonly filters: readonly DocumentFilter[]
  /** A document that passes this need not match the words; it comes after those that do. */
  readonly instead?: DocumentFilter | undefined
  /** Ids of the only documents that are looked at; all if absent. Some may have no document. */
  readonly among?: ReadonlySet<string> | undefined
  readonly scope: Scope
  readonly sort: Sort
  readonly limit: number
  /** Results to pass over. */
  readonly skip?: number
  /** Only results after this place. It may come from a forged cursor: any number, any text. */
  readonly after?: SortKey | undefined
  /** Facets to count over all matches. */
  readonly facets: readonly Facet[]
  /** Epoch milliseconds, for the facet `pushed`. */
  readonly now: number
}

export interface DocumentHit {
  readonly id: string
  readonly document: SearchDocument
  readonly key: SortKey
}

export interface FacetValue {
  readonly value: string
  readonly count: number
}

export interface DocumentPage {
  /** In the order that was asked for. */
  readonly hits: readonly DocumentHit[]
  /** How many documents match, on whatever page they are. */
  readonly total: number
  /** How well the words match the document that they match best, 0 if none; by weights, boilerplate as any description. */
  readonly bestScore: number
  /** The values with the greatest counts, at most 50 of each facet; ties by value. */
  readonly facets: Partial<Record<Facet, readonly FacetValue[]>>
}

/** All search documents in memory. Documents without a visible tag are found by `get`, `ids` and `names` only. */
export interface Documents {
  /** How many repositories have a document. */
  readonly count: number
  get(id: string): SearchDocument | undefined
  /** Whether a repository has a document, which is not decoded. */
  has(id: string): boolean
  /** Ids of all repositories that have a document, in no order. Don't apply changes while you go through them. */
  ids(): Iterable<string>
  search(query: DocumentQuery): DocumentPage
  /**
   * Returns a function that gives the document of an id if the query finds it. Words are scored for all documents at its
   * first call, and for no further one.
   */
  matcher(query: DocumentQuery): (id: string) => SearchDocument | undefined
  /** Names of a layout's repositories that come after `last` as bytes sort, without regard to visible tags. */
  names(layout: string, last: string, limit: number, scope: Scope): string[]
  /** Returns a test of ids: whether searches in the scope may find the repository. */
  visibleIn(scope: Scope): (id: string) => boolean
  /** The first id after this one, as bytes sort, of a document that searches in the scope may find. */
  idAfter(id: string, scope: Scope): string | undefined
  /** Words of documents in the scope that differ from a word by an error of typing, the likeliest first. */
  corrections(word: string, scope: Scope, limit: number): string[]
}

/** The same, kept up to date by a loader. */
export interface ChangingDocuments extends Documents {
  /** When the document was changed, also if the repository has none any more; undefined if it never was seen. */
  changedAt(id: string): number | undefined
  /** Replaces the states of these repositories, each named once. It is the caller who knows that they are newer. */
  apply(states: readonly DocumentState[]): void
}

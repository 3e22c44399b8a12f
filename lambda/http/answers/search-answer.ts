// What a search answers, as a document: the API writes it as it is, the page shows it.

import type * as z from 'zod/mini'
import { find } from '../../search/find.ts'
import type { Facet, Sort } from '../../search/memory/documents.ts'
import { timeOfPage } from '../../search/page-cursor.ts'
import { defined } from '../../shared/defined.ts'
import { type CallerPorts, searchPorts } from '../api-ports.ts'
import { queryOf } from './query-of.ts'
import type { search } from './response-schemas.ts'
import { shownHit } from './serialize.ts'

export type SearchAnswer = z.infer<typeof search>

/** Longest cursor of a page of results, in characters. */
export const CURSOR_MAX_LENGTH = 3000

export interface SearchOptions {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly facets?: readonly Facet[] | undefined
  readonly sort?: Sort | undefined
}

/**
 * Returns a page of what a query finds, in the scope of the caller.
 * @throws QueryError for what is no query; UnavailableError while search can't answer
 */
export const searchAnswer = async (ports: CallerPorts, q: string, options: SearchOptions): Promise<SearchAnswer> => {
  const now = timeOfPage(options.cursor, ports.clock.now())
  const query = queryOf(ports, q, now)
  const { search, scope, isStale } = await searchPorts(ports)
  const page = await find(search, scope, query, { ...options, now })
  const { hits, cursor, total, isComplete, facets, suggestions, corrected, missing } = page
  const known = defined({
    ...{ total, cursor, corrected, missing },
    stale: isStale ? (true as const) : undefined,
    facets: Object.keys(facets).length === 0 ? undefined : copied(facets),
    suggestions: suggestions.length === 0 ? undefined : [...suggestions],
  })
  return { query: q, items: hits.map(shownHit), complete: isComplete, ...known }
}

const copied = (facets: Partial<Record<Facet, readonly { value: string; count: number }[]>>) =>
  Object.fromEntries(Object.entries(facets).map(([name, values]) => [name, [...values]]))

// Asks queries of the search, and of the search of 2015.

import { repositoryName } from '../../lambda/registry/layouts/repository-id.ts'
import { find } from '../../lambda/search/find.ts'
import type { SearchPorts } from '../../lambda/search/ports.ts'
import { parseQuery } from '../../lambda/search/query/query.ts'
import { QueryError } from '../../lambda/search/query/query-error.ts'
import type { Ask } from '../engines/engine.ts'
import type { Scan } from '../scan-2015.ts'
import type { Wanted } from './wanted.ts'

/** Results of a page. */
export const LIMIT = 25
/** When the registries of the bench are looked at. */
export const NOW = Date.parse('2026-11-01T12:00:00Z')
export const EVERYBODY = { hidesPrivate: true }

/** A query with the names that it found, and those that the scan of 2015 found. */
export interface Answered extends Wanted {
  readonly found: readonly string[]
  readonly scanned: readonly string[]
}

/** Returns all queries with what they find. */
export const answersOf = async (queries: readonly Wanted[], ports: SearchPorts, scan: Scan): Promise<Answered[]> => {
  const [search, answers]: [Ask, Answered[]] = [thisSearch(ports), []]
  for (const wanted of queries)
    answers.push({ ...wanted, found: await search(wanted.q, LIMIT), scanned: scan.search(wanted.q) })
  return answers
}

/** Our search. What is shown: of an error of typing what was meant finds. A query that is refused finds nothing. */
export const thisSearch =
  (ports: SearchPorts): Ask =>
  async (q, limit) => {
    try {
      const { hits } = await find(ports, EVERYBODY, parseQuery(q, NOW), { limit, now: NOW })
      return [...new Set(hits.map(({ id }) => repositoryName(id)))]
    } catch (error) {
      if (error instanceof QueryError) return []
      throw error
    }
  }

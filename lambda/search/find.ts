// What a query finds, for this caller.

import type { RepositoryRow } from '../index/records.ts'
import type { Layouts } from '../registry/layouts.ts'
import { parseQuery } from './query.ts'
import type { SearchReader } from './reader.ts'
import { newestRepositories, searchTerm } from './search.ts'

/** Pages that are read on for one answer, where private repositories were left out of them. */
const ROUNDS = 8
/** How many of the newest are looked at for public ones. */
const NEWEST = 1000

/** What is looked in, and for whom. */
export interface Scope {
  readonly layouts: Layouts
  /** The caller is nobody known: private repositories are not there. */
  readonly isAnonymous: boolean
}

/**
 * The repositories that a query finds, the best first; all, the newest first, where it is empty.
 * @throws QueryError
 */
export const find = async (
  reader: SearchReader,
  scope: Scope,
  q: string,
  { limit, skip }: { readonly limit: number; readonly skip: number },
): Promise<RepositoryRow[]> => {
  const query = parseQuery(q)
  const { layouts } = scope
  if ('nothing' in query) return []
  if (!leavesOut(scope)) {
    if ('all' in query) return newestRepositories(reader, limit, skip)
    return (await searchTerm(reader, query.term, { layouts, limit, skip })).repositories
  }
  if ('all' in query) {
    const rows = await newestRepositories(reader, NEWEST)
    return rows.filter(isPublic).slice(skip, skip + limit)
  }
  return (await publicOnly(reader, query.term, layouts, skip + limit)).slice(skip)
}

// Only the layout docker-v1 knows private repositories.
const leavesOut = ({ isAnonymous, layouts }: Scope): boolean =>
  isAnonymous && layouts.all.some((layout) => layout.privateKey(layout.idOf('any')) !== undefined)

const isPublic = (row: RepositoryRow): boolean => row.private === undefined

// Which repositories are private their rows say; so pages are read on until enough is left of them.
const publicOnly = async (reader: SearchReader, term: string, layouts: Layouts, wanted: number) => {
  const found: RepositoryRow[] = []
  let cursor: string | undefined
  for (let round = 0; round < ROUNDS && found.length < wanted; round++) {
    const page = await searchTerm(reader, term, { layouts, limit: wanted - found.length, cursor })
    found.push(...page.repositories.filter(isPublic))
    cursor = page.cursor
    if (cursor === undefined) break
  }
  return found
}

// Words and qualifiers: everything is in memory.

import type { DocumentQuery } from './memory/documents.ts'
import { documentQuery, type Missing, type Part, type Search } from './page.ts'

/** Searches the documents; `more` narrows the query. */
export const findDocuments = (search: Search, more: Partial<DocumentQuery> = {}): Part => {
  const { limit, skip, from, facets } = search
  const after = from !== undefined && from.part !== 'values' ? { value: from.value, id: from.id } : undefined
  const asked = { ...documentQuery(search), ...more, skip, after, limit: limit + 1, facets }
  const page = search.ports.documents.search(asked)
  const hits = page.hits.slice(0, limit)
  const last = page.hits.length > limit ? hits.at(-1)?.key : undefined
  return {
    hits: hits.map(({ id, document }) => ({ id, document })),
    last: last && { part: 'documents', ...last, isWhole: false },
    total: page.total,
    bestScore: page.bestScore,
    isComplete: true,
    facets: page.facets,
  }
}

/** Finds the repositories of a reference without what they are missing of it. */
export const findUnmatched = (search: Search, missing: Missing): Part => {
  const { last, ...part } = findDocuments(search)
  const isUnread = part.hits.some(({ document }) => document.unread !== undefined)
  return {
    ...part,
    last: last && { ...last, part: 'unmatched' },
    missing: isUnread ? { ...missing, unread: true } : missing,
  }
}

import type { DocumentState, SearchDocument } from '../../../lambda/model/search-document.ts'
import type { DocumentPage, DocumentQuery, Documents } from '../../../lambda/search/memory/documents.ts'
import { openDocuments } from '../../../lambda/search/memory/overlays.ts'
import { packSegment } from '../../../lambda/search/memory/pack-segment.ts'
import { NOW } from './arbitrary-documents.ts'

export const documentOf = (fields: Partial<SearchDocument> = {}): SearchDocument => ({
  registry: 'bucket',
  layout: 'distribution',
  visible: 1,
  hidden: 0,
  ...fields,
})

export const stateOf = (id: string, fields: Partial<SearchDocument> = {}, changedAt = 1): DocumentState => ({
  id,
  changedAt,
  document: documentOf(fields),
})

/** Documents in memory of these names, with nothing else said. */
export const named = (...ids: readonly string[]) => openDocuments([packSegment(ids.map((id) => stateOf(id)))])

export const asked = (words: readonly string[], more: Partial<DocumentQuery> = {}): DocumentQuery => ({
  words,
  name: words.join('-'),
  without: [],
  filters: [],
  scope: { hidesPrivate: false },
  sort: 'relevance',
  limit: 25,
  facets: [],
  now: NOW,
  ...more,
})

export const all = (documents: Documents): DocumentPage => documents.search(asked([]))
export const idsOf = ({ hits }: DocumentPage): string[] => hits.map(({ id }) => id)

import type { SearchDocument } from '../model/search-document.ts'
import { repositoryName } from '../registry/layouts/repository-id.ts'
import type { Scope } from './memory/documents.ts'

/** True if a repository is in the scope: the predicate by which searches leave documents out, for one that is known by its id. */
export const isInScope = (
  { hidesPrivate, prefixes }: Scope,
  id: string,
  document: Pick<SearchDocument, 'private'>,
): boolean =>
  !(hidesPrivate && document.private === true) &&
  (prefixes === undefined || prefixes.some((prefix) => repositoryName(id).startsWith(prefix)))

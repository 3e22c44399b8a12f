import type { SearchDocument } from '../model/search-document.ts'
import { repositoryName } from '../registry/layouts/repository-id.ts'
import type { Scope } from './memory/documents.ts'

/**
 * True if a repository is in the scope: the predicate by which searches leave documents out (`inScope` of segments), for one
 * that is known by its id.
 */
export const isInScope = (
  { hidesPrivate, prefixes }: Scope,
  id: string,
  document: Pick<SearchDocument, 'private'>,
): boolean =>
  !(hidesPrivate && document.private === true) &&
  (prefixes === undefined || isNamedSo(repositoryName(id.toWellFormed()), prefixes))

// Names are compared as their bytes, in which a part of a character is another one.
const isNamedSo = (name: string, prefixes: readonly string[]): boolean =>
  prefixes.some((prefix) => {
    const start = prefix.toWellFormed()
    return start === name || name.startsWith(start.endsWith('/') ? start : `${start}/`)
  })

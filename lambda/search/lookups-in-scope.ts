// The lookups as if nothing else were there than what the caller may see. Whatever reads them stops, counts and pages by
// what it was given, so its answers tell nothing of other repositories: neither their names, nor how many there are.

import { parseLookupEntry } from '../model/search-entries.ts'
import type { Documents, Scope } from './memory/documents.ts'
import type { LookupReader, SearchPorts } from './ports.ts'
import { QueryError } from './query/query-error.ts'
import { behindValue, FURTHER_PAGE } from './read-values.ts'

const NUL = '\0'
/** Requests of one answer to a caller who sees only a part. What he can't see is read too, and is most of it. */
export const MAX_REQUESTS_IN_SCOPE = 64

/** There are too many tags with such a value, for a caller who sees only a part of them. */
export class TooManyValuesError extends QueryError {}

/** Returns the ports with lookups of what is in the scope. */
export const portsInScope = (ports: SearchPorts, scope: Scope): SearchPorts =>
  scope.hidesPrivate || scope.prefixes !== undefined
    ? { ...ports, lookups: lookupsInScope(ports.lookups, ports.documents, scope) }
    : ports

/**
 * Returns a reader of the entries whose repositories are in the scope. Entries of one value stand in the order of their
 * repositories, so of those that are not it reads no more than the rest of a page.
 * @throws TooManyValuesError where too much else lies between them
 */
export const lookupsInScope = (reader: LookupReader, documents: Documents, scope: Scope): LookupReader => {
  // Most searches read no lookups, and the test goes over all documents.
  let test: ((id: string) => boolean) | undefined
  const isVisible = (repository: string): boolean => {
    test ??= documents.visibleIn(scope)
    return test(repository)
  }
  let requests = 0
  const read = (...asked: Parameters<LookupReader['lookups']>): Promise<string[]> => {
    requests++
    if (requests > MAX_REQUESTS_IN_SCOPE)
      throw new TooManyValuesError('too many tags have a value that begins so; give more of it, or the whole')
    return reader.lookups(...asked)
  }
  // Where the next entry of the caller's may stand at the earliest; undefined if there is none in the range.
  const behind = (entry: string, start: string): string | undefined => {
    const { value, repository } = parseLookupEntry(entry)
    if (isVisible(repository)) return entry
    const next = documents.idAfter(repository, scope)
    const place = next === undefined ? behindValue(value) : value + NUL + next
    const isOnlyValue = start.includes(NUL)
    return isOnlyValue && (next === undefined || !place.startsWith(start)) ? undefined : place
  }
  return {
    async lookups(partition, start, after, limit) {
      const kept: string[] = []
      let [from, asked] = [after, limit]
      for (;;) {
        const entries = await read(partition, start, from, asked)
        for (const entry of entries) if (isVisible(parseLookupEntry(entry).repository)) kept.push(entry)
        if (kept.length >= limit) return kept.slice(0, limit)
        const last = entries.at(-1)
        if (last === undefined || entries.length < asked) return kept
        from = behind(last, start)
        if (from === undefined) return kept
        asked = Math.max(limit, FURTHER_PAGE)
      }
    },
    entriesExist: (entries) => reader.entriesExist(entries),
  }
}

// Tags by a value: what the lookups say, joined with the documents of their repositories. A document decides whether its
// repository is shown and matches everything else that was asked for.

import type { DocumentQuery } from './memory/documents.ts'
import { compareAsBytes } from './memory/packed/bytes.ts'
import { documentQuery, facetsAmong, type Hit, type Part, type Search } from './page.ts'
import { wrongCursor } from './page-cursor.ts'
import { isAskedFor, type Lookup } from './query/lookup.ts'
import { isValuePlace, MAX_REQUESTS, rangesOf, readValues, type ValueEntry, type ValuePlace } from './read-values.ts'

interface Found extends Hit {
  readonly place: ValuePlace
}

interface Reading {
  /** Where the page before this one ended. */
  readonly after: ValuePlace | undefined
  readonly isFromStart: boolean
  readonly maxRequests: number
}

/**
 * Finds tags by a value.
 * @param more narrows the query that their repositories must match
 * @throws QueryError for a cursor that no page of this value had
 */
export const findValues = async (
  search: Search,
  lookup: Lookup,
  more: Partial<DocumentQuery> = {},
): Promise<Part & { readonly ids: ReadonlySet<string> }> => {
  const { limit, skip, from, maxRequests = MAX_REQUESTS } = search
  const after = from?.part === 'values' ? { at: from.value, entry: from.id } : undefined
  if (after !== undefined && !isValuePlace(rangesOf(lookup), after)) throw wrongCursor(after.entry)
  // What was read whole for the first page is read whole again, so that it is counted on every page. That is all that is
  // read then: where it has become more than an answer reads, or a cursor only says so, the next page goes on from here.
  const isFromStart = after === undefined || from?.isWhole === true
  const { found, isEnded, last } = await read(search, lookup, more, { after, isFromStart, maxRequests })
  const isWhole = isFromStart && isEnded
  const rest = found.filter(({ place }) => isAfter(place, after))
  const hits = rest.slice(skip, skip + limit)
  const ids = new Set(found.map(({ id }) => id))
  const start = { at: 0, entry: rangesOf(lookup)[0]?.start ?? '' }
  const unread = isEnded ? undefined : last !== undefined && isAfter(last, after) ? last : after
  const next = rest.length > skip + limit ? (rest[skip + limit - 1]?.place ?? start) : unread
  return {
    hits: hits.map(({ place, ...hit }) => hit),
    last: next && { part: 'values', value: next.at, id: next.entry, isWhole },
    total: isWhole ? found.length : undefined,
    isComplete: isWhole,
    facets: isWhole ? facetsAmong(search, ids, more) : {},
    ids,
  }
}

const read = async (
  search: Search,
  lookup: Lookup,
  more: Partial<DocumentQuery>,
  { after, isFromStart, maxRequests }: Reading,
): Promise<{ found: Found[]; isEnded: boolean; last: ValuePlace | undefined }> => {
  const { limit, skip, query, ports } = search
  const found: Found[] = []
  let left = skip + limit
  let last: ValuePlace | undefined
  const matching = ports.documents.matcher({ ...documentQuery(search), ...more })
  const enough = (entries: readonly ValueEntry[]): boolean => {
    last = entries.at(-1) ?? last
    for (const { at, entry, value, repository, tag } of entries) {
      if (!isAskedFor(lookup, value)) continue
      if (query.tag !== undefined && !tag.startsWith(query.tag)) continue
      const document = matching(repository)
      if (document === undefined) continue
      const place = { at, entry }
      found.push({ id: repository, document, match: tag, place })
      if (isAfter(place, after)) left--
    }
    return left < 0
  }
  const pageSize = skip + limit + 1
  const isEnded = await readValues(ports.lookups, rangesOf(lookup), isFromStart ? undefined : after, {
    pageSize,
    maxRequests,
    enough,
  })
  return { found, isEnded, last }
}

// Ranges stand in the order of their numbers, entries as bytes sort.
const isAfter = (place: ValuePlace, after: ValuePlace | undefined): boolean =>
  after === undefined || (place.at === after.at ? compareAsBytes(place.entry, after.entry) > 0 : place.at > after.at)

// `repo:tag`: documents of the repository part, of those with such a tag. Which repositories have it the lookups say, if
// they end within a bounded read; else the best candidates are asked for, one by one, in their order.

import type { SearchDocument } from '../model/search-document.ts'
import { entryId, lookupEntry } from '../model/search-entries.ts'
import { normalize } from '../model/tokenizer.ts'
import { findDocuments, findUnmatched } from './find-documents.ts'
import type { DocumentHit, SortKey } from './memory/documents.ts'
import { compareAsBytes } from './memory/packed/bytes.ts'
import { isBehind } from './memory/ranking/best.ts'
import { documentQuery, facetsAmong, type Hit, type Part, type Search } from './page.ts'
import { type KnownTag, LATEST, readTag } from './read-tag.ts'

/** Repositories asked for one by one: half a read unit each. */
const MAX_ASKED = 12
/** Candidates that one answer looks at. */
const MAX_CANDIDATES = 2000

/** Finds repositories with a tag that is this one or begins so. If none has one, the repositories are found without. */
export const findTagged = async (search: Search, tag: string): Promise<Part> => {
  if (search.from?.part === 'unmatched') return findUnmatched(search, { tag })
  const known = await readTag(search, tag)
  const part =
    known.isExactWhole && known.isLongerWhole && tag !== LATEST
      ? withMatches(findDocuments(search, { among: new Set(known.tags.keys()) }), known)
      : await walk(search, tag, known)
  return part.total === 0 && search.from === undefined ? findUnmatched(search, { tag }) : part
}

const withMatches = (part: Part, { tags }: KnownTag): Part => ({
  ...part,
  hits: part.hits.map((hit) => ({ ...hit, ...matchOf(tags.get(hit.id)) })),
})
const matchOf = (match: string | undefined) => (match === undefined ? {} : { match })

// Goes through the candidates in their order. It ends behind a full page, or behind the last one that it could ask for.
const walk = async (search: Search, tag: string, known: KnownTag): Promise<Part> => {
  const { limit, skip, from, ports } = search
  const after = from?.part === 'documents' ? { value: from.value, id: from.id } : undefined
  const candidatesOf = (start: SortKey | undefined) =>
    ports.documents.search({ ...documentQuery(search), after: start, limit: MAX_CANDIDATES + 1 }).hits
  const unknownOf = (some: readonly DocumentHit[]) =>
    some.filter(({ id, document }) => !isKnown(id, document, tag, known)).slice(0, MAX_ASKED + 1)
  // Where there are not too many, nor too many to ask for, all are looked at for every page, so that they are counted.
  const first = candidatesOf(undefined)
  const isFromStart = first.length <= MAX_CANDIDATES && unknownOf(first).length <= MAX_ASKED
  const some = isFromStart || after === undefined ? first : candidatesOf(after)
  const candidates = some.slice(0, MAX_CANDIDATES)
  const asked = unknownOf(candidates)
  const [firstUnasked] = asked.slice(MAX_ASKED)
  const end = firstUnasked === undefined ? candidates.length : candidates.indexOf(firstUnasked)
  const having = await askedFor(search, tag, asked.slice(0, MAX_ASKED))
  const all = candidates.slice(0, end).flatMap((candidate): (Hit & Pick<DocumentHit, 'key'>)[] => {
    const { id, document } = candidate
    const match = hasExactly(document, tag) || having.has(id) ? tag : known.tags.get(id)
    return match === undefined ? [] : [{ ...candidate, match }]
  })
  const found = after === undefined ? all : all.filter(({ key }) => isBehind(key, after))
  const hits = found.slice(skip, skip + limit)
  const isEnd = end === some.length
  const last = found.length > skip + limit ? hits.at(-1) : isEnd ? undefined : candidates[end - 1]
  // Counted is what was looked at from the first candidate to the last one, if it is known of each whether it is found.
  const isCounted = isFromStart && (known.isLongerWhole || all.length === candidates.length)
  return {
    hits: hits.map(({ id, document, match }) => ({ id, document, ...matchOf(match) })),
    last: last && { part: 'documents', ...last.key, isWhole: false },
    total: isCounted ? all.length : undefined,
    isComplete: isCounted,
    facets: isCounted ? facetsAmong(search, new Set(all.map(({ id }) => id))) : {},
  }
}

const hasExactly = ({ tag, newestTag }: SearchDocument, wanted: string): boolean =>
  tag === wanted || newestTag === wanted

const isKnown = (id: string, document: SearchDocument, tag: string, known: KnownTag): boolean =>
  tag === LATEST ||
  known.isExactWhole ||
  hasExactly(document, tag) ||
  known.tags.get(id) === tag ||
  compareAsBytes(id, known.exactBefore) < 0

const askedFor = async (
  { ports }: Search,
  tag: string,
  candidates: readonly DocumentHit[],
): Promise<ReadonlySet<string>> => {
  if (candidates.length === 0) return new Set()
  const entries = candidates.map(({ id }) => ({ id, entry: lookupEntry(`t${normalize(tag)}`, id, tag) }))
  const existing = await ports.lookups.entriesExist(entries.map(({ entry }) => entry))
  return new Set(entries.filter(({ entry }) => existing.has(entryId(entry))).map(({ id }) => id))
}

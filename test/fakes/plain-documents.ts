// Search documents in a list: what the real structure must answer, by looking at everything. It is the model of what is
// asked of documents, but not of how they are ranked.

import type { SearchDocument } from '../../lambda/model/search-document.ts'
import { normalize, wordsOf } from '../../lambda/model/tokenizer.ts'
import { repositoryName } from '../../lambda/registry/layouts/repository-id.ts'
import type {
  DocumentFilter,
  DocumentHit,
  DocumentQuery,
  Documents,
  Facet,
  FacetValue,
  Scope,
  Sort,
  SortKey,
} from '../../lambda/search/memory/documents.ts'
import { isInScope } from '../../lambda/search/scope.ts'
import { distance } from '../../lambda/shared/edit-distance.ts'

type Entry = readonly [id: string, document: SearchDocument]

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))

/** All documents, of which `read` gives the present ones at each call. */
export const plainDocuments = (read: () => Iterable<Entry>): Documents => {
  const all = () => [...read()].sort(([a], [b]) => byBytes(a, b))
  return {
    get count() {
      return all().length
    },
    get: (id) => all().find(([one]) => one === id)?.[1],
    search(query) {
      const found = all().flatMap(([id, document]): DocumentHit[] => {
        const relevance = relevanceOf(query, id, document)
        if (relevance === undefined) return []
        return [{ id, document, key: { value: sortValue(query.sort, document, relevance), id } }]
      })
      const sorted = found.sort((a, b) => compare(a.key, b.key))
      const { after, skip = 0, limit } = query
      const rest = after === undefined ? sorted : sorted.filter(({ key }) => compare(key, after) > 0)
      return {
        hits: rest.slice(skip, skip + limit).map(structured),
        total: found.length,
        facets: Object.fromEntries(query.facets.map((facet) => [facet, counted(found, facet)])),
      }
    },
    names: (layout, last, limit, scope) =>
      [
        ...new Set(
          all()
            .filter(([id, document]) => document.layout === layout && isInScope(scope, id, document))
            .map(([id]) => repositoryName(id)),
        ),
      ]
        .filter((name) => byBytes(name, last) > 0)
        .sort(byBytes)
        .slice(0, limit),
    corrections: (word, scope, limit) => corrections(all(), word, scope, limit),
  }
}

const structured = (hit: DocumentHit): DocumentHit => structuredClone(hit)

const compare = (a: SortKey, b: SortKey) => b.value - a.value || byBytes(a.id, b.id)

const sortValue = (sort: Sort, { pushedAt = '', size = 0, visible }: SearchDocument, relevance: number): number => {
  const time = (Date.parse(pushedAt) || 0) / 1000
  return { relevance, newest: time, oldest: -time, name: 0, size, tags: visible }[sort]
}

const textOf = ({ title = '', description = '' }: SearchDocument) => wordsOf(`${title} ${description}`)

/** How well a document matches one word; undefined if not at all. */
const weightOf = (id: string, document: SearchDocument, word: string): number | undefined => {
  const name = normalize(repositoryName(id))
  const inName = wordsOf(name)
  if (name.slice(name.lastIndexOf('/') + 1) === word) return 60
  if (inName.includes(word)) return 50
  if (inName.some((one) => one.startsWith(word))) return 40
  if (name.includes(word)) return 20
  const text = textOf(document)
  return text.includes(word) ? 30 : text.some((one) => one.startsWith(word)) ? 10 : undefined
}

const relevanceOf = (query: DocumentQuery, id: string, document: SearchDocument): number | undefined => {
  if (document.visible === 0 || !isInScope(query.scope, id, document)) return undefined
  if (query.among !== undefined && !query.among.has(id)) return undefined
  const isWithout = (words: string) => words.split(' ').every((word) => weightOf(id, document, word) !== undefined)
  if (query.without.some(isWithout) || !query.filters.every((filter) => passes(filter, id, document))) return undefined
  const name = normalize(repositoryName(id))
  const last = wordsOf(name.slice(name.lastIndexOf('/') + 1)).join('')
  const weights = last.includes(query.words.join(''))
    ? query.words.map((word) => weightOf(id, document, word) ?? 20)
    : query.words.map((word) => weightOf(id, document, word))
  const isInstead = query.instead !== undefined && passes(query.instead, id, document)
  if (weights.some((weight) => weight === undefined)) return isInstead ? -1 : undefined
  const exact = name === query.name ? 2000 : name === `library/${query.name}` ? 1000 : 0
  return query.words.length === 0 ? 0 : exact + weights.reduce<number>((sum, one) => sum + (one ?? 0), 0)
}

const passes = (filter: DocumentFilter, id: string, document: SearchDocument): boolean => {
  if (filter.by === 'not') return !passes(filter.filter, id, document)
  if (filter.by === 'namePrefix') return normalize(repositoryName(id)).startsWith(filter.start)
  if (filter.by === 'text') {
    const value = document[filter.field]
    return Array.isArray(value) ? value.some(filter.test) : filter.field !== 'platforms' && filter.test(value ?? '')
  }
  const { pushedAt, size, dangling } = document
  const numbers = { pushedAt: pushedAt === undefined ? undefined : Date.parse(pushedAt) / 1000, size, dangling }
  const value = numbers[filter.field]
  return value !== undefined && value >= filter.least && value <= filter.most
}

const facetsOf = (facet: Facet, id: string, { platforms = [], kind, licenses, vendor }: SearchDocument): string[] => {
  const name = repositoryName(id)
  const namespace = name.includes('/') ? name.slice(0, name.indexOf('/')) : ''
  const values = { platform: platforms, kind, namespace, license: licenses, vendor, pushed: 'any' }[facet]
  return values === undefined ? [] : [values].flat()
}

const counted = (found: readonly DocumentHit[], facet: Facet): FacetValue[] => {
  const counts = new Map<string, number>()
  for (const { id, document } of found)
    for (const value of facetsOf(facet, id, document)) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || byBytes(a.value, b.value))
    .slice(0, 50)
}

const MIN_LETTERS = 3
const TWO_ERRORS_FROM = 8

const corrections = (all: readonly Entry[], word: string, scope: Scope, limit: number): string[] => {
  const letters = [...word].length
  if (letters < MIN_LETTERS) return []
  const seen = all
    .filter(([id, document]) => document.visible > 0 && isInScope(scope, id, document))
    .flatMap(([id, document]) => [
      ...wordsOf(normalize(repositoryName(id))).map((one) => [one, 0] as const),
      ...textOf(document).map((one) => [one, 1] as const),
    ])
  const known = new Map<string, number>()
  for (const [one, place] of seen) known.set(one, Math.min(place, known.get(one) ?? place))
  return [...known]
    .flatMap(([one, place]) => {
      const away = distance(word, one, letters >= TWO_ERRORS_FROM ? 2 : 1)
      return away === undefined || away === 0 ? [] : [{ one, away, place }]
    })
    .sort((a, b) => a.away - b.away || a.place - b.place || byBytes(a.one, b.one))
    .slice(0, limit)
    .map(({ one }) => one)
}

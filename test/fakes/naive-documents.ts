// What search finds, by looking at every document anew: arrays, no index, nothing packed.

import type { DocumentState, SearchDocument } from '../../lambda/model/search-document.ts'
import { sourceAddress } from '../../lambda/model/source-address.ts'
import { normalize, wordsOf } from '../../lambda/model/tokenizer.ts'
import { repositoryName } from '../../lambda/registry/layouts/repository-id.ts'
import type { ChangingDocuments, DocumentQuery, Facet, Scope, SortKey } from '../../lambda/search/memory/documents.ts'
import type { DocumentFilter } from '../../lambda/search/memory/filters/document-filter.ts'
import { MIN_SHARING } from '../../lambda/search/memory/ranking/boilerplate.ts'
import { COPY_NAMES, copyPoints, copyWords } from '../../lambda/search/memory/ranking/copies.ts'
import { priorOf } from '../../lambda/search/memory/ranking/prior.ts'
import {
  AGES,
  COPY,
  INSTEAD,
  MIRROR,
  NAMED,
  NAMED_IN_LIBRARY,
  NAMED_TWICE,
  POINTS_PER_WEIGHT,
} from '../../lambda/search/memory/weights.ts'
import { distance } from '../../lambda/shared/edit-distance.ts'
import { counting, matches, type One, placed, textScore } from './naive-scores.ts'

/** Returns documents that do all that `openDocuments` promises, slowly. */
export const naiveDocuments = (first: readonly DocumentState[]): ChangingDocuments => {
  const states = new Map(first.map((state) => [state.id, state]))
  const all = (): One[] => [...states.values()].flatMap(({ id, document }) => (document ? [oneOf(id, document)] : []))
  const inScope = (scope: Scope): One[] => all().filter((one) => isInScope(one, scope))
  return {
    get count() {
      return all().length
    },
    get: (id) => states.get(id)?.document,
    has: (id) => states.get(id)?.document !== undefined,
    ids: () => all().map(({ id }) => id),
    changedAt: (id) => states.get(id)?.changedAt,
    apply(changes) {
      for (const state of changes) states.set(state.id, state)
    },
    names: (layout, last, limit, scope) =>
      [
        ...new Set(
          inScope(scope)
            .filter(({ document, name }) => document.layout === layout && bytes(name, last) > 0)
            .map(({ name }) => name),
        ),
      ]
        .sort(bytes)
        .slice(0, limit),
    visibleIn: (scope) => (id) => inScope(scope).some((one) => one.id === id && isVisible(one)),
    idAfter: (id, scope) =>
      inScope(scope)
        .filter((one) => isVisible(one) && bytes(one.id, id) > 0)
        .map((one) => one.id)
        .sort(bytes)[0],
    corrections: (word, scope, limit) => corrections(inScope(scope).filter(isVisible), word).slice(0, limit),
    matcher(query) {
      const all = this.search({ ...query, skip: 0, limit: Number.MAX_SAFE_INTEGER, after: undefined }).hits
      return (id) => all.find((one) => one.id === id)?.document
    },
    search(query) {
      const hits = inScope(query.scope)
        .filter(isVisible)
        .filter((one) => query.filters.every((filter) => passes(one, filter)))
        .filter(({ id }) => query.among === undefined || query.among.has(id))
        .filter((one) => !query.without.some((words) => matches(one, counting(words.split(' ')))))
        .filter((one) => isFound(one, query))
        .map((one, _, found) => {
          const score = scoreOf(one, query, isBoilerplate(one, found, query))
          return { ...one, score, key: { value: sortValue(one, found, query, score), id: one.id } }
        })
        .sort((a, b) => order(a.key, b.key))
      const after = query.after
      const rest = after === undefined ? hits : hits.filter(({ key }) => order(after, key) < 0)
      const from = query.skip ?? 0
      return {
        hits: rest.slice(from, from + query.limit).map(({ id, document, key }) => ({ id, document, key })),
        total: hits.length,
        bestScore: Math.max(0, ...hits.map((one) => scoreOf(one, query))),
        facets: Object.fromEntries(query.facets.map((facet) => [facet, counts(hits, facet, query.now)])),
      }
    },
  }
}

const bytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))
const order = (a: SortKey, b: SortKey): number =>
  a.value === b.value ? bytes(repositoryName(a.id), repositoryName(b.id)) || bytes(a.id, b.id) : b.value - a.value
const isVisible = ({ document }: One): boolean => document.visible > 0
const oneOf = (id: string, document: SearchDocument): One => {
  const name = repositoryName(id)
  return { id, name, normalized: normalize(name), document }
}
const isInScope = ({ name, document }: One, { hidesPrivate, prefixes }: Scope): boolean =>
  !(hidesPrivate && document.private) &&
  (prefixes === undefined ||
    prefixes.some((prefix) => name === prefix || name.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`)))

// Order

const builtSeconds = (one: One): number =>
  Number.isNaN(seconds(one)) ? createdSeconds(one) : Math.min(createdSeconds(one), seconds(one))
const createdSeconds = ({ document }: One): number =>
  document.created ? Date.parse(document.created) / 1000 : Number.NaN
const seconds = ({ document }: One): number => (document.pushedAt ? Date.parse(document.pushedAt) / 1000 : Number.NaN)
const orLast = (value: number | undefined): number =>
  value === undefined || Number.isNaN(value) ? Number.MIN_SAFE_INTEGER : value

const scoreOf = (one: One, query: DocumentQuery, isBoilerplate = false): number => {
  const words = counting(query.words)
  return words.length === 0 ? 0 : textScore(one, words, isBoilerplate)
}

const isFound = (one: One, query: DocumentQuery): boolean =>
  counting(query.words).length === 0 ||
  scoreOf(one, query) > 0 ||
  (query.instead !== undefined && passes(one, query.instead))

/** True if the description adds to the scores of many, and so says nothing. */
const isBoilerplate = ({ document }: One, found: readonly One[], query: DocumentQuery): boolean => {
  const sharing = found.filter(
    (other) =>
      (other.document.description ?? '') === (document.description ?? '') &&
      scoreOf(other, query) !== scoreOf(other, query, true),
  )
  return new Set(sharing.map(({ name }) => name.split('/').at(-1))).size >= MIN_SHARING
}

const pointsOfCopy = ({ name }: One, query: DocumentQuery): number =>
  copyPoints(copyWords(name.split('/').map(wordsOf)) ?? '', COPY_NAMES, query.words)

/** True if there is an original of the same last component. */
const isMirrored = ({ name }: One, found: readonly One[], query: DocumentQuery): boolean =>
  found.some(
    (other) =>
      pointsOfCopy(other, query) === 0 &&
      other.document.kind !== 'chart' &&
      other.name.split('/').at(-1) === name.split('/').at(-1),
  )

const sortValue = (one: One, found: readonly One[], query: DocumentQuery, score: number): number => {
  const words = counting(query.words)
  const isInstead = words.length > 0 && score === 0
  if (query.sort === 'name') return 0
  if (query.sort === 'size') return orLast(one.document.size)
  if (query.sort === 'tags') return one.document.visible
  if (query.sort === 'oldest') return orLast(-seconds(one))
  if (query.sort === 'created') return orLast(builtSeconds(one))
  if (query.sort === 'newest' || words.length === 0) return orLast(seconds(one))
  const components = one.normalized.split('/')
  const inName = one.name.split('/').map(wordsOf)
  const days = (query.now / 1000 - seconds(one)) / 86_400
  const [, ofAge] = AGES.find(([age]) => days > age) ?? [0, 0]
  const ofCopy = pointsOfCopy(one, query) === MIRROR && isMirrored(one, found, query) ? COPY : pointsOfCopy(one, query)
  const worth = priorOf(components, inName, one.document) + ofAge + ofCopy
  return isInstead ? worth + INSTEAD : worth + POINTS_PER_WEIGHT * score + namedPoints(one, query.name)
}

const namedPoints = ({ normalized }: One, name: string): number => {
  if (name === '') return 0
  if (normalized === name) return NAMED
  if (normalized === `library/${name}`) return NAMED_IN_LIBRARY
  return normalized === `${name}/${name}` ? NAMED_TWICE : 0
}

// Filters and facets

const passes = (one: One, filter: DocumentFilter): boolean => {
  switch (filter.by) {
    case 'not':
      return !passes(one, filter.filter)
    case 'sourcePrefix': {
      const { source = '' } = one.document
      return source !== '' && sourceAddress(source).startsWith(filter.start)
    }
    case 'namespace':
      return filter.test(one.normalized.replace(/[^/]*$/, ''))
    case 'namePrefix':
      return one.normalized.startsWith(filter.start)
    case 'range': {
      const { field } = filter
      const value =
        field === 'pushedAt' ? seconds(one) : field === 'created' ? createdSeconds(one) : one.document[field]
      return value !== undefined && value >= filter.least && value <= filter.most
    }
    case 'shown':
      return filter.test(one.document[filter.field] ?? '')
    case 'text':
      return filter.field === 'platforms'
        ? (one.document.platforms ?? []).some(filter.test)
        : filter.field === 'address'
          ? filter.test(sourceAddress(one.document.source ?? ''))
          : filter.test(one.document[filter.field] ?? '')
  }
}

const facetValues = (one: One, facet: Facet, now: number): (string | undefined)[] => {
  const { platforms, kind, licenses, vendor, pushedAt } = one.document
  const components = one.normalized.split('/')
  const days = (now / 1000 - seconds(one)) / 86_400
  switch (facet) {
    case 'platform':
      return [...new Set(platforms)]
    case 'kind':
      return [kind]
    case 'namespace':
      return components.length > 1 ? [components[0]] : []
    case 'license':
      return [licenses]
    case 'vendor':
      return [vendor]
    case 'pushed':
      if (pushedAt === undefined || Number.isNaN(days)) return []
      return [days <= 7 ? '7d' : days <= 30 ? '30d' : days <= 90 ? '90d' : days <= 365 ? '365d' : 'older']
  }
}

const counts = (ones: readonly One[], facet: Facet, now: number) => {
  const values = ones.flatMap((one) => facetValues(one, facet, now)).filter((value) => value)
  return [...new Set(values as string[])]
    .map((value) => ({ value, count: values.filter((other) => other === value).length }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, 50)
}

// Errors of typing

const corrections = (ones: readonly One[], typed: string): string[] => {
  const letters = [...typed].length
  if (letters < 3) return []
  const words = ones.flatMap((one) => [...new Set(placed(one).map(([word]) => word))])
  const ofNames = new Set(
    ones
      .map((one) => ({ ...one, document: bare }))
      .flatMap(placed)
      .map(([word]) => word),
  )
  return [...new Set(words)]
    .map((word) => ({
      word,
      errors: distance(typed, word, letters >= 8 ? 2 : 1) ?? 0,
      rank: ofNames.has(word) ? 0 : 1,
      count: words.filter((other) => other === word).length,
    }))
    .filter(({ errors }) => errors > 0)
    .sort((a, b) => a.errors - b.errors || a.rank - b.rank || b.count - a.count || bytes(a.word, b.word))
    .map(({ word }) => word)
}
/** A document that says nothing but its name. */
const bare: SearchDocument = { registry: '', layout: '', visible: 1, hidden: 0 }

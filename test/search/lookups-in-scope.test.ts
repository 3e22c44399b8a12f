// What a caller who sees only a part gets of lookups that very many others are in: the same as if those were not there.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Entry, lookupEntry, lookupPartition, parseLookupEntry } from '../../lambda/model/search-entries.ts'
import { find } from '../../lambda/search/find.ts'
import { lookupsInScope, MAX_REQUESTS_IN_SCOPE, TooManyValuesError } from '../../lambda/search/lookups-in-scope.ts'
import type { Scope } from '../../lambda/search/memory/documents.ts'
import { openDocuments } from '../../lambda/search/memory/overlays.ts'
import { packSegment } from '../../lambda/search/memory/pack-segment.ts'
import type { Page } from '../../lambda/search/page.ts'
import { parseQuery } from '../../lambda/search/query/query.ts'
import { isInScope } from '../../lambda/search/scope.ts'
import { runs } from '../effort.ts'
import { plainLookups } from '../fakes/plain-lookups.ts'
import { stateOf } from './memory/documents-of.ts'

/** More than one answer to somebody who sees everything reads. */
const HIDDEN = 45_000
const NAMES = 3000

const secret = (at: number) => `m/secret${String(at % NAMES).padStart(4, '0')}`
const secretTag = (at: number) => `v1.${String(at).padStart(5, '0')}-secret`
const SHOWN = ['a/first', 'm/secret1000-open', 'z/last'].map((id) => stateOf(id))
const secrets = Array.from({ length: NAMES }, (_, at) => stateOf(secret(at), { private: true }))

const world = (entries: readonly Entry[], states: typeof SHOWN) => ({
  documents: openDocuments([packSegment(states)]),
  ...plainLookups(entries),
})
type World = ReturnType<typeof world>

const SCOPES: [string, Scope][] = [
  ['the anonymous', { hidesPrivate: true }],
  ['a user with prefixes', { hidesPrivate: false, prefixes: ['a/', 'm/secret1000-open', 'z'] }],
]

/** All pages of a query. */
const pagesOf = async ({ documents, lookups }: World, scope: Scope, q: string, limit = 2): Promise<Page[]> => {
  const pages: Page[] = []
  do {
    const options = { limit, now: 0, cursor: pages.at(-1)?.cursor }
    pages.push(await find({ documents, lookups }, scope, parseQuery(q, 0), options))
    expect(pages.length).toBeLessThan(15)
  } while (pages.at(-1)?.cursor !== undefined)
  return pages
}

describe.each(SCOPES)('to %s', (_, scope) => {
  it.each([
    ['base:alpine', (id: string, tags: string[]) => tags.map((tag) => lookupEntry('balpine', id, tag))],
    [':v1', (id: string, tags: string[]) => tags.map((tag) => lookupEntry(`t${tag}`, id, tag))],
    ['last:v1', (id: string, tags: string[]) => tags.map((tag) => lookupEntry(`t${tag}`, id, tag))],
    ['first:v1', (id: string, tags: string[]) => tags.map((tag) => lookupEntry('tv1', id, tag))],
  ] as const)('%s is answered as if the others were not there, however many they are', async (q, entriesOf) => {
    const shown = [
      ...entriesOf('a/first', ['v1']),
      ...entriesOf('m/secret1000-open', ['v1.20000']),
      ...entriesOf('z/last', ['v1.9', 'v10']),
    ]
    const hidden = Array.from({ length: HIDDEN }, (_, at) => entriesOf(secret(at), [secretTag(at)])).flat()
    const all = world([...shown, ...hidden], [...SHOWN, ...secrets])
    const pages = await pagesOf(all, scope, q)
    expect(pages).toEqual(await pagesOf(world(shown, SHOWN), scope, q))
    expect(pages[0]?.isComplete).toBe(true)
    const [first] = await pagesOf(all, scope, q, 9)
    expect(first?.hits.length).toBeGreaterThan(0)
  })

  it('of one value no more others are read than the rest of a page', async () => {
    const hidden = Array.from({ length: HIDDEN }, (_, at) => lookupEntry('balpine', secret(at), secretTag(at)))
    const shown = SHOWN.map(({ id }) => lookupEntry('balpine', id, 'v1'))
    const { documents, lookups, counts } = world([...shown, ...hidden], [...SHOWN, ...secrets])
    const before = counts.requests
    const { hits } = await find({ documents, lookups }, scope, parseQuery('base:alpine', 0), { limit: 25, now: 0 })
    expect(hits).toHaveLength(3)
    expect(counts.requests - before).toBeLessThanOrEqual(4)
  })

  it('a beginning of too many other values is refused, and says how to ask', async () => {
    const count = (MAX_REQUESTS_IN_SCOPE + 1) * 1000
    const hidden = Array.from({ length: count }, (_, at) => {
      const tag = `v1.${String(at).padStart(6, '0')}`
      return lookupEntry(`t${tag}`, secret(at), tag)
    })
    const { documents, lookups, counts } = world(hidden, [...SHOWN, ...secrets])
    const asked = find({ documents, lookups }, scope, parseQuery(':v1', 0), { limit: 25, now: 0 })
    await expect(asked).rejects.toThrow(TooManyValuesError)
    await expect(asked).rejects.toThrow('give more of it, or the whole')
    expect(counts.requests).toBe(MAX_REQUESTS_IN_SCOPE)
  })
})

it('lookups in a scope are those of the entries that are in it', async () => {
  const ids = ['a', 'team', 'team/a', 'team/b', 'teams/a', 'z/team', 'z/a@docker-v1']
  const entry = fc
    .tuple(fc.constantFrom('v1', 'v10', 'v1.1', 'v'), fc.constantFrom(...ids, 'gone'), fc.constantFrom('t', 'u'))
    .map(([value, id, tag]) => lookupEntry(`b${value}`, id, tag))
  const scope = fc.record({
    hidesPrivate: fc.boolean(),
    prefixes: fc.option(fc.array(fc.constantFrom('team', 'team/', 'z/', 'a', 'x/')), { nil: undefined }),
  })
  const cases = fc.record({
    entries: fc.array(entry, { maxLength: 40 }),
    privates: fc.subarray(ids),
    scope,
    start: fc.constantFrom('v1', 'v1\0', 'v1\0team', 'v1\0team/a\0', 'v1.'),
    limit: fc.integer({ min: 1, max: 4 }),
  })
  await fc.assert(
    fc.asyncProperty(cases, async ({ entries, privates, scope, start, limit }) => {
      const isPrivate = (id: string) => (privates.includes(id) ? { private: true as const } : {})
      const documents = openDocuments([packSegment(ids.map((id) => stateOf(id, isPrivate(id))))])
      const { lookups } = plainLookups(entries)
      const shown = entries.filter(({ entry }) => {
        const { repository } = parseLookupEntry(entry)
        return ids.includes(repository) && isInScope(scope, repository, isPrivate(repository))
      })
      const partition = lookupPartition('baseName', 'v1')
      const inScope = lookupsInScope(lookups, documents, scope)
      const plain = plainLookups(shown).lookups
      let after: string | undefined
      do {
        const expected: string[] = await plain.lookups(partition, start, after, limit)
        expect(await inScope.lookups(partition, start, after, limit)).toEqual(expected)
        after = expected.length < limit ? undefined : expected.at(-1)
      } while (after !== undefined)
    }),
    { numRuns: runs(300, 10_000) },
  )
})

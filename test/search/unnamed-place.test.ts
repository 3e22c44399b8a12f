// Pages of values where more entries than one answer reads are of repositories that the caller may not see.

import { describe, expect, it } from 'vitest'
import { lookupEntry } from '../../lambda/model/search-entries.ts'
import { find } from '../../lambda/search/find.ts'
import { openDocuments } from '../../lambda/search/memory/overlays.ts'
import { packSegment } from '../../lambda/search/memory/pack-segment.ts'
import type { Page } from '../../lambda/search/page.ts'
import { parseQuery } from '../../lambda/search/query/query.ts'
import { plainLookups } from '../fakes/plain-lookups.ts'
import { stateOf } from './memory/documents-of.ts'

/** What one answer reads at most: its first page and 15 further ones. */
const BOUND = 15_300
/** So many that several answers have nothing for the caller. */
const HIDDEN = 3 * BOUND
const NAMES = 3000

const secret = (at: number) => `m/secret${String(at % NAMES).padStart(4, '0')}`
const secretTag = (at: number) => `v1.${String(at).padStart(5, '0')}-secret`
const documents = openDocuments([
  packSegment([
    ...['a/first', 'm/secret1000-open', 'z/last'].map((id) => stateOf(id)),
    ...Array.from({ length: NAMES }, (_, at) => stateOf(secret(at), { private: true })),
  ]),
])

/** All pages of a query, as somebody sees them who may not see private repositories. */
const pagesOf = async (q: string, { lookups }: ReturnType<typeof plainLookups>): Promise<Page[]> => {
  const pages: Page[] = []
  do {
    const options = { limit: 2, now: 0, cursor: pages.at(-1)?.cursor }
    pages.push(await find({ documents, lookups }, { hidesPrivate: true }, parseQuery(q, 0), options))
    expect(pages.length).toBeLessThan(15)
  } while (pages.at(-1)?.cursor !== undefined)
  return pages
}

describe.each([
  {
    what: 'one value',
    q: 'base:alpine',
    entriesOf: (id: string, tags: readonly string[]) => tags.map((tag) => lookupEntry('balpine', id, tag)),
    found: ['a/first', 'm/secret1000-open', 'z/last', 'z/last'],
  },
  {
    what: 'many values',
    q: ':v1',
    entriesOf: (id: string, tags: readonly string[]) => tags.map((tag) => lookupEntry(`t${tag}`, id, tag)),
    found: ['a/first', 'm/secret1000-open', 'z/last', 'z/last'],
  },
])('of $what', ({ q, entriesOf, found }) => {
  const entries = [
    ...entriesOf('a/first', ['v1']),
    ...Array.from({ length: HIDDEN }, (_, at) => entriesOf(secret(at), [secretTag(at)])).flat(),
    ...entriesOf('m/secret1000-open', ['v1.20000']),
    ...entriesOf('z/last', ['v1.9', 'v10']),
  ]

  it('goes on to the end, and names nothing that is hidden', async () => {
    const pages = await pagesOf(q, plainLookups(entries))
    expect(pages.flatMap(({ hits }) => hits.map(({ id }) => id))).toEqual(found)
    expect(pages.some(({ hits }) => hits.length === 0)).toBe(true)
    for (const { cursor, isComplete } of pages) {
      expect(isComplete).toBe(false)
      const place = Buffer.from(cursor ?? '', 'base64url').toString()
      expect(place.replace('secret1000-open', '')).not.toContain('secret')
    }
  })

  it('goes on also where the first page has nothing, and ends where nothing else is', async () => {
    const [first, ...others] = await pagesOf(q, plainLookups(entries.slice(1)))
    expect(first).toMatchObject({ hits: [], total: undefined, isComplete: false, cursor: expect.any(String) })
    expect(others.flatMap(({ hits }) => hits.map(({ id }) => id))).toEqual(found.slice(1))
    const nothing = await pagesOf(q, plainLookups(entries.slice(1, -3)))
    expect(nothing.flatMap(({ hits }) => hits)).toEqual([])
  })
})

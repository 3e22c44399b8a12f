// What a search costs: requests to DynamoDB and read units, counted.

import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { SearchDocument } from '../../lambda/model/search-document.ts'
import { lookupEntry } from '../../lambda/model/search-entries.ts'
import { find } from '../../lambda/search/find.ts'
import { openDocuments } from '../../lambda/search/memory/overlays.ts'
import { packSegment } from '../../lambda/search/memory/pack-segment.ts'
import type { PageOptions } from '../../lambda/search/page.ts'
import { encodeCursor } from '../../lambda/search/page-cursor.ts'
import { parseQuery } from '../../lambda/search/query/query.ts'
import { QueryError } from '../../lambda/search/query/query-error.ts'
import { runs } from '../effort.ts'
import { odd } from '../fakes/odd.ts'
import { plainLookups } from '../fakes/plain-lookups.ts'

const NOW = Date.parse('2026-11-24T12:00:00Z')
const MANY = 720
/** As the issue bounds them. */
const MAX_REQUESTS = 20
const MAX_TAG_UNITS = 10

const idOf = (at: number) => `team${at % 7}/app${String(at).padStart(4, '0')}`
const HEX = 'abcdef0123'
const documents = new Map(
  Array.from({ length: MANY }, (_, at): [string, SearchDocument] => [
    idOf(at),
    {
      ...{ registry: 'registry', layout: 'distribution', visible: 3, hidden: 0, tag: at % 3 === 0 ? 'latest' : 'v2.0' },
      ...{ newestTag: 'edge', kind: at === 7 ? ('chart' as const) : ('image' as const) },
      pushedAt: new Date(Date.UTC(2026, 0, 1, 0, at)).toISOString().replace('.000', ''),
      ...(at % 2 === 0 ? { private: true as const } : {}),
    },
  ]),
)
const memory = openDocuments([packSegment([...documents].map(([id, document]) => ({ id, changedAt: 1, document })))])
const entries = Array.from({ length: MANY }, (_, at) => [
  // Everybody has v1.0, hardly anybody v1.0-rc; a third has latest; few have rare.
  lookupEntry('tv1.0', idOf(at), 'v1.0'),
  ...(at % 360 === 3 ? [lookupEntry('tv1.0-rc', idOf(at), 'v1.0-rc')] : []),
  ...(at % 3 === 0 ? [lookupEntry('tlatest', idOf(at), 'latest')] : []),
  ...(at % 144 === 1 ? [lookupEntry('trare', idOf(at), 'rare')] : []),
  ...(at % 2 === 0 ? [lookupEntry('tsome', idOf(at), 'some')] : []),
  ...['d', 'c', 'h', 'r'].map((kind) => lookupEntry(`${kind}${HEX}`, idOf(at), 'v1.0')),
]).flat()

let world: ReturnType<typeof plainLookups>
beforeEach(() => {
  world = plainLookups(entries)
})

const asked = async (q: string, options: Partial<PageOptions> = {}, hidesPrivate = false) => {
  world.counts.requests = world.counts.units = 0
  const ports = { documents: memory, lookups: world.lookups }
  const page = await find(ports, { hidesPrivate }, parseQuery(q, NOW), { limit: 25, now: NOW, ...options })
  return { ...page, ...world.counts, names: page.hits.map(({ id }) => id) }
}

describe(`over ${MANY} repositories`, () => {
  it.each(['app', '', 'kind:chart', 'team3 -app0003 kind:image older:1d', 'zzzzqqqqxxxx', 'namespace:team3', 'app*'])(
    'words and qualifiers, %j, ask DynamoDB for nothing, and are counted',
    async (q) => {
      const page = await asked(q, { facets: ['kind', 'namespace'] })
      expect(page).toMatchObject({ requests: 0, units: 0, isComplete: true, total: expect.any(Number) })
    },
  )

  it('everything is found, however rare and far behind', async () => {
    expect(await asked('app kind:chart')).toMatchObject({ total: 1, names: [idOf(7)] })
  })

  it.each([
    ['app:rare', 5],
    ['app:latest', MANY / 3],
    ['app0003:latest', 1],
    ['app0003:v1.0-rc', 1],
    ['app:none', MANY],
  ])('%s is complete and counted', async (q, total) => {
    const page = await asked(q)
    expect(page).toMatchObject({ isComplete: true, total })
    expect(page.requests).toBeLessThanOrEqual(2)
    expect(page.units).toBeLessThanOrEqual(MAX_TAG_UNITS)
  })

  it('of a tag that most have, the best candidates are asked for; the answer says so, and goes on', async () => {
    const found: string[] = []
    let cursor: string | undefined
    for (let pages = 0; pages === 0 || cursor !== undefined; pages++) {
      const page = await asked('team3:some', { cursor })
      expect(page.units).toBeLessThanOrEqual(MAX_TAG_UNITS)
      expect(page.requests).toBeLessThanOrEqual(3)
      if (pages === 0) expect(page).toMatchObject({ isComplete: false, total: undefined })
      found.push(...page.names)
      cursor = page.cursor
    }
    const expected = Array.from({ length: MANY }, (_, at) => at).filter((at) => at % 2 === 0 && at % 7 === 3)
    expect([...found].sort()).toEqual(expected.map(idOf))
    expect(new Set(found).size).toBe(found.length)
  })

  it('a value that every tag has is read in pages, and goes on by cursor', async () => {
    const first = await asked(':v1.0')
    expect(first).toMatchObject({ requests: 1, isComplete: false, total: undefined })
    expect(first.names).toHaveLength(25)
    const found: string[] = []
    let cursor: string | undefined
    for (let pages = 0; pages === 0 || cursor !== undefined; pages++) {
      const page = await asked(':v1.0', { cursor, limit: 400 })
      expect(page.requests).toBeLessThanOrEqual(4)
      found.push(...page.names)
      cursor = page.cursor
    }
    expect(found).toHaveLength(MANY + MANY / 360)
    expect(await asked(':rare')).toMatchObject({ requests: 1, total: 5, isComplete: true })
  })

  it('a cursor has no name of a repository that the caller may not see', async () => {
    let cursor: string | undefined
    for (let pages = 0; pages === 0 || cursor !== undefined; pages++) {
      const page = await asked(':v1.0 kind:chart', { cursor, limit: 1 }, true)
      cursor = page.cursor
      const id = cursor === undefined ? idOf(1) : String(JSON.parse(Buffer.from(cursor, 'base64url').toString())[4])
      expect(documents.get(id.split('\0')[1] ?? id)?.private).toBeUndefined()
    }
  })

  const token = fc.oneof(
    odd,
    fc.constantFrom(HEX, 'abcdef', 'facade', 'app', ':v1', ':7', 'v1:v1.0', 'app:7', 'app:v', 'app:some', 'zz', 'x'),
    fc.constantFrom('sha256:ab', 'revision:ab', 'base:al', `app@sha256:${HEX}`, '-app', 'kind:wasm', 'source:x', '*'),
  )
  const query = fc.array(token, { maxLength: 30 }).map((all) => all.join(' ').slice(0, 256))

  it('no query asks more than its bound of DynamoDB, nor does a page of it', async () => {
    await fc.assert(
      fc.asyncProperty(query, fc.integer({ min: 1, max: 1000 }), async (q, limit) => {
        try {
          const first = await asked(q, { limit })
          expect(first.requests).toBeLessThanOrEqual(MAX_REQUESTS)
          const next = await asked(q, { limit, cursor: first.cursor })
          expect(next.requests).toBeLessThanOrEqual(MAX_REQUESTS)
        } catch (error) {
          expect(error).toBeInstanceOf(QueryError)
        }
      }),
      { numRuns: runs(80, 3000) },
    )
    // What is hexadecimal, found in all kinds, and matches nothing else is the dearest.
    expect((await asked(`${HEX} kind:wasm`)).requests).toBe(4 * 2)
  })

  it('no cursor that somebody made asks more, or fails otherwise than with a reason', async () => {
    const place = fc.record({
      asOf: fc.nat({ max: 2 ** 40 }).map((minute) => minute * 60_000),
      part: fc.constantFrom('documents', 'unmatched', 'values'),
      value: fc.oneof(fc.integer(), fc.nat({ max: 4 }), fc.double({ noNaN: true, noDefaultInfinity: true })),
      id: fc.oneof(odd, fc.constantFrom(HEX, `${HEX}\0`, 'v1.0\0team3', idOf(9), '', 'v1')),
      isWhole: fc.boolean(),
    })
    const q = fc.constantFrom('app', '', ':v1', HEX, `${HEX} kind:wasm`, 'app:some', 'app:latest', 'app:none')
    await fc.assert(
      fc.asyncProperty(q, place, async (q, where) => {
        const { sort, text } = parseQuery(q, NOW)
        try {
          const page = await asked(q, { cursor: encodeCursor(where, `${sort}\n${text}`) })
          expect(page.requests).toBeLessThanOrEqual(MAX_REQUESTS)
        } catch (error) {
          expect(error).toBeInstanceOf(QueryError)
        }
      }),
      { numRuns: runs(150, 5000) },
    )
  })
})

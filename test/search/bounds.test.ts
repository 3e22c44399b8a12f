// What a search costs: requests to DynamoDB and read units, counted.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { QueryError } from '../../lambda/search/query/query-error.ts'
import { runs } from '../effort.ts'
import { odd } from '../fakes/odd.ts'
import { costWorld, HEX, idOf, MANY, MAX_REQUESTS } from './cost-world.ts'

const MAX_TAG_UNITS = 10
const world = costWorld()
const asked = world.asked.bind(world)

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

  it('few candidates that have to be asked for are counted on every page, with facets', async () => {
    // Of these ten the lookups, of which 200 are read, do not tell who has the tag.
    const all = Array.from({ length: 10 }, (_, at) => 710 + at).filter((at) => at % 2 === 0)
    const found: string[] = []
    let cursor: string | undefined
    for (let pages = 0; pages === 0 || cursor !== undefined; pages++) {
      const page = await asked('app071:some', { cursor, limit: 2, facets: ['kind'] })
      expect(page).toMatchObject({ isComplete: true, total: 5, facets: { kind: [{ value: 'image', count: 5 }] } })
      expect(page.units).toBeLessThanOrEqual(MAX_TAG_UNITS)
      found.push(...page.names)
      cursor = page.cursor
    }
    expect([...found].sort()).toEqual(all.map(idOf).sort())
  })

  it('nothing is nothing, also of a tag as which very many begin', async () => {
    expect(await asked('zzqxj:nightly')).toMatchObject({ total: 0, isComplete: true, suggestions: [] })
    // What was meant is asked at once.
    expect(await asked('taem3:nightly')).toMatchObject({ corrected: 'team3:nightly', suggestions: ['team3:nightly'] })
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

  it('what was meant is asked for within what is left by what was typed', async () => {
    // Very many have the tag, all of which are read for nothing.
    const page = await asked(':nightly-0 taem3 kind:wasm')
    expect(page).toMatchObject({ suggestions: [':nightly-0 team3 kind:wasm'], corrected: ':nightly-0 team3 kind:wasm' })
    expect(page.requests).toBeLessThanOrEqual(MAX_REQUESTS)
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
})

import { describe, expect, it } from 'vitest'
import { scanOf2015 } from '../../bench/scan-2015.ts'
import { askedOf, costAims, costTable, othersOf } from '../../bench/search-measure.ts'
import { madeUp } from '../../bench/search-shape.ts'
import { SCOPE, searchTables } from '../../bench/search-tables.ts'
import { find } from '../../lambda/search/find-rows.ts'
import { parseQuery } from '../../lambda/search/query.ts'

const asked = async (names: readonly string[], q: string, description = '') => {
  const tables = searchTables(names.map((name) => ({ name, description })))
  const { hits } = await find(tables.reader, SCOPE, parseQuery(q, 0), { limit: 25 })
  return { found: hits.length, ...tables.takeAsked() }
}
const numbered = (count: number, nameOf: (at: number) => string) => Array.from({ length: count }, (_, at) => nameOf(at))

describe('a search', () => {
  it('for one term costs at most 2 sequential round trips and 20 read units in a made-up registry', async () => {
    const measured = await askedOf(2000)
    expect(costAims(measured).map(({ met, text }) => [met, text])).toEqual([
      [true, '2 sequential round trips; at most 2 allowed'],
      [true, expect.stringMatching(/^\d+(\.5)? read units/)],
    ])
    expect(costTable(measured, true).split('\n')).toHaveLength(2 + measured.length)
  })

  it('for several terms is bounded by the rarest of them, or by eight rounds of 100 rows if none is rare', async () => {
    const measured = await askedOf(3000, othersOf)
    const of = (q: RegExp) => measured.find((one) => q.test(one.q))
    expect(of(/qqqq/)?.asked).toMatchObject({ roundTrips: expect.toSatisfy((trips: number) => trips <= 5) })
    expect(of(/s390x/)).toMatchObject({ found: 0 })
    for (const { asked } of measured) {
      expect(asked.roundTrips).toBeLessThanOrEqual(1 + 2 * 8)
      expect(asked.readUnits).toBeLessThanOrEqual(8 * (50 + 10) + 16)
    }
  })

  it('reads four partitions and the exact names, then 25 rows', async () => {
    const names = numbered(300, (at) => `team/app${at}`)
    expect(await asked(names, 'app')).toMatchObject({ found: 25, requests: 6, roundTrips: 2 })
    expect(await asked(names, 'team/app7')).toMatchObject({ found: 11, requests: 6, roundTrips: 2 })
    expect(await asked(['app'], 'app')).toEqual({ found: 1, requests: 5, roundTrips: 1, readUnits: 3 })
  })

  it.each([
    ['names that repeat their namespace', numbered(20, (at) => `grafana/grafana-${at}`), 'grafana', ''],
    ['as many names as a page has', numbered(25, (at) => `grafana/grafana-${at}`), 'grafana', ''],
    [
      'names whose descriptions have the term too',
      numbered(24, (at) => `redis-${at}`),
      'redis',
      'redis, a redis cache',
    ],
  ])('costs at most 2 sequential round trips and 20 read units for %s', async (_, names, q, description) => {
    const { found, roundTrips, readUnits } = await asked(names, q, description)
    expect(found).toBe(names.length)
    expect(roundTrips).toBeLessThanOrEqual(2)
    expect(readUnits).toBeLessThanOrEqual(20)
  })
})

it('scanOf2015 reads everything, one page after the other', () => {
  const { asked: costs, search } = scanOf2015([
    ...Array.from({ length: 2000 }, (_, at) => ({ name: `a${at}`, description: 'x'.repeat(1000) })),
    { name: 'Redis', description: '' },
  ])
  expect(costs).toMatchObject({ requests: 2, roundTrips: 2 })
  expect(search('redis')).toEqual([])
  expect(search('Redis')).toEqual(['Redis'])
})

it('madeUp returns the same registry every time, without duplicate names', () => {
  const repositories = madeUp(1000)
  expect(madeUp(1000)).toEqual(repositories)
  expect(new Set(repositories.map(({ name }) => name)).size).toBe(1000)
})

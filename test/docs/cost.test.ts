// The tables of docs/cost.md are what `npm run cost` prints. If they differ and that is right:
//   UPDATE_DOCS=1 npx vitest run --project unit test/docs/cost.test.ts

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { total, totalWithFree } from '../../bench/cost/bill.ts'
import { countAll, countSearch } from '../../bench/cost/counted.ts'
import { firstLoad, monthly } from '../../bench/cost/monthly.ts'
import { SETTING_COSTS } from '../../bench/cost/settings.ts'
import { costTables, sizes } from '../../bench/cost/tables.ts'
import { PLANNED, PUSH_SHARES, type Usage } from '../../bench/cost/usage.ts'
import { SETTINGS } from '../../infra/settings-schema.ts'

const DOCUMENT = join(import.meta.dirname, '..', '..', 'docs', 'cost.md')
const HINT =
  'docs/cost.md differs from what npm run cost prints; if that is right, run UPDATE_DOCS=1 npx vitest run --project unit test/docs/cost.test.ts'

/** A table, and the comment before it that has its name. */
const TABLE = /(?<=^<!-- npm run cost: (\w+) -->\n\n)(?:\|.*\n)+/gm

const counted = await countAll()
const searches = new Map<number, Awaited<ReturnType<typeof countSearch>>>()
for (const size of sizes()) searches.set(size, await countSearch(size))

it('docs/cost.md has all tables, as they are printed', () => {
  const text = readFileSync(DOCUMENT, 'utf8')
  const tables = costTables({ counted, searches })
  const updated = text.replace(TABLE, (_, name: string) => `${tables.get(name)}\n`)
  if (process.env['UPDATE_DOCS']) return writeFileSync(DOCUMENT, updated)
  expect([...text.matchAll(TABLE)].map(([, name]) => name).sort()).toEqual([...tables.keys()].sort())
  expect(text, HINT).toBe(updated)
})

describe('a bill', () => {
  const search = searches.get(500)
  if (search === undefined) throw new Error('500 documents are not counted')
  const figures = { counted, search }
  const bill = (more: Partial<Usage>) =>
    total(monthly(figures, { repositories: 500, pushes: 1000, searches: 2500, ...more }))

  it('has pushes that are of counted kinds, 100 of 100', () => {
    const kinds = counted.pushes.map(({ what }) => what)
    expect(Object.keys(PUSH_SHARES).filter((what) => !kinds.includes(what))).toEqual([])
    expect(Object.values(PUSH_SHARES).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1)
  })

  it('grows with repositories, pushes and searches', () => {
    for (const more of [{ repositories: 600 }, { pushes: 1100 }, { searches: 2600 }])
      expect(bill(more)).toBeGreaterThan(bill({}))
  })

  it('of pushes has the counted write units at their price', () => {
    const lines = monthly(figures, { repositories: 500, pushes: 1_000_000, searches: 0 })
    const [line] = lines.filter(({ group, price }) => group === 'pushes' && price === 'writeUnits')
    // 19, 17, 17 and 29 units (test/bench/push.test.ts), by their shares.
    expect(line?.quantity).toBeCloseTo(30 * 1e6 * (0.5 * 19 + 0.4 * 17 + 0.1 * 29))
  })

  it('of what is free is taken once for all lines of one price', () => {
    const alarms = { price: 'alarms', quantity: 8 } as const
    expect(totalWithFree([alarms])).toBe(0)
    expect(totalWithFree([alarms, alarms])).toBeCloseTo(0.6)
    expect(total([alarms, alarms])).toBeCloseTo(1.6)
  })

  it('at rest stays below a dollar without alarms', () => {
    const idle = monthly(figures, { repositories: 500, pushes: 0, searches: 0 })
    expect(total(idle.filter(({ price }) => price !== 'alarms'))).toBeLessThan(1)
  })

  it('of a first load has the write units that were counted, for as many tags', () => {
    const [line] = firstLoad(figures, { repositories: 2 * counted.repositories, pushes: 0, searches: 0 }).filter(
      ({ price }) => price === 'writeUnits',
    )
    expect(line?.quantity).toBe(2 * counted.firstLoad.writeUnits)
  })
})

it('what settings cost names settings that there are', () => {
  const named = SETTING_COSTS.flatMap(({ setting }) => setting.match(/(?<=`)\w+/g) ?? [])
  expect(named.length).toBeGreaterThan(8)
  expect(named.filter((name) => !Object.hasOwn(SETTINGS, name))).toEqual([])
})

it('plans are in the order of their size', () => {
  expect(PLANNED.map(({ repositories }) => repositories)).toEqual([500, 3000, 100_000])
})

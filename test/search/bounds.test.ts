import { beforeAll, describe, expect, it } from 'vitest'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { layouts } from '../../lambda/registry/layouts/layouts.ts'
import { find, type PageOptions } from '../../lambda/search/find-rows.ts'
import { parseQuery } from '../../lambda/search/query.ts'
import { runs } from '../effort.ts'
import { add } from '../fakes/many.ts'
import { memoryStore } from '../fakes/memory-store.ts'
import { counted } from '../fakes/rounds.ts'

const NOW = Date.parse('2026-11-24T12:00:00Z')
const MANY = runs(6000, 15_000)
/** The only chart among them. */
const LAST = { namespace: `team${(MANY - 1) % 7}`, name: `team${(MANY - 1) % 7}/app${MANY - 1}` }
const tables = memoryStore()

beforeAll(async () => {
  for (let at = 0; at < MANY; at++)
    await add(tables, `team${at % 7}/app${at}`, {
      kind: at === MANY - 1 ? 'chart' : 'image',
      description: at % 2 === 0 ? 'an even app' : '',
      pushedAt: new Date(Date.UTC(2026, 0, 1, 0, at)).toISOString().replace('.000', ''),
    })
})

const asked = async (q: string, options: PageOptions = { limit: 25 }, isAnonymous = true) => {
  const { counts, reader } = counted(tables.reader)
  const scope = { layouts: layouts([distribution('')]), isAnonymous }
  const page = await find(reader, scope, parseQuery(q, NOW), options)
  return { ...page, ...counts }
}

describe(`over ${MANY} repositories`, () => {
  it('one term takes two round trips: its shelves and its exact names, then the rows', async () => {
    expect(await asked('app')).toMatchObject({ rounds: 2, requests: 6, isPartial: false })
    expect((await asked('app')).hits).toHaveLength(25)
    expect(await asked('team3/app3')).toMatchObject({ rounds: 2, requests: 6 })
  })

  it('so does its next page, and the newest of all', async () => {
    const { cursor } = await asked('app')
    expect(await asked('app', { limit: 25, cursor })).toMatchObject({ rounds: 2 })
    expect(await asked('')).toMatchObject({ rounds: 2, requests: 2 })
    expect(await asked('older:180d')).toMatchObject({ rounds: 2, requests: 2 })
    expect(await asked('namespace:team3')).toMatchObject({ rounds: 2, requests: 2 })
  })

  // Every round: what may match, then its rows; tags take a read of all, and one more of those that have it not.
  it.each([
    ['app kind:wasm', 8 * 2],
    ['team app kind:wasm', 1 + 8 * 2],
    ['app -team', 8 * 2],
    ['kind:wasm', 8 * 2],
    ['namespace:team3 kind:wasm', 8 * 2],
    ['older:1d size:>1GB', 8 * 2],
    ['app:v1', 8 * 4],
  ])('%s, which nothing matches, ends within eight rounds, and says that there may be more', async (q, rounds) => {
    const page = await asked(q)
    expect(page).toMatchObject({ hits: [], isPartial: true, suggestions: [], cursor: expect.any(String) })
    expect(page.rounds).toBeLessThanOrEqual(rounds)
    const further = await asked(q, { limit: 25, cursor: page.cursor })
    expect(further.rounds).toBeLessThanOrEqual(rounds)
    expect(further.cursor).not.toBe(page.cursor)
  })

  it('of several terms it goes by the one that the fewest have, whatever is typed first or longest', async () => {
    const name = `team${5555 % 7}/app5555`
    expect((await asked('team app5555 even')).hits).toEqual([])
    expect(await asked('app5555 team')).toMatchObject({ rounds: 3, requests: 2 * 4 + 6 })
    expect((await asked('app5555 team')).hits.map(({ row }) => row.name)).toEqual([name])
    expect(await asked('team nix')).toMatchObject({ hits: [], isPartial: false })
  })

  it.each(['kind:chart', 'app kind:chart', `namespace:${LAST.namespace} kind:chart older:1d`, 'even -even kind:chart'])(
    '%s goes on by cursor until the one is found, and ends',
    async (q) => {
      const found: string[] = []
      let pages = 0
      for (let cursor: string | undefined; pages === 0 || cursor !== undefined; pages++) {
        const page = await asked(q, { limit: 25, cursor })
        found.push(...page.hits.map(({ row }) => row.name))
        cursor = page.cursor
        expect(pages).toBeLessThanOrEqual(MANY / 800)
      }
      expect(found).toEqual(q.startsWith('even') ? [] : [LAST.name])
    },
  )

  it('a term that nothing has, and nothing like it, costs one round trip for suggestions', async () => {
    expect(await asked('zzzzqqqqxxxx')).toMatchObject({ rounds: 2, hits: [], suggestions: [] })
  })
})

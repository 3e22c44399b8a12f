import { beforeAll, describe, expect, it } from 'vitest'
import { encodeTagCursor } from '../../lambda/search/tag-cursor.ts'
import { request } from '../fakes/http.ts'
import { memorySystem } from '../fakes/system.ts'

const system = memorySystem()
const SIGNATURE = `sha256-${'a'.repeat(64)}.sig`
// In the order in which they were pushed.
const PUSHED = ['v1.10', 'latest', 'v1.9', 'edge', '2.0', 'v1.9-slim', SIGNATURE]

beforeAll(async () => {
  for (const [at, tag] of PUSHED.entries())
    system.registry.push('team/app', tag, {}, new Date(Date.UTC(2026, 10, 1, at)))
  await system.index('team/app', ...PUSHED)
})

interface Page {
  readonly tags: { tag: string }[]
  readonly cursor?: string
}
const get = (query: string) => request(system, `/api/repositories/team/app/tags?${query}`)
const all = async (query: string) => {
  const found: string[] = []
  let cursor: string | undefined
  do {
    const page = (await (await get(`${query}${cursor === undefined ? '' : `&cursor=${cursor}`}`)).json()) as Page
    found.push(...page.tags.map(({ tag }) => tag))
    cursor = page.cursor
  } while (cursor !== undefined)
  return found
}

const NEWEST = ['v1.9-slim', '2.0', 'edge', 'v1.9', 'latest', 'v1.10']
const BY_VERSION = ['latest', '2.0', 'v1.10', 'v1.9', 'v1.9-slim', 'edge']

describe('tags of a repository', () => {
  it.each([1, 2, 3, 5, 6, 1000])('are the same over all pages at %i a page, in each order', async (limit) => {
    expect(await all(`limit=${limit}`)).toEqual(NEWEST)
    expect(await all(`limit=${limit}&order=newest`)).toEqual(NEWEST)
    expect(await all(`limit=${limit}&order=version`)).toEqual(BY_VERSION)
    expect(await all(`limit=${limit}&order=name`)).toEqual([...NEWEST].sort())
  })

  it.each([1, 2, 100])('may be those that begin so, at %i a page', async (limit) => {
    expect(await all(`limit=${limit}&start=v1`)).toEqual(['v1.9-slim', 'v1.9', 'v1.10'])
    expect(await all(`limit=${limit}&start=v1.9&order=version`)).toEqual(['v1.9', 'v1.9-slim'])
    expect(await all(`limit=${limit}&start=v1&order=name`)).toEqual(['v1.10', 'v1.9', 'v1.9-slim'])
    expect(await all(`limit=${limit}&start=none`)).toEqual([])
    expect(await all(`limit=${limit}&start=sha256`)).toEqual([])
  })

  it('read at most eight times for a page, of however many tags, and say where to go on', async () => {
    const many = memorySystem()
    const tags = Array.from({ length: 900 }, (_, at) => `a${String(at).padStart(3, '0')}`)
    for (const tag of [...tags, 'z']) many.registry.tag('box', tag, many.registry.manifest().digest)
    for (let at = 0; at < tags.length; at += 100) await many.index('box', ...tags.slice(at, at + 100))
    await many.index('box', 'z')
    many.tables.calls.tags = 0
    const path = '/api/repositories/box/tags?order=name&start=z'
    const first = (await (await request(many, path)).json()) as Page
    expect(first).toMatchObject({ tags: [], cursor: expect.any(String) })
    expect(many.tables.calls.tags).toBe(8)
    const second = (await (await request(many, `${path}&cursor=${first.cursor}`)).json()) as Page
    expect(second.tags.map(({ tag }) => tag)).toEqual(['z'])
    expect(second.cursor).toBeUndefined()
  })

  const forged = (tag: string, key: string, order = 'newest') =>
    `order=${order}&cursor=${encodeTagCursor({ tag, key }, ['tags', 'team/app', order, ''].join('\n'))}`
  it.each([
    'cursor=x',
    forged('', ''),
    forged('v1.9', ''),
    forged('v1.9', '0v1.9'),
    forged('v1.9', '1'),
    forged('v1.9', 'v1.8', 'name'),
    forged('#v1.9', '#v1.9', 'name'),
    forged('\ud800', '1\ud800'),
  ])('are not gone on with from %s', async (query) => {
    const answer = await get(query)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ detail: expect.stringMatching(/is not of this list|names no tag/) })
  })

  it.each([
    ['order=size', /order is "size"; allowed are newest, version, name/],
    ['limit=0', /limit is "0"; allowed are whole numbers from 1/],
    [`start=${'a'.repeat(129)}`, /at most 128 characters/],
  ])('refuse %s with what is allowed', async (query, title) => {
    expect(await (await get(query)).json()).toMatchObject({ status: 400, detail: expect.stringMatching(title) })
  })

  it('are found for a name with encoded slashes, also one with /tags/ in it', async () => {
    expect((await request(system, '/api/repositories/team%2Fapp/tags')).status).toBe(200)
    const odd = memorySystem()
    odd.registry.push('team/tags/app', 'v1')
    await odd.index('team/tags/app', 'v1')
    expect((await request(odd, '/api/repositories/team%2Ftags%2Fapp')).status).toBe(200)
  })
})

describe('a repository', () => {
  it('is shown with what its latest tag gives', async () => {
    const answer = await request(system, '/api/repositories/team/app')
    expect(await answer.json()).toEqual({
      ...{ name: 'team/app', layout: 'distribution', tags: 6, tag: 'latest', kind: 'image' },
      ...{ platforms: ['linux/amd64'], size: expect.any(Number) },
      ...{ created: '2026-10-01T12:00:00Z', pushedAt: '2026-11-01T05:00:00Z' },
    })
  })
})

describe('a name with a part that is a route', () => {
  const odd = memorySystem()
  beforeAll(async () => {
    for (const name of ['team', 'team/tags', 'team/tags/latest', 'team/tags/latest/history']) {
      odd.registry.push(name, 'latest')
      odd.registry.push(name, 'history')
      await odd.index(name, 'latest', 'history')
    }
  })
  it.each([
    ['team', { name: 'team' }],
    ['team/-', { name: 'team' }],
    ['team/-/', { name: 'team' }],
    ['team/tags/-', { name: 'team/tags' }],
    ['team/tags/latest/-', { name: 'team/tags/latest' }],
    ['team/tags/latest/history/-', { name: 'team/tags/latest/history' }],
    ['team%2Ftags%2F-', { name: 'team/tags' }],
    ['team/tags', { repository: 'team', tags: expect.any(Array) }],
    ['team/-/tags', { repository: 'team', tags: expect.any(Array) }],
    ['team/tags/-/tags', { repository: 'team/tags', tags: expect.any(Array) }],
    ['team/tags/tags', { repository: 'team/tags', tags: expect.any(Array) }],
    ['team/tags/latest/-/tags', { repository: 'team/tags/latest', tags: expect.any(Array) }],
    ['team/tags/latest', { repository: 'team', tag: 'latest' }],
    ['team/-/tags/history', { repository: 'team', tag: 'history' }],
    ['team/tags/-/tags/latest', { repository: 'team/tags', tag: 'latest' }],
    ['team/tags/latest/-/tags/history', { repository: 'team/tags/latest', tag: 'history' }],
    ['team/tags/latest/history', { history: expect.any(Array) }],
    ['team/tags/-/tags/latest/history', { history: expect.any(Array) }],
    ['team/tags/latest/history/-/tags/latest/history', { history: expect.any(Array) }],
  ])('%s', async (path, expected) => {
    const answer = await request(odd, `/api/repositories/${path}`)
    expect(await answer.json()).toMatchObject(expected)
    expect(answer.status).toBe(200)
  })
})

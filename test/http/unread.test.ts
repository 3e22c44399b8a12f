// What answers say of repositories that a first load has named but not read, or read in part.

import { beforeEach, describe, expect, it } from 'vitest'
import { nameRepository } from '../../lambda/indexing/name-repository.ts'
import { listRepositories } from '../../lambda/registry/listing.ts'
import { documented, parseDocument } from '../fakes/documented.ts'
import { run } from '../fakes/filled.ts'
import { request } from '../fakes/http.ts'
import { readView } from '../fakes/page-view.ts'
import { memorySystem } from '../fakes/system.ts'

const SIGNATURE = `sha256-${'a'.repeat(64)}.sig`
let system: ReturnType<typeof memorySystem>

beforeEach(async () => {
  system = memorySystem()
  for (const tag of ['v1', 'v2', 'v3', SIGNATURE]) system.registry.push('team/app', tag)
  system.registry.push('team/signed', 'v1')
  system.registry.push('team/signed', SIGNATURE)
  for await (const one of listRepositories(system.bucket.bucket, system.layout, '', undefined))
    await nameRepository(system.ports, one)
  await system.index('team/signed', 'v1')
})

const json = async (path: string) => (await request(system, path)).json() as Promise<Record<string, unknown>>
const status = async (path: string) => (await request(system, path)).status
const refused = async (path: string) => {
  const answer = await request(system, path)
  return { status: answer.status, retryAfter: answer.headers.get('retry-after'), body: await answer.json() }
}

describe('a repository that is not read yet', () => {
  it('is found by its name, with the number of its tags and how many are not read', async () => {
    expect(await json('/api/search?q=app')).toMatchObject({
      total: 1,
      items: [{ name: 'team/app', layout: 'distribution', tags: 3, unread: 3 }],
    })
    expect(await json('/api/repositories/team/app')).toMatchObject({ name: 'team/app', tags: 3, unread: 3 })
  })

  it.each(['relevance', 'newest', 'oldest', 'created', 'name', 'size', 'tags'])(
    'is listed once among all others by %s, on pages of one',
    async (sort) => {
      const first = await json(`/api/search?q=&limit=1&sort=${sort}`)
      const second = await json(`/api/search?q=&limit=1&sort=${sort}&cursor=${first['cursor']}`)
      const names = [first, second].flatMap(({ items }) => (items as { name: string }[]).map(({ name }) => name))
      expect(names.sort()).toEqual(['team/app', 'team/signed'])
      expect(second).not.toHaveProperty('cursor')
    },
  )

  it('comes after what was pushed, in the order of pushes', async () => {
    const { items } = (await json('/api/recent')) as { items: { name: string }[] }
    expect(items.map(({ name }) => name)).toEqual(['team/signed', 'team/app'])
  })

  it('is in the catalog, in docker search, and not in the feed of pushes', async () => {
    expect(await json('/v2/_catalog')).toEqual({ repositories: ['team/app', 'team/signed'] })
    expect(await json('/v1/search?q=app')).toMatchObject({
      results: [{ name: 'team/app', description: '3 tags, not read yet' }],
    })
    const feed = await (await request(system, '/feed.atom')).text()
    expect(feed).toContain('team/signed')
    expect(feed).not.toContain('team/app')
  })

  it('has no list of tags for clients that take any list for whole', async () => {
    const message =
      'team/app has tags that are not read yet, 4 of 4: the index reads the registry for the first time; try again'
    expect(await refused('/v2/team/app/tags/list')).toEqual({
      status: 503,
      retryAfter: '60',
      body: { errors: [{ code: 'UNAVAILABLE', message, detail: null }] },
    })
    expect(await refused('/v1/repositories/team/app/tags')).toMatchObject({ status: 503, body: { error: message } })
    // A tag that is hidden is in those lists, too.
    expect(await refused('/v2/team/signed/tags/list')).toMatchObject({ status: 503, retryAfter: '60' })
    await run(system, { force: true })
    expect(await json('/v2/team/app/tags/list')).toEqual({ name: 'team/app', tags: [SIGNATURE, 'v1', 'v2', 'v3'] })
    expect(await status('/v1/repositories/team/app/tags')).toBe(200)
  })

  it('has a page of known tags that says how many it lacks', async () => {
    expect(await json('/api/repositories/team/app/tags')).toEqual({
      repository: 'team/app',
      layout: 'distribution',
      tags: [],
      unread: 3,
    })
    await system.index('team/app', 'v2')
    expect(await json('/api/repositories/team/app/tags')).toMatchObject({ tags: [{ tag: 'v2' }], unread: 2 })
  })

  it('does not say of a tag that it has none, while it may be one that is not read', async () => {
    const answer = await refused('/api/repositories/team/app/tags/v2')
    expect(answer).toMatchObject({ status: 503, retryAfter: '60' })
    expect(answer.body).toMatchObject({
      detail: expect.stringContaining('team/app has tags that are not read yet, and "v2" may be one of them'),
    })
    expect(await status('/api/repositories/team/app/tags/v2/history')).toBe(503)
    expect(await status('/r/team/app:v2')).toBe(503)
    expect(await status('/compare?a=team/app:v1&b=team/app:v2')).toBe(503)
    // No tag has such a name; and of another all tags that are called so are read.
    expect(await status('/api/repositories/team/app/tags/-v2')).toBe(404)
    expect(await status('/api/repositories/team/signed/tags/v2')).toBe(404)
    expect(await status(`/api/repositories/team/signed/tags/${SIGNATURE}`)).toBe(503)
    await run(system, { force: true })
    expect(await status('/api/repositories/team/app/tags/v2')).toBe(200)
    expect(await status('/api/repositories/team/app/tags/v4')).toBe(404)
  })

  it.each(['v2', 'latest'])('is found without the tag %s, and the answer says that it may have it', async (tag) => {
    expect(await json(`/api/search?q=team/app:${tag}`)).toMatchObject({
      items: [{ name: 'team/app', unread: 3 }],
      missing: { tag, unread: true },
    })
    await system.index('team/app', 'v1', 'v2', 'v3')
    const { items, missing } = await json(`/api/search?q=team/app:${tag}`)
    if (tag === 'v2') expect(items).toMatchObject([{ match: 'v2' }])
    else expect(missing).toEqual({ tag })
  })
})

it.each([
  ['/api/search', '?q=app:v2'],
  ['/api/repositories/{name}', ''],
  ['/api/repositories/{name}/tags', ''],
  ['/v2/{name}/tags/list', ''],
])('%s%s answers as /openapi.json says, which tells what unread means', async (path, query) => {
  const document = await json('/openapi.json')
  const answer = await request(system, path.replace('{name}', 'team/app') + query)
  expect(await documented(parseDocument(document))(path, answer)).toBeDefined()
  expect(JSON.stringify(document)).toContain('How many of its tags are not read yet')
})

describe('the web page', () => {
  it('says of results and of a repository that tags are not read', async () => {
    expect((await readView(system, '/?q=app')).text).toMatch(/team\/ app 3 tags, not read yet/)
    const whole = await readView(system, '/r/team/app')
    expect(whole.text).toMatch(/Tags 3, not read yet .*Not read yet The index reads this registry for the first time/)
    expect(whole.text).not.toContain('No such tag')
    await system.index('team/app', 'v2')
    expect((await readView(system, '/?q=app')).text).toMatch(/3 tags, 2 not read yet/)
    const part = await readView(system, '/r/team/app')
    expect(part.text).toMatch(/Tags 3, 2 not read yet/)
    expect(part.text).toContain('v2')
    await system.index('team/app', 'v1', 'v3')
    expect((await readView(system, '/?q=app')).text).not.toContain('not read')
  })

  it('does not say that there is no such tag', async () => {
    const { text } = await readView(system, '/?q=team/app:v2')
    expect(text).toContain('Not found so far, since not all is read yet: the tag v2 . These are found without it.')
    const tag = await readView(system, '/r/team/app:v2')
    expect(tag.text).toContain('"v2" may be one of them')
    expect(tag.html).toContain('Try again')
  })
})

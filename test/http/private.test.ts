// Unauthenticated callers must not learn of private repositories, nor may a name of their own making reach a key.

import { beforeEach, describe, expect, it } from 'vitest'
import { layouts } from '../../lambda/registry/layouts/layouts.ts'
import { all, imageId } from '../fakes/docker-v1.ts'
import { run } from '../fakes/filled.ts'
import { request } from '../fakes/http.ts'
import { memorySystem } from '../fakes/system.ts'

let system: ReturnType<typeof memorySystem>
beforeEach(() => {
  system = memorySystem({ layouts: ['distribution', 'docker-v1'] })
})

const push = async (name: string, isPrivate = false) => {
  if (isPrivate) all(system.v1.setPrivate(name, true))
  all(system.v1.push(name, 'latest', [{ id: imageId(name) }]))
  await system.index(`${name}@docker-v1`, 'latest')
}
const get = async (path: string) => (await request(system, path)).text()

describe('a private repository', () => {
  it('is suggested to nobody', async () => {
    await push('hidden/topproject', true)
    expect(JSON.parse(await get('/api/search?q=topprojekt'))).toEqual({
      query: 'topprojekt',
      items: [],
      total: 0,
      complete: true,
    })
  })

  it('is in no cursor', async () => {
    for (let at = 0; at < 99; at++) await push(`app/a${String(at).padStart(3, '0')}`)
    await push('app/asecret', true)
    await push('app/az')
    const first = JSON.parse(await get('/api/search?q=a&limit=99'))
    expect(first.items).toHaveLength(99)
    expect(Buffer.from(first.cursor, 'base64url').toString()).not.toContain('secret')
    const second = JSON.parse(await get(`/api/search?q=a&limit=99&cursor=${first.cursor}`))
    const names = [...first.items, ...second.items].map(({ name }: { name: string }) => name)
    expect(new Set(names).size).toBe(100)
    expect(names).not.toContain('app/asecret')
  })

  it('is in no cursor where it is the last that is ranked, and comes first', async () => {
    for (let at = 0; at < 99; at++) await push(`app/a${String(at).padStart(3, '0')}-long`)
    await push('app/ab', true)
    await push('app/ac')
    const first = JSON.parse(await get('/api/search?q=a&limit=99'))
    expect(first.items).toHaveLength(99)
    expect(Buffer.from(first.cursor, 'base64url').toString()).not.toContain('app/ab')
    const second = JSON.parse(await get(`/api/search?q=a&limit=99&cursor=${first.cursor}`))
    const names = [...first.items, ...second.items].map(({ name }: { name: string }) => name)
    expect(new Set(names).size).toBe(100)
    expect(names).not.toContain('app/ab')
  })

  it('stays hidden while a deployment does not have its layout', async () => {
    await push('hidden/app', true)
    system = { ...system, ports: { ...system.ports, layouts: layouts([system.layout]) } }
    for (const path of ['/api/search?q=app', '/api/recent', '/v1/search?q=app', '/feed.atom'])
      expect(await get(path)).not.toContain('hidden/app')
  })

  it('is in no namespace that the status shows', async () => {
    await push('hidden/app', true)
    await push('shown/app')
    await run(system)
    expect(JSON.parse(await get('/api/status')).namespaces).toEqual([{ name: 'shown', repositories: 1 }])
  })
})

it('a private repository that is gone is not named by the status, nor counted', async () => {
  all(system.v1.push('shown/app', 'latest', [{ id: imageId('a') }]))
  await push('hidden/app', true)
  await run(system)
  all(system.v1.removeRepository('hidden/app'))
  await run(system)
  expect(JSON.parse(await get('/api/status')).lastRun).not.toHaveProperty('totals')
  expect(await get('/api/status')).not.toContain('hidden')
})

it('the id of a repository is no name', async () => {
  await push('team/app')
  for (const path of ['/v2/team/app@docker-v1/tags/list', '/api/repositories/team/app@docker-v1?layout=distribution'])
    expect((await request(system, path)).status).toBe(404)
})

it('a name that would be no key is found nowhere', async () => {
  system.registry.push('app', 'v1')
  await system.index('app', 'v1')
  const asked: string[] = []
  const { repository } = system.tables.store
  system.tables.store.repository = (name) => {
    asked.push(name)
    return repository(name)
  }
  expect((await request(system, `/api/repositories/${encodeURIComponent('你'.repeat(255))}`)).status).toBe(404)
  expect(asked.every((id) => Buffer.byteLength(id) <= 2048)).toBe(true)
})

it('a feed has no character that XML has not', async () => {
  system.registry.push('app', 'v1', { labels: { 'org.opencontainers.image.description': 'a\ufffeb\uffff' } })
  await system.index('app', 'v1')
  expect(await get('/feed.atom')).not.toMatch(/[\ufffe\uffff]/u)
})

describe('a query that is none', () => {
  it('is answered with what may have been meant, as far as its words tell', async () => {
    await push('hidden/kindly', true)
    const problem = async (q: string) => JSON.parse(await get(`/api/search?q=${encodeURIComponent(q)}`))
    expect(await problem('app kind:imag')).toEqual({
      type: 'about:blank',
      status: 400,
      title: 'Bad Request',
      detail: expect.stringMatching(/kind:imag is not known/),
      suggestions: ['app kind:image'],
    })
    expect(await problem('kind:nothing')).not.toHaveProperty('suggestions')
    // It is read as a name and its tag until nothing is found.
    expect(await problem('arhc:arm64 app')).toMatchObject({ status: 400, suggestions: ['arch:arm64 app'] })
    expect(await problem('knid:imag')).toMatchObject({ status: 400, suggestions: ['kind:image'] })
    expect(JSON.parse(await get('/v1/search?q=kind:imag'))).toEqual({ error: expect.any(String) })
  })
})

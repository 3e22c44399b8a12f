// References to images as people type and paste them, and what is answered where a part of them is not there.

import { beforeAll, describe, expect, it } from 'vitest'
import { find } from '../../lambda/search/find.ts'
import type { PageOptions } from '../../lambda/search/page.ts'
import { parseQuery } from '../../lambda/search/query/query.ts'
import { searchPortsOf } from '../fakes/search-ports.ts'
import { memorySystem } from '../fakes/system.ts'

const NOW = Date.parse('2026-11-24T12:00:00Z')
const OTHER = `sha256:${'0'.repeat(64)}`
let system: ReturnType<typeof memorySystem>
let digest = ''

beforeAll(async () => {
  system = memorySystem()
  const source = { 'org.opencontainers.image.source': 'https://github.com/acme/shop.git' }
  const push = async (name: string, tags: string[], labels: Record<string, string> = {}) => {
    for (const tag of tags) digest = system.registry.push(name, tag, { labels })
    await system.index(name, ...tags)
  }
  await push('library/redis', ['7.2', '7-alpine', 'latest'])
  await push('team/redis-cache', ['v1', 'V1', '7'], source)
  await push('bash', ['latest'])
  await push('charts/monitoring', ['103.1.1_up45.31.1', '103.1.0_up45.31.1', '9.4.202'])
  await push('team/app', ['v1.0', 'v1.0-rc'])
})

const asked = async (q: string, options: Partial<PageOptions> = {}) => {
  const query = parseQuery(q, NOW)
  const page = await find(searchPortsOf(system.tables), { hidesPrivate: false }, query, {
    ...{ limit: 25, now: NOW },
    ...options,
  })
  const found = page.hits.map(({ id, match }) => (match === undefined ? id : `${id}:${match}`))
  return { ...page, found }
}

describe('a reference', () => {
  it.each([
    ['redis:7', ['library/redis:7-alpine', 'team/redis-cache:7']],
    ['redis:7.2', ['library/redis:7.2']],
    ['redis:latest', ['library/redis:latest']],
    ['redis:v1', ['team/redis-cache:v1']],
    ['redis:V1', ['team/redis-cache:V1']],
    ['app:v1.0', ['team/app:v1.0']],
    ['app:v1', ['team/app:v1.0']],
    ['docker.io/library/redis:latest', ['library/redis:latest']],
    ['localhost:5000/team/app:v1.0', ['team/app:v1.0']],
    ['redis:7*', ['library/redis:7-alpine', 'team/redis-cache:7']],
    ['team/*:v1.0', ['team/app:v1.0']],
    ['team/*:v1*', ['team/app:v1.0', 'team/redis-cache:v1']],
    ['library/*:latest', ['library/redis:latest']],
    ['monitoring:103.1.1+up45.31.1', ['charts/monitoring:103.1.1_up45.31.1']],
    ['monitoring:103.1.1_up45.31.1', ['charts/monitoring:103.1.1_up45.31.1']],
    ['monitoring:103.1.1+up', ['charts/monitoring:103.1.1_up45.31.1']],
    ['oci://host.example/charts/monitoring:103.1.0+up45.31.1', ['charts/monitoring:103.1.0_up45.31.1']],
    ['helm pull oci://host.example/charts/monitoring:103.1.0+up45*', ['charts/monitoring:103.1.0_up45.31.1']],
    ['charts/*:103.1.1+up45.31.1', ['charts/monitoring:103.1.1_up45.31.1']],
    [':103.1.1+up45.31.1', ['charts/monitoring:103.1.1_up45.31.1']],
    // A plus of an address that was not encoded.
    ['monitoring:103.1.1 up45.31.1', ['charts/monitoring:103.1.1_up45.31.1']],
    ['charts/monitoring:103.1.1 up45', ['charts/monitoring:103.1.1_up45.31.1']],
    ['monitoring 103.1.1 up45.31.1', ['charts/monitoring:103.1.1_up45.31.1']],
    [':103.1.1 up45.31.1', ['charts/monitoring:103.1.1_up45.31.1']],
    [
      'helm pull oci://host.example/charts/monitoring --version 103.1.1+up45.31.1',
      ['charts/monitoring:103.1.1_up45.31.1'],
    ],
    [
      'helm pull oci://host.example/charts/monitoring --version 103.1.1 up45.31.1',
      ['charts/monitoring:103.1.1_up45.31.1'],
    ],
    [
      'helm install x oci://host.example/charts/monitoring --version=103.1.1+up45.31.1',
      ['charts/monitoring:103.1.1_up45.31.1'],
    ],
    ['monitoring 103.1.1+up45.31.1', ['charts/monitoring:103.1.1_up45.31.1']],
  ])('%s finds %j', async (q, expected) => {
    expect(await asked(q)).toMatchObject({ found: expected, isComplete: true, total: expected.length })
  })

  it('of a digest finds its tags; registries before the name say nothing', async () => {
    expect((await asked(`team/app@${digest}`)).found).toEqual(['team/app:v1.0-rc'])
    expect((await asked(`quay.io/team/app:gone@${digest}`)).found).toEqual(['team/app:v1.0-rc'])
    expect(await asked(`bash@${digest}`)).toMatchObject({ found: ['bash'], missing: { digest } })
  })

  it.each([
    ['redis:8', ['library/redis', 'team/redis-cache'], { tag: '8' }],
    ['redis:latest-slim', ['library/redis', 'team/redis-cache'], { tag: 'latest-slim' }],
    [`app@${OTHER}`, ['team/app'], { digest: OTHER }],
    ['team/*:8', ['team/app', 'team/redis-cache'], { tag: '8' }],
    // It looks like a qualifier with an error in it, but there is such a repository.
    ['bash:5', ['bash'], { tag: '5' }],
  ])('%s finds the repository, and the answer says what that has not', async (q, expected, missing) => {
    const page = await asked(q)
    expect(page).toMatchObject({ found: expected, missing, isComplete: true, total: expected.length })
    // So on all pages.
    const first = await asked(q, { limit: 1 })
    const second = first.cursor === undefined ? undefined : await asked(q, { limit: 1, cursor: first.cursor })
    expect([...first.found, ...(second?.found ?? [])]).toEqual(expected)
    if (second !== undefined) expect(second).toMatchObject({ missing, total: expected.length })
  })

  it('is refused where nothing is called so, and it looks like a qualifier', async () => {
    await expect(asked('arhc:arm64')).rejects.toThrow(/^there is no qualifier "arhc:"; did you mean arch:\? /)
    await expect(asked('arhc:arm64', { skip: 25 })).rejects.toThrow(/^there is no qualifier "arhc:"/)
    expect(await asked('colour:red')).toMatchObject({ found: [], total: 0, missing: undefined })
  })
})

describe('an address', () => {
  it.each(['https://github.com/acme/shop', 'github.com/acme/shop', 'cache github.com/acme', 'source:github.com/acme'])(
    '%s finds what names it as its source',
    async (q) => {
      expect(await asked(q)).toMatchObject({ found: ['team/redis-cache'], total: 1, isComplete: true })
    },
  )

  it('beside words that do not match finds nothing', async () => {
    expect((await asked('bash github.com/acme')).found).toEqual([])
  })
})

describe('facets', () => {
  it('count all results, whatever the page', async () => {
    const kinds = async (q: string) => (await asked(q, { limit: 1, facets: ['namespace'] })).facets.namespace
    expect(await kinds('redis')).toEqual([
      { value: 'library', count: 1 },
      { value: 'team', count: 1 },
    ])
    // A repository counts once, with however many of its tags it is found.
    expect(await kinds(':v1')).toEqual([{ value: 'team', count: 2 }])
    expect(await kinds('redis:7')).toHaveLength(2)
    expect(await kinds('redis:latest')).toEqual([{ value: 'library', count: 1 }])
  })
})

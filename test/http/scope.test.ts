// Nothing in an answer to the anonymous depends on what they may not see: two registries that differ only in private
// repositories answer every request in the same bytes. And what answers are like while search is not up to date.

import { beforeAll, describe, expect, it } from 'vitest'
import { BROWSER_FILES } from '../../lambda/http/routes/browser-files.ts'
import { runStep } from '../../lambda/reconcile/run.ts'
import { parseRunEvent } from '../../lambda/reconcile/run-events.ts'
import { all, imageId } from '../fakes/docker-v1.ts'
import { FAR } from '../fakes/filled.ts'
import { BASIC, basic, request } from '../fakes/http.ts'
import { memorySystem } from '../fakes/system.ts'

const SHARED = imageId('shared')

const registryWith = async (...privates: string[]) => {
  const system = memorySystem({ layouts: ['distribution', 'docker-v1'] })
  for (const name of ['team/app', 'team/web', 'other/database']) system.registry.push(name, 'v1.0')
  for (const name of privates) {
    all(system.v1.setPrivate(name, true))
    for (const tag of ['latest', 'v1', 'v9']) all(system.v1.push(name, tag, [{ id: SHARED }]))
  }
  for (const name of ['shown/app', 'shown/zebra']) all(system.v1.push(name, 'v1', [{ id: SHARED }]))
  // The status has the name of the run, which is the same for all.
  await runStep(system.ports, parseRunEvent({}), FAR)
  return system
}
type System = Awaited<ReturnType<typeof registryWith>>

const queries = [
  '',
  'app',
  'app secret',
  'secret',
  'secrat',
  'databse',
  'hidden/secret:v1',
  'app:v1',
  'app:v9',
  'app:latest',
  ':v1',
  ':v9',
  SHARED.slice(0, 12),
  `sha256:${SHARED}`,
  `app@sha256:${SHARED}`,
  'namespace:hidden',
  'hidden/*',
  'older:1d',
  'kind:image -app',
]
const text = encodeURIComponent
const DIGEST = `sha256:${'a'.repeat(64)}`
const paths = [
  ...queries.flatMap((q) => [
    ...['relevance', 'newest', 'oldest', 'created', 'name', 'size', 'tags'].map(
      (sort) => `/api/search?q=${text(q)}&sort=${sort}`,
    ),
    `/api/search?q=${text(q)}&limit=1&facets=platform,kind,namespace,license,vendor,pushed`,
    `/api/search?q=${text(q)}&format=csv`,
    `/api/search?q=${text(q)}&format=ndjson&limit=2`,
    `/v1/search?q=${text(q)}`,
    `/v1/search?q=${text(q)}&n=1&page=2`,
    `/feed.atom?q=${text(q)}`,
    ...['', '&sort=name', '&sort=tags'].map((more) => `/?q=${text(q)}${more}`),
  ]),
  ...['/api/recent', '/v2/_catalog', '/v2/_catalog?n=1', '/v2/_catalog?last=h', '/feed.atom', '/api/status'],
  ...['/api/lookup?tag=v1', `/api/lookup?digest=${SHARED}`],
  ...['/api/repositories/hidden/secret', '/api/repositories/hidden/secret/tags/v1', '/v2/hidden/secret/tags/list'],
  ...['/v1/repositories/hidden/secret/tags', '/v1/repositories/shown/app/tags', '/feed.atom?repository=hidden/secret'],
  ...['hidden/secret', 'shown/app', 'team/app', 'absent'].map(
    (name) => `/api/repositories/${name}/manifests/${DIGEST}`,
  ),
  ...['/api/repositories/hidden/secret/tags/v1/history', '/api/repositories/team/app/tags/v1.0/history'],
  ...[...BROWSER_FILES.map(({ path }) => path), '/openapi.json', `/api/search?q=${text('hiden:secret kind:imag')}`],
  ...['/api/repositories/shown/app', '/api/repositories/shown/app/tags', '/api/repositories/shown/app/tags/v1'],
  ...['/', '/r/shown/app', '/r/shown/app:v1', '/r/hidden/secret', '/r/hidden/secret:v1', '/r/hidden/secret:v9'],
  ...[
    `/r/shown/app@sha256:${SHARED}`,
    `/r/hidden/secret@sha256:${SHARED}`,
    '/r/hidden',
    '/r/hidden/secret?order=version',
  ],
  ...['/compare?a=hidden/secret:v1&b=shown/app:v1', '/compare?a=shown/app:v1&b=shown/zebra:v1'],
  `/compare?a=shown/app@sha256:${SHARED}&b=hidden/secret@sha256:${SHARED}`,
  ...['hidden/secret', 'shown/app', 'team/app', 'absent'].flatMap((name) => [
    `/r/${name}@${DIGEST}`,
    `/compare?a=team/app:v1.0&b=${name}@${DIGEST}`,
  ]),
]

/** The whole answer: status, headers, body. */
const answerOf = async (system: System, path: string) => {
  const answer = await request(system, path)
  return [answer.status, Object.fromEntries(answer.headers), await answer.text()] as const
}

describe('to the anonymous', () => {
  let without: System
  let having: System
  beforeAll(async () => {
    without = await registryWith()
    having = await registryWith('hidden/secret', 'team/secretapp', 'app/app')
  })

  it.each(paths)('%s is answered in the same bytes, whatever is private', async (path) => {
    const expected = await answerOf(without, path)
    expect(expected[0]).toBeLessThan(500)
    expect(await answerOf(having, path)).toEqual(expected)
  })

  it('so are all further pages', async () => {
    for (const q of ['', 'app', ':v1', SHARED.slice(0, 12)]) {
      let path: string | undefined = `/api/search?q=${text(q)}&limit=1`
      for (let pages = 0; path !== undefined; pages++) {
        const [, headers, body]: Awaited<ReturnType<typeof answerOf>> = await answerOf(without, path)
        expect((await answerOf(having, path))[2]).toBe(body)
        path = /^<([^>]+)>; rel="next"$/.exec(headers['link'] ?? '')?.[1]
        expect(pages).toBeLessThan(10)
      }
    }
  })

  it('who signs in sees all of it', async () => {
    const options = { access: BASIC, headers: basic('registry:pa:ss wörd') }
    const answer = await request(having, '/api/search?q=secret', options)
    expect(await answer.json()).toMatchObject({ total: 2 })
  })
})

describe('while the index can not be brought up to date', () => {
  const open = ['/api/search?q=app', '/api/recent', '/v1/search?q=app', '/v2/_catalog', '/feed.atom']
  const pages = ['/', '/?q=app']

  it.each(open)('%s says that it is stale to who may see everything', async (path) => {
    const system = memorySystem()
    system.registry.push('app', 'v1')
    await system.index('app', 'v1')
    const answer = await request(system, path, { isStale: true })
    expect(answer.status).toBe(200)
    const isJson = path.startsWith('/api')
    expect(isJson ? await answer.json() : answer.headers.get('registry-index-stale')).toEqual(
      isJson ? expect.objectContaining({ stale: true }) : 'true',
    )
    const fresh = await request(system, path)
    expect(await fresh.text()).not.toContain('stale')
    expect(fresh.headers.get('registry-index-stale')).toBeNull()
  })

  it.each(open)('%s is refused to who may not see everything', async (path) => {
    const answer = await request(await registryWith('hidden/secret'), path, { isStale: true })
    expect(answer.status).toBe(503)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await answer.text()).toMatch(/could not be brought up to date/)
  })

  it.each(pages)('the page %s says so to who may see everything, and is refused to others', async (path) => {
    const system = memorySystem()
    system.registry.push('app', 'v1')
    await system.index('app', 'v1')
    const told = 'What changed could not be read for 95 s: what was pushed since may be missing.'
    expect(await (await request(system, path, { isStale: true })).text()).toContain(told)
    expect(await (await request(system, path)).text()).not.toContain(told)
    const refused = await request(await registryWith('hidden/secret'), path, { isStale: true })
    expect(refused.status).toBe(503)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await refused.text()).toContain('could not be brought up to date')
  })

  it('the status is shown without what search would say', async () => {
    const answer = await request(await registryWith(), '/api/status', { isStale: true })
    expect(answer.status).toBe(200)
    expect(await answer.json()).not.toHaveProperty('namespaces')
  })
})

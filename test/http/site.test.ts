// What a deployment calls its registry, and where one pulls: in feeds, in the status, and in what browsers ask for.

import { describe, expect, it } from 'vitest'
import { BROWSER_FILES } from '../../lambda/http/routes/browser-files.ts'
import { all, imageId } from '../fakes/docker-v1.ts'
import { run } from '../fakes/filled.ts'
import { BASIC, request } from '../fakes/http.ts'
import { memorySystem } from '../fakes/system.ts'
import { parseXml } from '../fakes/xml.ts'

const SITE = { title: 'Harbour <of> "Acme" & Sons', pullHost: 'registry.example.com:5000' }

const small = async () => {
  const system = memorySystem({ layouts: ['distribution', 'docker-v1'] })
  system.registry.push('team/app', 'v1.0_x-y')
  all(system.v1.push('team/odd+name', 'v1', [{ id: imageId('a') }]))
  await run(system)
  return system
}
const textOf = (xml: string, path: string) =>
  parseXml(xml)
    .filter(([at]) => at === path)
    .map(([, text]) => text)

describe('a feed', () => {
  const feed = async (path: string, site = {}) => (await request(await small(), path, { site })).text()

  it('names the registry: by its title, or its pull host, or the host that was asked', async () => {
    for (const [site, name] of [
      [SITE, SITE.title],
      [{ pullHost: SITE.pullHost }, SITE.pullHost],
      [{}, 'localhost'],
    ] as const) {
      expect(textOf(await feed('/feed.atom', site), 'feed/title')).toEqual([`All repositories · ${name}`])
      expect(textOf(await feed('/feed.atom?q=app', site), 'feed/title')).toEqual([`Search: app · ${name}`])
    }
  })

  it('keeps its ids whatever the registry is called', async () => {
    const idsOf = (xml: string) => [...textOf(xml, 'feed/id'), ...textOf(xml, 'feed/entry/id')]
    expect(idsOf(await feed('/feed.atom', SITE))).toEqual(idsOf(await feed('/feed.atom')))
  })

  it('links its entries to the page, of the layout that is not the first with its name', async () => {
    const links = [...(await feed('/feed.atom')).matchAll(/<link rel="alternate" type="text\/html" href="([^"]+)"/g)]
    expect(links.map(([, href]) => href).sort()).toEqual([
      '/',
      '/r/team/app:v1.0_x-y',
      '/r/team/odd%2Bname:v1?layout=docker-v1',
    ])
    const ofOne = await feed('/feed.atom?repository=team/odd%2Bname')
    expect(ofOne).toContain('href="/r/team/odd%2Bname"')
  })
})

it('the status and the OpenAPI document tell the title and the pull host', async () => {
  const system = await small()
  const get = async (path: string, site = {}) => (await request(system, path, { site })).json()
  expect(await get('/api/status', SITE)).toMatchObject(SITE)
  for (const name of ['title', 'pullHost']) expect(await get('/api/status')).not.toHaveProperty(name)
  expect(await get('/openapi.json', SITE)).toMatchObject({
    info: { title: SITE.title, description: expect.stringContaining(`pulled from ${SITE.pullHost}`) },
  })
  expect(await get('/openapi.json')).toMatchObject({ info: { title: 'registry-index' } })
  expect(await get('/v1/_ping', SITE)).toEqual({ standalone: true })
})

describe.each(BROWSER_FILES.map(({ path }) => path))('%s', (path) => {
  it('is open, kept by anybody for a day, and 304 to who has it', async () => {
    const answer = await request(await small(), path, { access: BASIC })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('public, max-age=86400')
    expect(answer.headers.get('vary') ?? '').not.toMatch(/Authorization/)
    const headers = { 'if-none-match': answer.headers.get('etag') ?? '' }
    expect((await request(await small(), path, { access: BASIC, headers })).status).toBe(304)
  })

  it('says nothing of what is in the registry, and needs no table', async () => {
    const system = await small()
    const before = await (await request(system, path, { site: SITE })).text()
    expect(before).not.toMatch(/team|odd/)
    system.tables.store.repository = () => Promise.reject(new Error('no table'))
    expect(await (await request(system, path, { site: SITE, isLoading: true })).text()).toBe(before)
  })
})

describe('what browsers ask for', () => {
  const get = async (path: string, site = {}) => {
    const answer = await request(await small(), path, { site })
    return [answer.headers.get('content-type'), await answer.text()] as const
  }

  it('has a search of the page by its whole address', async () => {
    const [type, xml] = await get('/opensearch.xml', SITE)
    expect(type).toBe('application/opensearchdescription+xml; charset=utf-8')
    expect(xml).toContain('<Url type="text/html" template="http://localhost/?q={searchTerms}"/>')
    expect(textOf(xml, 'OpenSearchDescription/ShortName')).toEqual(['Harbour <of> "A…'])
    expect(textOf(xml, 'OpenSearchDescription/LongName')).toEqual([SITE.title])
  })

  it('has an icon without a script in it', async () => {
    const [type, svg] = await get('/favicon.ico')
    expect(type).toBe('image/svg+xml; charset=utf-8')
    expect(parseXml(svg)).toEqual([])
    expect(svg).not.toMatch(/script|on\w+=/)
  })

  it('keeps crawlers out', async () => {
    expect(await get('/robots.txt')).toEqual(['text/plain; charset=utf-8', 'User-agent: *\nDisallow: /\n'])
  })
})

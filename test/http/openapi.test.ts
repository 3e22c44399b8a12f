import { Validator } from '@seriousme/openapi-schema-validator'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { type Document, documented, parseDocument } from '../fakes/documented.ts'
import { BASIC, request } from '../fakes/http.ts'
import { shownSystem } from '../fakes/shown.ts'

let shown: Awaited<ReturnType<typeof shownSystem>>
let json: object
let document: Document
let check: ReturnType<typeof documented>
beforeAll(async () => {
  shown = await shownSystem()
  json = (await (await request(shown.system, '/openapi.json')).json()) as object
  document = parseDocument(json)
  check = documented(document)
})

const APP = '/api/repositories/{name}'
const SUCCESSES: Record<string, string[]> = {
  '/api/search': [
    '?q=app',
    '?q=',
    '?q=team/ap',
    '?q=aqp',
    '?q=:v1',
    '?format=csv',
    '?format=ndjson',
    '?limit=1',
    '?q=app:none',
    '?facets=kind,platform&sort=size',
  ],
  '/api/recent': ['', '?limit=1', '?format=csv', '?format=ndjson'],
  '/api/lookup': ['?tag=v1', '?digest=sha256:ab', '?source=example.org', '?base=library/base', '?revision=c0ffee00'],
  [APP]: ['/team/app', '/multi', '/library/base?layout=distribution'],
  [`${APP}/tags`]: ['/team/app', '/team/app?order=version&limit=1', '/multi?start=v'],
  [`${APP}/tags/{tag}`]: ['/team/app latest', '/team/app broken', '/library/base v1.0', '/multi v1'],
  [`${APP}/tags/{tag}/history`]: ['/team/app latest', '/multi v1'],
  [`${APP}/manifests/{digest}`]: ['/team/app DIGEST', '/team/app DIGEST?layout=distribution'],
  '/api/status': [''],
  '/v1/_ping': [''],
  '/v1/search': ['?q=app', '?q=&n=2&page=2', '?q=none'],
  '/v1/repositories/{name}/tags': ['/team/app', '/base'],
  '/v2/': [''],
  '/v2/_catalog': ['', '?n=1', '?n=0', '?last=m'],
  '/v2/{name}/tags/list': ['/team/app', '/team/app?n=1', '/multi?last=v'],
  '/feed.atom': ['', '?q=app', '?repository=team/app'],
  '/openapi.json': [''],
}
const ERRORS: Record<string, [string, number][]> = {
  '/api/search': [
    ['?limit=0', 400],
    ['?q=kind:x', 400],
    ['?q=kind:imag', 400],
    ['?cursor=x', 400],
    ['?format=xml', 400],
    ['?sort=best', 400],
    ['?facets=kind,x', 400],
  ],
  '/api/recent': [['?limit=x', 400]],
  '/api/lookup': [
    ['', 400],
    ['?tag=a&digest=bb', 400],
    ['?digest=zzz', 400],
    [`?source=${'a'.repeat(256)}`, 400],
  ],
  [APP]: [
    ['/nothing', 404],
    ['/team/app?layout=x', 400],
  ],
  [`${APP}/tags`]: [
    ['/nothing', 404],
    ['/team/app?order=x', 400],
  ],
  [`${APP}/tags/{tag}`]: [
    ['/team/app none', 404],
    ['/nothing v1', 404],
  ],
  [`${APP}/tags/{tag}/history`]: [['/team/app none', 404]],
  [`${APP}/manifests/{digest}`]: [
    ['/copies/app DIGEST', 404],
    ['/nothing DIGEST', 404],
    ['/team/app sha256:ab', 400],
  ],
  '/v1/search': [['?n=0', 400]],
  '/v1/repositories/{name}/tags': [['/nothing', 404]],
  '/v2/_catalog': [['?n=x', 400]],
  '/v2/{name}/tags/list': [
    ['/nothing', 404],
    ['/team/app?n=x', 400],
  ],
  '/feed.atom': [
    ['?repository=nothing', 404],
    ['?q=a&repository=b', 400],
  ],
}

const NEEDS_NOTHING = ['/v1/_ping', '/v2/', '/openapi.json']
const READS_NOTHING = [...NEEDS_NOTHING, '/api/status']
const NEWER = { schema: 9, minReader: 9, bucket: 'registry', roots: { distribution: '' } }
const fail = (): never => {
  throw new Error('the table is gone')
}

/** The address of an operation: its name and its tag, then the query. */
const url = (path: string, given: string): string => {
  const [, name = '', tag = '', query = ''] = /^([^? ]*) ?([^? ]*)(\?.*)?$/.exec(given) ?? []
  const filled = path.replace('{name}', name.slice(1)).replace('{tag}', tag).replace('{digest}', tag)
  return filled.replace('DIGEST', shown.digest) + query
}
const cases = <T>(all: Record<string, T[]>) =>
  Object.entries(all).flatMap(([path, each]) => each.map((one): [string, T] => [path, one]))

describe('the document', () => {
  it('is valid by the schema of OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate({ ...json })
    expect(errors ?? []).toEqual([])
    expect(valid).toBe(true)
  })

  it('has every operation that is tried here, and no other', () => {
    expect(Object.keys(SUCCESSES).sort()).toEqual(Object.keys(document.paths).sort())
  })

  it('has a parameter for each part of its paths', () => {
    for (const [path, { get }] of Object.entries(document.paths)) {
      const inPath = get.parameters.filter((one) => one.in === 'path').map(({ name }) => name)
      expect(inPath).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))
    }
  })

  it('describes each operation, in a group that it describes too', () => {
    const form = z.object({
      info: z.object({ contact: z.object({ name: z.string() }), license: z.object({ identifier: z.string() }) }),
      servers: z.array(z.object({ url: z.string() })),
      tags: z.array(z.object({ name: z.string(), description: z.string() })),
      paths: z.record(z.string(), z.object({ get: z.object({ tags: z.array(z.string()), description: z.string() }) })),
    })
    const { info, servers, tags, paths } = form.parse(json)
    expect(info).toEqual({ contact: { name: 'Whoever runs registry-index' }, license: { identifier: 'Apache-2.0' } })
    expect(servers).toEqual([{ url: '/' }])
    const operations = Object.values(paths).map(({ get }) => get)
    expect(new Set(operations.flatMap((one) => one.tags))).toEqual(new Set(tags.map(({ name }) => name)))
    for (const one of operations) expect(one).toEqual({ tags: [expect.any(String)], description: expect.any(String) })
    expect(new Set(operations.map(({ description }) => description)).size).toBe(operations.length)
  })

  it('lets readers take fields that are added later', () => {
    expect(JSON.stringify(json)).not.toContain('"additionalProperties":false')
  })
})

describe('an answer is as the document says', () => {
  it.each(cases(SUCCESSES))('%s%s', async (path, given) => {
    const answer = await request(shown.system, url(path, given))
    expect(answer.status).toBe(200)
    expect(await check(path, answer)).toBeDefined()
  })

  it.each(cases(ERRORS))('%s, and its error for %j', async (path, [given, status]) => {
    const answer = await request(shown.system, url(path, given))
    expect(answer.status).toBe(status)
    expect(await check(path, answer)).toBeDefined()
  })

  it('every lookup finds something', async () => {
    for (const given of [`digest=${shown.digest}`, `base=${shown.base}`, ...(SUCCESSES['/api/lookup'] ?? [])]) {
      if (/sha256:ab|source/.test(given)) continue
      const answer = await request(shown.system, `/api/lookup?${given.replace('?', '')}`)
      expect(await check('/api/lookup', answer)).toMatchObject({
        items: expect.arrayContaining([expect.objectContaining({ match: expect.any(String) })]),
      })
    }
  })

  it('a tag is shown with all that is around it', async () => {
    const path = `${APP}/tags/{tag}`
    const app = await check(path, await request(shown.system, url(path, '/team/app latest')))
    expect(app).toMatchObject({
      hasSignature: true,
      signatures: ['Cosign'],
      sameDigest: [
        { repository: 'copies/app', tag: 'v1.0' },
        { repository: 'team/app', tag: 'v1.0' },
      ],
    })
    const base = await check(path, await request(shown.system, url(path, '/library/base v1.0')))
    expect(base).toMatchObject({ derived: expect.arrayContaining([expect.objectContaining({ tag: 'latest' })]) })
  })

  it.each(Object.keys(SUCCESSES))('%s without a password, with a known ETag, over broken tables', async (path) => {
    const at = url(path, SUCCESSES[path]?.[0] ?? '')
    await check(path, await request(shown.system, at, { access: BASIC }))
    const etag = (await request(shown.system, at)).headers.get('etag') ?? ''
    const kept = await request(shown.system, at, { headers: { 'if-none-match': etag } })
    expect(kept.status).toBe(304)
    await check(path, kept)

    const broken = await shownSystem()
    for (const name of ['repository', 'tags', 'briefs'] as const) broken.system.tables.store[name] = fail
    broken.system.tables.lookups.lookups = fail
    broken.system.tables.repositories.values = fail
    broken.system.tables.version.runs = fail
    const failed = await request(broken.system, at)
    expect(failed.status).toBe(NEEDS_NOTHING.includes(path) ? 200 : 500)
    await check(path, failed)
  })
})

describe('an index that needs newer code', () => {
  let newer: Awaited<ReturnType<typeof shownSystem>>
  beforeAll(async () => {
    newer = await shownSystem()
    const { version } = newer.system.tables
    await version.write({ ...(await version.read()), ...NEWER })
  })

  it.each(cases(SUCCESSES))('is not read for %s%s', async (path, given) => {
    const answer = await request(newer.system, url(path, given))
    expect(answer.status).toBe(READS_NOTHING.includes(path) ? 200 : 503)
    await check(path, answer)
  })
})

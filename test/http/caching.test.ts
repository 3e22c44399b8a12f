import { gunzipSync, inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { OPERATIONS } from '../../lambda/http/routes/openapi.ts'
import { BASIC, basic, request } from '../fakes/http.ts'
import { shownSystem } from '../fakes/shown.ts'
import { memorySystem } from '../fakes/system.ts'

const { system, digest, untagged } = await shownSystem()
const SIGNED_IN = basic('registry:pa:ss wörd')
const PATHS = OPERATIONS.map(({ path }) => {
  const at = path.replace('{name}', 'team/app').replace('{tag}', 'latest').replace('{digest}', digest)
  return path === '/api/lookup' ? `${at}?tag=v1` : at
})
const PAGES = [
  ...['/', '/?q=app', '/r/team/app', '/r/team/app:latest', `/r/team/app@${digest}`, `/r/team/app@${untagged}`],
  ...['/compare?a=team/app:latest&b=library/base:v1.0', `/compare?a=team/app@${untagged}&b=library/base:v1.0`],
]
const OPEN_PATHS = ['/v1/_ping', '/openapi.json']

describe.each([...PATHS, ...PAGES])('%s', (path) => {
  it('may be kept by its caller alone, who has to ask whether it still holds', async () => {
    const answer = await request(system, path)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('private, no-cache')
    expect(answer.headers.get('vary')).toMatch(/(^|, )Authorization(,|$)/)
    expect(answer.headers.get('etag')).toMatch(/^(W\/)?"[^"]+"$/)
  })

  it('is 304 to who has it, whatever form the ETag has, and 200 to others', async () => {
    const etag = (await request(system, path)).headers.get('etag') ?? ''
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const answer = await request(system, path, { headers: { 'if-none-match': known } })
      expect(answer.status).toBe(304)
      expect(await answer.text()).toBe('')
      expect(answer.headers.get('etag')).toBe(etag)
      expect(answer.headers.get('cache-control')).toBe('private, no-cache')
      expect(answer.headers.get('vary')).toMatch(/Authorization/)
    }
    const other = await request(system, path, { headers: { 'if-none-match': '"other"' } })
    expect(other.status).toBe(200)
  })

  it('never tells who is not signed in that he has it already', async () => {
    const headers = { ...SIGNED_IN, 'if-none-match': '*' }
    expect((await request(system, path, { access: BASIC, headers })).status).toBe(304)
    const anonymous = await request(system, path, { access: BASIC, headers: { 'if-none-match': '*' } })
    expect(anonymous.status).toBe(OPEN_PATHS.includes(path) ? 304 : 401)
    if (anonymous.status === 401) {
      expect(anonymous.headers.get('cache-control')).toBe('no-store')
      expect(anonymous.headers.get('www-authenticate')).toBe('Basic realm="registry-index"')
      expect(anonymous.headers.get('etag')).toBeNull()
    }
  })

  it('answers HEAD as GET, without a body', async () => {
    const [head, get] = [await request(system, path, { method: 'HEAD' }), await request(system, path)]
    expect(head.status).toBe(get.status)
    expect(await head.text()).toBe('')
    for (const name of ['content-type', 'etag', 'cache-control'])
      expect(head.headers.get(name)).toBe(get.headers.get(name))
  })

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('refuses %s in the words of its protocol', async (method) => {
    const answer = await request(system, path, { method, access: BASIC })
    expect(answer.status).toBe(405)
    expect(answer.headers.get('allow')).toBe('GET, HEAD')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const message = `${method} is not allowed here; GET, HEAD is`
    if (PAGES.includes(path)) {
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(await answer.text()).toContain(message)
      return
    }
    const errors = { errors: [{ code: 'UNSUPPORTED', message, detail: null }] }
    const problem = { type: 'about:blank', status: 405, title: 'Method Not Allowed', detail: message }
    const [form, type] = path.startsWith('/v2')
      ? [errors, 'application/json']
      : path.startsWith('/api')
        ? [problem, 'application/problem+json']
        : [{ error: message }, 'application/json']
    expect(answer.headers.get('content-type')).toBe(type)
    expect(await answer.json()).toEqual(form)
  })
})

describe('the script of the page', () => {
  it('may be kept by anybody for ever, since another one has another address', async () => {
    const path = /<script src="([^"]+)"/.exec(await (await request(system, '/')).text())?.[1] ?? ''
    expect(path).toMatch(/^\/page\/[\w-]{10}\.js$/)
    const answer = await request(system, path, { access: BASIC })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect((await request(system, '/page/another.js')).status).toBe(404)
  })
})

describe('compression', () => {
  const read = async (path: string, encoding?: string) => {
    const answer = await request(system, path, {
      headers: encoding === undefined ? {} : { 'accept-encoding': encoding },
    })
    const body = Buffer.from(await answer.arrayBuffer())
    return { body, encoding: answer.headers.get('content-encoding'), etag: answer.headers.get('etag'), answer }
  }

  it('gives the same text back, and says by what it differs', async () => {
    const plain = await read('/openapi.json')
    const zipped = await read('/openapi.json', 'gzip')
    const deflated = await read('/openapi.json', 'deflate')
    expect(plain.encoding).toBeNull()
    expect([zipped.encoding, deflated.encoding]).toEqual(['gzip', 'deflate'])
    expect(gunzipSync(zipped.body)).toEqual(plain.body)
    expect(inflateSync(deflated.body)).toEqual(plain.body)
    expect(zipped.body.length).toBeLessThan(plain.body.length / 4)
    for (const { answer } of [plain, zipped]) expect(answer.headers.get('vary')).toMatch(/Accept-Encoding/)
  })

  it('has an ETag that is asked with again', async () => {
    const { etag } = await read('/openapi.json', 'gzip')
    expect(etag).toMatch(/^W\//)
    const headers = { 'accept-encoding': 'gzip', 'if-none-match': etag ?? '' }
    expect((await request(system, '/openapi.json', { headers })).status).toBe(304)
  })

  it('is not done where it is refused', async () => {
    expect((await read('/openapi.json', 'gzip;q=0, br')).encoding).toBeNull()
    expect((await read('/openapi.json', 'br')).encoding).toBeNull()
  })
})

describe('an ETag', () => {
  it('changes with what is pushed', async () => {
    const own = (await shownSystem()).system
    const etag = async () => (await request(own, '/api/search?q=app')).headers.get('etag')
    const before = await etag()
    expect(await etag()).toBe(before)
    own.registry.push('team/app2', 'v1')
    await own.index('team/app2', 'v1')
    expect(await etag()).not.toBe(before)
  })
})

it('a 304 still says where the next page is, and how many results there are', async () => {
  const system = memorySystem()
  for (const name of ['a', 'b', 'c']) {
    system.registry.push(name, 'v1')
    await system.index(name, 'v1')
  }
  const paths = ['/v2/_catalog?n=3', '/api/search?limit=3&sort=name&format=ndjson']
  const before = await Promise.all(paths.map((path) => request(system, path)))
  system.registry.push('d', 'v1')
  await system.index('d', 'v1')
  const [catalog, search] = await Promise.all(
    paths.map((path, at) =>
      request(system, path, { headers: { 'if-none-match': before[at]?.headers.get('etag') ?? '' } }),
    ),
  )
  expect(before.map(({ headers }) => headers.get('link'))).toEqual([null, null])
  expect(catalog?.status).toBe(304)
  expect(catalog?.headers.get('link')).toBe('</v2/_catalog?last=c&n=3>; rel="next"')
  expect(search?.status).toBe(304)
  expect(search?.headers.get('link')).toMatch(/cursor=/)
  expect(search?.headers.get('registry-index-total')).toBe('4')
})

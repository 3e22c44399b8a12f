// The front refuses in place of the index: exactly the requests that the index would, in the same words and form.

import { beforeAll, describe, expect, it } from 'vitest'
import { ASSETS } from '../../lambda/http/page/frame/assets.ts'
import { BROWSER_FILES } from '../../lambda/http/routes/browser-files.ts'
import { OPERATIONS } from '../../lambda/http/routes/openapi.ts'
import { CHALLENGE, FRONT_HEADERS } from '../../lambda/names/front.ts'
import { BASIC, basic, request, SIGNED_IN } from '../fakes/http.ts'
import { memorySystem } from '../fakes/system.ts'
import { decider } from './decide.ts'

const DIGEST = `sha256:${'a'.repeat(64)}`
const API = OPERATIONS.map(({ path }) =>
  path.replace('{name}', 'team/app').replace('{tag}', 'v1').replace('{digest}', DIGEST),
)
const PAGES = ['/', '/?q=app', '/r/team/app', '/r/team/app:v1', `/r/team/app@${DIGEST}`, '/compare?a=app:1&b=app:2']
const PATHS = [...API, ...BROWSER_FILES.map(({ path }) => path), ASSETS.scriptPath, ...PAGES]

const system = memorySystem()
beforeAll(async () => {
  system.registry.push('team/app', 'v1')
  await system.index('team/app', 'v1')
})

describe('the front', () => {
  const decide = decider({ signIn: true, indexRoutes: undefined })

  it.each(PATHS)('answers %s without sign-in as the index would, or lets it through', async (path) => {
    const own = await request(system, path, { access: BASIC })
    const decision = decide(path)
    expect(decision.kind).toBe(own.status === 401 ? 'response' : 'request')
    if (decision.kind !== 'response') return
    const told = ['www-authenticate', 'cache-control', 'content-type', 'x-content-type-options']
    told.push('docker-distribution-api-version')
    const headersOf = (get: (name: string) => string | null | undefined) =>
      told.map((name) => [name, get(name)?.toLowerCase()])
    expect(headersOf((name) => decision.headers[name])).toEqual(headersOf((name) => own.headers.get(name)))
    expect(decision.headers['www-authenticate']).toBe(CHALLENGE)
    const isPage = PAGES.includes(path)
    if (isPage) expect(decision.body).toMatch(/^<!doctype html>/)
    else expect(JSON.parse(decision.body)).toEqual(await own.json())
  })

  it('lets through who signs in', () => {
    for (const path of PATHS) expect(decide(path, basic('a:b'))).toMatchObject({ kind: 'request' })
  })
})

describe('the index behind a front', () => {
  const SECRET = 'a secret of more than 16 characters'
  const front = { secret: async () => SECRET }
  const signedIn = (headers: Record<string, string>) => ({
    ...SIGNED_IN,
    front,
    headers: { ...SIGNED_IN.headers, ...headers },
  })

  it.each([...PATHS, '/no/such/route'])('answers %s to nobody who comes another way', async (path) => {
    for (const headers of [{}, { [FRONT_HEADERS.secret]: '' }, { [FRONT_HEADERS.secret]: `${SECRET}x` }]) {
      const answer = await request(system, path, signedIn(headers))
      expect([path, answer.status]).toEqual([path, 403])
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(answer.headers.get('content-type')).toMatch(PAGES.includes(path) ? /^text\/html/ : /json/)
      expect(await answer.text()).not.toContain('secret')
    }
  })

  it('answers whom the front sent, and asks them to sign in', async () => {
    const headers = { [FRONT_HEADERS.secret]: SECRET }
    expect((await request(system, '/v1/search?q=app', signedIn(headers))).status).toBe(200)
    expect((await request(system, '/v1/search?q=app', { access: BASIC, front, headers })).status).toBe(401)
    expect((await request(system, '/v1/search?q=app', { method: 'POST', front, headers })).status).toBe(405)
  })

  it('answers nobody while the secret can not be read', async () => {
    const broken = { secret: () => Promise.reject(new Error('the secret is broken')) }
    const logged: unknown[] = []
    const answer = await request(system, '/v1/_ping', {
      front: broken,
      logged,
      headers: { [FRONT_HEADERS.secret]: '' },
    })
    expect(answer.status).toBe(500)
    expect(logged).toHaveLength(1)
  })

  it('shows the host that was asked at the front, if it is one', async () => {
    const searchAddress = async (host: string) => {
      const headers = { [FRONT_HEADERS.secret]: SECRET, [FRONT_HEADERS.host]: host }
      const text = await (await request(system, 'https://api.example/opensearch.xml', { front, headers })).text()
      return /template="([^"]*)\/\?q/.exec(text)?.[1]
    }
    expect(await searchAddress('registry.example.com')).toBe('https://registry.example.com')
    expect(await searchAddress('registry.example.com:8443')).toBe('https://registry.example.com:8443')
    expect(await searchAddress('[::1]:8443')).toBe('https://[::1]:8443')
    for (const none of ['', 'a b', 'a/b', 'user@host', 'a?b', '"><script>', `${'a'.repeat(300)}`, '[:::::]', 'a:99999'])
      expect([none, await searchAddress(none)]).toEqual([none, 'https://api.example'])
  })

  it('takes the host from nobody else', async () => {
    const headers = { [FRONT_HEADERS.host]: 'evil.example' }
    expect(await (await request(system, 'https://api.example/opensearch.xml', { headers })).text()).not.toContain(
      'evil',
    )
  })
})

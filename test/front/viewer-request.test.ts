// What the function of a front decides: who answers a request, by which path, and who is asked to sign in.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { INDEX_ROUTES } from '../../front/front-settings.ts'
import { CHALLENGE, FRONT_HEADERS, OPEN_PATHS } from '../../lambda/names/front.ts'
import { decider } from './decide.ts'

const SIGNED_IN = { Authorization: 'Basic dTpw' }

const originOf = (decision: ReturnType<ReturnType<typeof decider>>) =>
  decision.kind === 'request' ? decision.origin : decision.status

describe('a front before the index and a registry', () => {
  const plain = decider({ signIn: false, indexRoutes: [] })
  const local = decider({ signIn: false, indexRoutes: ['base', 'catalog'] })
  const all = decider({ signIn: false, indexRoutes: INDEX_ROUTES })

  it.each([
    ['/', 'index', 'index', 'index'],
    ['/v1/_ping', 'index', 'index', 'index'],
    ['/v1/search?q=v2/x&n=25', 'index', 'index', 'index'],
    ['/api/search?q=x', 'index', 'index', 'index'],
    ['/r/library/nginx:latest', 'index', 'index', 'index'],
    ['/openapi.json', 'index', 'index', 'index'],
    ['/v22/', 'index', 'index', 'index'],
    ['/v2', 'registry', 'index', 'index'],
    ['/v2/', 'registry', 'index', 'index'],
    ['/v2/?x=/v2/app/manifests/1', 'registry', 'index', 'index'],
    ['/v2/_catalog', 'registry', 'index', 'index'],
    ['/v2/_catalog/', 'registry', 'index', 'index'],
    ['/v2/_catalog?n=10&last=a', 'registry', 'index', 'index'],
    ['/v2/team/app/tags/list?n=3', 'registry', 'registry', 'index'],
    ['/v2/team/app/tags/list/?n=3', 'registry', 'registry', 'index'],
    ['/v2/library/nginx/tags/list?n=5', 'registry', 'registry', 'index'],
    ['/v2/_catalog/tags/list', 'registry', 'registry', 'registry'],
    ['/v2/tags/list', 'registry', 'registry', 'registry'],
    ['/v2/team/tags/list/manifests/v1', 'registry', 'registry', 'registry'],
    ['/v2/library/nginx/manifests/latest', 'registry', 'registry', 'registry'],
    ['/v2/app/blobs/uploads/?mount=a&from=b', 'registry', 'registry', 'registry'],
    ['/v2/app/referrers/sha256:0a1b', 'registry', 'registry', 'registry'],
  ])('lets %s be answered by the %s; the %s if it has base and catalog; the %s if it has tags too', (target, ...by) => {
    expect([plain, local, all].map((decide) => originOf(decide(target)))).toEqual(by)
  })

  it('sends a request to the registry as it is, and tells it the host that was asked', () => {
    const signIn = decider({ signIn: true, indexRoutes: [] })
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const decision = signIn(
        '/v2/app/blobs/uploads/?from=b',
        { 'X-Forwarded-Host': 'evil.example', Forwarded: 'host=evil.example' },
        method,
      )
      expect(decision).toMatchObject({ kind: 'request', uri: '/v2/app/blobs/uploads/', origin: 'registry' })
      const headers = decision.kind === 'request' ? Object.fromEntries(decision.headers) : {}
      expect(headers).toEqual({ host: ['registry.example.com'], 'x-forwarded-host': ['registry.example.com'] })
    }
  })

  it('tells the index the host that was asked, whatever the caller says', () => {
    const decision = plain('/v1/search?q=x', { [FRONT_HEADERS.host]: 'evil.example' })
    expect(decision.kind === 'request' && decision.headers.get(FRONT_HEADERS.host)).toEqual(['registry.example.com'])
  })
})

describe('a front before the index alone', () => {
  it('sends everything to it', () => {
    const alone = decider({ signIn: false, indexRoutes: undefined })
    // Undefined: the distribution has no other origin.
    for (const target of ['/', '/v2/', '/v2/_catalog', '/v2/app/tags/list', '/v2/app/manifests/1', '/x'])
      expect(alone(target)).toMatchObject({ kind: 'request', origin: undefined })
  })
})

describe('sign-in', () => {
  const decide = decider({ signIn: true, indexRoutes: ['base', 'catalog'] })

  it.each(['/', '/v1/search?q=x', '/v2/', '/v2', '/v2/_catalog', '/api/search', '/feed.atom', '/r/app', '/v1/_pingx'])(
    'is asked for at %s, whatever the method, by the challenge that the index sends',
    (target) => {
      for (const method of ['GET', 'HEAD', 'POST'])
        for (const headers of [{}, { Authorization: '' }])
          expect(decide(target, headers, method)).toMatchObject({
            kind: 'response',
            status: 401,
            headers: { 'www-authenticate': CHALLENGE, 'cache-control': 'no-store', vary: 'Authorization' },
          })
      expect(originOf(decide(target, SIGNED_IN))).toBe('index')
    },
  )

  it('is needed for no open path, and none of the registry', () => {
    const { pageFiles, ...paths } = OPEN_PATHS
    for (const target of [...Object.values(paths), '/v1/_ping/', `${pageFiles}0123456789.js`])
      expect([target, originOf(decide(target))]).toEqual([target, 'index'])
    expect(originOf(decide('/v2/app/manifests/1'))).toBe('registry')
  })

  it('is not asked for before a browser asks whether it may ask: those requests never have credentials', () => {
    expect(originOf(decide('/api/search', { Origin: 'https://a.example' }, 'OPTIONS'))).toBe('index')
  })

  it('is asked for nowhere where it is off', () => {
    expect(originOf(decider({ signIn: false, indexRoutes: [] })('/api/search'))).toBe('index')
  })
})

describe('the path', () => {
  const decide = decider({ signIn: false, indexRoutes: ['base', 'catalog'] })
  const pathOf = (target: string) => {
    const decision = decide(target)
    return decision.kind === 'request' ? decision.uri : decision.status
  }

  it.each(['/', '/v2/', '/v2/team/app/tags/list', '/v2/app/manifests/sha256:0a1b', '/caf%C3%A9', '/%25', '/a%3Fb%23c'])(
    '%s stays as it is',
    (path) => {
      expect(pathOf(path)).toBe(path)
    },
  )

  it.each([
    ['/v2/%5fcatalog', '/v2/_catalog'],
    ['/v2/%5Fcat%61log', '/v2/_catalog'],
    ['/%762/_catalog', '/v2/_catalog'],
    ['/v2/./_catalog', '/v2/_catalog'],
    ['/v2/%2e/_catalog', '/v2/_catalog'],
    ['/v2//_catalog', '/v2/_catalog'],
    ['//v2/_catalog', '/v2/_catalog'],
    ['/v2/x/../_catalog', '/v2/_catalog'],
    ['/v2/x/%2E%2e/_catalog', '/v2/_catalog'],
    ['/../../v2/', '/v2/'],
    ['/v2/_catalog//', '/v2/_catalog/'],
    ['/v2/library%2Fnginx/tags/list', '/v2/library/nginx/tags/list'],
    ['/v2/app/manifests/sha256%3A0a1b', '/v2/app/manifests/sha256:0a1b'],
    ['/v2/%255fcatalog', '/v2/%255fcatalog'],
    ['/caf%c3%a9', '/caf%C3%A9'],
    // Each byte of UTF-8 as one character, as Node gives it; and ISO-8859-1, which CloudFront converts.
    ['/caf\u00c3\u00a9', '/caf%C3%A9'],
    ['/caf\u00e9', '/caf%C3%A9'],
    ['/\u00f0\u009f\u0098\u0080', '/%F0%9F%98%80'],
    ['/v2\\_catalog', '/v2%5C_catalog'],
    ['/v2/_catalog#x', '/v2/_catalog%23x'],
    ['http://127.0.0.1:5050/v2/%5fcatalog', '/v2/_catalog'],
  ])('%s is brought to %s', (target, normal) => {
    expect(pathOf(target)).toBe(normal)
    expect(originOf(decide(target))).toBe(originOf(decide(normal)))
  })

  it.each(['', '*', 'v2/', '?n=1', '/v2/%', '/v2/%5', '/v2/%zz'])('%j is refused', (target) => {
    expect(decide(target)).toMatchObject({ kind: 'response', status: 400 })
  })

  it('is normal already, and what a parser of addresses leaves as it is', () => {
    const piece = fc.constantFrom(
      ...['/', '.', '..', '%2e', '%2F', '%5f', '\\', '%5C', '#', '%', 'v2', '_catalog', 'ü', '"'],
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ unit: 'binary-ascii', maxLength: 2 }))), (pieces) => {
        const normal = pathOf(`/${pieces.join('').replaceAll('?', '')}`)
        if (normal === 400) return
        expect(pathOf(`${normal}`)).toBe(normal)
        expect(new URL(`${normal}`, 'http://host').pathname).toBe(normal)
      }),
    )
  })
})

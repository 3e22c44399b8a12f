import { describe, expect, it } from 'vitest'
import { BASIC, request, SIGNED_IN } from '../fakes/http.ts'
import { shownSystem } from '../fakes/shown.ts'

const { system } = await shownSystem()
const PORTAL = 'https://portal.example.com'
const ALLOWED = { corsOrigins: [PORTAL, 'http://localhost:3000'] }
const ofCors = ({ headers }: Response) => [...headers].filter(([name]) => name.startsWith('access-control-'))
const vary = ({ headers }: Response) => headers.get('vary')?.split(', ')

describe('without the setting', () => {
  it('no page of another origin reads anything', async () => {
    const answer = await request(system, '/api/search', { headers: { origin: PORTAL } })
    expect(ofCors(answer)).toEqual([])
    expect(vary(answer)).not.toContain('Origin')
    const preflight = await request(system, '/api/search', { method: 'OPTIONS', headers: { origin: PORTAL } })
    expect(preflight.status).toBe(405)
    expect(ofCors(preflight)).toEqual([])
  })
})

describe('with origins', () => {
  const preflight = (path: string, origin: string) =>
    request(system, path, {
      ...{ ...ALLOWED, access: BASIC, method: 'OPTIONS' },
      headers: {
        origin,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      },
    })

  it.each(['/v1/search', '/v2/_catalog', '/v2/team/app/tags/list', '/api/search', '/'])(
    'a preflight request of %s needs no sign-in, which browsers never send with it',
    async (path) => {
      const answer = await preflight(path, PORTAL)
      expect(answer.status).toBe(204)
      expect(answer.headers.get('access-control-allow-origin')).toBe(PORTAL)
      expect(answer.headers.get('access-control-allow-methods')).toBe('GET,HEAD')
      expect(answer.headers.get('access-control-allow-headers')).toBe('Authorization,If-None-Match')
      expect(answer.headers.get('access-control-max-age')).toBe('7200')
      expect(vary(answer)).toContain('Origin')
      expect(await answer.text()).toBe('')
    },
  )

  it.each([
    ['another origin', 'https://evil.example.com'],
    ['an origin that begins so', `${PORTAL}.evil.example`],
    ['the same host without TLS', 'http://portal.example.com'],
    ['a file', 'null'],
    ['no origin', ''],
  ])('%s may read nothing', async (_, origin) => {
    const answers = [
      await preflight('/api/search', origin),
      await request(system, '/api/search', { ...ALLOWED, headers: { origin } }),
    ]
    for (const answer of answers) {
      expect(answer.headers.get('access-control-allow-origin')).toBeNull()
      // Or a cache would give them what it keeps for others.
      expect(vary(answer)).toContain('Origin')
    }
  })

  it.each([
    ['an answer', '/v2/_catalog?n=1', SIGNED_IN, 200],
    ['a missing sign-in', '/v2/_catalog', { access: BASIC, headers: {} }, 401],
    ['a wrong query', '/api/search?q=size:huge', SIGNED_IN, 400],
    ['what is not there', '/v2/nobody/tags/list', SIGNED_IN, 404],
    ['an unknown route', '/no/such/thing', SIGNED_IN, 404],
    ['a loading index', '/api/search', { ...SIGNED_IN, isLoading: true }, 503],
    ['a method that is not allowed', '/api/search', { ...SIGNED_IN, method: 'POST' }, 405],
  ])('a page reads %s', async (_, path, options, status) => {
    const headers = { ...options.headers, origin: PORTAL }
    const answer = await request(system, path, { ...ALLOWED, ...options, headers })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('access-control-allow-origin')).toBe(PORTAL)
    expect(answer.headers.get('access-control-expose-headers')).toBe(
      'Docker-Distribution-Api-Version,ETag,Link,Retry-After,Registry-Index-Total,Registry-Index-Partial,Registry-Index-Stale',
    )
    expect(vary(answer)).toContain('Origin')
    // A sign-in that the browser remembers is not the page's to use.
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
  })

  it('a page reads that what it has still holds', async () => {
    const etag = (await request(system, '/api/search')).headers.get('etag') ?? ''
    const headers = { origin: PORTAL, 'if-none-match': etag }
    const answer = await request(system, '/api/search', { ...ALLOWED, headers })
    expect(answer.status).toBe(304)
    expect(answer.headers.get('access-control-allow-origin')).toBe(PORTAL)
    expect(answer.headers.get('access-control-expose-headers')).toContain('Registry-Index-Total')
    expect(vary(answer)).toContain('Origin')
  })
})

describe('with all origins', () => {
  it('says so in the same words to all, so that answers need not differ by origin', async () => {
    const answer = await request(system, '/api/search', { corsOrigins: ['*'], headers: { origin: PORTAL } })
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
    expect(vary(answer)).not.toContain('Origin')
  })
})

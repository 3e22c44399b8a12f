import { beforeEach, describe, expect, it } from 'vitest'
import { HttpError } from '../../../lambda/http/http-error.ts'
import { registryAccess, TIME_LIMIT_MS } from '../../../lambda/http/registry-sign-in/registry-access.ts'
import { usersIn } from '../../../lambda/http/users/users.ts'
import { UnavailableError } from '../../../lambda/search/snapshot/unavailable-error.ts'
import { basic, request } from '../../fakes/http.ts'
import { keptMetrics } from '../../fakes/metrics.ts'
import { fakeSignIn, jwt, REGISTRY, type SignIn, TOKEN_HOST } from '../../fakes/sign-in.ts'
import { memorySystem } from '../../fakes/system.ts'

const RIGHT = 'alice:pa:ss'
const EVERYTHING = { hidesPrivate: false }
const PUBLIC = { hidesPrivate: true }

const world = (kind: SignIn) => {
  const fake = fakeSignIn(kind)
  const time = { now: 1000 }
  const secret = { lines: '', fails: false }
  const logged: unknown[] = []
  const said = (...all: unknown[]) => void logged.push(all)
  const limits: { readonly ms: number; readonly end: () => void }[] = []
  const { metrics, said: counted } = keptMetrics()
  const access = registryAccess({
    registry: REGISTRY,
    tokenHost: TOKEN_HOST,
    fetch: (url, init) => fake.fetch(url, init),
    users: async () => {
      if (secret.fails) throw new UnavailableError('the secret is away', 10)
      return usersIn(secret.lines)
    },
    clock: { now: () => time.now },
    log: { info: said, warn: said, error: said },
    metrics,
    timeout: (ms) => {
      const controller = new AbortController()
      limits.push({ ms, end: () => controller.abort(new DOMException('too late', 'TimeoutError')) })
      return controller.signal
    },
  })
  const admit = (authorization?: string, path = '/v1/search') => access.admit({ authorization, path })
  const by = (credentials: string, path?: string) => admit(basic(credentials).authorization, path)
  /** The status that somebody gets. */
  const status = (asked: Promise<unknown>) =>
    asked.then(
      () => 200,
      (error: unknown) => {
        if (error instanceof UnavailableError) return 503
        return error instanceof HttpError ? error.status : error
      },
    )
  return { fake, time, secret, logged, limits, counted, access, admit, by, status }
}
type World = ReturnType<typeof world>
type Instead = World['fake']['instead']

/** Lets everything go on that waits for nothing else. */
const settled = async () => {
  for (let turn = 0; turn < 20; turn++) await new Promise((done) => setImmediate(done))
}
const pathsOf = ({ fake }: World) => fake.sent.map(({ url }) => new URL(url).pathname)

describe('a registry that takes passwords', () => {
  let one: World
  beforeEach(() => {
    one = world('password')
  })

  it('is asked once without credentials and once with them, and then not for a minute', async () => {
    expect(await one.by(RIGHT)).toEqual(EVERYTHING)
    expect(one.fake.sent.map(({ authorization }) => authorization)).toEqual([undefined, basic(RIGHT).authorization])
    one.time.now += 59_999
    expect(await one.by(RIGHT)).toEqual(EVERYTHING)
    expect(one.fake.sent).toHaveLength(2)
    one.time.now += 1
    one.fake.users.set('alice', 'changed')
    expect(await one.status(one.by(RIGHT))).toBe(401)
    expect(await one.by('alice:changed')).toEqual(EVERYTHING)
  })

  it('is not asked about what a clock that went back remembers', async () => {
    await one.by(RIGHT)
    one.time.now -= 10
    await one.by(RIGHT)
    expect(one.fake.sent).toHaveLength(4)
  })

  it('is asked once for requests side by side with one header', async () => {
    await Promise.all([one.by(RIGHT), one.by(RIGHT), one.by(RIGHT)])
    expect(one.fake.sent).toHaveLength(2)
    await Promise.all(['a:b', 'a:c', 'a:b'].map((wrong) => one.status(one.by(wrong))))
    expect(one.fake.sent).toHaveLength(4)
  })

  it('is asked again about what it refused: a password may be right a moment later', async () => {
    expect(await one.status(one.by('alice:new'))).toBe(401)
    one.fake.users.set('alice', 'new')
    expect(await one.by('alice:new')).toEqual(EVERYTHING)
    expect(one.counted).toEqual([['signInsFailed', 1]])
  })

  it('remembers a thousand callers, of whom the first go first, and no wrong ones', async () => {
    for (let at = 0; at < 1001; at++) {
      one.fake.users.set(`user${at}`, 'x')
      await one.by(`user${at}:x`)
      await one.status(one.by(`user${at}:wrong`))
    }
    const sent = one.fake.sent.length
    for (let at = 1; at < 1001; at++) await one.by(`user${at}:x`)
    expect(one.fake.sent).toHaveLength(sent)
    await one.by('user0:x')
    expect(one.fake.sent).toHaveLength(sent + 1)
  })

  it.each([
    ['nothing', undefined],
    ['the empty name of a docker that is logged out', 'Basic Og=='],
    ['no colon', basic('alice').authorization],
    ['no base64', 'Basic !!!'],
    ['two headers in one', `${basic(RIGHT).authorization}, ${basic(RIGHT).authorization}`],
    ['another scheme', 'Digest username="alice"'],
  ])('is asked only how it receives strangers by who sends %s', async (_, authorization) => {
    await expect(one.admit(authorization)).rejects.toMatchObject({ status: 401, challenge: undefined })
    expect(one.fake.sent.map((sent) => sent.authorization)).toEqual([undefined])
    expect(one.counted).toEqual([])
  })

  it('has its challenge relayed on /v2/ alone', async () => {
    for (const path of ['/v2', '/v2/']) {
      const challenge = 'Basic realm="fake registry"'
      await expect(one.admit(undefined, path)).rejects.toMatchObject({ status: 401, challenge })
      await expect(one.by('alice:wrong', path)).rejects.toMatchObject({ status: 401, challenge })
    }
    for (const path of ['/v2/_catalog', '/v2/team/app/tags/list', '/v2//', '/', '/api/search'])
      await expect(one.admit(undefined, path)).rejects.toMatchObject({ status: 401, challenge: undefined })
  })

  it('lets a refused caller of /v2/ in nowhere, and one whom it let in see nothing there', async () => {
    expect(await one.by(RIGHT, '/v2/')).toEqual({ hidesPrivate: true, prefixes: [] })
  })

  it('takes no token', async () => {
    expect(await one.status(one.admit(`Bearer ${jwt({ sub: 'alice' })}`))).toBe(401)
    expect(one.fake.sent).toHaveLength(1)
  })

  it('sees the name and password as bytes, with colons and other scripts', async () => {
    one.fake.users.set('Jürgen', ':ключ:')
    expect(await one.by('Jürgen::ключ:')).toEqual(EVERYTHING)
  })
})

describe('a registry with a token service', () => {
  let one: World
  beforeEach(() => {
    one = world('token')
  })

  it('is asked three times: how it receives strangers, for a token, and with it', async () => {
    expect(await one.by(RIGHT)).toEqual(EVERYTHING)
    expect(pathsOf(one)).toEqual(['/v2/', '/token/', '/v2/'])
    expect(one.fake.sent.map(({ authorization }) => authorization?.split(' ')[0])).toEqual([
      undefined,
      'Basic',
      'Bearer',
    ])
    await one.by(RIGHT)
    expect(one.fake.sent).toHaveLength(3)
  })

  it('never gets the password itself, and is not asked with what the token service refused', async () => {
    expect(await one.status(one.by('alice:wrong'))).toBe(401)
    expect(pathsOf(one)).toEqual(['/v2/', '/token/'])
    const toRegistry = one.fake.sent.filter(({ url }) => url.startsWith(REGISTRY))
    expect(toRegistry.map(({ authorization }) => authorization)).toEqual([undefined])
  })

  it('has its challenge relayed on /v2/, and is tried with the token that a caller brings', async () => {
    const challenge = /^Bearer realm="https:\/\/auth\.example\.com:5001\/token\/",service=/
    await expect(one.admit(undefined, '/v2/')).rejects.toMatchObject({
      status: 401,
      challenge: expect.stringMatching(challenge),
    })
    await one.by(RIGHT)
    const token = one.fake.sent.at(-1)?.authorization
    expect(token).toMatch(/^Bearer /)
    expect(await one.admit(token, '/v2/_catalog')).toEqual(EVERYTHING)
    expect(await one.status(one.admit(`Bearer ${jwt({ sub: 'alice' }, 'forged')}`))).toBe(401)
  })

  it('lets nobody in by a token that says it is of nobody', async () => {
    one.fake.tokenOf = () => jwt({ sub: '' })
    expect(await one.status(one.by(RIGHT))).toBe(401)
    // Though the registry would take any.
    one.fake.instead = ({ authorization }) => (authorization?.startsWith('Bearer') ? Response.json({}) : undefined)
    for (const token of [jwt({ sub: '' }), jwt({}), 'opaque'])
      expect(await one.status(one.admit(`Bearer ${token}`))).toBe(401)
    expect(await one.status(one.admit(`Bearer ${jwt({ sub: 'alice' })}`))).toBe(200)
  })

  it('lets in by a token without a name who had to sign in for it', async () => {
    one.fake.tokenOf = () => 'opaque'
    expect(await one.by(RIGHT)).toEqual(EVERYTHING)
    expect(pathsOf(one)).toEqual(['/v2/', '/token/', '/v2/', '/token/'])
  })

  it('lets nobody in by a token without a name that is given to anybody', async () => {
    one.fake.instead = ({ url, authorization }) => {
      if (url.includes('/token/')) return Response.json({ token: 'opaque' })
      return authorization === 'Bearer opaque' ? Response.json({}) : undefined
    }
    expect(await one.status(one.by('alice:wrong'))).toBe(401)
    expect(pathsOf(one)).toEqual(['/v2/', '/token/', '/v2/', '/token/', '/v2/'])
  })

  it('refuses by the status 403, too', async () => {
    one.fake.instead = ({ url }) => (url.includes('/token/') ? new Response('', { status: 403 }) : undefined)
    expect(await one.status(one.by(RIGHT))).toBe(401)
  })
})

describe('a registry that lets in everybody', () => {
  it('shows what is public to all, whatever they send, and is asked once a minute', async () => {
    const one = world('nobody')
    for (const header of [undefined, basic(RIGHT).authorization, `Bearer ${jwt({ sub: 'alice' })}`])
      expect(await one.admit(header)).toEqual(PUBLIC)
    expect(one.fake.sent).toHaveLength(1)
    one.time.now += 60_000
    one.fake.kind = 'password'
    expect(await one.status(one.admit())).toBe(401)
  })

  it('is believed only by the header of its protocol', async () => {
    const one = world('nobody')
    one.fake.instead = () => new Response('<h1>Welcome to nginx!</h1>')
    expect(await one.status(one.admit())).toBe(503)
    expect(await one.status(one.by(RIGHT))).toBe(503)
  })
})

describe('lines of the secret', () => {
  it('say what their users see, and change within the minute of what is remembered', async () => {
    const one = world('password')
    expect(await one.by(RIGHT)).toEqual(EVERYTHING)
    one.secret.lines = 'alice::team/'
    expect(await one.by(RIGHT)).toEqual({ hidesPrivate: false, prefixes: ['team/'] })
    expect(one.fake.sent).toHaveLength(2)
  })

  it('never sign anybody in', async () => {
    const one = world('password')
    one.secret.lines = '{"username":"registry","password":"generated"}'
    expect(await one.status(one.by('registry:generated'))).toBe(401)
  })

  it('count for the name that a token has as for the name that was typed', async () => {
    const one = world('token')
    one.fake.users.set('alice@example.com', 'x')
    one.fake.tokenOf = () => jwt({ sub: 'alice' })
    one.secret.lines = 'alice::team/'
    expect(await one.by('alice@example.com:x')).toEqual({ hidesPrivate: false, prefixes: ['team/'] })
    one.secret.lines = 'alice@example.com::mail/\nalice::team/'
    expect(await one.by('alice@example.com:x')).toEqual({ hidesPrivate: false, prefixes: ['team/'] })
    one.secret.lines = 'alice@example.com::mail/'
    expect(await one.by('alice@example.com:x')).toEqual({ hidesPrivate: false, prefixes: ['mail/'] })
  })

  it('are not got around by a token that names its owner otherwise', async () => {
    const one = world('token')
    one.fake.tokenOf = () => jwt({ sub: 'b2c1' })
    one.fake.users.set('bob', 'x')
    one.secret.lines = 'alice::team/'
    expect(await one.by(RIGHT)).toEqual({ hidesPrivate: false, prefixes: ['team/'] })
    const token = one.fake.sent.at(-1)?.authorization
    await expect(one.admit(token, '/v2/_catalog')).rejects.toMatchObject({ status: 401, challenge: undefined })
    expect(await one.by('bob:x')).toEqual(EVERYTHING)
    // Signing in must work all the same.
    expect(await one.admit(token, '/v2/')).toEqual({ hidesPrivate: true, prefixes: [] })
    one.secret.lines = 'alice::team/\n*::public/'
    expect(await one.admit(token)).toEqual({ hidesPrivate: false, prefixes: ['public/'] })
    one.secret.lines = 'b2c1::team/'
    expect(await one.admit(token)).toEqual({ hidesPrivate: false, prefixes: ['team/'] })
  })

  it('restrict strangers by the line of all others', async () => {
    const one = world('nobody')
    one.secret.lines = '*::public/\nalice::team/'
    expect(await one.admit()).toEqual({ hidesPrivate: true, prefixes: ['public/'] })
    expect(await one.by(RIGHT)).toEqual({ hidesPrivate: true, prefixes: ['public/'] })
  })

  it('let those without one see nothing while nobody knows whom a wrong one restricts', async () => {
    const one = world('password')
    one.fake.users.set('bob', 'x')
    one.secret.lines = '{"users": ["alice::team/",]}'
    expect(await one.status(one.by(RIGHT))).toBe(503)
    expect(await one.status(one.by(RIGHT, '/v2/'))).toBe(200)
    one.secret.lines = 'alice::team/\ncarol team/'
    expect(await one.by(RIGHT)).toEqual({ hidesPrivate: false, prefixes: ['team/'] })
    expect(await one.status(one.by('bob:x'))).toBe(503)
    expect(JSON.stringify(one.logged)).not.toContain('carol')
  })

  it('let nobody see anything while they can not be read', async () => {
    const one = world('password')
    one.secret.fails = true
    expect(await one.status(one.by(RIGHT))).toBe(503)
    expect(await one.status(one.admit())).toBe(401)
    expect(await one.by(RIGHT, '/v2/')).toEqual({ hidesPrivate: true, prefixes: [] })
  })
})

describe('nobody is let in, with status 503,', () => {
  it('and nothing more is asked where the index itself is at the address of the registry', async () => {
    const one = world('password')
    // Another process answers, in the same way.
    const other = world('password')
    const system = memorySystem()
    one.fake.instead = ({ url, headers }) =>
      request(system, new URL(url).pathname, { access: other.access, headers: { ...headers } })
    for (const path of ['/v2/', '/v1/search?q=x']) {
      const answer = await request(system, path, { access: one.access, headers: basic(RIGHT) })
      expect(answer.status).toBe(503)
      expect(one.fake.sent.splice(0)).toHaveLength(1)
      expect(other.fake.sent).toEqual([])
    }
    expect(JSON.stringify(other.logged)).toContain('leads to an index')
  })

  const registryAnswers =
    (answer: () => Response): Instead =>
    ({ url }) =>
      url.startsWith(REGISTRY) ? answer() : undefined
  const serviceAnswers =
    (answer: () => Response): Instead =>
    ({ url }) =>
      url.includes('/token/') ? answer() : undefined
  const challenge = (text?: string) =>
    registryAnswers(
      () => new Response('', { status: 401, headers: text === undefined ? {} : { 'www-authenticate': text } }),
    )
  const redirect = () => new Response('', { status: 302, headers: { location: 'https://evil.example/' } })

  it.each<[string, Instead]>([
    ['if the registry is not there', () => Promise.reject(new TypeError('fetch failed'))],
    ['if the registry fails', registryAnswers(() => new Response('', { status: 500 }))],
    ['if the registry has too much to do', registryAnswers(() => new Response('', { status: 429 }))],
    ['if it is no registry', registryAnswers(() => new Response('', { status: 404 }))],
    ['if strangers are forbidden without a challenge', registryAnswers(() => new Response('', { status: 403 }))],
    ['if the registry sends elsewhere', registryAnswers(redirect)],
    ['if the registry says too much', registryAnswers(() => new Response('a'.repeat(70_000), { status: 401 }))],
    ['if there is no challenge', challenge()],
    ['if the challenge is empty', challenge('')],
    ['if the challenge is broken', challenge('Basic realm="')],
    ['if the challenge is of an unknown kind', challenge('Negotiate abc')],
    ['if tokens are had elsewhere', challenge('Bearer realm="https://evil.example/token"')],
    ['if tokens are had elsewhere, too', challenge('Basic realm="a", Bearer realm="https://evil.example/token"')],
    [
      'if one of several is had elsewhere',
      challenge(`Bearer realm="https://${TOKEN_HOST}/", Bearer realm="https://evil.example/"`),
    ],
    ['if tokens are had without TLS', challenge('Bearer realm="http://registry.example.com/token"')],
    ['if tokens are had nowhere', challenge('Bearer service="a"')],
    ['if the token service fails', serviceAnswers(() => new Response('', { status: 500 }))],
    ['if the token service sends elsewhere', serviceAnswers(redirect)],
    ['if the token service has no token', serviceAnswers(() => Response.json({}))],
    ['if the token service says HTML', serviceAnswers(() => new Response('<html>'))],
    [
      'if the token service says too much',
      serviceAnswers(() => Response.json({ token: 'a', more: 'a'.repeat(70_000) })),
    ],
    ['if the token would be another header', serviceAnswers(() => Response.json({ token: 'a\r\nhost: b' }))],
    [
      'if the registry sends those on who signed in',
      ({ authorization }) => (authorization?.startsWith('Bearer') ? redirect() : undefined),
    ],
    [
      'if the registry fails at the token',
      ({ authorization }) => (authorization?.startsWith('Bearer') ? new Response('', { status: 500 }) : undefined),
    ],
  ])('%s', async (_, instead) => {
    const one = world('token')
    one.fake.instead = instead
    expect(await one.status(one.by('alice:pa:ss'))).toBe(503)
    const hosts = new Set(one.fake.sent.map(({ url }) => new URL(url).host))
    expect([...hosts].filter((host) => host !== 'registry.example.com' && host !== TOKEN_HOST)).toEqual([])
    const told = JSON.stringify([one.logged, await one.by('alice:pa:ss').catch((error: Error) => error.message)])
    expect(one.logged.length).toBeGreaterThan(0)
    for (const secret of ['pa:ss', Buffer.from(RIGHT).toString('base64'), 'evil', 'Bearer', REGISTRY, TOKEN_HOST])
      expect(told).not.toContain(secret)
    // Nothing of it is remembered.
    one.fake.instead = () => undefined
    expect(await one.by('alice:pa:ss')).toEqual(EVERYTHING)
  })

  it('if a connection breaks twice; once is not enough', async () => {
    const one = world('password')
    let broken = 1
    one.fake.instead = () => {
      if (broken-- > 0) throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'x' } })
      return undefined
    }
    expect(await one.by(RIGHT)).toEqual(EVERYTHING)
    broken = 2
    one.time.now += 60_000
    expect(await one.status(one.by(RIGHT))).toBe(503)
  })

  it.each<[string, Instead]>([
    ['does not answer', ({ signal }) => aborted(signal)],
    [
      'never ends its answer',
      ({ signal }) =>
        new Response(
          new ReadableStream({
            start: (controller) => {
              controller.enqueue(new Uint8Array([123]))
              signal.addEventListener('abort', () => controller.error(signal.reason))
            },
          }),
        ),
    ],
    ['gives no token', ({ url, signal }) => (url.includes('/token/') ? aborted(signal) : undefined)],
  ])('once the time is over, if what is asked %s', async (_, instead) => {
    const one = world('token')
    one.fake.instead = instead
    const asked = one.status(one.by(RIGHT))
    await settled()
    // All that is asked for one caller has one time limit.
    expect(one.limits.map(({ ms }) => ms)).toEqual([TIME_LIMIT_MS])
    expect(TIME_LIMIT_MS).toBeLessThan(5000)
    const sent = one.fake.sent.length
    one.limits[0]?.end()
    expect(await asked).toBe(503)
    expect(one.fake.sent).toHaveLength(sent)
  })
})

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

describe('the HTTP API', () => {
  const get = (one: World, path: string, headers = {}) => request(memorySystem(), path, { access: one.access, headers })

  it('relays the challenge of the registry on /v2/, and asks for a password elsewhere', async () => {
    const one = world('token')
    const base = await get(one, '/v2/')
    expect(base.status).toBe(401)
    expect(base.headers.get('www-authenticate')).toMatch(/^Bearer realm=/)
    expect(base.headers.get('docker-distribution-api-version')).toBe('registry/2.0')
    const search = await get(one, '/v1/search?q=app')
    expect(search.status).toBe(401)
    expect(search.headers.get('www-authenticate')).toBe('Basic realm="registry-index"')
    expect((await get(one, '/v1/search?q=app', basic(RIGHT))).status).toBe(200)
    expect((await get(one, '/v2/', basic(RIGHT))).status).toBe(200)
  })

  it('says when to come back while the registry can not be asked', async () => {
    const one = world('token')
    one.fake.instead = () => new Response('', { status: 502 })
    const answer = await get(one, '/api/search?q=app', basic(RIGHT))
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await answer.text()).toContain('the registry answered with status 502')
  })
})

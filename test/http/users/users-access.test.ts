import { hash } from 'bcryptjs'
import { beforeEach, describe, expect, it } from 'vitest'
import { secretUsers } from '../../../lambda/aws/secret-users.ts'
import { HttpError } from '../../../lambda/http/http-error.ts'
import { comparePassword, hashOfNobody, MAX_PASSWORD_BYTES } from '../../../lambda/http/users/bcrypt.ts'
import { costOf } from '../../../lambda/http/users/user-lines.ts'
import { usersAccess } from '../../../lambda/http/users/users-access.ts'
import { basic, request } from '../../fakes/http.ts'
import { keptMetrics } from '../../fakes/metrics.ts'
import { memorySystem } from '../../fakes/system.ts'

/** Hashes of a stand-in for bcrypt, which counts instead of working. */
const passwords = new Map<string, string>()
const hashed = (password: string, cost = 12): string => {
  const made = hashOfNobody(cost).slice(0, 7) + String(passwords.size).padStart(22, '.') + 'x'.repeat(31)
  passwords.set(made, password)
  return made
}
const ALICE = hashed('alice password')
const OLD = hashed('bob password', 10)
const SECRET = {
  username: 'registry',
  password: 'generated',
  users: [
    `alice:${ALICE}:team/,shared/`,
    `bob:${OLD}`,
    `weak:${hashed('weak').replace('$12$', '$09$')}`,
    'carol::team/',
  ],
}

const world = (text: string) => {
  const time = { now: 0 }
  const secret = { text, reads: 0, fails: false }
  const compared: number[] = []
  const logged: unknown[] = []
  const log = {
    info: (...all: unknown[]) => void logged.push(all),
    warn: (...all: unknown[]) => void logged.push(all),
    error: (...all: unknown[]) => void logged.push(all),
  }
  const read = async () => {
    secret.reads++
    if (secret.fails) throw new Error('Secrets Manager is away')
    return secret.text
  }
  const clock = { now: () => time.now }
  const { metrics, said } = keptMetrics()
  const access = usersAccess({
    users: secretUsers({ id: 'arn:secret', read }, { clock, log }),
    clock,
    metrics,
    compare: async (password, one) => {
      compared.push(costOf(one) ?? 0)
      await Promise.resolve()
      return passwords.get(one) === password
    },
  })
  const admit = (credentials: string) => access.admit({ ...basic(credentials), path: '/' })
  const status = (credentials: string) =>
    admit(credentials).then(
      () => 200,
      (error: unknown) => (error instanceof HttpError ? error.status : error),
    )
  return { time, secret, compared, logged, said, access, admit, status }
}

let one: ReturnType<typeof world>
beforeEach(() => {
  one = world(JSON.stringify(SECRET))
})

/** The work of comparisons, in those of cost 1. */
const work = (costs: readonly number[]) => costs.reduce((sum, cost) => sum + 2 ** cost, 0)

describe('signing in', () => {
  it('lets a user see what his prefixes say, and others everything', async () => {
    expect(await one.admit('registry:generated')).toEqual({ hidesPrivate: false })
    expect(await one.admit('alice:alice password')).toEqual({ hidesPrivate: false, prefixes: ['team/', 'shared/'] })
    expect(await one.admit('bob:bob password')).toEqual({ hidesPrivate: false })
  })

  it.each([
    'registry:wrong',
    'registry:',
    'alice:wrong',
    'alice:',
    'alice:bob password',
    'Alice:alice password',
    'nobody:alice password',
    'weak:weak',
    'carol:',
    'carol:team/',
    `alice:${ALICE}`,
    '__proto__:x',
    'constructor:x',
    ':x',
  ])('refuses %s', async (credentials) => {
    expect(await one.status(credentials)).toBe(401)
    expect(one.said).toEqual([['signInsFailed', 1]])
  })

  it('asks who sends no credentials, without counting', async () => {
    for (const authorization of [undefined, '', 'Bearer abc', 'Basic', 'Basic Og==', 'Basic !!!', 'Basic YQ=='])
      await expect(one.access.admit({ authorization, path: '/' })).rejects.toThrow('authentication required')
    expect(one.said).toEqual([])
    expect(one.compared).toEqual([])
  })

  it('takes the same work for a wrong password, whoever is named', async () => {
    for (const name of ['alice', 'bob', 'nobody', 'carol', 'weak', 'registry', '']) {
      one.compared.length = 0
      expect(await one.status(`${name}:wrong`)).toBe(401)
      expect([name, work(one.compared)]).toEqual([name, 2 ** 12])
    }
    const alone = world(JSON.stringify({ username: 'registry', password: 'generated' }))
    for (const name of ['registry', 'nobody']) expect(await alone.status(`${name}:wrong`)).toBe(401)
    expect(alone.compared).toEqual([])
  })

  it('locks nobody out', async () => {
    for (let time = 0; time < 20; time++) expect(await one.status(`alice:${time}`)).toBe(401)
    expect(await one.status('alice:alice password')).toBe(200)
    expect(one.said).toHaveLength(20)
  })
})

describe('right credentials', () => {
  const SIGN_IN = 'alice:alice password'

  it('are compared once a minute', async () => {
    for (const now of [0, 1, 59_999]) {
      one.time.now = now
      expect(await one.status(SIGN_IN)).toBe(200)
    }
    expect(one.compared).toEqual([12])
    one.time.now = 60_000
    expect(await one.status(SIGN_IN)).toBe(200)
    expect(one.compared).toEqual([12, 12])
    // Also if the clock is set back.
    one.time.now = 0
    expect(await one.status(SIGN_IN)).toBe(200)
    expect(one.compared).toHaveLength(3)
  })

  it('are compared once by requests side by side, as wrong ones are', async () => {
    const statuses = await Promise.all([SIGN_IN, SIGN_IN, 'alice:wrong', SIGN_IN, 'alice:wrong'].map(one.status))
    expect(statuses).toEqual([200, 200, 401, 200, 401])
    expect(one.compared).toEqual([12, 12])
    expect(one.said).toHaveLength(2)
  })

  it('are forgotten within a minute after the secret was changed', async () => {
    expect(await one.status(SIGN_IN)).toBe(200)
    one.secret.text = JSON.stringify({ ...SECRET, users: [`alice:${hashed('new password')}:other/`] })
    one.time.now = 59_999
    expect(await one.status(SIGN_IN)).toBe(200)
    one.time.now = 60_000
    expect(await one.status(SIGN_IN)).toBe(401)
    expect(await one.admit('alice:new password')).toEqual({ hidesPrivate: false, prefixes: ['other/'] })
    expect(await one.status('bob:bob password')).toBe(401)
  })

  it('are remembered for a thousand users, the last ones', async () => {
    const many = Array.from({ length: 1001 }, (_, at) => ({ name: `user${at}`, hash: hashed(`password${at}`) }))
    const crowd = world(many.map(({ name, hash }) => `${name}:${hash}`).join('\n'))
    for (let at = 0; at < many.length; at++) expect(await crowd.status(`user${at}:password${at}`)).toBe(200)
    crowd.compared.length = 0
    expect(await crowd.status('user1000:password1000')).toBe(200)
    expect(crowd.compared).toHaveLength(0)
    expect(await crowd.status('user0:password0')).toBe(200)
    expect(crowd.compared).toHaveLength(1)
  })
})

describe('the secret', () => {
  it('is read once a minute, and by requests side by side once', async () => {
    await Promise.all(['registry:generated', 'registry:generated', 'bob:x'].map(one.status))
    expect(one.secret.reads).toBe(1)
    one.time.now = 60_000
    await one.status('registry:generated')
    expect(one.secret.reads).toBe(2)
  })

  it('that can not be read lets nobody in, and is read again at once', async () => {
    one.secret.fails = true
    await expect(one.admit('registry:generated')).rejects.toThrow('sign-in does not work now')
    one.secret.fails = false
    expect(await one.status('registry:generated')).toBe(200)
  })

  it('is answered with 503 where nobody can sign in by it', async () => {
    const none = world('{"username": "registry"')
    const answer = await request(memorySystem(), '/v2/', { access: none.access, headers: basic('registry:generated') })
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('60')
    expect(answer.headers.get('www-authenticate')).toBeNull()
    expect(JSON.stringify(none.logged)).toContain('the secret names nobody who may sign in')
  })

  it('is told of in the log, once for each text', async () => {
    for (const now of [0, 60_000, 120_000]) {
      one.time.now = now
      await one.status('registry:generated')
    }
    expect(one.logged).toEqual([
      [
        'some of the secret was passed over',
        { secret: 'arn:secret', count: 1, problems: [expect.stringMatching(/^line 3: its hash has the cost 9/)] },
      ],
    ])
  })
})

it('nothing that was typed or stored is in what is logged, answered or measured', async () => {
  const typed = [
    'alice:typed-secret',
    'typed-secret:x',
    'registry:typed-secret',
    'alice:alice password',
    'typed-secret',
  ]
  const broken = ['typed-secret', `x:${ALICE}y`, `alice:typed-secret`, `alice:${ALICE}:typed-secret here`]
  const seen: unknown[] = []
  for (const text of [
    JSON.stringify(SECRET),
    broken.join('\n'),
    JSON.stringify({ ...SECRET, users: broken }),
    '{"typed-secret',
  ])
    for (const credentials of typed) {
      const all = world(text)
      for (const path of ['/', '/v2/', '/api/search?q=x', '/v1/search?q=x', '/r/x', '/v2/_catalog']) {
        const logged: unknown[] = []
        const answer = await request(memorySystem(), path, { access: all.access, headers: basic(credentials), logged })
        seen.push(logged, [...answer.headers], await answer.text(), answer.url)
      }
      seen.push(all.logged, all.said)
    }
  const told = JSON.stringify(seen)
  expect(told).toContain('some of the secret was passed over')
  for (const secret of ['typed-secret', 'alice password', 'generated', ALICE, OLD, '$12$'])
    expect(told.includes(secret)).toBe(false)
})

describe('bcrypt', () => {
  it.each(['2a', '2b', '2y'])('knows the password of a hash of the kind %s', async (kind) => {
    // Of the test vectors of crypt_blowfish.
    const known = `$${kind}$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW`
    expect(await comparePassword('U*U', known)).toBe(true)
    expect(await comparePassword('U*V', known)).toBe(false)
  })

  it('has no password for the hash of nobody', async () => {
    expect(costOf(hashOfNobody(10))).toBe(10)
    for (const password of ['', 'x', hashOfNobody(4)])
      expect(await comparePassword(password, hashOfNobody(4))).toBe(false)
  })

  it('reads 72 bytes of a password', async () => {
    const long = await hash('a'.repeat(MAX_PASSWORD_BYTES), 4)
    expect(await comparePassword('a'.repeat(MAX_PASSWORD_BYTES + 1), long)).toBe(true)
    expect(await comparePassword('a'.repeat(MAX_PASSWORD_BYTES - 1), long)).toBe(false)
  })
})

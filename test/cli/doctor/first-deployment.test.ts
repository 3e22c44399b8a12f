import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { POINTS } from '../../../cli/doctor/first/first-deployment.ts'
import { ALARMS, alarmName } from '../../../lambda/names/alarms.ts'
import { fakeCli } from '../fake-context.ts'

const DOCUMENT = join(import.meta.dirname, '../../../docs/not-verified.md')
const ROWS = readFileSync(DOCUMENT, 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .slice(1)
const seenBy = ROWS.map(
  (row) =>
    row
      .split(/(?<!\\)\|/)
      .at(-2)
      ?.trim() ?? '',
)

describe('docs/not-verified.md', () => {
  it('says of each line which point shows it, or what to do by hand', () => {
    expect(ROWS.length).toBeGreaterThan(40)
    for (const cell of seenBy) expect(cell).toMatch(/^(`[a-z-]+`(, `[a-z-]+`)*)?((^|; )by hand: .{10,})?$/)
    for (const cell of seenBy) expect(cell).not.toBe('')
  })

  it('names all points, and no others', () => {
    const named = seenBy.flatMap((cell) =>
      [...cell.replace(/by hand: .*/, '').matchAll(/`([a-z-]+)`/g)].map(([, id]) => id),
    )
    expect([...new Set(named)].sort()).toEqual(POINTS.map(({ id }) => id).sort())
  })
})

type Cli = ReturnType<typeof fakeCli>

/** What is printed of each point. */
const look = async (cli: Cli, ...more: string[]) => {
  cli.out.length = 0
  const status = await cli.run('doctor', '--first-deployment', ...more)
  const rows = cli.out.filter((line) => line.startsWith('| ')).slice(1)
  const points = new Map(rows.map((row) => [row.split(' | ')[0]?.slice(2), row.slice(row.indexOf(' | ') + 3, -2)]))
  return { status, points, text: cli.out.join('\n') }
}
const headers = (all: Record<string, string>) => new Map(Object.entries(all))

describe('registry-index doctor --first-deployment', () => {
  it('says of each point what was seen, in the order of the points', async () => {
    const cli = fakeCli()
    const { status, points } = await look(cli)
    expect([...points.keys()]).toEqual(POINTS.map(({ id }) => id))
    expect(Object.fromEntries(points)).toMatchObject({
      challenge: 'as meant | WWW-Authenticate arrives',
      'sign-in': 'as meant | a search with the generated password gets status 200',
      cloudfront: 'not seen | the deployment has no CloudFront',
      latency: 'measured | 3 events were indexed 400 ms after S3 dates them, 800 ms at most',
      push: 'not seen | it takes the option --await-push',
      throttles: 'measured | throttled in two weeks: 3600 invocations, 21600 requests to tables and indexes',
      ttl: 'as meant | TTL is enabled where rows expire',
      dates: "as meant | DynamoDB's answers have the header Date; the clock of this machine is 0 s off",
      runtime: 'as meant | nodejs24.x on arm64',
      'cold-start':
        'measured | 8 of 8 at once started anew, in 310 to 310 ms; 120 MB at most, with no documents in the snapshot',
    })
    expect(points.get('tables')).toMatch(/^as meant .* 4000, 4000, 4000, 4000$/)
    expect(points.get('units')).toMatch(/changes 1200.*digest 1200.*; 1200 tags came by events$/)
    expect(status).toBe(0)
    expect(cli.asked.length).toBeLessThan(50)
    expect(cli.notes.join()).toContain('report it')
  })

  it('prints the same as JSON', async () => {
    const cli = fakeCli()
    const { text } = await look(cli, '--json')
    const { points, report, exitStatus } = JSON.parse(text)
    expect(points.map(({ id }: { id: string }) => id)).toEqual(POINTS.map(({ id }) => id))
    expect(report[0]).toMatch(/^registry-index \(schema \d+, facts \d+\) on \d{4}-\d\d-\d\d; notify=s3, front=none, /)
    expect(exitStatus).toBe(0)
  })

  it('takes --await-push with it only', async () => {
    expect(await fakeCli().run('doctor', '--await-push')).toBe(2)
  })
})

describe('it sees', () => {
  const web =
    (
      change: (
        url: URL,
        isSignedIn: boolean,
        nth: number,
      ) => { status?: number; headers?: ReadonlyMap<string, string>; body?: string },
    ) =>
    (cli: Cli) => {
      const { answer } = cli.web
      let nth = 0
      cli.web.answer = async (url, given) => ({
        ...(await answer(url, given)),
        ...change(url, 'Authorization' in given, nth++),
      })
    }
  const throughCloudFront = (more: Record<string, string> = {}) =>
    web((url, isSignedIn) => ({
      ...(url.pathname.startsWith('/api/') && { status: 404 }),
      ...(url.pathname === '/openapi.json' && { status: 200 }),
      headers: headers({
        via: '1.1 x.cloudfront.net',
        'content-encoding': 'gzip',
        ...(isSignedIn ? {} : { 'www-authenticate': 'Basic' }),
        ...more,
      }),
    }))
  const at = (change: (cli: Cli) => unknown) => change
  const withFront = (change: (cli: Cli) => unknown) => (cli: Cli) => {
    cli.outputs.set('DomainTarget', 'd1.cloudfront.net')
    change(cli)
  }
  const cases: [string, (cli: Cli) => unknown, string, RegExp][] = [
    [
      'a challenge that is renamed',
      web((_, isSignedIn) => (isSignedIn ? {} : { headers: headers({ 'x-amzn-remapped-www-authenticate': 'x' }) })),
      'challenge',
      /^otherwise .*renamed/,
    ],
    [
      'a challenge that is lost',
      web((_, isSignedIn) => (isSignedIn ? {} : { headers: headers({}) })),
      'challenge',
      /^otherwise .*missing/,
    ],
    [
      'a search that fails',
      web((_, isSignedIn) => (isSignedIn ? {} : { status: 502 })),
      'challenge',
      /^otherwise .*502/,
    ],
    ['an open index', web(() => ({ status: 200 })), 'challenge', /^not seen/],
    ['an open index, where no password is sent', web(() => ({ status: 200 })), 'sign-in', /^not seen/],
    ['a password that is refused', web(() => ({ status: 401 })), 'sign-in', /^otherwise .*401/],
    [
      'users without the generated password',
      at((cli) => Object.assign(cli.secret, { text: '{}' })),
      'sign-in',
      /^not seen/,
    ],
    ['no password for searches', at((cli) => Object.assign(cli.secret, { text: '{}' })), 'searches', /^not seen/],
    [
      'searches that fail',
      web((_, isSignedIn, nth) => (isSignedIn && nth % 2 === 0 ? { status: 503 } : {})),
      'searches',
      /^otherwise .*failed, with status 503$/,
    ],
    ['CloudFront as it is meant', withFront(throughCloudFront()), 'cloudfront', /^as meant .*a 404 is not kept: yes$/],
    [
      'CloudFront that keeps a 404',
      withFront(throughCloudFront({ 'x-cache': 'Hit from cloudfront' })),
      'cloudfront',
      /^otherwise .*a 404 is not kept: no$/,
    ],
    ['another front', withFront(web(() => ({}))), 'cloudfront', /^otherwise .*through CloudFront: no/],
    [
      'CloudFront before an index whose password nobody knows',
      withFront((cli) => {
        throughCloudFront()(cli)
        cli.secret.text = '{}'
      }),
      'cloudfront',
      /^as meant .*Authorization arrives: not seen/,
    ],
    [
      'TTL that is off',
      at((cli) => Object.assign(cli.firstLook, { expiry: async () => undefined })),
      'ttl',
      /^otherwise .*2 of 2/,
    ],
    [
      'TTL by another attribute',
      at((cli) => Object.assign(cli.firstLook, { expiry: async () => ({ attribute: 'x', status: 'ENABLED' }) })),
      'ttl',
      /^otherwise/,
    ],
    [
      'no header Date',
      at((cli) => Object.assign(cli.firstLook, { table: async () => ({ status: 'ACTIVE', indexes: [] }) })),
      'dates',
      /^otherwise/,
    ],
    [
      'indexes that are missing',
      at((cli) =>
        Object.assign(cli.firstLook, {
          table: async () => ({ status: 'CREATING', indexes: [{ name: 'x', status: 'ACTIVE' }] }),
        }),
      ),
      'tables',
      /^otherwise .*4 not active, 7 indexes missing, 4 unknown indexes/,
    ],
    [
      'indexes that do not say how they are',
      (cli) => {
        const { table } = cli.firstLook
        cli.firstLook.table = async (name) => {
          const found = await table(name)
          return { ...found, indexes: found.indexes.map((one) => ({ ...one, status: undefined })) }
        }
      },
      'tables',
      /^not seen .*but 7 do not say/,
    ],
    [
      'alarms that call nobody',
      (cli) =>
        Object.assign(cli.health, {
          alarms: async () =>
            new Map(ALARMS.map((name) => [alarmName('hub', name), { state: 'OK', reason: '', isHeard: false }])),
        }),
      'alarms',
      /^as meant .*1 note, 1 ok$/,
    ],
    [
      'another runtime',
      at((cli) =>
        Object.assign(cli.firstLook, {
          runtime: async () => ({ runtime: 'nodejs22.x', architecture: 'arm64', inVpc: true }),
        }),
      ),
      'runtime',
      /^otherwise/,
    ],
    [
      'subnets',
      at((cli) =>
        Object.assign(cli.firstLook, { runtime: async () => ({ runtime: '', architecture: '', inVpc: true }) }),
      ),
      'subnets',
      /^measured/,
    ],
    [
      'a log without reports',
      at((cli) => Object.assign(cli.firstLook, { invoked: async () => undefined })),
      'cold-start',
      /^not seen/,
    ],
    [
      'processes that ran before',
      at((cli) =>
        Object.assign(cli.firstLook, { invoked: async () => ({ durationMs: 1, initMs: undefined, maxMemoryMb: 1 }) }),
      ),
      'cold-start',
      /^not seen .*none of 8/,
    ],
    [
      'a start that takes too long',
      at((cli) =>
        Object.assign(cli.firstLook, { invoked: async () => ({ durationMs: 1, initMs: 11_000, maxMemoryMb: 1 }) }),
      ),
      'cold-start',
      /^otherwise/,
    ],
    [
      'no metrics of ours',
      at((cli) => Object.assign(cli.firstLook, { measured: async () => ({ sum: 0, samples: 0, maximum: 0 }) })),
      'latency',
      /^not seen/,
    ],
    [
      'no metrics of tables',
      at((cli) => Object.assign(cli.firstLook, { measured: async () => ({ sum: 0, samples: 0, maximum: 0 }) })),
      'units',
      /^not seen/,
    ],
    [
      'events that were lost',
      at((cli) => Object.assign(cli.queues, { lostEvents: 2 })),
      'events',
      /^otherwise .*2 events/,
    ],
    ['events that were all told', at((cli) => Object.assign(cli.queues, { lostEvents: 0 })), 'events', /^as meant/],
    [
      'alarms that go off',
      at((cli) =>
        Object.assign(cli.health, {
          alarms: async () =>
            new Map(
              ALARMS.map((name) => [
                alarmName('hub', name),
                { state: 'ALARM', reason: '', since: undefined, isHeard: true },
              ]),
            ),
        }),
      ),
      'alarms',
      /^otherwise .*error/,
    ],
    [
      'functions that may not be asked',
      at((cli) =>
        Object.assign(cli.health, {
          tryAccess: async () => {
            throw new Error('no')
          },
        }),
      ),
      'access',
      /^not seen .*unknown/,
    ],
    [
      'an output that is missing',
      at((cli) => cli.outputs.delete('SearchFunction')),
      'runtime',
      /^not seen .*NoOutputSearchFunction/,
    ],
  ]
  it.each(cases)('%s', async (_, change, id, expected) => {
    const cli = fakeCli()
    change(cli)
    const { points, status } = await look(cli)
    expect(points.get(id)).toMatch(expected)
    expect(status).toBe([...points.values()].some((text) => text.startsWith('otherwise')) ? 1 : 0)
  })

  it('how far the index of changes was behind, and whether it is in order', async () => {
    const cli = fakeCli()
    const now = cli.system.clock.now()
    const state = (id: string, changedAt: number) => ({ id, changedAt, document: undefined })
    const page = { states: [state('a', now - 9), state('b', now - 5)], invalid: [], next: undefined }
    const reader = {
      changes: async () => page,
      rows: async () => ({ states: [state('a', now - 9), state('b', now - 1)], invalid: [] }),
    }
    Object.assign(cli.deployment.search.reader, reader)
    expect((await look(cli)).points.get('changes')).toBe(
      'measured | 1 of 2 entries of the index of changes were behind their rows',
    )
    Object.assign(cli.deployment.search.reader, {
      changes: async () => ({ ...page, states: page.states.toReversed() }),
    })
    expect((await look(cli)).points.get('changes')).toMatch(/^otherwise .*not in the order/)
  })

  it('how long a push takes, by the clocks of AWS; and that none comes', async () => {
    const cli = fakeCli()
    const { clock } = cli.system
    const from = clock.now()
    const pushedAt = new Date(from + 2000).toISOString()
    web((url) => {
      const isThere = clock.now() >= from + 5000
      return url.pathname === '/api/recent' ? { body: JSON.stringify({ items: isThere ? [{ pushedAt }] : [{}] }) } : {}
    })(cli)
    expect((await look(cli, '--await-push')).points.get('push')).toBe(
      'measured | a push was found 3 s after S3 dates it, by whole seconds',
    )
    expect(cli.notes.join()).toContain('push any image now')
    const none = fakeCli()
    web((url) => (url.pathname === '/api/recent' ? { body: '{"items":[]}' } : {}))(none)
    expect((await look(none, '--await-push')).points.get('push')).toMatch(/^otherwise .*within 300 s/)
  })
})

it('a report tells no name, whatever fails and however that is worded', async () => {
  const secret = 'sEcReT'
  const cli = fakeCli()
  const fail = async (): Promise<never> => {
    throw Object.assign(new Error(`arn:aws:${secret} is denied`), { name: 'AccessDeniedException' })
  }
  for (const name of ['Notify', 'Layouts', 'DomainTarget', 'IndexerFunction', 'SearchFunction', 'BackfillFunction'])
    cli.outputs.set(name, `${secret},distribution`)
  Object.assign(cli.deployment, { url: `https://${secret}.example/`, bucketName: secret })
  const { answer } = cli.web
  cli.web.answer = async (url, given) => ({ ...(await answer(url, given)), body: `{"items":[{"name":"${secret}"}]}` })
  Object.assign(cli.firstLook, { runtime: async () => ({ runtime: secret, architecture: secret, inVpc: true }) })
  const first = await look(cli)
  expect(first.text).not.toMatch(/sEcReT/i)
  Object.assign(cli.firstLook, { table: fail, expiry: fail, runtime: fail, invoked: fail, measured: fail })
  Object.assign(cli.health, { tryAccess: fail, functionState: fail, notifications: fail, alarms: fail })
  cli.web.answer = fail
  const { text, points } = await look(cli, '--await-push')
  expect(text).not.toMatch(/sEcReT/i)
  expect([...points.values()].filter((one) => one.includes('AccessDeniedException')).length).toBeGreaterThan(8)
  cli.web.answer = async () => {
    throw Object.assign(new Error(secret), { name: `a ${secret}` })
  }
  const odd = await look(cli)
  expect(odd.points.get('challenge')).toBe('not seen | it could not be asked: an error without a name')
})

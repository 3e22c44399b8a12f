import { describe, expect, it, vi } from 'vitest'
import { CliError } from '../../../cli/cli-error.ts'
import type { AlarmState } from '../../../cli/doctor/ports.ts'
import { NOTHING } from '../../../lambda/model/runs/run-totals.ts'
import { type AlarmName, alarmName } from '../../../lambda/names/alarms.ts'
import { ENV } from '../../../lambda/names/environment.ts'
import { LAYOUTS } from '../../../lambda/names/layouts.ts'
import { documentFormat } from '../../../lambda/search/snapshot/document-format.ts'
import { fakeCli } from '../fake-context.ts'

const HOUR_MS = 3_600_000

interface Printed {
  readonly exitStatus: number
  readonly findings: readonly { check: string; level: string; message: string; fix?: string }[]
}

/** A deployment where all is well: a run is done, and a snapshot is there. */
const healthy = async () => {
  const cli = fakeCli()
  const { version } = cli.system.ports
  const now = cli.system.clock.now()
  const time = (age: number) => new Date(now - age).toISOString()
  const done = {
    run: 'run-1',
    outcome: 'done' as const,
    startedAt: time(2 * HOUR_MS),
    endedAt: time(HOUR_MS),
    totals: { ...NOTHING, repositories: 2, tags: 5 },
  }
  await version.write({ schema: 3, minReader: 3, bucket: 'registry', roots: { distribution: 'sub' } })
  await version.ended(done)
  const pointer = async (change: { documents?: number; bytes?: number; builtAt?: number; format?: number } = {}) => {
    const number = await cli.snapshots.nextNumber()
    const sizes = { segments: [1], digest: '', documents: 1234, bytes: 2 ** 20 }
    const times = { watermark: 0, builtAt: now - HOUR_MS }
    await cli.snapshots.point({ number, format: documentFormat.version, ...sizes, ...times, ...change })
  }
  await pointer()
  const found = async () => {
    cli.out.length = 0
    const status = await cli.run('doctor', '--json')
    const printed: Printed = JSON.parse(cli.out.join('\n'))
    const troubles = printed.findings.filter(({ level }) => !['ok', 'note'].includes(level))
    return { ...printed, status, troubles }
  }
  return Object.assign(cli, { version, done, now, time, pointer, found })
}

const WELL: AlarmState = { state: 'OK', reason: '', since: undefined, isHeard: true }

// Changes one alarm, or all.
const setAlarm = async (
  { health }: Awaited<ReturnType<typeof healthy>>,
  name: AlarmName | undefined,
  change: Partial<AlarmState>,
) => {
  const all = await health.alarms([])
  health.alarms = async () =>
    new Map(
      [...all].map(([full, alarm]) => [
        full,
        name === undefined || full === alarmName('hub', name) ? { ...alarm, ...change } : alarm,
      ]),
    )
}

describe('registry-index doctor', () => {
  it('says that all is well, by some requests', async () => {
    const cli = await healthy()
    expect(await cli.run('doctor')).toBe(0)
    expect(cli.out.at(-1)).toBe('all is well')
    expect(cli.out.slice(0, -2).map((line) => line.slice(0, 21).trim())).toEqual([
      'ok       stack',
      'ok       versions',
      'ok       access',
      'ok       access',
      'ok       notification',
      'ok       queues',
      'ok       queues',
      'ok       queues',
      'ok       alarms',
      'ok       runs',
      'ok       snapshot',
      'ok       snapshot',
      'ok       front',
      'ok       sign-in',
      'ok       sign-in',
      'ok       sign-in',
      'ok       clock',
    ])
    expect(cli.asked).toHaveLength(5)
  })

  it('says so where others were told of all', async () => {
    const cli = await healthy()
    Object.assign(cli.queues, { lostEvents: 0 })
    expect(await cli.run('doctor')).toBe(0)
    expect(cli.out.filter((line) => line.startsWith('ok       queues')).at(-1)).toMatch(/others were told of all/)
  })

  it('fails where there is no deployment', async () => {
    const cli = fakeCli()
    expect(await cli.run('doctor', '--stack', 'other')).toBe(1)
    expect(cli.notes).toEqual(['registry-index: there is no stack "other"'])
    expect(cli.out).toEqual([])
  })

  it('makes all other checks where one fails, and says what was denied', async () => {
    const cli = await healthy()
    const denied = async () => {
      throw Object.assign(new Error('User: ann is not authorized to perform: it'), { name: 'AccessDeniedException' })
    }
    cli.health.functionState = denied
    cli.health.tryAccess = denied
    cli.health.notifications = denied
    cli.health.oldestEvent = denied
    cli.health.alarms = denied
    vi.spyOn(cli.deployment, 'secret', 'get').mockReturnValue({ read: denied, replace: denied })
    const { status, troubles, findings } = await cli.found()
    expect(status).toBe(1)
    expect(troubles.map(({ check, level }) => `${check} ${level}`)).toEqual([
      'access unknown',
      'access unknown',
      'notification unknown',
      'queues unknown',
      'alarms unknown',
      'runs unknown',
      'snapshot unknown',
      'sign-in unknown',
    ])
    for (const { message, fix } of troubles) {
      expect(message).toContain('AWS denies access: User: ann')
      expect(fix).toMatch(/./)
    }
    expect(new Set(findings.map(({ check }) => check)).size).toBe(11)
  })

  it('escapes what a terminal would obey', async () => {
    const cli = await healthy()
    cli.health.tryAccess = async () => ({ read: ['a:\u001b[2J'] })
    for (const argv of [['doctor'], ['doctor', '--json']]) {
      cli.out.length = 0
      expect(await cli.run(...argv)).toBe(0)
      expect(cli.out.join('\n')).not.toContain('\u001b')
      expect(cli.out.join('\n')).toMatch(/u\{?001b|u\{1b\}/)
    }
  })
})

describe('doctor finds', () => {
  const cases: [string, (cli: Awaited<ReturnType<typeof healthy>>) => unknown, (string | RegExp)[]][] = [
    [
      'a deployment that failed',
      (cli) => Object.assign(cli.health, { stackStatus: 'UPDATE_ROLLBACK_COMPLETE' }),
      ['stack warning', /what was there before runs on/, /describe-stack-events --stack-name registry-index/],
    ],
    [
      'outputs that are missing',
      (cli) => LAYOUTS.map(({ root }) => cli.outputs.delete(root.output)),
      ['stack warning', /lacks the outputs RootDirectory/, /deploy again/],
    ],
    [
      'code of another version',
      (cli) => cli.outputs.set('FactsVersion', '1'),
      ['versions warning', /FactsVersion 1 \(here \d+\)/, /version of registry-index that was deployed/],
    ],
    [
      'an index that is being rewritten',
      (cli) => cli.version.write({ schema: 1, minReader: 1, migratingTo: 3, bucket: 'registry', roots: {} }),
      ['versions warning', /from schema 1 to 3/, /reconcile --wait/],
    ],
    [
      'an index that only newer code can read',
      (cli) => cli.version.write({ schema: 99, minReader: 99, bucket: 'registry', roots: {} }),
      ['versions error', /schema 99/, /version of registry-index that was deployed/],
    ],
    [
      'a function without rights',
      (cli) =>
        Object.assign(cli.health, {
          tryAccess: async (name: string) =>
            name === 'indexer' ? { read: [], failure: 'S3 denies s3:GetObject' } : { read: [] },
        }),
      ['access error', /the indexer can't read the bucket: S3 denies/, /bucket-setup/],
    ],
    [
      'a notification that was overwritten',
      (cli) => Object.assign(cli.health, { notifications: async () => ({ rules: [], hasEventBridge: true }) }),
      ['notification error', /no rule of the bucket sends s3:ObjectCreated/, /overwrote the rules/],
    ],
    [
      'a rule for less than all tags, which hides that events are missing',
      (cli) =>
        Object.assign(cli.health, {
          notifications: async () => ({
            rules: [
              {
                destination: cli.deployment.bucketSide.queueArn,
                events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*', 's3:LifecycleExpiration:*'],
                prefix: 'sub/docker/registry/v2/repositories/team/',
                suffix: '',
              },
            ],
            hasEventBridge: false,
          }),
        }),
      ['notification error', /sub\/docker\/registry\/v2\/repositories\/\*/, /overwrote/],
    ],
    [
      'EventBridge that is off, where events come by it',
      (cli) => cli.outputs.set('Notify', 'eventbridge'),
      ['notification error', /no events to EventBridge/, /switch on EventBridge/],
    ],
    [
      'a topic that no rule sends to',
      (cli) => {
        cli.outputs.set('Notify', 'sns')
        const environment = new Map([
          [ENV.notifyTopic, 'arn:topic'],
          [ENV.database, 'hub'],
          [ENV.reconcileDays, '1'],
        ])
        cli.health.functionState = async () => ({ memoryMb: 1769, environment })
      },
      ['notification error', /to arn:topic/, /send to the topic/],
    ],
    [
      'tags of which no event came',
      (cli) => cli.version.ended({ ...cli.done, totals: { ...cli.done.totals, late: 7 } }),
      ['notification warning', /7 tags of which no event had come/, /notification-missing/],
    ],
    [
      'notifications that may not be read',
      (cli) => Object.assign(cli.health, { notifications: async () => undefined }),
      ['notification unknown', /couldn't be checked/, /s3:GetBucketNotification/],
    ],
    [
      'events that nobody takes',
      (cli) => Object.assign(cli.queues, { waiting: 3 }),
      ['queues warning', /3 events waiting/, /queue-age/],
    ],
    [
      'events that others were not told of',
      (cli) => Object.assign(cli.queues, { lostEvents: 3 }),
      ['queues error', /3 messages of what others were not told/, /events-lost/],
    ],
    [
      'dead letters',
      (cli) => Object.assign(cli.queues, { deadLetters: 2 }),
      ['queues error', /2 dead letters/, /registry-index redrive/],
    ],
    [
      'events that wait for minutes',
      (cli) => Object.assign(cli.health, { oldestEvent: async () => 400 }),
      ['queues warning', /had waited 6 min 40 s/, /queue-age/],
    ],
    [
      'events that wait for half an hour',
      (cli) => Object.assign(cli.health, { oldestEvent: async () => 1800 }),
      ['queues error', /had waited 30 min/, /queue-age/],
    ],
    [
      'an alarm that goes off',
      (cli) =>
        setAlarm(cli, 'run-failed', {
          state: 'ALARM',
          reason: '1 datapoint was greater',
          since: '2026-11-28T09:00:00Z',
        }),
      ['alarms error', /^hub-run-failed goes off since 2026-11-28T09:00:00Z: 1 datapoint/, /"run-failed"/],
    ],
    [
      'an alarm of what others are told',
      (cli) =>
        Object.assign(cli.health, {
          outputs: new Map([...cli.health.outputs, ['LostEvents', 'https://sqs.example/lost']]),
          alarms: async (names: readonly string[]) =>
            new Map(
              names.map((name) => [
                name,
                name === 'hub-events-lost' ? { ...WELL, state: 'ALARM', reason: '2 messages' } : WELL,
              ]),
            ),
        }),
      ['alarms error', /^hub-events-lost goes off: 2 messages/, /"events-lost"/],
    ],
    [
      'alarms that somebody deleted',
      (cli) => Object.assign(cli.health, { alarms: async () => new Map() }),
      ['alarms warning', /hub-dead-letters, hub-queue-age/, /put-metric-alarm/],
    ],
    [
      'functions that do not say what their alarms are called',
      (cli) =>
        Object.assign(cli.health, {
          functionState: async () => ({ memoryMb: 1769, environment: new Map([[ENV.reconcileDays, '1']]) }),
        }),
      ['alarms unknown', /what the alarms are called/, /deploy again/],
    ],
    [
      'runs that are overdue',
      (cli) => cli.version.ended({ ...cli.done, endedAt: cli.time(48 * HOUR_MS) }),
      ['runs error', /one is scheduled every 1 days/, /run-overdue/],
    ],
    [
      'a run that failed',
      (cli) => cli.version.ended({ ...cli.done, outcome: 'failed', error: '{"errorMessage":"out of memory"}' }),
      ['runs error', /failed: out of memory/, /run-failed/],
    ],
    [
      'a run that was refused',
      (cli) => cli.version.ended({ ...cli.done, outcome: 'refused', error: 'it lists nothing' }),
      ['runs error', /it lists nothing/, /reconcile --wait/],
    ],
    [
      'a run that found nothing',
      (cli) => cli.version.ended({ ...cli.done, totals: NOTHING }),
      ['runs warning', /0 repositories/, /settings/],
    ],
    [
      'a snapshot that is late',
      (cli) => cli.pointer({ builtAt: cli.now - 14 * HOUR_MS }),
      ['snapshot warning', /a new one is due/, /schedule/],
    ],
    [
      'a snapshot that is too old',
      (cli) => cli.pointer({ builtAt: cli.now - 20 * HOUR_MS }),
      ['snapshot error', /too old/, /schedule/],
    ],
    [
      'many documents',
      (cli) => cli.pointer({ documents: 400_000 }),
      ['snapshot warning', /meant for 300,000/, /search_memory=2359/],
    ],
    [
      'documents that do not fit',
      (cli) => cli.pointer({ documents: 400_000, bytes: 400 * 2 ** 20 }),
      ['snapshot error', /1,769 MB/, /search_memory=2600/],
    ],
    [
      'a challenge that API Gateway renamed',
      (cli) => {
        const { answer } = cli.web
        cli.web.answer = async (url, headers) => {
          const { status, headers: given, body } = await answer(url, headers)
          const renamed = [...given].map(
            ([name, value]) => [name === 'www-authenticate' ? `x-amzn-remapped-${name}` : name, value] as const,
          )
          return { status, headers: new Map(renamed), body }
        }
      },
      ['sign-in error', /renamed the header/, /front=cloudfront/],
    ],
    [
      'a challenge that is lost',
      (cli) => {
        const { answer } = cli.web
        cli.web.answer = async (url, headers) => {
          const { status, headers: given, body } = await answer(url, headers)
          return { status, headers: new Map([...given].filter(([name]) => name === 'date')), body }
        }
      },
      ['sign-in error', /is missing in the answer/, /front-doors.md/],
    ],
    [
      'a password that is refused',
      (cli) => Object.assign(cli.secret, { text: '{"username":"registry","password":"new"}' }),
      ['sign-in error', /secret's name and password are refused/, /header Authorization/],
    ],
    [
      'a line of users that is wrong',
      (cli) =>
        Object.assign(cli.secret, {
          text: JSON.stringify({ username: 'registry', password: 'generated', users: ['ann'] }),
        }),
      ['sign-in warning', /the secret of users has something wrong: line 1/, /user list/],
    ],
    [
      'a clock that is wrong',
      (cli) => {
        const { answer } = cli.web
        const date = new Date(cli.now - 10 * 60_000).toUTCString()
        cli.web.answer = async (url, headers) => {
          const given = await answer(url, headers)
          return { ...given, headers: new Map([...given.headers, ['date', date]]) }
        }
      },
      ['clock error', /10 min apart/, /NTP/],
    ],
    [
      'an address that does not lead to the front',
      (cli) => cli.outputs.set('DomainTarget', 'd1.cloudfront.net'),
      ['front warning', /not through the CloudFront/, /point the name of the domain to d1\.cloudfront\.net/],
    ],
  ]
  for (const [what, spoil, [kind, message, fix]] of cases)
    it(what, async () => {
      const cli = await healthy()
      await spoil(cli)
      const { status, exitStatus, troubles } = await cli.found()
      expect({ status, exitStatus }).toEqual({ status: 1, exitStatus: 1 })
      expect(new Set(troubles.map(({ check, level }) => `${check} ${level}`))).toEqual(new Set([kind]))
      expect(troubles[0]?.message).toMatch(message ?? '')
      expect(troubles[0]?.fix).toMatch(fix ?? '')
    })

  it('that nobody has to sign in, where everybody is let in', async () => {
    const cli = await healthy()
    const { answer } = cli.web
    cli.web.answer = async (url, headers) => ({ ...(await answer(url, headers)), status: 200 })
    const { troubles } = await cli.found()
    expect(troubles.map(({ message }) => message)).toEqual([
      'a search without a password is answered, although people have to sign in',
      'a search with a wrong password is answered',
    ])
    cli.secret.text = undefined
    cli.health.functionState = async () => ({
      memoryMb: 1769,
      environment: new Map([
        [ENV.auth, 'none'],
        [ENV.reconcileDays, '1'],
        [ENV.database, 'hub'],
      ]),
    })
    expect(await cli.found()).toMatchObject({ status: 0, troubles: [] })
  })

  it('an address that does not answer, and where its name has to point to', async () => {
    const cli = await healthy()
    cli.outputs.set('DomainTarget', 'd1.cloudfront.net')
    cli.web.answer = async () => {
      throw new CliError('https://index.example does not answer: there is no host of that name')
    }
    const { troubles } = await cli.found()
    expect(troubles.map(({ check, level }) => `${check} ${level}`)).toEqual([
      'front error',
      ...Array(3).fill('sign-in unknown'),
      'clock unknown',
    ])
    expect(troubles[0]).toMatchObject({
      message: 'https://index.example does not answer: there is no host of that name',
      fix: expect.stringContaining('d1.cloudfront.net'),
    })
  })

  it('search that has not loaded its documents', async () => {
    const cli = await healthy()
    const { answer } = cli.web
    cli.web.answer = async (url, headers) =>
      url.pathname === '/v1/search' ? { status: 503, headers: new Map(), body: '' } : answer(url, headers)
    expect((await cli.found()).troubles.map(({ message }) => message)).toEqual([
      'a search without a password gets status 503: search has not loaded its documents',
      'a search with a wrong password gets status 503: search has not loaded its documents',
      'a search with the right password gets status 503: search has not loaded its documents',
    ])
  })

  it('that alarms call nobody, which may be meant so', async () => {
    const cli = await healthy()
    await setAlarm(cli, undefined, { isHeard: false })
    const { status, findings } = await cli.found()
    expect(status).toBe(0)
    expect(findings.filter(({ check, level }) => check === 'alarms' && level === 'note')).toMatchObject([
      { message: expect.stringMatching(/call nobody.*-c alarm_email/) },
    ])
  })

  it('no snapshot: a note after a deployment, a warning after a run', async () => {
    const young = fakeCli()
    await young.run('doctor', '--json')
    const findings: Printed['findings'] = JSON.parse(young.out.join('\n')).findings
    expect(findings.filter(({ check }) => check === 'snapshot')).toMatchObject([{ level: 'note' }])
    await young.system.ports.version.ended((await healthy()).done)
    young.out.length = 0
    await young.run('doctor', '--json')
    const later: Printed['findings'] = JSON.parse(young.out.join('\n')).findings
    expect(later.filter(({ check }) => check === 'snapshot')).toMatchObject([
      {
        level: 'warning',
        fix: expect.stringMatching(
          /^aws lambda invoke --function-name backfill .* '\{"step":"snapshot","force":true\}' /,
        ),
      },
    ])
  })
})

import { describe, expect, it } from 'vitest'
import { isFailure } from '../../../cli/preflight/finding.ts'
import { CallError, type NotificationRule } from '../../../cli/preflight/ports.ts'
import { preflight } from '../../../cli/preflight/preflight.ts'
import type { Intent } from '../../../cli/preflight/subject.ts'
import { DISTRIBUTION } from '../../../lambda/names/layouts.ts'
import { distribution } from '../../../lambda/registry/layouts/distribution.ts'
import { denied, fakePreflightAws, METHODS } from '../../fakes/preflight-aws.ts'
import { registryWriter } from '../../fakes/registry.ts'

const INTENT: Intent = {
  bucket: 'registry',
  stack: 'registry-index',
  database: 'docker-registry',
  roots: new Map(),
  maxLists: 200,
}

/** A bucket with two repositories of registry v2, below this root. */
const filled = (root = '') => {
  const fake = fakePreflightAws()
  const registry = registryWriter(distribution(root), (key, body) => fake.put(key, body))
  registry.push('team/app', 'v1', {})
  registry.push('redis', 'latest', {})
  const check = async (intent: Partial<Intent> = {}) => {
    const report = await preflight(fake.aws, { ...INTENT, ...intent })
    const of = (name: string) => report.findings.filter((one) => one.check === name)
    return { ...report, of, levels: (name: string) => of(name).map(({ level }) => level) }
  }
  return { ...fake, registry, check }
}

const rule = (more: Partial<NotificationRule>): NotificationRule => ({
  id: 'theirs',
  service: 'sqs',
  arn: 'arn:aws:sqs:eu-central-1:111122223333:theirs',
  events: ['s3:ObjectCreated:*'],
  prefix: '',
  suffix: '',
  ...more,
})

describe('preflight', () => {
  it('is ready where nothing is in the way, and prints the command that deploys', async () => {
    const { check } = filled()
    const report = await check()
    expect(report.findings.filter(({ level }) => level !== 'ok' && level !== 'note')).toEqual([])
    expect(report).toMatchObject({
      isReady: true,
      region: 'eu-central-1',
      account: '111122223333',
      settings: { bucket: 'registry' },
      command: 'AWS_REGION=eu-central-1 npx cdk deploy -c bucket=registry',
      sample: ['redis', 'team/app'],
      firstLoad: { repositories: 2, tags: 2, isExact: true },
    })
  })

  it('asks a bounded number of times', async () => {
    const { check, calls } = filled()
    await check()
    const counts = METHODS.map((method) => [method, calls.filter((one) => one === method).length])
    expect(Object.fromEntries(counts)).toEqual({
      caller: 1,
      stack: 1,
      isOwnedBy: 1,
      // The bucket's uppermost folders, six places where a registry may be, one of them twice, and the count of the one that
      // is there.
      list: 9,
      read: 2,
      versioning: 1,
      notifications: 1,
      policy: 1,
      encryption: 1,
      key: 0,
      hasDestination: 0,
      table: 4,
      concurrency: 1,
      simulate: 1,
    })
    expect(calls.filter((one) => one === 'placeOf')).toHaveLength(1)
  })

  it.each(METHODS)('says that it could not check, and which right is missing, where %s is denied', async (method) => {
    const { check, world, calls } = filled()
    world.failing.set(method, denied(method, 'AWS denies it (User: me is not authorized)'))
    world.encryption = { algorithm: 'aws:kms', kmsKey: 'alias/registry', bucketKey: true }
    world.rules.push(rule({ prefix: 'other/' }))
    const { findings } = await check()
    expect(calls).toContain(method)
    const unsure = findings.filter(({ message }) => message.includes('AWS denies it (User: me is not authorized)'))
    expect(unsure.length).toBeGreaterThan(0)
    for (const { fix, level } of unsure) {
      expect(['unknown', 'error', 'note']).toContain(level)
      if (level === 'unknown' && method !== 'caller') expect(fix).toMatch(/^give yourself [a-z0-9]+:[A-Za-z]+$/)
    }
  })

  it('throws what is an error of our own, and not of AWS', async () => {
    const { check, aws } = filled()
    Object.assign(aws.in('eu-central-1'), { versioning: () => Promise.reject(new TypeError('ours')) })
    await expect(check()).rejects.toThrow('ours')
  })
})

describe('the bucket', () => {
  it.each([
    ['reg--use1-az4--x-s3', 'a directory bucket of S3 Express'],
    ['reg-1ab-s3alias', 'the alias of an access point'],
    ['arn:aws:s3:::registry', 'is not the name of a bucket'],
    ['s3://registry', 'is not the name of a bucket'],
    ['', 'is not the name of a bucket'],
  ])('called %j is refused before AWS is asked', async (bucket, why) => {
    const { check, calls } = filled()
    const report = await check({ bucket })
    expect(report.findings.map(({ message }) => message)).toEqual([expect.stringContaining(why)])
    expect(report).toMatchObject({ isReady: false, command: undefined })
    expect(calls).toEqual([])
  })

  it('is missing', async () => {
    const { check, world } = filled()
    Object.assign(world, { access: 'absent', region: undefined })
    const { findings, isReady } = await check()
    expect(findings.map(({ check: name, level }) => [name, level])).toEqual([['bucket', 'error']])
    expect(isReady).toBe(false)
  })

  it('may not be listed: what else can be known is still told', async () => {
    const { check, world } = filled()
    world.access = 'denied'
    world.failing.set('list', denied('list'))
    const { levels, isReady, of } = await check()
    expect(levels('bucket')).toEqual(['warning'])
    expect(levels('registry')).toEqual(['unknown'])
    expect(of('registry')[0]?.fix).toBe('give yourself s3:ListBucket')
    expect(levels('tables')).toEqual(['ok'])
    expect(isReady).toBe(false)
  })

  it('can not be asked for without credentials', async () => {
    const { check, world } = filled()
    world.placeError = new CallError('the AWS credentials have expired', { kind: 'credentials', code: 'ExpiredToken' })
    const { findings, isReady } = await check()
    expect(findings).toEqual([{ check: 'credentials', level: 'error', message: 'the AWS credentials have expired' }])
    expect(isReady).toBe(false)
  })

  it('is not looked at with credentials that only STS says are wrong: a HEAD of S3 has no body', async () => {
    const { check, world, calls } = filled()
    world.failing.set(
      'caller',
      new CallError('AWS does not know them', { kind: 'credentials', code: 'InvalidClientTokenId' }),
    )
    const { findings } = await check()
    expect(findings).toEqual([{ check: 'credentials', level: 'error', message: 'AWS does not know them' }])
    expect(calls).toEqual(['placeOf', 'caller'])
  })

  it.each([
    [undefined, 'no region is set: cdk deploy would take us-east-1 silently'],
    ['us-east-1', 'but us-east-1 is set'],
  ])('is in another region than %s', async (configured, why) => {
    const { check, world } = filled()
    world.configuredRegion = configured
    const { of, command } = await check()
    expect(of('region')).toEqual([expect.objectContaining({ level: 'error', message: expect.stringContaining(why) })])
    expect(command).toMatch(/^AWS_REGION=eu-central-1 npx cdk deploy /)
  })

  it('is by luck in the region that cdk deploy takes where none is set', async () => {
    const { check, world } = filled()
    Object.assign(world, { configuredRegion: undefined, region: 'us-east-1' })
    const { levels, isReady } = await check()
    expect([levels('region'), isReady]).toEqual([['warning'], true])
  })

  it('is of another account', async () => {
    const { check, world } = filled()
    world.owner = '999999999999'
    const { of } = await check()
    expect(of('rights')[0]).toMatchObject({ level: 'error', fix: expect.stringContaining('--bucket-account ID') })
  })

  it('is of the other account that was named: its owner sets what is set on it', async () => {
    const { check, world, calls } = filled()
    world.owner = '999999999999'
    world.rules.push(rule({ prefix: '' }))
    world.allowedByOrganization = false
    world.destinations.add(rule({}).arn)
    const report = await check({ bucketAccount: '999999999999' })
    expect(report).toMatchObject({
      isReady: true,
      settings: { bucket: 'registry', bucket_account: '999999999999', notify: 'none' },
      command: expect.stringContaining('-c bucket=registry -c bucket_account=999999999999 -c notify=none'),
    })
    expect(report.of('rights').map(({ level }) => level)).toEqual(['note'])
    expect(report.of('rights')[0]?.message).toMatch(/^the bucket is of the account 999999999999, .* 111122223333 /)
    // The owner's rule would overlap with theirs as well.
    expect(report.levels('notifications')).toEqual(['warning'])
    expect(calls.filter((one) => one === 'isOwnedBy')).toHaveLength(1)
    world.rules.length = 0
    expect((await check({ bucketAccount: '999999999999' })).of('notifications')).toMatchObject([
      { level: 'ok', message: expect.stringMatching(/^the rule that the bucket's owner sets for /) },
    ])
    world.isBootstrapped = false
    expect((await check({ bucketAccount: '999999999999' })).levels('rights')).toEqual(['note', 'warning'])
  })

  it('is not of the account that was named, or of no other', async () => {
    const { check, world } = filled()
    world.owner = '999999999999'
    const wrong = await check({ bucketAccount: '888888888888' })
    expect(wrong.isReady).toBe(false)
    expect(wrong.of('rights')[0]?.message).toBe('the bucket is not of the account 888888888888')
    world.owner = world.account
    const own = await check({ bucketAccount: world.account })
    expect(own).toMatchObject({ isReady: true, settings: { bucket: 'registry' } })
    expect(own.settings).not.toHaveProperty('bucket_account')
    expect(own.of('rights')[0]?.message).toMatch(/leave --bucket-account out/)
  })
})

describe('the registry', () => {
  const bucketOf = (keys: readonly string[]) => {
    const { aws, put } = fakePreflightAws()
    for (const key of keys) put(key, `sha256:${'0'.repeat(64)}`)
    return async (intent: Partial<Intent> = {}) => {
      const report = await preflight(aws, { ...INTENT, ...intent })
      return { ...report, registry: report.findings.filter(({ check }) => check === 'registry') }
    }
  }
  const key = (root: string) => distribution(root).tagKey({ repository: 'app', tag: 'v1' })

  it.each([
    ['an empty bucket', [], 'warning', true],
    ['a registry without tags', ['docker/registry/v2/blobs/sha256/00/00/data'], 'warning', true],
    ['a bucket of something else', ['logs/1.gz', 'docker/compose.yml', 'repositories/x/y'], 'error', false],
  ])('is missing in %s', async (_, keys, level, isReady) => {
    const report = await bucketOf(keys)()
    expect(report.registry.map((one) => one.level)).toEqual([level])
    expect(report).toMatchObject({ isReady, firstLoad: undefined, sample: [], settings: { bucket: 'registry' } })
  })

  it('is missing at the root that the user named', async () => {
    const { registry } = await bucketOf([key('hub')])({ roots: new Map([[DISTRIBUTION.id, 'other']]) })
    expect(registry).toEqual([
      expect.objectContaining({ level: 'error', message: expect.stringContaining('other/docker/registry/v2/') }),
    ])
  })

  it('is not the only one: the others are told, with the settings for a second index', async () => {
    const { registry, settings } = await bucketOf([key('a'), key(''), key('b')])()
    expect(registry.map(({ level }) => level)).toEqual(['ok', 'note', 'note'])
    expect(registry[1]?.fix).toBe('for a second index of it, deploy with -c rootdirectory=/a -c stack=…')
    expect(settings).toEqual({ bucket: 'registry' })
  })

  it('is not named by settings, if its root has other characters', async () => {
    const { registry, isReady } = await bucketOf([key('mein register')])()
    expect(registry.map(({ level }) => level)).toEqual(['error', 'warning'])
    expect(isReady).toBe(false)
  })

  it('that can not be listed again is not read, which is told', async () => {
    const { aws, world, put, regional } = fakePreflightAws()
    put(key(''), 'x')
    let lists = 0
    const list = regional.list
    const limited: typeof list = (bucket, request) => {
      if (++lists > 8) world.failing.set('list', denied('list'))
      return list(bucket, request)
    }
    Object.assign(regional, { list: limited })
    const { findings, isReady } = await preflight(aws, INTENT)
    const unknown = findings.filter(({ level }) => level === 'unknown').map(({ check }) => check)
    expect([unknown, isReady]).toEqual([['read', 'first-load'], false])
  })
})

describe('the stack', () => {
  const outputs = (bucket: string) =>
    new Map([
      ['RegistryBucket', bucket],
      ['IndexerQueue', 'https://sqs.eu-central-1.amazonaws.com/111122223333/ours'],
    ])

  it('that indexes the bucket already is told; its tables and its rule are its own', async () => {
    const { check, world } = filled()
    world.stacks.set('registry-index', { status: 'UPDATE_COMPLETE', outputs: outputs('registry') })
    for (const name of ['repository', 'tag', 'search', 'version'])
      world.tables.set(`docker-registry-${name}`, { keys: ['any'], indexes: [] })
    world.rules.push(rule({ arn: 'arn:aws:sqs:eu-central-1:111122223333:ours', prefix: 'docker/', suffix: '/link' }))
    const { levels, isReady } = await check()
    expect([levels('stack'), levels('tables'), levels('notifications')]).toEqual([['note'], ['ok'], ['ok']])
    expect(isReady).toBe(true)
  })

  it.each([
    ['of another bucket', { status: 'CREATE_COMPLETE', outputs: outputs('other') }, 'error'],
    ['of another program', { status: 'CREATE_COMPLETE', outputs: new Map() }, 'error'],
    ['left over from a first deployment that failed', { status: 'ROLLBACK_COMPLETE', outputs: new Map() }, 'note'],
    ['in a failed update', { status: 'UPDATE_ROLLBACK_FAILED', outputs: outputs('registry') }, 'warning'],
  ])('%s is told', async (_, state, level) => {
    const { check, world } = filled()
    world.stacks.set('registry-index', state)
    expect((await check()).levels('stack')).toEqual([level])
  })

  it('and its tables may have other names, which the command then has', async () => {
    const { command } = await filled().check({ stack: 'second', database: 'hub' })
    expect(command).toMatch(/ -c bucket=registry -c stack=second -c database=hub$/)
  })
})

describe('reading a tag', () => {
  const kms = (message: string, code = 'AccessDenied') => new CallError(message, { kind: 'denied', code })

  it.each([
    ['the link is denied', '/current/link', kms('AWS denies s3:GetObject'), 'give yourself s3:GetObject'],
    ['the blob is denied', '/blobs/', kms('AWS denies s3:GetObject'), 'give yourself s3:GetObject'],
    [
      'the key is denied',
      '/blobs/',
      kms('AWS denies s3:GetObject (not authorized to perform: kms:Decrypt)'),
      'kms:Decrypt',
    ],
    [
      'the key is disabled',
      '/blobs/',
      new CallError('is disabled', { kind: 'other', code: 'KMS.DisabledException' }),
      'enable the key',
    ],
    ['the blob is archived', '/blobs/', new CallError('no', { kind: 'other', code: 'InvalidObjectState' }), 'restore'],
  ])('fails where %s', async (_, part, failure, fix) => {
    const { check, world } = filled()
    world.unreadable.set(part, failure)
    const { of } = await check()
    expect(of('read')).toEqual([expect.objectContaining({ level: 'error', fix: expect.stringContaining(fix) })])
  })

  it('fails where the listing shows that links are archived', async () => {
    const { check, put } = filled()
    put(distribution('').tagKey({ repository: 'aa', tag: 'v1' }), 'x', { storageClass: 'DEEP_ARCHIVE' })
    expect((await check()).of('read')).toEqual([
      expect.objectContaining({ level: 'error', message: expect.stringContaining('archived (DEEP_ARCHIVE)') }),
    ])
  })

  it('tries other tags where the first ones are broken, and warns if all are', async () => {
    const { check, put, calls } = filled()
    const broken = (repository: string, body: string) => put(distribution('').tagKey({ repository, tag: 'v1' }), body)
    broken('aa', 'no digest')
    broken('ab', `sha256:${'0'.repeat(64)}`)
    expect((await check()).levels('read')).toEqual(['ok'])
    broken('ac', '')
    calls.length = 0
    expect((await check()).levels('read')).toEqual(['warning'])
    expect(calls.filter((one) => one === 'read')).toHaveLength(4)
  })
})

describe('encryption', () => {
  const arn = 'arn:aws:kms:eu-central-1:111122223333:key/1234-ab'
  const own = { arn, isCustomers: true, state: 'Enabled' }

  it('by an alias becomes the ARN of its key, and a setting', async () => {
    const { check, world } = filled()
    world.encryption = {
      algorithm: 'aws:kms',
      kmsKey: 'arn:aws:kms:eu-central-1:111122223333:alias/registry',
      bucketKey: true,
    }
    world.keys.set('arn:aws:kms:eu-central-1:111122223333:alias/registry', own)
    const { settings, command, levels } = await check()
    expect(settings).toMatchObject({ kms_key: arn })
    expect(command).toContain(`-c kms_key=${arn}`)
    expect(levels('encryption')).toEqual(['ok'])
  })

  it('by the key of objects counts, also where the bucket has another default', async () => {
    const { check, world, put } = filled()
    world.keys.set(arn, own)
    put(distribution('').tagKey({ repository: 'aa', tag: 'v1' }), `sha256:${'0'.repeat(64)}`, { kmsKey: arn })
    const { settings, firstLoad, levels } = await check()
    expect(settings).toMatchObject({ kms_key: arn })
    expect(levels('encryption')).toEqual(['ok', 'note'])
    expect(firstLoad?.dollars).toBeGreaterThan((await filled().check()).firstLoad?.dollars ?? 0)
  })

  it('by two keys of your own needs both', async () => {
    const { check, world, put } = filled()
    world.keys.set(arn, own).set('other', { ...own, arn: `${arn}c` })
    world.encryption = { algorithm: 'aws:kms', kmsKey: 'other', bucketKey: true }
    put(distribution('').tagKey({ repository: 'aa', tag: 'v1' }), `sha256:${'0'.repeat(64)}`, { kmsKey: arn })
    const { levels, settings } = await check()
    expect(levels('encryption')).toEqual(['ok', 'ok'])
    expect(settings).toMatchObject({ kms_key: `${arn},${arn}c` })
  })

  it.each([
    ['that is disabled', { ...own, state: 'PendingDeletion' }, 'error'],
    ['that AWS manages', { ...own, isCustomers: false }, 'ok'],
    ['that does not exist', undefined, 'error'],
  ])('by a key %s', async (_, key, level) => {
    const { check, world } = filled()
    world.encryption = { algorithm: 'aws:kms', kmsKey: arn, bucketKey: true }
    if (key !== undefined) world.keys.set(arn, key)
    const { levels, settings } = await check()
    expect(levels('encryption')).toEqual([level])
    expect(settings).not.toHaveProperty('kms_key')
  })

  it('by a key that may not be looked at is set by its ARN, but not by an alias', async () => {
    const { check, world } = filled()
    world.failing.set('key', denied('key'))
    world.encryption = { algorithm: 'aws:kms', kmsKey: arn, bucketKey: true }
    expect((await check()).settings).toMatchObject({ kms_key: arn })
    world.encryption = { ...world.encryption, kmsKey: 'alias/registry' }
    expect((await check()).settings).not.toHaveProperty('kms_key')
  })
})

describe('notifications', () => {
  it.each([
    ['no filter', {}, 'error'],
    ['a prefix above ours', { prefix: 'docker/' }, 'error'],
    ['a prefix below ours', { prefix: `${DISTRIBUTION.repositories}team/` }, 'error'],
    ['a prefix with encoded characters', { prefix: 'docker%2Fregistry/' }, 'error'],
    ['a suffix that ours ends with', { suffix: '/link' }, 'error'],
    ['another prefix', { prefix: 'logs/' }, 'ok'],
    ['another suffix', { suffix: '.json' }, 'ok'],
    ['the prefix of blobs', { prefix: DISTRIBUTION.blobs }, 'ok'],
    ['another event', { events: ['s3:ObjectRestore:*'] }, 'ok'],
    ['a single event of ours', { events: ['s3:ObjectRemoved:Delete'] }, 'error'],
    ['a broken escape in the prefix', { prefix: '%zz' }, 'ok'],
  ])('with %s beside ours', async (_, filter, level) => {
    const { check, world } = filled()
    world.rules.push(rule(filter))
    world.destinations.add(rule({}).arn)
    const { levels, of } = await check()
    expect(levels('notifications')).toEqual([level])
    if (level === 'error') expect(of('notifications')[0]?.message).toContain('the rule theirs to arn:aws:sqs')
  })

  it('of one destination, a rule for each event, are told together', async () => {
    const { check, world } = filled()
    for (const events of [['s3:ObjectCreated:*'], ['s3:ObjectRemoved:*']]) world.rules.push(rule({ events }))
    world.destinations.add(rule({}).arn)
    const { of } = await check()
    expect(of('notifications').map(({ message }) => message)).toEqual([
      expect.stringContaining('covers all keys for s3:ObjectCreated:*, s3:ObjectRemoved:*, and ours'),
    ])
  })

  it.each(['sqs', 'sns', 'lambda'] as const)('to %s that does not exist make S3 refuse ours too', async (service) => {
    const { check, world } = filled()
    world.rules.push(rule({ service, prefix: 'logs/' }))
    const { of } = await check()
    expect(of('notifications')).toEqual([
      expect.objectContaining({ level: 'error', message: expect.stringContaining('does not exist') }),
    ])
  })

  it('of which the destination may not be looked at are no failure', async () => {
    const { check, world } = filled()
    world.rules.push(rule({ prefix: 'logs/' }))
    world.failing.set('hasDestination', denied('hasDestination'))
    const { levels, isReady } = await check()
    expect([levels('notifications'), isReady]).toEqual([['ok', 'note'], true])
  })

  it('of 98 rules leave no room for ours, and no more than 20 destinations are looked for', async () => {
    const { check, world, calls } = filled()
    for (let at = 0; at < 98; at++) world.rules.push(rule({ prefix: `logs/${at}/`, arn: `${rule({}).arn}${at}` }))
    for (const { arn } of world.rules) world.destinations.add(arn)
    const { levels } = await check()
    expect(levels('notifications')).toEqual(['note', 'error'])
    expect(calls.filter((one) => one === 'hasDestination')).toHaveLength(20)
  })

  it('of EventBridge are no obstacle', async () => {
    const { check, world } = filled()
    world.eventBridge = true
    expect((await check()).levels('notifications')).toEqual(['ok', 'note'])
  })
})

describe('the account', () => {
  const of2015 = {
    repository: { keys: ['name'], indexes: ['Repositories-By-Description-Index'] },
    version: { keys: ['version'], indexes: [] },
  }

  it.each(Object.entries(of2015))('with the %s table of 2015 is told what to do first', async (kind, table) => {
    const { check, world } = filled()
    world.tables.set(`docker-registry-${kind}`, table)
    const { of } = await check()
    expect(of('tables')[0]?.level).toBe('error')
    expect(of('tables')[0]?.fix).toMatch(
      /^take SEARCH_BACKEND out .* first .*, then delete them; or give -c database=…/,
    )
  })

  it.each([
    ['of another index', { keys: ['name'], indexes: ['catalog', 'changes'] }, 'another search index'],
    ['of another program', { keys: ['constructor'], indexes: [] }, 'another program'],
  ])('with a table %s needs other names', async (_, table, whose) => {
    const { check, world } = filled()
    world.tables.set('docker-registry-repository', table)
    const { of } = await check()
    expect(of('tables')).toEqual([expect.objectContaining({ level: 'error', message: expect.stringContaining(whose) })])
    expect((await check({ database: 'hub' })).levels('tables')).toEqual(['ok'])
  })

  it.each([
    [10, 'warning'],
    [19, 'warning'],
    [26, 'ok'],
  ])('that runs %i functions at the same time', async (unreserved, level) => {
    const { check, world } = filled()
    world.concurrency = { total: 1000, unreserved }
    expect((await check()).levels('concurrency')).toEqual([level])
  })

  it.each([
    ['that is not bootstrapped', { isBootstrapped: false }, 'warning'],
    ['of an organization that denies', { allowedByOrganization: false }, 'warning'],
    ['of an organization that allows', { allowedByOrganization: true }, 'ok'],
  ])('%s', async (_, of, level) => {
    const { check, world } = filled()
    Object.assign(world, of)
    expect((await check()).levels('rights')).toEqual([level, 'note'])
  })

  it.each([
    ['Enabled', 'note'],
    ['Suspended', 'ok'],
    [undefined, 'ok'],
  ])('with versioning %s is served', async (versioning, level) => {
    const { check, world } = filled()
    world.versioning = versioning
    expect((await check()).levels('versioning')).toEqual([level])
  })
})

it('findings that are unknown fail only where they are essential', () => {
  expect(isFailure({ check: 'tables', level: 'unknown', message: '' })).toBe(true)
  expect(isFailure({ check: 'rights', level: 'unknown', message: '' })).toBe(false)
  expect(isFailure({ check: 'rights', level: 'error', message: '' })).toBe(true)
})

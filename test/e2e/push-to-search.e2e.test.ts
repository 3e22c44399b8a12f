// Tests the whole way from a push through a real registry to a search by real clients, on the deployed stack.

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import {
  DeleteObjectCommand,
  GetBucketNotificationConfigurationCommand,
  ListObjectsV2Command,
  PutBucketNotificationConfigurationCommand,
  type QueueConfiguration,
} from '@aws-sdk/client-s3'
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { BatchWriteCommand, GetCommand, paginateScan, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { awsDeployment, clients } from '../../cli/aws/find-deployment.ts'
import { doctor, isTrouble } from '../../cli/doctor/doctor.ts'
import { lookAtFirst } from '../../cli/doctor/first/first-deployment.ts'
import { http } from '../../cli/http.ts'
import { alarmName } from '../../lambda/names/alarms.ts'
import { CHALLENGE } from '../../lambda/names/front.ts'
import { SCHEMA } from '../../lambda/names/versions.ts'
import { systemClock } from '../../lambda/shared/clock.ts'
import { startBackfill, waitForExecution } from '../../local/backfill-wait.ts'
import { clientConfig, s3Client } from '../../local/clients.ts'
import { readLogin } from '../../local/plain-password.ts'
import { findRegistry } from '../../local/registry.ts'
import { type Image, image, imageIndex, layer, signature } from '../../local/sample/image.ts'
import { BUCKET, deployStack, destroyStack, openDoor, STACK, startWorld, type World } from './deployment.ts'
import { eventually } from './eventually.ts'
import { missingPrograms, runProgram, skipLoudly, writeOciLayout } from './programs.ts'
import { byPasswords, startRegistryWith, writePasswords } from './sign-in/registries.ts'

const DEBIAN_PROGRAMS = ['docker-registry', 'skopeo', 'podman', 'curl']
const skipped = skipLoudly(
  'the end-to-end test',
  missingPrograms(DEBIAN_PROGRAMS),
  `Debian: apt-get install ${DEBIAN_PROGRAMS.join(' ')}`,
)

/** The local AWS retries a refusal, unlike AWS, which would keep the test of one waiting for a minute. */
const REFUSAL_WAIT_SCALE = 0.02

const TABLES = {
  tag: 'registry-index-test-tag',
  search: 'registry-index-test-search',
  repository: 'registry-index-test-repository',
}

const labelled = (description: string, salt = ''): Parameters<typeof image>[0] => ({
  format: 'oci',
  layers: [layer({ 'etc/motd': `${description} ${salt}` })],
  created: '2026-11-01T00:00:00Z',
  labels: { 'org.opencontainers.image.description': description },
  annotations: {},
})

describe.skipIf(skipped)('the deployed index', () => {
  let world: World
  let door: Awaited<ReturnType<typeof openDoor>>
  let outputs: Awaited<ReturnType<typeof deployStack>>['outputs']
  let host: string
  let layouts = 0

  const client = (program: string, ...args: string[]) => runProgram(join(world.dir, 'home'), program, args)
  const push = async (what: Image, name: string, to = host) => {
    const dir = join(world.dir, `layout-${layouts++}`)
    await writeOciLayout(dir, what)
    const ran = await client(
      'skopeo',
      '--insecure-policy',
      'copy',
      '--all',
      '--dest-tls-verify=false',
      `oci:${dir}`,
      `docker://${to}/${name}`,
    )
    expect(ran.stderr).toBe('')
    expect(ran.status).toBe(0)
  }
  // The project promises seconds. The time is printed and not asserted: it depends on what else the machine does.
  const soon = async (what: string, look: () => Promise<void>) =>
    console.log(`${what}: after ${await eventually(look)} ms`)
  const curl = async (path: string, ...options: string[]) => {
    const ran = await client('curl', '-s', '-w', '\n%{http_code}', ...options, `${door.url}${path}`)
    const [body = '', status] = ran.stdout.split(/\n(?=\d{3}$)/)
    return { status: Number(status), body: body.startsWith('{') ? JSON.parse(body) : body }
  }
  const searched = async (term: string): Promise<string[]> =>
    (await curl(`/v1/search?q=${term}`)).body.results.map(({ name }: { name: string }) => name)
  const podmanSearch = (term: string) =>
    client('podman', 'search', '--tls-verify=false', '--format', '{{.Name}} {{.Description}}', `${host}/${term}`)
  const tagRow = async (repository: string, tag: string) =>
    (await world.table.send(new GetCommand({ TableName: TABLES.tag, Key: { repository, tag }, ConsistentRead: true })))
      .Item
  const removeFromRegistry = async (name: string, digest: string) =>
    expect((await fetch(`http://${host}/v2/${name}/manifests/${digest}`, { method: 'DELETE' })).status).toBe(202)

  const putRules = (QueueConfigurations: QueueConfiguration[]) =>
    world.s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: BUCKET,
        NotificationConfiguration: { QueueConfigurations },
        SkipDestinationValidation: true,
      }),
    )

  beforeAll(async () => {
    world = await startWorld(REFUSAL_WAIT_SCALE)
    await mkdir(join(world.dir, 'home'), { recursive: true })
    // This image is pushed before the index exists, so that only the backfill can find it.
    await push(image(labelled('Older than the index')), 'archive/elder:v1.0', new URL(world.registry.url).host)
    await putRules([STALE_RULE])
    const deployed = await deployStack(world, { ...BESIDE_STALE_RULE, auth: 'none' })
    outputs = deployed.outputs
    expect(deployed.totals).toMatchObject({ repositories: 1, tags: 1, changed: 1 })
    door = await openDoor(world.emulator, outputs, world.registry.url)
    world.onStop(door.close)
    host = `127.0.0.1:${door.port}`
  })
  afterAll(async () => {
    await world?.stop()
  })

  it('finds what was in the bucket before the deployment', async () => {
    expect(await searched('elder')).toEqual(['archive/elder'])
    expect(await searched('older')).toEqual(['archive/elder'])
  })

  it('finds a pushed image by part of its name and by a word of its description', async () => {
    await push(image(labelled('Caches your sessions')), 'team/redis-cache:v1.0')
    await soon('curl finds the image by part of its name', async () =>
      expect(await searched('dis-ca')).toEqual(['team/redis-cache']),
    )
    expect(await searched('sessio')).toEqual(['team/redis-cache'])
    for (const term of ['redis', 'sessions', 'am/red']) {
      const { status, stdout, stderr } = await podmanSearch(term)
      expect({ status, stdout, stderr }).toEqual({
        status: 0,
        stdout: `${host}/team/redis-cache Caches your sessions\n`,
        stderr: '',
      })
    }
    expect((await curl('/v2/_catalog')).body).toEqual({ repositories: ['archive/elder', 'team/redis-cache'] })
  })

  it('finds an image index, with all its platforms', async () => {
    await push(imageIndex(labelled('Runs everywhere'), ['amd64', 'arm64']), 'team/everywhere:latest')
    await soon('podman finds the image index', async () =>
      expect((await podmanSearch('everywhere')).stdout).toContain('Runs everywhere'),
    )
    expect(await tagRow('team/everywhere', 'latest')).toMatchObject({
      kind: 'index',
      platforms: ['linux/amd64', 'linux/arm64'],
    })
  })

  it('indexes the tag of a signature as hidden', async () => {
    const signed = (await tagRow('team/redis-cache', 'v1.0'))?.['digest'] as string
    const tag = `${signed.replace(':', '-')}.sig`
    await push(signature(signed, 'team/redis-cache'), `team/redis-cache:${tag}`)
    await soon('the signature is indexed', async () =>
      expect(await tagRow('team/redis-cache', tag)).toMatchObject({ hidden: true }),
    )
    const { Item } = await world.table.send(
      new GetCommand({ TableName: TABLES.repository, Key: { name: 'team/redis-cache' } }),
    )
    expect(Item).toMatchObject({ document: { visible: 1, hidden: 1, tag: 'v1.0' } })
  })

  it('shows the new digest of a tag that was moved', async () => {
    const moved = image(labelled('Caches your pages'))
    await push(moved, 'team/redis-cache:v1.0')
    await soon('the tag has the new digest', async () =>
      expect(await tagRow('team/redis-cache', 'v1.0')).toMatchObject({ digest: moved.manifest.digest }),
    )
    // What search has in memory is a second old at most.
    await soon('it is found by its new description', async () =>
      expect(await searched('pages')).toEqual(['team/redis-cache']),
    )
    expect(await searched('sessions')).toEqual([])
  })

  it('shows a manifest by its digest, also one that no tag points to any more, only of a repository that has it', async () => {
    const before = image(labelled('Caches your sessions')).manifest.digest
    const manifest = (name: string, digest: string) => curl(`/api/repositories/${name}/manifests/${digest}`)
    const shown = await manifest('team/redis-cache', before)
    expect(shown.status).toBe(200)
    expect(shown.body).toMatchObject({ digest: before, kind: 'image', description: 'Caches your sessions' })
    expect(shown.body.layers).toEqual([expect.objectContaining({ size: expect.any(Number) })])
    expect(shown.body).not.toHaveProperty('problem')
    expect((await manifest('team/everywhere', before)).status).toBe(404)
    const index = (await tagRow('team/everywhere', 'latest'))?.['digest'] as string
    const { children } = (await manifest('team/everywhere', index)).body
    expect(children.map(({ platform }: { platform: string }) => platform)).toEqual(['linux/amd64', 'linux/arm64'])
    for (const { digest } of children) expect((await manifest('team/everywhere', digest)).body.kind).toBe('image')
    const { history } = (await curl('/api/repositories/team/redis-cache/tags/v1.0/history')).body
    expect(history.map(({ tags }: { tags: string[] }) => tags)).toEqual([['v1.0'], []])
  })

  it('removes a tag that was deleted through the registry, and the repository with its last tag', async () => {
    const images = [image(labelled('one', '1')), image(labelled('two', '2'))] as const
    await push(images[0], 'team/shortlived:v1.0')
    await push(images[1], 'team/shortlived:v2.0')
    await soon('both tags are indexed', async () => expect(await tagRow('team/shortlived', 'v2.0')).toBeDefined())
    await removeFromRegistry('team/shortlived', images[1].manifest.digest)
    await soon('the tag is gone', async () => expect(await tagRow('team/shortlived', 'v2.0')).toBeUndefined())
    await soon('the other tag represents the repository', async () =>
      expect(await searched('one')).toEqual(['team/shortlived']),
    )
    await removeFromRegistry('team/shortlived', images[0].manifest.digest)
    await soon('the repository is gone', async () => expect(await searched('shortlived')).toEqual([]))
    expect((await curl('/v2/_catalog')).body.repositories).not.toContain('team/shortlived')
  })

  it('indexes all of 20 tags that are pushed in parallel', async () => {
    const tags = Array.from({ length: 20 }, (_, at) => `v1.${at}`)
    await Promise.all(tags.map((tag) => push(image(labelled('Many tags', tag)), `team/crowd:${tag}`)))
    await soon('all 20 tags are indexed', async () => {
      const { Item } = await world.table.send(
        new GetCommand({ TableName: TABLES.repository, Key: { name: 'team/crowd' }, ConsistentRead: true }),
      )
      expect(Item).toMatchObject({ document: { visible: 20, tag: 'v1.19' } })
    })
    const { Count } = await world.table.send(
      new QueryCommand({
        TableName: TABLES.tag,
        KeyConditionExpression: 'repository = :name AND tag > :details',
        ExpressionAttributeValues: { ':name': 'team/crowd', ':details': '$' },
        ConsistentRead: true,
      }),
    )
    expect(Count).toBe(20)
  })

  it('restores the emptied search table by a rebuild', async () => {
    const before = await allEntries(world)
    expect(before.length).toBeGreaterThan(20)
    for (let at = 0; at < before.length; at += 25) {
      const requests = before.slice(at, at + 25).map((Key) => ({ DeleteRequest: { Key } }))
      await world.table.send(new BatchWriteCommand({ RequestItems: { [TABLES.search]: requests } }))
    }
    expect(await searched(':v1.19')).toEqual([])
    const execution = await startBackfill(world.emulator, outputs['BackfillStateMachine'] ?? '', { rebuild: true })
    expect(await waitForExecution(world.emulator, execution)).toMatchObject({ repositories: 4, missing: 0 })
    expect(await allEntries(world)).toEqual(before)
    expect(await searched(':v1.19')).toEqual(['team/crowd'])
  })

  const backfillDoes = async (event: object) => {
    const lambda = new LambdaClient(clientConfig(world.emulator.endpoint))
    const call = new InvokeCommand({ FunctionName: outputs['BackfillFunction'] ?? '', Payload: JSON.stringify(event) })
    const { Payload, FunctionError } = await lambda.send(call)
    expect(FunctionError).toBeUndefined()
    return JSON.parse(Buffer.from(Payload ?? []).toString())
  }

  it('finds that the notification is there, and when somebody overwrote it that it is not', async () => {
    expect(await backfillDoes({ step: 'watch' })).toEqual({ notification: [] })
    await world.withoutEvents(async () => {
      const { notification } = await backfillDoes({ step: 'watch' })
      expect(notification).toHaveLength(3)
      expect(notification[0]).toMatch(
        /^no rule of the bucket sends s3:ObjectCreated:\* of keys .*\/current\/link to arn:/,
      )
    })
    expect(await backfillDoes({ step: 'watch' })).toEqual({ notification: [] })
  })

  it('is well, as doctor finds by all of its checks, which say whose functions, alarms and rules they looked at', async () => {
    const { endpoint } = world.emulator
    const found = await awsDeployment(clients(clientConfig(endpoint), s3Client(endpoint)), STACK)
    const look = async () => {
      const findings = await doctor({ deployment: { ...found, url: door.url }, http, clock: systemClock })
      return findings.filter(isTrouble)
    }
    expect(await look()).toEqual([])
    await world.withoutEvents(async () => {
      const [trouble, ...more] = await look()
      expect(trouble).toMatchObject({ check: 'notification', level: 'error' })
      expect(new Set(more.map(({ check }) => check))).toEqual(new Set(['notification']))
    })
    const cloudWatch = new CloudWatchClient(clientConfig(endpoint))
    const AlarmName = alarmName('registry-index-test', 'search-errors')
    const state = (StateValue: 'ALARM' | 'OK') =>
      cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'a test says so' }))
    await state('ALARM')
    expect(await look()).toMatchObject([{ check: 'alarms', message: expect.stringContaining('a test says so') }])
    await state('OK')
  })

  it('shows at a first look what it is meant to, as far as the local AWS does what AWS would', async () => {
    const { endpoint } = world.emulator
    const found = await awsDeployment(clients(clientConfig(endpoint), s3Client(endpoint)), STACK)
    const subject = { deployment: { ...found, url: door.url }, http, clock: systemClock, awaitsPush: false }
    const points = await lookAtFirst({ ...subject, tell: () => {} })
    const outcomes = Object.fromEntries(points.map(({ id, outcome }) => [id, outcome]))
    expect(outcomes, JSON.stringify(points)).toMatchObject({
      ...{ notification: 'as meant', dates: 'as meant', runtime: 'as meant', access: 'as meant', alarms: 'as meant' },
      ...{ searches: 'measured', runs: 'measured', throttles: 'measured', changes: 'measured' },
      ...{ challenge: 'not seen', cloudfront: 'not seen', subnets: 'not seen', push: 'not seen', events: 'not seen' },
    })
    // The local AWS says no status of an index, ends no log as Lambda does, and drops TTL where the stack sets it.
    const texts = new Map(points.map(({ id, text }) => [id, text]))
    expect(texts.get('tables')).toMatch(/^all tables and indexes are there, but 5 do not say/)
    expect(texts.get('cold-start')).toMatch(/does not end with Lambda's report/)
    expect(points.filter(({ id, outcome }) => outcome === 'otherwise' && id !== 'ttl')).toEqual([])
  })

  it('changes nothing in a backfill that is invoked as one function', async () => {
    expect(await backfillDoes({})).toMatchObject({
      repositories: 4,
      tags: 24,
      changed: 0,
      recounted: 0,
      missing: 0,
      done: true,
    })
  })

  it('changes nothing in a second backfill', async () => {
    const execution = await startBackfill(world.emulator, outputs['BackfillStateMachine'] ?? '')
    expect(await waitForExecution(world.emulator, execution)).toMatchObject({
      repositories: 4,
      tags: 24,
      changed: 0,
      missing: 0,
    })
  })

  it('removes in a run a repository that vanished without an event, and reports the run in its status', async () => {
    await world.withoutEvents(async () => {
      for (const Key of await world.keysOf('team/everywhere'))
        await world.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }))
    })
    expect(await searched('everywhere')).toEqual(['team/everywhere'])
    const execution = await startBackfill(world.emulator, outputs['BackfillStateMachine'] ?? '')
    expect(await waitForExecution(world.emulator, execution)).toMatchObject({ repositories: 3, missing: 1, removed: 1 })
    expect(await searched('everywhere')).toEqual([])
    expect((await curl('/api/status')).body).toMatchObject({
      index: { bucket: BUCKET, schema: SCHEMA },
      lastDone: { outcome: 'done', totals: { repositories: 3, removed: 1 } },
    })
  })

  it('refuses a run if the listing of the bucket is empty, and removes nothing', async () => {
    const before = await allEntries(world)
    await world.withoutObjects(async () => {
      const execution = await startBackfill(world.emulator, outputs['BackfillStateMachine'] ?? '')
      await expect(waitForExecution(world.emulator, execution)).rejects.toThrow(/lists nothing, but the index has/)
    })
    expect(await allEntries(world)).toEqual(before)
    const { body } = await curl('/api/status')
    expect(body).toMatchObject({ lastRun: { outcome: 'refused' }, lastDone: { outcome: 'done' } })
    expect(body.lastRun.error).toMatch(/lists nothing, but the index has/)
    // The links are back, with new modification times.
    const execution = await startBackfill(world.emulator, outputs['BackfillStateMachine'] ?? '')
    expect(await waitForExecution(world.emulator, execution)).toMatchObject({
      repositories: 3,
      changed: 23,
      missing: 0,
    })
  })

  describe('with sign-in on', () => {
    let user: string
    let password: string

    beforeAll(async () => {
      const deployed = await deployStack(world, { ...BESIDE_STALE_RULE, auth: 'basic' })
      const secrets = new SecretsManagerClient(clientConfig(world.emulator.endpoint))
      ;({ username: user, password } = await readLogin(secrets, deployed.outputs['SecretArn'] ?? ''))
    })

    it('has a password of letters and digits', () => {
      expect(password).toMatch(/^[A-Za-z0-9]{32}$/)
    })

    it('answers curl only with the right password', async () => {
      expect((await curl('/v1/search?q=redis')).status).toBe(401)
      expect((await curl('/v1/search?q=redis', '-u', `${user}:wrong`)).status).toBe(401)
      expect((await curl('/v1/search?q=redis', '-H', 'Authorization: Basic Og==')).status).toBe(401)
      expect((await curl('/v1/search?q=redis', '-u', `${user}:${password}`)).body).toMatchObject({ num_results: 1 })
      expect((await curl('/v1/_ping')).status).toBe(200)
    })

    it('lets podman sign in only with the right password, and then answers its search', async () => {
      const login = (secret: string) => client('podman', 'login', '--tls-verify=false', '-u', user, '-p', secret, host)
      const refused = await login('wrong')
      expect(refused).toMatchObject({ status: 125, stderr: expect.stringContaining('invalid username/password') })
      const welcome = await login(password)
      expect(welcome).toMatchObject({ status: 0, stdout: expect.stringContaining('Login Succeeded!') })
      expect((await podmanSearch('redis')).stdout).toContain(`${host}/team/redis-cache`)
    })
  })

  describe("with sign-in by the registry's own accounts", () => {
    let user: string
    let password: string

    beforeAll(async () => {
      const grounds = { dir: world.dir, onStop: world.onStop }
      const program = findRegistry() ?? ''
      const auth = byPasswords(await writePasswords(grounds))
      const registry_url = await startRegistryWith(grounds, program, 'registry-with-accounts', auth)
      const secrets = new SecretsManagerClient(clientConfig(world.emulator.endpoint))
      const { outputs: before } = await deployStack(world, { ...BESIDE_STALE_RULE, auth: 'basic' })
      const SecretId = before['SecretArn'] ?? ''
      ;({ username: user, password } = await readLogin(secrets, SecretId))
      const SecretString = JSON.stringify({ username: user, password, users: ['alice::nothing/'] })
      await secrets.send(new PutSecretValueCommand({ SecretId, SecretString }))
      const { outputs: after } = await deployStack(world, { ...BESIDE_STALE_RULE, auth: 'registry', registry_url })
      // The lines are still those.
      expect(after['SecretArn']).toBe(SecretId)
      expect(after).not.toHaveProperty('PasswordCommand')
    })

    it('lets in whom the registry lets in, and nobody by the password of the secret', async () => {
      const statusOf = async (...args: string[]) => (await curl('/api/status', ...args)).status
      expect(await statusOf()).toBe(401)
      expect(await statusOf('-u', 'alice:wrong')).toBe(401)
      expect(await statusOf('-u', `${user}:${password}`)).toBe(401)
      expect(await statusOf('-u', 'alice:pa:ss')).toBe(200)
    })

    it('shows what a line of the secret says', async () => {
      expect((await curl('/v1/search?q=redis', '-u', 'alice:pa:ss')).body).toMatchObject({ num_results: 0 })
    })

    it("sends the registry's own challenge on /v2/, and asks for a password elsewhere", async () => {
      const challenge = async (path: string) => (await fetch(`http://${host}${path}`)).headers.get('www-authenticate')
      expect(await challenge('/v2/')).toBe('Basic realm="registry of the test"')
      expect(await challenge('/v1/search?q=redis')).toBe(CHALLENGE)
    })
  })

  it('leaves no resource behind and changes no object of the registry when the stack is destroyed', async () => {
    const objects = async () => {
      const { Contents = [] } = await world.s3.send(new ListObjectsV2Command({ Bucket: BUCKET }))
      return Contents.map(({ Key, ETag, LastModified }) => ({ Key, ETag, LastModified }))
    }
    const before = await objects()
    // The handler of another CDK stack drops the ids of all rules that are not its own, and CDK's knows ours by theirs.
    const { QueueConfigurations: rules = [] } = await world.s3.send(
      new GetBucketNotificationConfigurationCommand({ Bucket: BUCKET }),
    )
    expect(rules).toHaveLength(4)
    await putRules(rules.map(({ Id, ...rule }) => rule))
    const left = await destroyStack(world)
    expect(Object.keys(left)).toHaveLength(7)
    for (const [kind, those] of Object.entries(left)) expect({ kind, those }).toEqual({ kind, those: [] })
    expect(await objects()).toEqual(before)
    const bucket = await world.s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: BUCKET }))
    expect(bucket.QueueConfigurations).toMatchObject([STALE_RULE])
  })
})

/** A rule that somebody left behind: its queue is gone, so that S3 refuses any document that has it. */
const STALE_RULE: QueueConfiguration = {
  QueueArn: 'arn:aws:sqs:us-east-1:000000000000:gone',
  Events: ['s3:ObjectCreated:*'],
  Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'logs/' }] } },
}

/** What every deployment beside such a rule needs. */
const BESIDE_STALE_RULE = { skip_destination_validation: 'yes' } as const

const allEntries = async ({ table }: World): Promise<{ partition: string; entry: string }[]> => {
  const entries: { partition: string; entry: string }[] = []
  for await (const { Items = [] } of paginateScan({ client: table }, { TableName: TABLES.search }))
    entries.push(...Items.map(({ partition, entry }) => ({ partition: String(partition), entry: String(entry) })))
  const key = ({ partition, entry }: { partition: string; entry: string }) => `${partition}|${entry}`
  return entries.sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

// A request waits only once: signing in, the changes and a row of the version table are read side by side. By the real
// memory of search and the real client of DynamoDB, whose requests are counted.

import { expect, it } from 'vitest'
import { dynamoDocuments } from '../../lambda/aws/dynamo/dynamo-document-reader.ts'
import { dynamoStore } from '../../lambda/aws/dynamo/dynamo-index-store.ts'
import { dynamoLookups } from '../../lambda/aws/dynamo/dynamo-lookup-reader.ts'
import { dynamoSnapshots } from '../../lambda/aws/dynamo/dynamo-snapshot-store.ts'
import { dynamoTags } from '../../lambda/aws/dynamo/dynamo-tag-reader.ts'
import { dynamoVersion } from '../../lambda/aws/dynamo/dynamo-version-store.ts'
import { secretUsers } from '../../lambda/aws/secret-users.ts'
import { app } from '../../lambda/http/app.ts'
import { usersAccess } from '../../lambda/http/users/users-access.ts'
import { SCHEMA } from '../../lambda/names/versions.ts'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { layouts } from '../../lambda/registry/layouts/layouts.ts'
import { manifestReader } from '../../lambda/registry/manifest-reader.ts'
import { build } from '../../lambda/search/snapshot/build.ts'
import { documentFormat } from '../../lambda/search/snapshot/document-format.ts'
import { searchMemory } from '../../lambda/search/snapshot/search-memory.ts'
import { HOUR_MS } from '../../lambda/search/snapshot/times.ts'
import { countedDynamo } from '../fakes/counted-dynamo.ts'
import { basic } from '../fakes/http.ts'
import { noLog } from '../fakes/log.ts'
import { documentWith } from '../fakes/map-documents.ts'
import { memoryBucket } from '../fakes/memory-bucket.ts'

const NOW = Date.parse('2026-11-24T12:00:00Z')
const CREDENTIALS = JSON.stringify({ username: 'registry', password: 'pass' })
const PATHS = ['/api/search?q=app', '/v1/search?q=app', '/v2/_catalog']

const world = async () => {
  const { client, tables, write, counted } = countedDynamo()
  const time = { now: NOW }
  const clock = { now: () => time.now, sleep: () => new Promise<void>(() => {}), random: () => 0 }
  const snapshots = dynamoSnapshots(client, tables.version)
  const reader = dynamoDocuments(client, tables.repository)
  const ports = {
    reader,
    store: snapshots,
    format: documentFormat,
    clock,
    log: noLog,
    schema: SCHEMA,
    minSearchable: SCHEMA,
  }
  for (let at = 0; at < 100; at++) {
    const [name, changedAt] = [`team/app${at}`, NOW - HOUR_MS - at]
    write('repository', { name }, { name, rev: 1, changes: '1', changedAt, document: documentWith(1) })
  }
  await build(ports)
  const memory = searchMemory(ports)
  /** What reading the secret waits for, and each time that it begins. */
  const secret = { until: Promise.resolve(), begun: () => {} }
  const read = async () => {
    secret.begun()
    await secret.until
    return CREDENTIALS
  }
  const api = app({
    documents: () => memory.current(),
    readable: () => memory.readable(),
    lookups: dynamoLookups(client, tables),
    store: dynamoStore(client, tables),
    tags: dynamoTags(client, tables.tag),
    bucket: memoryBucket(1000).bucket,
    manifests: manifestReader(memoryBucket().bucket, layouts([])),
    showsCommands: false,
    layouts: layouts([distribution('')]),
    labelKeys: [],
    access: usersAccess({
      users: secretUsers({ id: 'secret', read }, { clock, log: noLog }),
      clock,
      metrics: { count() {} },
    }),
    log: noLog,
    version: dynamoVersion(client, tables.version),
    snapshots,
    clock,
  })
  const get = async (path: string) => api.request(path, { headers: basic('registry:pass') })
  return { get, counted, time, secret }
}

/** Lets everything go on that waits for nothing else. */
const settled = async () => {
  for (let turn = 0; turn < 200; turn++) await new Promise((done) => setImmediate(done))
}

it.each(PATHS)('after a quiet minute, %s reads all that it needs at once, for one read unit', async (path) => {
  const { get, counted, time, secret } = await world()
  expect((await get(path)).status).toBe(200)
  // The rows of the version table are read in turn, and either is as good.
  for (const quiet of [61, 61, 3600]) {
    time.now += quiet * 1000
    counted()
    let begun = 0
    let release = () => {}
    secret.until = new Promise((done) => {
      release = done
    })
    const answeredBefore: number[] = []
    secret.begun = () => {
      begun++
      answeredBefore.push(counted().units)
    }
    const answer = get(path)
    await settled()
    // All that DynamoDB is asked for it is asked while the secret is read, and nothing was waited for before that.
    const { requests, rounds, units, partitions } = counted()
    expect({ begun, answeredBefore, rounds }).toEqual({ begun: 1, answeredBefore: [0], rounds: 1 })
    expect([...partitions.keys()].sort()).toEqual([
      'repository index changes',
      expect.stringMatching(/^version (index|snapshot)$/),
    ])
    expect(requests).toBe(2)
    expect(units).toBeGreaterThan(0)
    expect(units).toBeLessThanOrEqual(1)
    release()
    expect((await answer).status).toBe(200)
    expect(counted().requests).toBe(0)
  }
})

it.each(['/', '/?q=app'])(
  'the first view of the page, %s, takes two requests, and one more once a minute',
  async (path) => {
    const { get, counted, time } = await world()
    expect((await get(path)).status).toBe(200)
    time.now += 10_000
    counted()
    expect((await get(path)).status).toBe(200)
    const rest = counted()
    expect([...rest.partitions.keys()].sort()).toEqual(['repository index changes', 'version reconcile'])
    expect({ requests: rest.requests, rounds: rest.rounds }).toEqual({ requests: 2, rounds: 1 })
    // The row of runs is read strongly.
    expect(rest.units).toBeLessThanOrEqual(1.5)
    // Within some seconds, as while a word is typed, what runs say is not read again.
    time.now += 2000
    expect((await get(path)).status).toBe(200)
    expect(counted().requests).toBe(1)
    time.now += 61_000
    expect((await get(path)).status).toBe(200)
    const quiet = counted()
    expect({ requests: quiet.requests, rounds: quiet.rounds }).toEqual({ requests: 3, rounds: 1 })
  },
)

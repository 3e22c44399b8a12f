// What each view asks of DynamoDB and S3: by the real memory of search and the real adapters, whose requests are counted.

import { beforeAll, expect, it } from 'vitest'
import { dynamoDocuments } from '../../../lambda/aws/dynamo/dynamo-document-reader.ts'
import { dynamoStore } from '../../../lambda/aws/dynamo/dynamo-index-store.ts'
import { dynamoLookups } from '../../../lambda/aws/dynamo/dynamo-lookup-reader.ts'
import { dynamoSnapshots } from '../../../lambda/aws/dynamo/dynamo-snapshot-store.ts'
import { dynamoTags } from '../../../lambda/aws/dynamo/dynamo-tag-reader.ts'
import { dynamoVersion } from '../../../lambda/aws/dynamo/dynamo-version-store.ts'
import { app } from '../../../lambda/http/app.ts'
import { SCHEMA } from '../../../lambda/names/versions.ts'
import type { RegistryBucket } from '../../../lambda/registry/bucket/registry-bucket.ts'
import { manifestReader } from '../../../lambda/registry/manifest-reader.ts'
import { build } from '../../../lambda/search/snapshot/build.ts'
import { documentFormat } from '../../../lambda/search/snapshot/document-format.ts'
import { searchMemory } from '../../../lambda/search/snapshot/search-memory.ts'
import { countedDynamo } from '../../fakes/counted-dynamo.ts'
import { run } from '../../fakes/filled.ts'
import { LABEL_KEYS, SIGNED_IN } from '../../fakes/http.ts'
import { day, linkWriter } from '../../fakes/links.ts'
import { noLog } from '../../fakes/log.ts'
import { memorySystem } from '../../fakes/system.ts'

/** Digests that `team/busy:latest` and `team/few:latest` pointed to. */
const PASTS = 30
/** Tags of `team/busy` beside. */
const MANY = 400

/** A registry of both layouts on the engine of DynamoDB, and the app over it. */
const world = async () => {
  const system = memorySystem({ layouts: ['distribution', 'docker-v1'] })
  const { registry, bucket, layout, clock } = system
  const links = linkWriter(layout, bucket.put)
  const image = (salt: string) => {
    const { digest } = registry.manifest({ salt })
    return digest
  }
  const [old, now] = [image('old'), image('now')]
  links.push('team/app', 'v1', old, day(1))
  links.push('team/app', 'v1', now, day(2))
  links.push('team/app', 'v1.0', now, day(2))
  links.history('team/app', 'v1', old, day(1))
  for (const name of ['team/few', 'team/busy'])
    for (let at = 0; at < PASTS; at++) {
      const digest = image(`${name} ${at}`)
      links.push(name, 'latest', digest, day(at))
      links.history(name, 'latest', digest, day(at))
      links.push(name, `build-${at}`, digest, day(at))
    }
  for (let at = PASTS; at < MANY; at++) links.push('team/busy', `build-${at}`, now, day(1))
  registry.pushIndex('multi/app', 'v1', ['linux/amd64', 'linux/arm64'])
  const { client, tables, counted } = countedDynamo()
  const store = dynamoStore(client, tables)
  const version = dynamoVersion(client, tables.version)
  await run({ ports: { ...system.ports, store, version, schema: SCHEMA } })
  const snapshots = dynamoSnapshots(client, tables.version)
  const time = { now: clock.now() }
  const ticking = { ...clock, now: () => time.now, sleep: () => new Promise<void>(() => {}) }
  const memoryPorts = {
    store: snapshots,
    format: documentFormat,
    clock: ticking,
    log: noLog,
    schema: SCHEMA,
    minSearchable: SCHEMA,
  }
  const reader = dynamoDocuments(client, tables.repository)
  await build({ ...memoryPorts, reader })
  const memory = searchMemory({ ...memoryPorts, reader })
  const s3: string[] = []
  const counting: RegistryBucket = {
    get: (key, maxBytes) => {
      s3.push(`GET ${key}`)
      return bucket.bucket.get(key, maxBytes)
    },
    list: (prefix, after) => {
      s3.push(`LIST ${prefix} ${after}`)
      return bucket.bucket.list(prefix, after)
    },
    folders: (prefix, next) => {
      s3.push(`LIST the folders of ${prefix}`)
      return bucket.bucket.folders(prefix, next)
    },
  }
  const api = app({
    documents: () => memory.current(),
    readable: () => memory.readable(),
    lookups: dynamoLookups(client, tables),
    ...{ store, version, snapshots, clock: ticking, log: noLog, bucket: counting, labelKeys: LABEL_KEYS },
    tags: dynamoTags(client, tables.tag),
    manifests: manifestReader(counting, system.layouts),
    showsCommands: true,
    layouts: system.layouts,
    access: SIGNED_IN.access,
  })
  const get = async (path: string) => {
    const answer = await api.request(path, SIGNED_IN)
    expect(answer.status).toBe(200)
    counted()
    s3.length = 0
  }
  /** What a request asks for that comes some seconds after another. */
  const asked = async (path: string) => {
    // What is read once a minute is read before, and who can sign in is known.
    time.now += 120_000
    for (const warm of ['/', '/', '/r/team/app']) {
      time.now += 10_000
      await get(warm)
    }
    time.now += 10_000
    const answer = await api.request(path, SIGNED_IN)
    expect(answer.status).toBe(200)
    const { requests: dynamo, asked: rows } = counted()
    const all = [...rows, ...s3]
    const startingWith = (start: string) => s3.filter((one) => one.startsWith(start)).length
    return {
      ...{ dynamo, lists: startingWith('LIST'), gets: startingWith('GET') },
      twice: all.filter((one, at) => all.indexOf(one) !== at),
    }
  }
  /** A run is under way from now on. */
  const lease = () => version.lease('run', time.now, time.now + 3_600_000, ['progress:distribution:0'])
  return { asked, lease, old, now }
}
let shown: Awaited<ReturnType<typeof world>>
beforeAll(async () => {
  shown = await world()
}, 60_000)

/** Two layouts are indexed, so a repository is two requests; `runs` is the row that tells how far the index is. */
const VIEWS: [what: string, path: string, cost: { dynamo: number; lists: number; gets: number }][] = [
  // Changes, runs.
  ['the start', '/', { dynamo: 2, lists: 0, gets: 0 }],
  ['results', '/?q=app', { dynamo: 2, lists: 0, gets: 0 }],
  // And the tag.
  ['results of a tag', '/?q=:latest', { dynamo: 3, lists: 0, gets: 0 }],
  // Runs, repository, a page of tags.
  ['a repository', '/r/team/app', { dynamo: 4, lists: 0, gets: 0 }],
  // Runs, repository, its rows, its referrers; changes, the same image elsewhere, what is built on it. History in the bucket.
  ['the tag of an image index', '/r/multi/app:v1', { dynamo: 8, lists: 1, gets: 0 }],
  // And the other tags of a small repository. Its manifest and its config.
  ['a tag', '/r/team/app:v1', { dynamo: 9, lists: 2, gets: 2 }],
  ['a tag that pointed to many', '/r/team/few:latest', { dynamo: 9, lists: 2, gets: 2 }],
  // In place of these, ten lookups.
  ['a tag that pointed to many, beside many others', '/r/team/busy:latest', { dynamo: 18, lists: 2, gets: 2 }],
  // Runs, repository, three lookups.
  ['a manifest without a tag', '/r/team/app@OLD', { dynamo: 6, lists: 1, gets: 2 }],
  // Three lookups more than its tag; what the process read of it before, it keeps.
  ['a manifest with tags', '/r/team/app@NOW', { dynamo: 11, lists: 1, gets: 0 }],
  // Runs, one repository, the rows of each tag.
  ['a comparison of tags', '/compare?a=team/app:v1&b=team/app:v1.0', { dynamo: 5, lists: 0, gets: 0 }],
  ['a comparison with itself', '/compare?a=team/app:v1&b=team/app:v1', { dynamo: 4, lists: 0, gets: 0 }],
  ['a comparison of manifests', '/compare?a=team/app@OLD&b=team/app@OLD', { dynamo: 6, lists: 1, gets: 0 }],
  ['a history', '/api/repositories/team/app/tags/v1/history', { dynamo: 4, lists: 1, gets: 0 }],
  ['a long history', '/api/repositories/team/few/tags/latest/history', { dynamo: 4, lists: 1, gets: 0 }],
  [
    'a long history beside many tags',
    '/api/repositories/team/busy/tags/latest/history',
    { dynamo: 13, lists: 1, gets: 0 },
  ],
]

it.each(VIEWS)('%s asks for nothing twice, and for no more than it shows', async (_, path, cost) => {
  const { twice, ...asked } = await shown.asked(path.replaceAll('OLD', shown.old).replaceAll('NOW', shown.now))
  expect({ ...asked, twice }).toEqual({ ...cost, twice: [] })
})

it('a view while a run is under way reads its rows once, too', async () => {
  await shown.lease()
  const { dynamo, twice } = await shown.asked('/')
  // Changes and runs; then the version, and where there are ranges, in one request each, their progress and heartbeats.
  expect({ dynamo, twice }).toEqual({ dynamo: 5, twice: [] })
})

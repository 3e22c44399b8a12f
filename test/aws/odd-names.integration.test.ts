// Images that use names which every object has (constructor, toString …), and any JSON, through the real S3 client, the
// real marshaller and the local AWS: they are pushed, indexed, shown, searched and removed like others.

import { DeleteObjectCommand } from '@aws-sdk/client-s3'
import { ScanCommand } from '@aws-sdk/lib-dynamodb'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { dynamoLookups } from '../../lambda/aws/dynamo/dynamo-lookup-reader.ts'
import { dynamoTags } from '../../lambda/aws/dynamo/dynamo-tag-reader.ts'
import { OPEN_ACCESS } from '../../lambda/http/access.ts'
import { app } from '../../lambda/http/app.ts'
import { parseRepositoryRow } from '../../lambda/model/row-schemas.ts'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { manifestReader } from '../../lambda/registry/manifest-reader.ts'
import { runs } from '../effort.ts'
import { anyJson } from '../fakes/any-json.ts'
import { type AwsSystem, awsSystem } from '../fakes/aws-system.ts'
import { memorySnapshots } from '../fakes/memory-snapshots.ts'
import { PROTOTYPE_NAMES } from '../fakes/prototype-names.ts'
import { documentsOf } from '../fakes/search-ports.ts'

const BUCKET = 'odd-names'
/** Objects of JavaScript have no such field, so no label of this name is kept. */
const NAMES = PROTOTYPE_NAMES.filter((name) => name !== '__proto__')
const repositoryOf = (at: number) => `odd/r${at}`

const layout = distribution('')
let system: AwsSystem
let api: ReturnType<typeof app>
const logged: unknown[] = []
const get = async (path: string): Promise<unknown> => {
  const answer = await api.request(path)
  expect([path, answer.status, logged]).toEqual([path, 200, []])
  return answer.json()
}
const repositories = async (): Promise<string[]> => {
  const { repositories: names } = (await get('/v2/_catalog')) as { repositories: string[] }
  return names
}

beforeAll(async () => {
  system = await awsSystem(BUCKET, layout)
  const { client, tables, ports } = system
  api = app({
    documents: async () => {
      const { Items = [] } = await client.send(new ScanCommand({ TableName: tables.repository }))
      const rows = new Map(Items.map(parseRepositoryRow).map((row) => [row.name, row]))
      return { documents: documentsOf({ repositories: rows }), isStale: false, ageMs: 0 }
    },
    lookups: dynamoLookups(client, tables),
    store: ports.store,
    tags: dynamoTags(client, tables.tag),
    bucket: ports.bucket,
    manifests: manifestReader(ports.bucket, ports.layouts),
    showsCommands: true,
    layouts: ports.layouts,
    labelKeys: [],
    access: OPEN_ACCESS,
    log: { info: () => {}, warn: () => {}, error: (...said: unknown[]) => void logged.push(said) },
    version: ports.version,
    snapshots: memorySnapshots().store,
    clock: ports.clock,
    readable: async () => {},
  })
})

describe('an image whose labels, annotations, platform and artifact type are names that every object has', () => {
  it('is indexed by a run like any other, without a problem', async () => {
    for (const [at, name] of NAMES.entries()) {
      const odd = { [name]: 'x', [`${name}.more`]: 'y' }
      system.registry.push(repositoryOf(at), 'latest', { labels: odd, annotations: odd, platform: `linux/${name}` })
      const manifest = {
        schemaVersion: 2,
        artifactType: name,
        config: { mediaType: name },
        layers: [],
        annotations: odd,
      }
      system.registry.tag(repositoryOf(at), 'artifact', system.registry.blob(JSON.stringify(manifest)))
    }
    await system.written()
    const count = NAMES.length
    expect(await system.run()).toMatchObject({
      repositories: count,
      tags: 2 * count,
      changed: 2 * count,
      problems: 0,
      failed: 0,
    })
  })

  it('is shown with all of them', async () => {
    for (const [at, name] of NAMES.entries()) {
      const shown = await get(`/api/repositories/${repositoryOf(at)}/tags/latest`)
      const odd = { [name]: 'x', [`${name}.more`]: 'y' }
      expect(shown).toMatchObject({ labels: odd, annotations: odd, platforms: [`linux/${name}`] })
      expect(await get(`/api/repositories/${repositoryOf(at)}/tags/artifact`)).toMatchObject({ artifactType: name })
    }
  })

  it('is found by its platform', async () => {
    for (const [at, name] of NAMES.entries()) {
      const q = encodeURIComponent(`namespace:odd arch:"${name}"`)
      const { items } = (await get(`/api/search?q=${q}&limit=1000`)) as { items: { name: string }[] }
      expect(items.map((item) => item.name)).toContain(repositoryOf(at))
    }
  })

  it('is removed when it is gone', async () => {
    const keys = NAMES.flatMap((_, at) =>
      ['latest', 'artifact'].map((tag) => layout.tagKey({ repository: repositoryOf(at), tag })),
    )
    await Promise.all(keys.map((Key) => system.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }))))
    system.registry.push('other/app', 'latest')
    await system.written()
    const forced = await system.run({ force: true })
    expect(forced).toMatchObject({ failed: 0, removed: NAMES.length })
    expect(await repositories()).toEqual(['other/app'])
  })
})

describe('any JSON as labels, annotations, manifest or config', () => {
  it('costs its tag no more than the facts, and the run nothing', async () => {
    const count = runs(100, 2000)
    const documents = fc.sample(fc.tuple(anyJson, anyJson, anyJson), count)
    for (const [at, [labels, annotations, whole]] of documents.entries()) {
      system.registry.push(`any/r${at}`, 'image', { labels, annotations } as Parameters<typeof system.registry.push>[2])
      system.registry.tag(`any/r${at}`, 'any', system.registry.blob(JSON.stringify(whole) ?? ''))
    }
    await system.written()
    expect(await system.run()).toMatchObject({
      repositories: count + 1,
      tags: 2 * count + 1,
      changed: 2 * count,
      failed: 0,
    })
    expect(await system.run()).toMatchObject({ changed: 0, failed: 0 })
    for (let at = 0; at < count; at++) {
      await get(`/api/repositories/any/r${at}/tags/image`)
      await get(`/api/repositories/any/r${at}/tags/any`)
    }
  })
})

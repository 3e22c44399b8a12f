// Images that use names which every object has (constructor, toString …), and any JSON, through the real S3 client, the
// real marshaller and the local AWS: they are pushed, indexed, shown, searched and removed like others.

import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { dynamoStore } from '../../lambda/aws/dynamo-index-store.ts'
import { dynamoReader } from '../../lambda/aws/dynamo-search-reader.ts'
import { dynamoTags } from '../../lambda/aws/dynamo-tag-reader.ts'
import { dynamoVersion } from '../../lambda/aws/dynamo-version-store.ts'
import { s3Bucket } from '../../lambda/aws/s3-bucket.ts'
import { app } from '../../lambda/http/app.ts'
import type { RunPorts } from '../../lambda/reconcile/ports.ts'
import { runStep } from '../../lambda/reconcile/run.ts'
import { parseRunEvent } from '../../lambda/reconcile/run-events.ts'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { layouts } from '../../lambda/registry/layouts/layouts.ts'
import { registryReader } from '../../lambda/registry/tag-reader.ts'
import { systemClock } from '../../lambda/shared/clock.ts'
import { runs } from '../effort.ts'
import { anyJson } from '../fakes/any-json.ts'
import { createTables, localAws } from '../fakes/aws.ts'
import { memoryDeadLetters } from '../fakes/dead-letters.ts'
import { noLog } from '../fakes/log.ts'
import { keptMetrics } from '../fakes/metrics.ts'
import { PROTOTYPE_NAMES } from '../fakes/prototype-names.ts'
import { registryWriter } from '../fakes/registry.ts'

const BUCKET = 'odd-names'
const FAR = { soft: Number.MAX_SAFE_INTEGER, hard: Number.MAX_SAFE_INTEGER }
/** Objects of JavaScript have no such field, so no label of this name is kept. */
const NAMES = PROTOTYPE_NAMES.filter((name) => name !== '__proto__')
const repositoryOf = (at: number) => `odd/r${at}`

const layout = distribution('')
let aws: ReturnType<typeof localAws>
let ports: RunPorts
let registry: ReturnType<typeof registryWriter>
let api: ReturnType<typeof app>
const logged: unknown[] = []
let written: Promise<unknown>[] = []
const pushed = async () => {
  await Promise.all(written)
  written = []
}
const run = () => runStep(ports, parseRunEvent({}), FAR)
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
  aws = localAws()
  await aws.s3.send(new CreateBucketCommand({ Bucket: BUCKET }))
  const tables = await createTables(aws.dynamo, 'odd-names')
  const bucket = s3Bucket(aws.s3, BUCKET)
  const all = layouts([layout])
  registry = registryWriter(
    layout,
    (Key, Body) => void written.push(aws.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }))),
  )
  ports = {
    bucket,
    layouts: all,
    store: dynamoStore(aws.client, tables),
    ...registryReader(bucket, all),
    clock: systemClock,
    version: dynamoVersion(aws.client, tables.version),
    schema: 1,
    metrics: keptMetrics().metrics,
    log: noLog,
    deadLetters: memoryDeadLetters().deadLetters,
    minReader: 1,
    bucketName: BUCKET,
  }
  api = app({
    reader: dynamoReader(aws.client, tables),
    store: ports.store,
    tags: dynamoTags(aws.client, tables.tag),
    bucket,
    layouts: all,
    access: { mode: 'none' },
    log: { info: () => {}, warn: () => {}, error: (...said: unknown[]) => void logged.push(said) },
    version: ports.version,
    clock: systemClock,
    readable: async () => {},
  })
})

describe('an image whose labels, annotations, platform and artifact type are names that every object has', () => {
  it('is indexed by a run like any other, without a problem', async () => {
    for (const [at, name] of NAMES.entries()) {
      const odd = { [name]: 'x', [`${name}.more`]: 'y' }
      registry.push(repositoryOf(at), 'latest', { labels: odd, annotations: odd, platform: `linux/${name}` })
      const manifest = {
        schemaVersion: 2,
        artifactType: name,
        config: { mediaType: name },
        layers: [],
        annotations: odd,
      }
      registry.tag(repositoryOf(at), 'artifact', registry.blob(JSON.stringify(manifest)))
    }
    await pushed()
    const count = NAMES.length
    expect(await run()).toMatchObject({
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
    await Promise.all(keys.map((Key) => aws.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }))))
    registry.push('other/app', 'latest')
    await pushed()
    const forced = await runStep(ports, parseRunEvent({ force: true }), FAR)
    expect(forced).toMatchObject({ failed: 0, removed: NAMES.length })
    expect(await repositories()).toEqual(['other/app'])
  })
})

describe('any JSON as labels, annotations, manifest or config', () => {
  it('costs its tag no more than the facts, and the run nothing', async () => {
    const count = runs(100, 2000)
    const documents = fc.sample(fc.tuple(anyJson, anyJson, anyJson), count)
    for (const [at, [labels, annotations, whole]] of documents.entries()) {
      registry.push(`any/r${at}`, 'image', { labels, annotations } as Parameters<typeof registry.push>[2])
      registry.tag(`any/r${at}`, 'any', registry.blob(JSON.stringify(whole) ?? ''))
    }
    await pushed()
    expect(await run()).toMatchObject({ repositories: count + 1, tags: 2 * count + 1, changed: 2 * count, failed: 0 })
    expect(await run()).toMatchObject({ changed: 0, failed: 0 })
    for (let at = 0; at < count; at++) {
      await get(`/api/repositories/any/r${at}/tags/image`)
      await get(`/api/repositories/any/r${at}/tags/any`)
    }
  })
})

import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { beforeAll, describe, expect, it } from 'vitest'
import { dynamoStore } from '../../lambda/aws/dynamo-index-store.ts'
import { dynamoReader } from '../../lambda/aws/dynamo-search-reader.ts'
import { dynamoTags } from '../../lambda/aws/dynamo-tag-reader.ts'
import { dynamoVersion } from '../../lambda/aws/dynamo-version-store.ts'
import { s3Bucket } from '../../lambda/aws/s3-bucket.ts'
import { indexTags } from '../../lambda/indexing/index-tags.ts'
import type { RunPorts } from '../../lambda/reconcile/ports.ts'
import { runStep } from '../../lambda/reconcile/run.ts'
import { parseRunEvent } from '../../lambda/reconcile/run-events.ts'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { layouts } from '../../lambda/registry/layouts/layouts.ts'
import { registryReader } from '../../lambda/registry/tag-reader.ts'
import { find } from '../../lambda/search/find.ts'
import { parseQuery } from '../../lambda/search/query.ts'
import { systemClock } from '../../lambda/shared/clock.ts'
import { createTables, localAws } from '../fakes/aws.ts'
import { memoryDeadLetters } from '../fakes/dead-letters.ts'
import { noLog } from '../fakes/log.ts'
import { keptMetrics } from '../fakes/metrics.ts'
import { registryWriter } from '../fakes/registry.ts'
import { storeContract } from '../model/index-store-contract.ts'
import { versionContract } from '../model/version-store-contract.ts'

describe('the store in DynamoDB', () =>
  storeContract(async () => {
    const { dynamo, client } = localAws()
    const tables = await createTables(dynamo, 'contract')
    return {
      store: dynamoStore(client, tables),
      reader: dynamoReader(client, tables),
      tagReader: dynamoTags(client, tables.tag),
    }
  }))

describe('the version table in DynamoDB', () =>
  versionContract(async () => {
    const { dynamo, client } = localAws()
    const tables = await createTables(dynamo, 'versions')
    return dynamoVersion(client, tables.version)
  }))

describe('indexing from S3 into DynamoDB', () => {
  const layout = distribution('/sub')
  let aws: ReturnType<typeof localAws>
  let ports: RunPorts
  let reader: ReturnType<typeof dynamoReader>
  let written: Promise<unknown>[]
  let registry: ReturnType<typeof registryWriter>
  const far = { soft: Number.MAX_SAFE_INTEGER, hard: Number.MAX_SAFE_INTEGER }
  const run = (event: unknown = {}) => runStep(ports, parseRunEvent(event), far)
  const index = (repository: string, ...tags: string[]) =>
    indexTags(ports, repository, tags, { deadline: Number.MAX_SAFE_INTEGER })
  const found = async (term: string) =>
    (await find(reader, { layouts: ports.layouts, isAnonymous: false }, parseQuery(term, 0), { limit: 25 })).hits.map(
      ({ row }) => row.name,
    )
  const labels = { 'org.opencontainers.image.description': 'Caches things' }

  beforeAll(async () => {
    aws = localAws()
    const Bucket = 'integration'
    await aws.s3.send(new CreateBucketCommand({ Bucket }))
    const tables = await createTables(aws.dynamo, 'integration')
    const bucket = s3Bucket(aws.s3, Bucket)
    written = []
    registry = registryWriter(
      layout,
      (Key, Body) => void written.push(aws.s3.send(new PutObjectCommand({ Bucket, Key, Body }))),
    )
    reader = dynamoReader(aws.client, tables)
    ports = {
      bucket,
      layouts: layouts([layout]),
      store: dynamoStore(aws.client, tables),
      ...registryReader(bucket, layouts([layout])),
      clock: systemClock,
      version: dynamoVersion(aws.client, tables.version),
      schema: 1,
      metrics: keptMetrics().metrics,
      log: noLog,
      deadLetters: memoryDeadLetters().deadLetters,
      minReader: 1,
      bucketName: Bucket,
    }
    registry.push('team/cache', 'v1.0', { labels })
    registry.push('team/cache', 'v2.0', { labels })
    registry.push('library/redis', 'latest')
    await Promise.all(written)
  })

  it('is done by a run over the bucket, after which a second run changes nothing and reads no object', async () => {
    expect(await run()).toMatchObject({ repositories: 2, tags: 3, changed: 3, done: true })
    expect(await found('cach')).toEqual(['team/cache'])
    expect(await found('things')).toEqual(['team/cache'])
    expect(await found('redis')).toEqual(['library/redis'])
    aws.sent.length = 0
    expect(await run()).toMatchObject({ changed: 0 })
    expect(aws.sent).not.toContain('GetObject')
    expect(aws.sent).not.toContain('TransactWriteItems')
    // One for each of 36 ranges, one to check that the bucket is not empty, two to detect registries of other layouts.
    expect(aws.sent.filter((name) => name === 'ListObjectsV2')).toHaveLength(36 + 1 + 2)
  })

  it('takes two reads and one transaction for a known tag, and reads its link and each of its blobs once', async () => {
    const digest = registry.push('team/cache', 'v1.0', { labels, salt: 'again' })
    await Promise.all(written)
    aws.sent.length = 0
    await index('team/cache', 'v1.0')
    expect([...aws.sent].sort()).toEqual([
      'BatchGetItem',
      'GetItem',
      'GetObject',
      'GetObject',
      'GetObject',
      'TransactWriteItems',
    ])
    expect((await ports.store.tags('team/cache', ['v1.0'])).get('v1.0')?.brief).toMatchObject({ digest })
  })

  it('lets a search take two round trips: four queries and the exact names, then the rows', async () => {
    aws.sent.length = 0
    expect(await found('cache')).toEqual(['team/cache'])
    expect(aws.sent).toEqual(['BatchGetItem', 'Query', 'Query', 'Query', 'Query', 'BatchGetItem'])
  })

  it('lets the next tag represent the repository when its representative is removed', async () => {
    await aws.s3.send(
      new DeleteObjectCommand({ Bucket: 'integration', Key: layout.tagKey({ repository: 'team/cache', tag: 'v2.0' }) }),
    )
    await index('team/cache', 'v2.0')
    expect(await ports.store.repository('team/cache')).toMatchObject({ tag: 'v1.0', visible: 1 })
  })

  it('loses none of 24 tags that six callers index in parallel', async () => {
    const tags = Array.from({ length: 24 }, (_, at) => `v3.${at}`)
    for (const tag of tags) registry.push('team/cache', tag)
    await Promise.all(written)
    const caller = async (at: number) => {
      for (const tag of tags.slice(at * 4, at * 4 + 4)) await index('team/cache', tag)
    }
    await Promise.all([0, 1, 2, 3, 4, 5].map(caller))
    expect(await ports.store.repository('team/cache')).toMatchObject({ visible: 25, tag: 'v3.23' })
    expect(await run()).toMatchObject({ changed: 0 })
  })

  it('lists objects with the same fields with which it reads them', async () => {
    const { objects } = await ports.bucket.list('sub/', undefined)
    const key = layout.tagKey({ repository: 'team/cache', tag: 'v1.0' })
    const { body, ...read } = (await ports.bucket.get(key, 1000)) ?? {}
    expect(body?.byteLength).toBe(71)
    expect(objects.find((object) => object.key === key)).toEqual({ key, ...read })
  })

  it('is refused for a bucket that does not exist', async () => {
    const bucket = s3Bucket(aws.s3, 'nowhere')
    await expect(runStep({ ...ports, bucket }, parseRunEvent({}), far)).rejects.toThrow(
      /NoSuchBucket.*removed nothing because of it/,
    )
    await expect(registryReader(bucket, layouts([layout])).readTag({ repository: 'a', tag: 'b' })).rejects.toThrow(
      /NoSuchBucket/,
    )
  })
})

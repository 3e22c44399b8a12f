import { DeleteObjectCommand } from '@aws-sdk/client-s3'
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { beforeAll, describe, expect, it } from 'vitest'
import { dynamoStore } from '../../lambda/aws/dynamo/dynamo-index-store.ts'
import { dynamoLookups } from '../../lambda/aws/dynamo/dynamo-lookup-reader.ts'
import { dynamoTags } from '../../lambda/aws/dynamo/dynamo-tag-reader.ts'
import { dynamoVersion } from '../../lambda/aws/dynamo/dynamo-version-store.ts'
import { itemOf } from '../../lambda/aws/dynamo/marshal.ts'
import { s3Bucket } from '../../lambda/aws/s3-bucket.ts'
import { indexTags } from '../../lambda/indexing/index-tags.ts'
import { REPOSITORY } from '../../lambda/names/tables.ts'
import { runStep } from '../../lambda/reconcile/run.ts'
import { parseRunEvent } from '../../lambda/reconcile/run-events.ts'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { layouts } from '../../lambda/registry/layouts/layouts.ts'
import { registryReader } from '../../lambda/registry/tag-reader.ts'
import { createTables, localAws } from '../fakes/aws.ts'
import { type AwsSystem, awsSystem } from '../fakes/aws-system.ts'
import { FAR } from '../fakes/filled.ts'
import { storeContract } from '../model/index-store-contract.ts'
import { versionContract } from '../model/version-store-contract.ts'

describe('the store in DynamoDB', () =>
  storeContract(async () => {
    const { dynamo, client } = localAws()
    const tables = await createTables(dynamo, 'contract')
    return {
      store: dynamoStore(client, tables),
      lookups: dynamoLookups(client, tables),
      tagReader: dynamoTags(client, tables.tag),
    }
  }))

describe('the version table in DynamoDB', () =>
  versionContract(async () => {
    const { dynamo, client } = localAws()
    const tables = await createTables(dynamo, 'versions')
    return {
      version: dynamoVersion(client, tables.version),
      put: (row) => client.send(new PutCommand({ TableName: tables.version, Item: itemOf(row) })),
    }
  }))

describe('indexing from S3 into DynamoDB', () => {
  const layout = distribution('/sub')
  let system: AwsSystem
  const index = (repository: string, ...tags: string[]) =>
    indexTags(system.ports, repository, tags, { deadline: Number.MAX_SAFE_INTEGER })
  const changes = async (): Promise<Record<string, unknown>[]> => {
    const { index: IndexName, partition, sort } = REPOSITORY.changes
    const { Items = [] } = await system.client.send(
      new QueryCommand({
        TableName: system.tables.repository,
        IndexName,
        KeyConditionExpression: '#all = :all AND #at > :at',
        ExpressionAttributeNames: { '#all': partition, '#at': sort },
        ExpressionAttributeValues: { ':all': REPOSITORY.all, ':at': 0 },
      }),
    )
    return Items
  }
  const labels = { 'org.opencontainers.image.description': 'Caches things' }

  beforeAll(async () => {
    system = await awsSystem('integration', layout)
    const { registry } = system
    registry.push('team/cache', 'v1.0', { labels })
    registry.push('team/cache', 'v2.0', { labels })
    registry.push('library/redis', 'latest')
    await system.written()
  })

  it('is done by a run over the bucket, after which a second run changes nothing and reads no object', async () => {
    expect(await system.run()).toMatchObject({ repositories: 2, tags: 3, changed: 3, done: true })
    const rows = await system.ports.store.repositories(['team/cache', 'library/redis'])
    // The index has what search keeps of a repository, and nothing else.
    const changed = rows.map(({ name, changedAt, document }) => ({ name, changes: '1', changedAt, document }))
    expect(await changes()).toHaveLength(2)
    expect(await changes()).toEqual(expect.arrayContaining(changed))
    expect(rows.map(({ document }) => document?.description).sort()).toEqual(['Caches things', undefined])
    system.sent.length = 0
    expect(await system.run()).toMatchObject({ changed: 0 })
    expect(system.sent).not.toContain('GetObject')
    expect(system.sent).not.toContain('TransactWriteItems')
    // One for the only range, one to check that the bucket is not empty, four to detect registries of other layouts and roots.
    expect(system.sent.filter((name) => name === 'ListObjectsV2')).toHaveLength(1 + 1 + 4)
  })

  it('takes two reads and one transaction for a known tag, and reads its link and each of its blobs once', async () => {
    const digest = system.registry.push('team/cache', 'v1.0', { labels, salt: 'again' })
    await system.written()
    system.sent.length = 0
    // Where a repository was written two seconds ago, its row is read once more.
    const { clock } = system.ports
    const later = { ...system.ports, clock: { ...clock, now: () => clock.now() + 10_000 } }
    await indexTags(later, 'team/cache', ['v1.0'], { deadline: Number.MAX_SAFE_INTEGER })
    expect([...system.sent].sort()).toEqual([
      'BatchGetItem',
      'GetItem',
      'GetObject',
      'GetObject',
      'GetObject',
      'TransactWriteItems',
    ])
    expect((await system.ports.store.tags('team/cache', ['v1.0'])).get('v1.0')?.brief).toMatchObject({ digest })
  })

  it('lets the next tag represent the repository when its representative is removed', async () => {
    await system.s3.send(
      new DeleteObjectCommand({ Bucket: 'integration', Key: layout.tagKey({ repository: 'team/cache', tag: 'v2.0' }) }),
    )
    await index('team/cache', 'v2.0')
    expect(await system.ports.store.repository('team/cache')).toMatchObject({
      document: { tag: 'v1.0', visible: 1 },
    })
  })

  it('loses none of 24 tags that six callers index in parallel', async () => {
    const tags = Array.from({ length: 24 }, (_, at) => `v3.${at}`)
    for (const tag of tags) system.registry.push('team/cache', tag)
    await system.written()
    const caller = async (at: number) => {
      for (const tag of tags.slice(at * 4, at * 4 + 4)) await index('team/cache', tag)
    }
    await Promise.all([0, 1, 2, 3, 4, 5].map(caller))
    expect(await system.ports.store.repository('team/cache')).toMatchObject({
      document: { visible: 25, tag: 'v3.23' },
    })
    expect(await system.run()).toMatchObject({ changed: 0 })
  })

  it('lists objects with the same fields with which it reads them', async () => {
    const { objects } = await system.ports.bucket.list('sub/', undefined)
    const key = layout.tagKey({ repository: 'team/cache', tag: 'v1.0' })
    const { body, ...read } = (await system.ports.bucket.get(key, 1000)) ?? {}
    expect(body?.byteLength).toBe(71)
    expect(objects.find((object) => object.key === key)).toEqual({ key, ...read })
  })

  it('is refused for a bucket that does not exist', async () => {
    const bucket = s3Bucket(system.s3, 'nowhere')
    await expect(runStep({ ...system.ports, bucket }, parseRunEvent({}), FAR)).rejects.toThrow(
      /NoSuchBucket.*removed nothing because of it/,
    )
    await expect(registryReader(bucket, layouts([layout])).readTag({ repository: 'a', tag: 'b' })).rejects.toThrow(
      /NoSuchBucket/,
    )
  })
})

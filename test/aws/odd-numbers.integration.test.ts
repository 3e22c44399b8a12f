// Numbers that DynamoDB keeps and JavaScript has not, in every row that a process reads by the page, on the local AWS. The
// grid of damages (damage.integration.test.ts) has them in single rows.

import { NumberValue, PutCommand } from '@aws-sdk/lib-dynamodb'
import { beforeAll, describe, expect, it } from 'vitest'
import { dynamoDocuments } from '../../lambda/aws/dynamo/dynamo-document-reader.ts'
import { dynamoSnapshots } from '../../lambda/aws/dynamo/dynamo-snapshot-store.ts'
import { itemOf } from '../../lambda/aws/dynamo/marshal.ts'
import { readableBy } from '../../lambda/model/runs/schema-guard.ts'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { build } from '../../lambda/search/snapshot/build.ts'
import { documentFormat } from '../../lambda/search/snapshot/document-format.ts'
import { searchMemory } from '../../lambda/search/snapshot/search-memory.ts'
import { systemClock } from '../../lambda/shared/clock.ts'
import { type AwsSystem, awsSystem } from '../fakes/aws-system.ts'
import { noLog } from '../fakes/log.ts'
import { documentWith } from '../fakes/map-documents.ts'

const ODD = ['9007199254740993.5', '90071992547409930', '1E+40'].map((text) => NumberValue.from(text))

let system: AwsSystem
const ports = () => ({
  reader: dynamoDocuments(system.client, system.tables.repository),
  store: dynamoSnapshots(system.client, system.tables.version),
  format: documentFormat,
  clock: systemClock,
  log: noLog,
  schema: 1,
  minSearchable: 1,
})
const put = (TableName: string, row: object) => system.client.send(new PutCommand({ TableName, Item: itemOf(row) }))

beforeAll(async () => {
  system = await awsSystem('odd-numbers', distribution(''))
  for (const name of ['app', 'web']) system.registry.push(name, 'v1')
  await system.written()
  await system.run()
})

describe.each(ODD)('the number %s', (odd) => {
  it.each([
    ['the time of a change', { changedAt: odd, document: documentWith(1) }],
    ['a document', { changedAt: Date.now(), document: { ...documentWith(1), size: odd } }],
    ['the rev', { changedAt: Date.now(), document: documentWith(1), rev: odd }],
    ['an unknown set', { changedAt: Date.now(), document: documentWith(1), note: new Set([1, odd]) }],
  ])('in %s costs no other repository its place in search', async (_, damage) => {
    await put(system.tables.repository, { name: 'web', changes: '1', rev: 1, ...damage })
    const { reader } = ports()
    const { states, invalid } = await reader.changes(0)
    expect([...states.map(({ id }) => id), ...invalid].sort()).toEqual(['app', 'web'])
    const { documents } = await searchMemory(ports()).current()
    expect(documents.get('app')).toBeDefined()
    expect(await build(ports())).toMatchObject({ number: expect.any(Number) })
    expect(await system.run()).toMatchObject({ done: true, failed: 0 })
    expect((await reader.rows(['app', 'web'])).invalid).toEqual([])
  })

  it('in the rows of the version table stops neither runs, nor indexing, nor builds, nor search', async () => {
    const rows = [
      ...['schema', 'minReader', 'migratingTo'].map((field) => ({ id: 'index', [field]: odd })),
      { id: 'reconcile', lease: { run: 'x', startedAt: '2026-01-01T00:00:00Z', until: odd, ranges: [] }, last: odd },
      ...['counter', 'number', 'builtAt', 'watermark', 'bytes'].map((field) => ({ id: 'snapshot', [field]: odd })),
    ]
    for (const row of rows) {
      await put(system.tables.version, row)
      await expect(readableBy(1, system.ports.version, systemClock)()).resolves.toBeUndefined()
      expect((await searchMemory(ports()).current()).documents.get('app')).toBeDefined()
      expect(await system.run()).toMatchObject({ done: true, failed: 0 })
      expect(await build(ports())).toBeDefined()
    }
    expect(await system.ports.version.read()).toMatchObject({ schema: 1, minReader: 1, bucket: 'odd-numbers' })
  })
})

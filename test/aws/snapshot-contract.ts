// What the adapters of snapshots do over DynamoDB, and over whatever stands in rows that somebody damaged. The engine and
// the local AWS are held to it.

import { type DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { beforeAll, describe, expect, it } from 'vitest'
import { dynamoDocuments } from '../../lambda/aws/dynamo-document-reader.ts'
import { dynamoSnapshots } from '../../lambda/aws/dynamo-snapshot-store.ts'
import type { DocumentReader, PageKey, Pointer, SnapshotStore, StatesPage } from '../../lambda/search/snapshot/ports.ts'
import { BUILD_MARGIN_MS } from '../../lambda/search/snapshot/times.ts'
import { documentWith } from '../fakes/map-documents.ts'

interface Database {
  readonly client: DynamoDBDocumentClient
  /** Names of the index's tables, which are empty. */
  readonly tables: { readonly repository: string; readonly version: string }
}

const pointerOf = (number: number, more: Partial<Pointer> = {}): Pointer => ({
  number,
  format: 1,
  segments: [2, 1],
  digest: 'ab',
  documents: 3,
  bytes: 4,
  watermark: 5,
  builtAt: 5 + BUILD_MARGIN_MS,
  ...more,
})

/** Reads all pages. */
const allPages = async (read: (after?: PageKey) => Promise<StatesPage>) => {
  const states: StatesPage['states'][number][] = []
  const invalid: string[] = []
  let pages = 0
  let after: PageKey | undefined
  do {
    const page = await read(after)
    states.push(...page.states)
    invalid.push(...page.invalid)
    pages++
    after = page.next
  } while (after !== undefined)
  return { states, invalid, pages }
}

export const snapshotContract = (make: () => Promise<Database>) => {
  let reader: DocumentReader
  let store: SnapshotStore
  let database: Database
  const put = (name: string, more: object) =>
    database.client.send(
      new PutCommand({ TableName: database.tables.repository, Item: { name, rev: 1, changes: '1', ...more } }),
    )
  const version = (Item: object) =>
    database.client.send(new PutCommand({ TableName: database.tables.version, Item: Item as Record<string, unknown> }))
  beforeAll(async () => {
    database = await make()
    const { client, tables } = database
    reader = dynamoDocuments(client, tables.repository)
    store = dynamoSnapshots(client, tables.version)
  })

  describe('the reader of documents', () => {
    const full = {
      ...documentWith(2),
      title: 'T',
      platforms: ['linux/amd64'],
      size: 5,
      pushedAt: '2024-01-01T00:00:00Z',
    }
    beforeAll(async () => {
      await put('emptied', { changedAt: 7 })
      await put('app', {
        changedAt: 1_700_000_000_123,
        document: { ...full, later: 'a field that this code does not know' },
      })
      await put('damaged', { changedAt: 8, document: { visible: 'many' } })
      await put('before', { changedAt: 3, document: documentWith(1) })
      await put('of an older schema', {})
      await put('of no time', { changedAt: 8.64e15, document: full })
    })

    it('reads changes since a time, the oldest first, with emptied repositories and the ids of damaged ones', async () => {
      expect(await reader.changes(7)).toEqual({
        states: [
          { id: 'emptied', changedAt: 7, document: undefined },
          { id: 'app', changedAt: 1_700_000_000_123, document: full },
        ],
        invalid: ['damaged', 'of no time'],
        next: undefined,
      })
    })

    it('reads rows as they are now, without those that do not exist', async () => {
      const { states, invalid } = await reader.rows(['app', 'none', 'damaged', 'emptied'])
      expect(states.map(({ id }) => id).sort()).toEqual(['app', 'emptied'])
      expect(invalid).toEqual(['damaged'])
    })

    it('scans the whole table in parts', async () => {
      const parts = await Promise.all([0, 1, 2].map((part) => allPages((after) => reader.scan(part, 3, after))))
      expect(parts.flatMap(({ states }) => states.map(({ id }) => id)).sort()).toEqual(['app', 'before', 'emptied'])
      expect(parts.flatMap(({ invalid }) => invalid).sort()).toEqual(['damaged', 'of an older schema', 'of no time'])
    })

    it('goes on page after page', async () => {
      const long = { ...documentWith(1), description: 'x'.repeat(100_000) }
      for (let at = 0; at < 15; at++) await put(`long ${at}`, { changedAt: 2_000_000_000_000, document: long })
      const changes = await allPages((after) => reader.changes(2_000_000_000_000, after))
      expect([changes.states.length, changes.pages]).toEqual([15, 2])
      const scanned = await allPages((after) => reader.scan(0, 1, after))
      expect([scanned.states.length, scanned.pages]).toEqual([18, 2])
    })
  })

  describe('the store of snapshots', () => {
    it('has no pointer at first, and counts builds', async () => {
      expect(await store.pointer()).toBeUndefined()
      expect(await Promise.all([store.nextNumber(), store.nextNumber()])).toHaveLength(2)
      expect(await store.nextNumber()).toBe(3)
      expect(await store.hasInvalidPointer()).toBe(false)
      expect(await store.pointer()).toBeUndefined()
    })

    it('keeps chunks, in the order of the ids', async () => {
      const chunk = Buffer.alloc(380 * 1024, 'chunk')
      await store.put('snapshot:1:0', chunk, 2_000_000_000)
      await store.put('snapshot:1:1', Buffer.from([1]), 2_000_000_000)
      await version({ id: 'snapshot:1:2', chunk: 'no bytes' })
      const [one, two, ...rest] = await store.get(['snapshot:1:1', 'snapshot:1:0', 'snapshot:1:2', 'snapshot:1:3'])
      expect([one?.length, two && chunk.equals(two), rest]).toEqual([1, true, [undefined, undefined]])
    })

    it('moves the pointer to a greater number only, and to none that was never counted', async () => {
      expect(await store.point(pointerOf(2))).toBe(true)
      expect(await store.pointer()).toEqual(pointerOf(2))
      expect(await store.point(pointerOf(1))).toBe(false)
      expect(await store.point(pointerOf(2, { bytes: 9 }))).toBe(false)
      expect(await store.point(pointerOf(4))).toBe(false)
      expect(await store.pointer()).toEqual(pointerOf(2))
      expect(await store.point(pointerOf(3))).toBe(true)
    })

    it.each([
      ['whose number is a text', { counter: 10, number: '99' }],
      ['whose number was never counted', { counter: 10, ...pointerOf(99) }],
      ['that lacks fields', { counter: 10, number: 9 }],
      ['with too many chunks', { counter: 10, ...pointerOf(9), segments: [1e9] }],
      ['that was built long before time', { counter: 10, ...pointerOf(9), builtAt: -9e15 }],
      ['that was built after all time', { counter: 10, ...pointerOf(9), builtAt: 9e15 }],
      ['with a watermark after all time', { counter: 10, ...pointerOf(9), watermark: 9e15 }],
      [
        'with a watermark of the time when it was built',
        { counter: 10, ...pointerOf(9), watermark: 5 + BUILD_MARGIN_MS },
      ],
      ['with a watermark before all time', { counter: 10, ...pointerOf(9), watermark: -1 }],
    ])('writes over a pointer %s', async (_, damaged) => {
      await version({ id: 'snapshot', ...damaged })
      if (damaged.number !== 99) expect(await store.pointer()).toBeUndefined()
      expect(await store.hasInvalidPointer()).toBe(damaged.number !== 99)
      expect(await store.point(pointerOf(10))).toBe(true)
      expect(await store.pointer()).toEqual(pointerOf(10))
      expect(await store.hasInvalidPointer()).toBe(false)
    })

    it.each(['many', Number.MAX_SAFE_INTEGER, [1], -1000, 1.5])(
      'counts anew where the counter is %j',
      async (counter) => {
        await version({ id: 'snapshot', ...pointerOf(7) })
        await database.client.send(
          new UpdateCommand({
            TableName: database.tables.version,
            Key: { id: 'snapshot' },
            UpdateExpression: 'SET #counter = :counter',
            ExpressionAttributeNames: { '#counter': 'counter' },
            ExpressionAttributeValues: { ':counter': counter },
          }),
        )
        expect(await store.nextNumber()).toBe(1)
        expect(await store.point(pointerOf(1))).toBe(true)
      },
    )

    it('reads the oldest reader of the index, if that is recorded', async () => {
      expect(await store.minReader()).toBeUndefined()
      await version({ id: 'index', minReader: 2 })
      expect(await store.minReader()).toBe(2)
      await version({ id: 'index', minReader: 'two' })
      expect(await store.minReader()).toBeUndefined()
    })
  })
}

// What the adapters of search's memory do over DynamoDB, and over whatever stands in rows that somebody damaged. The engine
// and the local AWS are held to it.

import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'
import { beforeAll, describe, expect, it } from 'vitest'
import { dynamoDocuments } from '../../lambda/aws/dynamo/dynamo-document-reader.ts'
import { dynamoSnapshots } from '../../lambda/aws/dynamo/dynamo-snapshot-store.ts'
import type { DocumentReader, PageKey, SnapshotStore, StatesPage } from '../../lambda/search/snapshot/ports.ts'
import { documentWith } from '../fakes/map-documents.ts'
import { snapshotStoreContract } from './snapshot-store-contract.ts'

interface Database {
  readonly client: DynamoDBDocumentClient
  /** Names of the index's tables, which are empty. */
  readonly tables: { readonly repository: string; readonly version: string }
}

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

  snapshotStoreContract(async () => ({ store, write: version }))
}

// What DynamoDB answers to the requests for search documents and snapshots. The engine of the simulation and the local AWS
// are held to it.

import {
  type AttributeValue,
  type DynamoDBClient,
  DynamoDBServiceException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  type ScanCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb'
import { beforeAll, describe, expect, it } from 'vitest'

type Item = Record<string, AttributeValue>

interface Database {
  readonly client: DynamoDBClient
  /** Names of the index's tables, which are empty. */
  readonly tables: { readonly repository: string; readonly version: string }
}

const S = (text: string): AttributeValue => ({ S: text })
const N = (number: number): AttributeValue => ({ N: `${number}` })

export const documentRequestContract = (make: () => Promise<Database>) => {
  let client: DynamoDBClient
  let tables: Database['tables']
  const row = (name: string, changedAt: number, more: Item = {}): Item => ({
    name: S(name),
    rev: N(1),
    changes: S('1'),
    changedAt: N(changedAt),
    ...more,
  })
  const put = (TableName: string, Item: Item) => client.send(new PutItemCommand({ TableName, Item }))
  const names = (items: Item[] = []) => items.map(({ name }) => name?.S)
  beforeAll(async () => {
    ;({ client, tables } = await make())
    for (const one of [
      row('nine', 9),
      row('ten', 10, { document: { M: { kind: S('image') } } }),
      row('also ten', 10),
      row('thousand', 1000),
    ])
      await put(tables.repository, one)
    await put(tables.repository, { name: S('without'), rev: N(1) })
  })
  const changes = async (since: number, more: object = {}) =>
    client.send(
      new QueryCommand({
        TableName: tables.repository,
        IndexName: 'changes',
        KeyConditionExpression: 'changes = :all AND changedAt >= :since',
        ExpressionAttributeValues: { ':all': S('1'), ':since': N(since) },
        ...more,
      }),
    )

  describe('an index with a number as its sort key', () => {
    it('is in the order of the numbers, not of their texts, and lacks items without the key', async () => {
      const { Items } = await changes(0)
      expect(Items?.map(({ changedAt }) => changedAt?.N)).toEqual(['9', '10', '10', '1000'])
    })

    it('is read from a number on, page by page', async () => {
      const { Items, LastEvaluatedKey } = await changes(10, { Limit: 2 })
      expect(names(Items).sort()).toEqual(['also ten', 'ten'])
      expect(LastEvaluatedKey).toMatchObject({ changes: S('1'), changedAt: N(10) })
      const rest = await changes(10, { ExclusiveStartKey: LastEvaluatedKey })
      expect(names(rest.Items)).toEqual(['thousand'])
    })

    it('has the attributes that it includes, its keys and those of the table, and no others', async () => {
      const { Items = [] } = await changes(10)
      expect(Items.find(({ name }) => name?.S === 'ten')).toEqual({
        name: S('ten'),
        changes: S('1'),
        changedAt: N(10),
        document: { M: { kind: S('image') } },
      })
    })

    it('refuses an item with a text for that key', async () => {
      const text = { ...row('text', 1), changedAt: S('1') }
      await expect(put(tables.repository, text)).rejects.toThrow(DynamoDBServiceException)
    })
  })

  describe('a scan in segments', () => {
    const scan = async (more: Partial<ScanCommandInput>) =>
      client.send(new ScanCommand({ TableName: tables.repository, ConsistentRead: true, ...more }))

    it('returns each item in one of them', async () => {
      const pages = await Promise.all([0, 1, 2].map((Segment) => scan({ Segment, TotalSegments: 3 })))
      const found = pages.flatMap(({ Items }) => names(Items))
      expect(found.sort()).toEqual(['also ten', 'nine', 'ten', 'thousand', 'without'])
    })

    it('returns only the attributes that are asked for', async () => {
      const { Items = [] } = await scan({
        Segment: 0,
        TotalSegments: 1,
        ProjectionExpression: '#name, changedAt',
        ExpressionAttributeNames: { '#name': 'name' },
      })
      expect(Items).toContainEqual({ name: S('nine'), changedAt: N(9) })
    })

    it('is refused for a segment that there is not', async () => {
      await expect(scan({ Segment: 3, TotalSegments: 3 })).rejects.toThrow(DynamoDBServiceException)
    })
  })

  describe('an update', () => {
    const update = (id: string, more: Partial<UpdateItemCommandInput>) =>
      client.send(new UpdateItemCommand({ TableName: tables.version, Key: { id: S(id) }, ...more }))
    const one = {
      UpdateExpression: 'ADD #counter :one',
      ExpressionAttributeNames: { '#counter': 'counter' },
      ExpressionAttributeValues: { ':one': N(1) },
      ReturnValues: 'UPDATED_NEW' as const,
    }

    it('adds to a number, which is 0 where there is none, and returns what it is now', async () => {
      expect((await update('counted', one)).Attributes).toEqual({ counter: N(1) })
      expect((await update('counted', one)).Attributes).toEqual({ counter: N(2) })
    })

    it('is refused where it would add to a text', async () => {
      await put(tables.version, { id: S('text'), counter: S('many') })
      await expect(update('text', one)).rejects.toMatchObject({ name: 'ValidationException' })
    })

    it('takes an absent attribute, and one of another type, for not greater', async () => {
      const unlessGreater = {
        UpdateExpression: 'SET #number = :number',
        ConditionExpression: 'NOT #number >= :number',
        ExpressionAttributeNames: { '#number': 'number' },
        ExpressionAttributeValues: { ':number': N(5) },
      }
      await update('absent', unlessGreater)
      await put(tables.version, { id: S('of another type'), number: S('9') })
      await update('of another type', unlessGreater)
      await put(tables.version, { id: S('greater'), number: N(6) })
      await expect(update('greater', unlessGreater)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' })
    })
  })

  it('keeps bytes', async () => {
    const chunk = { B: Uint8Array.from({ length: 380 * 1024 }, (_, at) => at % 256) }
    await put(tables.version, { id: S('bytes'), chunk })
    const { Item } = await client.send(new GetItemCommand({ TableName: tables.version, Key: { id: S('bytes') } }))
    expect(Buffer.from(Item?.['chunk']?.B ?? []).equals(chunk.B)).toBe(true)
  })
}

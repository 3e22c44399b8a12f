// What reads say that they consumed.

import { BatchGetItemCommand, GetItemCommand, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect } from 'vitest'
import type { Clause } from './requests.ts'
import { entry, KB, row, S } from './rows.ts'

const TOTAL = { ReturnConsumedCapacity: 'TOTAL' as const }

export const capacityClauses = (clause: Clause) =>
  describe('the capacity that was consumed', () => {
    clause('is told only where that is asked for', async ({ client, tables, put }) => {
      await put(row('capacity'))
      const read = { TableName: tables.repository, Key: { name: S('capacity') } }
      expect((await client.send(new GetItemCommand(read))).ConsumedCapacity).toBeUndefined()
      const { ConsumedCapacity } = await client.send(new GetItemCommand({ ...read, ...TOTAL }))
      expect(ConsumedCapacity).toMatchObject({ TableName: tables.repository, CapacityUnits: 0.5 })
    })

    clause('is a unit for each 4 KB of an item, and half of it for an older state', async ({ client, tables, put }) => {
      await put(row('large', 1, { text: S('x'.repeat(9 * KB)) }))
      const unitsOf = async (name: string, ConsistentRead: boolean) => {
        const read = { TableName: tables.repository, Key: { name: S(name) }, ConsistentRead, ...TOTAL }
        return (await client.send(new GetItemCommand(read))).ConsumedCapacity?.CapacityUnits
      }
      expect(await unitsOf('large', true)).toBe(3)
      expect(await unitsOf('large', false)).toBe(1.5)
      expect(await unitsOf('no row', true)).toBe(1)
    })

    clause('is that of all items of a page together', async ({ client, tables, put }) => {
      for (const name of ['a', 'b', 'c']) await put(entry('sum', name.repeat(600)), {}, tables.search)
      const input = {
        TableName: tables.search,
        KeyConditionExpression: '#partition = :partition',
        ExpressionAttributeNames: { '#partition': 'partition' },
        ExpressionAttributeValues: { ':partition': S('sum') },
        ...TOTAL,
      }
      expect((await client.send(new QueryCommand(input))).ConsumedCapacity).toMatchObject({ CapacityUnits: 0.5 })
      const scanned = await client.send(new ScanCommand({ TableName: tables.search, Limit: 1, ...TOTAL }))
      expect(scanned.ConsumedCapacity).toMatchObject({ TableName: tables.search, CapacityUnits: 0.5 })
    })

    clause('is that of each item of a batch, by tables', async ({ client, tables, put }) => {
      for (const name of ['one', 'two']) await put(row(name, 1, { text: S('x'.repeat(5 * KB)) }))
      const Keys = ['one', 'two', 'none'].map((name) => ({ name: S(name) }))
      const RequestItems = { [tables.repository]: { Keys, ConsistentRead: true } }
      const { ConsumedCapacity } = await client.send(new BatchGetItemCommand({ RequestItems, ...TOTAL }))
      expect(ConsumedCapacity).toMatchObject([{ TableName: tables.repository, CapacityUnits: 5 }])
    })
  })

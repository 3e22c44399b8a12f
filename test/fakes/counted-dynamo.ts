// The engine of DynamoDB behind the real client, with its read units counted: of all requests, and of each partition key.

import { type Item, itemSize, readUnits } from '../../bench/world/capacity.ts'
import { documentClient, dynamoClient } from '../../lambda/aws/dynamo/dynamo-client.ts'
import { dynamo } from '../engine/dynamo.ts'
import { indexTables } from '../engine/index-tables.ts'
import { createTables } from '../engine/tables.ts'
import { decodeItem } from '../engine/values.ts'
import { clientConfig, dynamoAnswer, dynamoError, parseDynamo, wireOf } from '../engine/wire.ts'

const TABLES = { repository: 'repository', tag: 'tag', search: 'search', version: 'version' }

type Fields = Readonly<Record<string, unknown>>
interface KeysOf {
  readonly Keys: unknown[]
  readonly ConsistentRead?: boolean
}

const sizes = (items: unknown) =>
  (Array.isArray(items) ? items : []).map((item) => ({ key: decodeItem(item), size: itemSize(decodeItem(item)) }))

// What a request asks for: each of its rows, or its query.
const askedBy = (operation: string, input: Fields): string[] => {
  if (operation === 'GetItem') return [`${input['TableName']} ${JSON.stringify(decodeItem(input['Key']))}`]
  if (operation === 'BatchGetItem')
    return Object.entries(input['RequestItems'] as Record<string, KeysOf>).flatMap(([table, { Keys }]) =>
      Keys.map((key) => `${table} ${JSON.stringify(decodeItem(key))}`),
    )
  const { TableName, IndexName, ExpressionAttributeValues, ExclusiveStartKey } = input
  return [`${operation} ${JSON.stringify([TableName, IndexName, ExpressionAttributeValues, ExclusiveStartKey])}`]
}

/** Returns the client of an engine with the index's tables, and what was read of it. */
export const countedDynamo = () => {
  const tables = createTables(Object.values(indexTables(TABLES)))
  const engine = dynamo(tables)
  const counts = {
    requests: 0,
    rounds: 0,
    units: 0,
    bytes: 0,
    partitions: new Map<string, number>(),
    asked: [] as string[],
  }
  const read = (partition: string, bytes: number, isConsistent: unknown) => {
    const units = readUnits(bytes, isConsistent === true)
    counts.units += units
    counts.bytes += bytes
    counts.partitions.set(partition, (counts.partitions.get(partition) ?? 0) + units)
  }
  const count = (operation: string, input: Fields, answer: Fields) => {
    counts.asked.push(...askedBy(operation, input))
    if (operation === 'GetItem') {
      const found = answer['Item'] === undefined ? 0 : itemSize(decodeItem(answer['Item']))
      read(`${input['TableName']} ${Object.values(decodeItem(input['Key']))[0]}`, found, input['ConsistentRead'])
    }
    if (operation === 'Query') {
      const bytes = sizes(answer['Items']).reduce((sum, { size }) => sum + size, 0)
      read(`${input['TableName']} index ${input['IndexName']}`, bytes, input['ConsistentRead'])
    }
    if (operation === 'BatchGetItem')
      for (const [table, { Keys, ConsistentRead }] of Object.entries(input['RequestItems'] as Record<string, KeysOf>)) {
        const name = tables.schemaOf(table).keys[0]
        const found = new Map(
          sizes((answer['Responses'] as Record<string, Item[]>)[table]).map(({ key, size }) => [key[name], size]),
        )
        for (const key of Keys.map((one) => decodeItem(one)[name]))
          read(`${table} ${key}`, found.get(key) ?? 0, ConsistentRead)
      }
  }
  let underWay = 0
  const wire = wireOf(async (request) => {
    const { operation, input } = parseDynamo(request)
    counts.requests++
    // Requests that are under way together are one round trip.
    if (underWay++ === 0) counts.rounds++
    try {
      const answer = await engine.answer(operation, input)
      count(operation, input, answer as Fields)
      return dynamoAnswer(answer)
    } finally {
      await new Promise((done) => setImmediate(done))
      underWay--
    }
  }, dynamoError)
  return {
    client: documentClient(dynamoClient(clientConfig(wire))),
    tables: TABLES,
    /** Writes a row without a request. */
    write: (table: keyof typeof TABLES, key: Item, item: Item) => tables.write(TABLES[table], key, item),
    /** What was read since the last call. */
    counted: () => {
      const result = { ...counts, partitions: new Map(counts.partitions), asked: counts.asked.splice(0) }
      Object.assign(counts, { requests: 0, rounds: 0, units: 0, bytes: 0 })
      counts.partitions.clear()
      return result
    },
  }
}

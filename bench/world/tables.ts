// An in-memory DynamoDB that answers the requests which the index's store makes, and throws on all others. The store
// that runs on AWS therefore runs unchanged, and the units of every request are counted as AWS would count them. What
// requests mean is told by test/engine/, which the tests hold to a local AWS.

import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { TAG } from '../../lambda/names/tables.ts'
import { indexTables } from '../../test/engine/index-tables.ts'
import { batchKeys, query as pageOf } from '../../test/engine/reads.ts'
import type { BatchGetInput, GetInput, PutInput, QueryInput, TransactInput } from '../../test/engine/requests.ts'
import { itemOf } from '../../test/engine/rows.ts'
import { createTables } from '../../test/engine/tables.ts'
import { type Action, checkAction, checkTransaction } from '../../test/engine/writes.ts'
import { type Item, indexUnits, itemSize, readUnits, transactionUnits, writeUnits } from './capacity.ts'
import { type Counts, TABLES, type TableName } from './counts.ts'

const LOOKUP_INDEXES: ReadonlySet<string> = new Set(Object.values(TAG.lookups).map(({ index }) => index))

/** Creates the index's tables, empty, and adds every request to the counts. */
export const memoryTables = (counts: () => Counts) => {
  const schemas = indexTables({ ...TABLES, version: 'version' })
  // No reconcile reads the search table, so that its writes are counted but its rows are not kept.
  const tables = createTables([schemas.repository, schemas.tag, { ...schemas.search, isKept: false }])
  const nameOf = (table: string): TableName => TABLES[table as TableName]
  const read = (name: TableName, bytes: number, consistent: boolean | undefined) => {
    counts().tables[name].readUnits += readUnits(bytes, consistent === true)
  }

  const get = ({ TableName, Key, ConsistentRead }: GetInput) => {
    const name = nameOf(TableName)
    const row = tables.read(name, Key)
    counts().tables[name].requests++
    read(name, row?.size ?? 0, ConsistentRead)
    return row === undefined ? {} : { Item: itemOf(row) }
  }

  const batchGet = (input: BatchGetInput) => {
    const responses: Record<string, Item[]> = {}
    for (const table of Object.keys(input.RequestItems)) counts().tables[nameOf(table)].requests++
    for (const { table, key, isConsistent } of batchKeys(tables, input)) {
      const row = tables.read(table, key)
      read(nameOf(table), row?.size ?? 0, isConsistent)
      responses[table] ??= []
      if (row !== undefined) responses[table].push(itemOf(row))
    }
    return { Responses: responses }
  }

  const query = (input: QueryInput) => {
    const { items, bytes, last } = pageOf(tables, input)
    const name = nameOf(input.TableName)
    counts().tables[name].requests++
    read(name, bytes, input.ConsistentRead)
    return { Items: items, ...(last === undefined ? {} : { LastEvaluatedKey: last }) }
  }

  const write = ({ table, key, before, after }: Action, unitsOf: typeof transactionUnits) => {
    const name = nameOf(table)
    const old = before && itemOf(before)
    // The search table keeps no rows. Its items have only keys and never change, so a removed item has the size of its
    // key.
    const size = after === undefined ? (name === TABLES.search ? itemSize(key) : 0) : itemSize(after)
    const count = counts().tables[name]
    const add = (partition: string, units: number) => {
      const { partitions } = counts()
      if (units > 0) partitions.set(partition, (partitions.get(partition) ?? 0) + units)
    }
    const [tablePartition] = schemas[name].keys
    const ofTable = `${name} ${key[tablePartition]}`
    for (const index of schemas[name].indexes) {
      const units = indexUnits(old, after, index)
      const [partition] = index.keys
      // The items of a local index lie in the partition of their table.
      add(
        partition === tablePartition ? ofTable : `${index.name} ${(after ?? old)?.[partition] ?? old?.[partition]}`,
        units,
      )
      count.indexUnits += units
      count.writeUnits += units
      if (LOOKUP_INDEXES.has(index.name)) count.lookupUnits += units
    }
    count.writes++
    count.writeUnits += unitsOf(before?.size ?? 0, size)
    add(ofTable, unitsOf(before?.size ?? 0, size))
    tables.write(name, key, after)
  }

  const put = (input: PutInput) => {
    const action = checkAction(tables, { Put: input })
    counts().tables[nameOf(action.table)].requests++
    if (action.reason === undefined) {
      write(action, (before, after) => writeUnits(Math.max(before, after)))
      return {}
    }
    // A write whose condition fails is charged by the item that is there (developer guide, "Condition expressions").
    counts().tables[nameOf(action.table)].writeUnits += writeUnits(action.before?.size ?? 0)
    throw new ConditionalCheckFailedException({ message: 'a condition failed', $metadata: {} })
  }

  const transact = (input: TransactInput) => {
    const actions = checkTransaction(tables, input)
    for (const name of new Set(actions.map(({ table }) => nameOf(table)))) counts().tables[name].requests++
    const isCancelled = actions.some(({ reason }) => reason !== undefined)
    for (const action of actions) {
      if (!action.isCheck && !isCancelled) {
        write(action, transactionUnits)
        continue
      }
      // A cancelled transaction had been prepared. It is counted as if it were charged in full, which is an upper
      // bound.
      const { table, before, after, isCheck } = action
      const units = transactionUnits(before?.size ?? 0, after === undefined || isCheck ? 0 : itemSize(after))
      counts().tables[nameOf(table)].writeUnits += units
      if (isCancelled) counts().cancelledUnits += units
    }
    counts()[isCancelled ? 'cancelled' : 'commits']++
    if (isCancelled)
      throw new TransactionCanceledException({
        message: 'cancelled by a condition',
        CancellationReasons: actions.map(({ reason }) => reason ?? { Code: 'None' }),
        $metadata: {},
      })
    return {}
  }

  return {
    /**
     * Answers a command of the document client, given by the name of its class.
     * @throws TransactionCanceledException or ConditionalCheckFailedException if a condition fails; Error for a request that the store does not make
     */
    send(command: string, input: unknown): object {
      if (command === 'GetCommand') return get(input as GetInput)
      if (command === 'BatchGetCommand') return batchGet(input as BatchGetInput)
      if (command === 'QueryCommand') return query(input as QueryInput)
      if (command === 'PutCommand') return put(input as PutInput)
      if (command === 'TransactWriteCommand') return transact(input as TransactInput)
      throw new Error(`the bench's tables know no ${command}; add it to bench/world/tables.ts`)
    },
  }
}

// DynamoDB in memory, as much of it as the index's store asks for, at the level of its requests: so the store that runs
// on AWS runs here too, and every request is counted as AWS would count it. What it does not know it refuses.

import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { REPOSITORY, SEARCH, TAG } from '../../lambda/names.ts'
import { type Index, type Item, indexUnits, itemSize, readUnits, transactionUnits } from './capacity.ts'
import { type Counts, TABLES, type TableName } from './counts.ts'
import { isTrue, type Range, rangeOf } from './expressions.ts'
import type { BatchGetInput, GetInput, QueryInput, TransactInput } from './requests.ts'
import { insert, position, remove } from './sorted.ts'

/** A page of a Query. */
const PAGE_BYTES = 1024 * 1024

interface Row {
  /** As text: rows of a large registry are many. */
  readonly json: string
  readonly size: number
}

/** Rows of one partition, by sort key; a table without sort key has one row a partition. */
interface Partition {
  readonly sorted: string[]
  readonly rows: Map<string, Row>
}

interface Table {
  readonly keys: readonly [partition: string, sort?: string]
  readonly indexes: readonly Index[]
  readonly partitions: Map<string, Partition>
}

const index = (
  { index: name, partition, sort }: { index: string; partition: string; sort: string },
  projection: Index['projection'],
  ...tableKeys: string[]
): Index => ({ name, keys: [partition, sort], projection, tableKeys })

const LOCAL = [TAG.rank, TAG.newest].map((one) => ({ ...one, partition: TAG.partition }))

/** The index's tables; what they are asked is added to the counts. */
export const memoryTables = (counts: () => Counts) => {
  const tables: Record<TableName, Table> = {
    repository: {
      keys: [REPOSITORY.key],
      indexes: [REPOSITORY.catalog, REPOSITORY.recent].map((one) => index(one, 'keys', REPOSITORY.key)),
      partitions: new Map(),
    },
    tag: {
      keys: [TAG.partition, TAG.sort],
      indexes: LOCAL.map((one) => index(one, 'all', TAG.partition, TAG.sort)),
      partitions: new Map(),
    },
    // Nothing but keys that no reconcile reads: counted, not kept.
    search: { keys: [SEARCH.partition, SEARCH.sort], indexes: [], partitions: new Map() },
  }
  /** Paths of the catalog, and the repository of each. */
  const catalog = { paths: [] as string[], names: new Map<string, string>() }

  const keysOf = ({ keys: [partition, sort] }: Table, item: Item): [string, string] => [
    String(item[partition]),
    sort === undefined ? '' : String(item[sort]),
  ]
  const rowOf = (name: TableName, key: Item): Row | undefined => {
    const [partition, sort] = keysOf(tables[name], key)
    return tables[name].partitions.get(partition)?.rows.get(sort)
  }
  const read = (name: TableName, bytes: number, consistent: boolean | undefined) => {
    counts().tables[name].readUnits += readUnits(bytes, consistent === true)
  }

  const get = ({ TableName, Key, ConsistentRead }: GetInput) => {
    const row = rowOf(TableName, Key)
    counts().tables[TableName].requests++
    read(TableName, row?.size ?? 0, ConsistentRead)
    return row === undefined ? {} : { Item: itemOf(row) }
  }

  const batchGet = ({ RequestItems }: BatchGetInput) => {
    const found = Object.entries(RequestItems).map(([table, { Keys, ConsistentRead }]) => {
      const name = TABLES[table as TableName]
      counts().tables[name].requests++
      const rows = Keys.map((key) => rowOf(name, key))
      for (const row of rows) read(name, row?.size ?? 0, ConsistentRead)
      return [name, rows.flatMap((row) => (row === undefined ? [] : [itemOf(row)]))]
    })
    return { Responses: Object.fromEntries(found) as Record<string, Item[]> }
  }

  // One page of rows that are in order already.
  const page = (name: TableName, rows: Iterable<{ item: Item; size: number }>, input: QueryInput) => {
    const items: Item[] = []
    let bytes = 0
    let more = false
    for (const { item, size } of rows) {
      if (items.length === input.Limit || bytes + size > PAGE_BYTES) {
        more = true
        break
      }
      items.push(item)
      bytes += size
    }
    counts().tables[name].requests++
    read(name, bytes, input.ConsistentRead)
    return { Items: items, ...(more ? { LastEvaluatedKey: items.at(-1) } : {}) }
  }

  const queryCatalog = (input: QueryInput, { start, after }: Range) => {
    const { partition, sort } = REPOSITORY.catalog
    const from = after === undefined ? position(catalog.paths, start) : position(catalog.paths, after, true)
    const rows = function* () {
      for (let at = from; catalog.paths[at]?.startsWith(start); at++) {
        const path = catalog.paths[at] ?? ''
        const item = { [partition]: '1', [sort]: path, [REPOSITORY.key]: catalog.names.get(path) }
        yield { item, size: itemSize(item) }
      }
    }
    return page('repository', rows(), input)
  }

  const queryTags = (input: QueryInput, { partition, start, after }: Range) => {
    const { sorted = [], rows = new Map<string, Row>() } = tables.tag.partitions.get(partition) ?? {}
    const local = LOCAL.find((one) => one.index === input.IndexName)
    if (local === undefined) {
      const keys = sorted.slice(position(sorted, after ?? start, true))
      return page('tag', keys.map(parsed(rows)), input)
    }
    const all = [...rows.keys()].map(parsed(rows)).filter(({ item }) => item[local.sort] !== undefined)
    const order = input.ScanIndexForward === false ? -1 : 1
    all.sort(({ item: a }, { item: b }) => (String(a[local.sort]) < String(b[local.sort]) ? -order : order))
    return page('tag', all, input)
  }

  const query = (input: QueryInput) => {
    const range = rangeOf(input)
    if (input.TableName === 'tag') return queryTags(input, range)
    if (input.TableName === 'repository' && input.IndexName === REPOSITORY.catalog.index)
      return queryCatalog(input, range)
    throw new Error(`the bench's tables know no query of ${input.TableName} by ${input.IndexName}; add it to them`)
  }

  const write = (name: TableName, key: Item, after: Item | undefined) => {
    const table = tables[name]
    const before = rowOf(name, key)
    const old = before === undefined ? undefined : itemOf(before)
    // Of the search table nothing is known; its items never change, so that before is after.
    const size = after === undefined ? (name === 'search' ? itemSize(key) : 0) : itemSize(after)
    const ofIndexes = table.indexes.reduce((sum, one) => sum + indexUnits(old, after, one), 0)
    const count = counts().tables[name]
    count.writes++
    count.indexUnits += ofIndexes
    count.writeUnits += ofIndexes + transactionUnits(before?.size ?? 0, size)
    if (name === 'search') return
    const [partitionKey, sortKey] = keysOf(table, key)
    const partition = table.partitions.get(partitionKey) ?? { sorted: [], rows: new Map() }
    table.partitions.set(partitionKey, partition)
    if (after === undefined) {
      remove(partition.sorted, sortKey)
      partition.rows.delete(sortKey)
    } else {
      insert(partition.sorted, sortKey)
      partition.rows.set(sortKey, { json: JSON.stringify(after), size })
    }
    if (name === 'repository') moveInCatalog(old?.[REPOSITORY.catalog.sort], after?.[REPOSITORY.catalog.sort], key)
  }

  const moveInCatalog = (from: unknown, to: unknown, { [REPOSITORY.key]: name }: Item) => {
    if (from === to) return
    if (typeof from === 'string') remove(catalog.paths, from)
    if (typeof to !== 'string') return
    insert(catalog.paths, to)
    catalog.names.set(to, String(name))
  }

  const transact = ({ TransactItems }: TransactInput) => {
    const actions = TransactItems.map((one) => {
      const action = one.Put ?? one.Delete ?? one.ConditionCheck
      if (action === undefined) throw new Error('the bench knows of a transaction Put, Delete and ConditionCheck only')
      const { TableName, ConditionExpression, ExpressionAttributeValues } = action
      const key = 'Item' in action ? action.Item : action.Key
      const before = rowOf(TableName, key)
      const holds = isTrue(ConditionExpression, ExpressionAttributeValues, before && itemOf(before))
      return { TableName, key, after: one.Put?.Item, before, holds, check: one.ConditionCheck !== undefined }
    })
    for (const name of new Set(actions.map(({ TableName }) => TableName))) counts().tables[name].requests++
    const cancelled = actions.some(({ holds }) => !holds)
    for (const { TableName, key, after, before, check } of actions) {
      if (!check && !cancelled) {
        write(TableName, key, after)
        continue
      }
      // What was cancelled had been prepared: counted as if it were charged in full, which is the most it can be.
      const units = transactionUnits(before?.size ?? 0, after === undefined ? 0 : itemSize(after))
      counts().tables[TableName].writeUnits += units
      if (cancelled) counts().cancelledUnits += units
    }
    counts()[cancelled ? 'cancelled' : 'commits']++
    if (cancelled)
      throw new TransactionCanceledException({
        message: 'cancelled by a condition',
        CancellationReasons: actions.map(({ holds }) => ({ Code: holds ? 'None' : 'ConditionalCheckFailed' })),
        $metadata: {},
      })
    return {}
  }

  return {
    /** Answers a command of the document client, by its name. */
    send(command: string, input: unknown): object {
      if (command === 'GetCommand') return get(input as GetInput)
      if (command === 'BatchGetCommand') return batchGet(input as BatchGetInput)
      if (command === 'QueryCommand') return query(input as QueryInput)
      if (command === 'TransactWriteCommand') return transact(input as TransactInput)
      throw new Error(`the bench's tables know no ${command}; add it to them`)
    },
  }
}

const itemOf = ({ json }: Row): Item => JSON.parse(json) as Item

const parsed = (rows: ReadonlyMap<string, Row>) => (key: string) => {
  const row = rows.get(key) ?? { json: '{}', size: 0 }
  return { item: itemOf(row), size: row.size }
}

// An in-memory DynamoDB that answers the requests which the index's store makes, and throws on all others. The store
// that runs on AWS therefore runs unchanged, and the units of every request are counted as AWS would count them.

import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { REPOSITORY, SEARCH, TAG } from '../../lambda/names.ts'
import { type Item, indexUnits, itemSize, readUnits, type SecondaryIndex, transactionUnits } from './capacity.ts'
import { type Counts, TABLES, type TableName } from './counts.ts'
import { isTrue, type Range, rangeOf } from './expressions.ts'
import type { BatchGetInput, GetInput, QueryInput, TransactInput } from './requests.ts'
import { insert, position, remove } from './sorted.ts'

/** DynamoDB ends a page of a Query at this size. */
const MAX_PAGE_BYTES = 1024 * 1024

interface Row {
  /** The item as JSON text, which takes less memory than an object: a large registry has many rows. */
  readonly json: string
  readonly size: number
}

/** Rows of one partition by sort key. A table without a sort key has one row per partition, under the key ''. */
interface Partition {
  readonly sorted: string[]
  readonly rows: Map<string, Row>
}

interface Table {
  readonly keys: readonly [partition: string, sort?: string]
  readonly indexes: readonly SecondaryIndex[]
  readonly partitions: Map<string, Partition>
}

const index = (
  { index: name, partition, sort }: { index: string; partition: string; sort: string },
  projection: SecondaryIndex['projection'],
  ...tableKeys: string[]
): SecondaryIndex => ({ name, keys: [partition, sort], projection, tableKeys })

const LOCAL_INDEXES = [TAG.rank, TAG.newest].map((one) => ({ ...one, partition: TAG.partition }))

/** Creates the index's tables, empty, and adds every request to the counts. */
export const memoryTables = (counts: () => Counts) => {
  const tables: Record<TableName, Table> = {
    repository: {
      keys: [REPOSITORY.key],
      indexes: [REPOSITORY.catalog, REPOSITORY.recent].map((one) => index(one, 'keys', REPOSITORY.key)),
      partitions: new Map(),
    },
    tag: {
      keys: [TAG.partition, TAG.sort],
      indexes: LOCAL_INDEXES.map((one) => index(one, 'all', TAG.partition, TAG.sort)),
      partitions: new Map(),
    },
    // No reconcile reads the search table, so that its writes are counted but its rows are not kept.
    search: { keys: [SEARCH.partition, SEARCH.sort], indexes: [], partitions: new Map() },
  }
  /** The index `catalog` of the repository table: its paths, sorted, and the repository of each path. */
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

  // Returns one page of rows, which must be in the order of the query.
  const page = (name: TableName, rows: Iterable<{ item: Item; size: number }>, input: QueryInput) => {
    const items: Item[] = []
    let bytes = 0
    let more = false
    for (const { item, size } of rows) {
      if (items.length === input.Limit || bytes + size > MAX_PAGE_BYTES) {
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
    const local = LOCAL_INDEXES.find((one) => one.index === input.IndexName)
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
    throw new Error(
      `the bench's tables know no query of ${input.TableName} by ${input.IndexName}; add it to bench/world/tables.ts`,
    )
  }

  const write = (name: TableName, key: Item, after: Item | undefined) => {
    const table = tables[name]
    const before = rowOf(name, key)
    const old = before === undefined ? undefined : itemOf(before)
    // The search table keeps no rows. Its items have only keys and never change, so a removed item has the size of its
    // key.
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
      if (action === undefined)
        throw new Error("the bench's tables know only Put, Delete and ConditionCheck in a transaction")
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
      // A cancelled transaction had been prepared. It is counted as if it were charged in full, which is an upper
      // bound.
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
    /**
     * Answers a command of the document client, given by the name of its class.
     * @throws TransactionCanceledException if a condition fails; Error for a request that the store does not make
     */
    send(command: string, input: unknown): object {
      if (command === 'GetCommand') return get(input as GetInput)
      if (command === 'BatchGetCommand') return batchGet(input as BatchGetInput)
      if (command === 'QueryCommand') return query(input as QueryInput)
      if (command === 'TransactWriteCommand') return transact(input as TransactInput)
      throw new Error(`the bench's tables know no ${command}; add it to bench/world/tables.ts`)
    },
  }
}

const itemOf = ({ json }: Row): Item => JSON.parse(json) as Item

const parsed = (rows: ReadonlyMap<string, Row>) => (key: string) => {
  const row = rows.get(key) ?? { json: '{}', size: 0 }
  return { item: itemOf(row), size: row.size }
}

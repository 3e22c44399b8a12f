// Tables as DynamoDB keeps them: items by their keys, with local and global secondary indexes. Strongly consistent reads
// see a write as soon as it is done. Eventually consistent ones and global indexes see it once it is replicated, each by
// itself; without `replicate` that is at once.

import { type Item, indexEntry, itemSize, type SecondaryIndex } from '../../bench/world/capacity.ts'
import { inOrder, type Replicate } from '../fakes/replication.ts'
import type { KeyRange } from './key-range.ts'
import { keyText, MAX_PAGE_BYTES } from './limits.ts'
import { Refusal } from './refusal.ts'
import { inRange, itemOf, noRows, type Partition, place, putRow, type Row } from './rows.ts'

export interface TableSchema {
  readonly name: string
  readonly keys: readonly [partition: string, sort?: string]
  readonly indexes: readonly SecondaryIndex[]
  /** False for a table that is written but never read. */
  readonly isKept?: boolean
}

/** One page of what a Query or Scan finds. */
export interface Page {
  readonly items: Item[]
  /** Bytes of what was read for it. */
  readonly bytes: number
  /** Key of the last item, if the page ended before the range did. */
  readonly last?: Item
}

export interface RowsQuery extends PageLimits {
  readonly index?: string | undefined
  readonly range: KeyRange
  readonly isForward: boolean
  readonly isConsistent: boolean
}

interface PageLimits {
  readonly after?: Item | undefined
  readonly limit?: number | undefined
}

interface ScanQuery extends PageLimits {
  readonly isConsistent: boolean
  /** One of the segments of the table, from 0 on, and how many there are. */
  readonly segment?: number | undefined
  readonly segments?: number | undefined
}

type View = Map<string, Partition>

interface Table {
  readonly schema: TableSchema
  readonly leader: View
  readonly replica: View
  /** Of each global index. */
  readonly indexes: Map<string, { readonly view: View; readonly places: Map<string, readonly [string, string]> }>
}

/** A local index has the partition key of its table. */
export const isLocal = ({ keys: [partition] }: SecondaryIndex, schema: TableSchema): boolean =>
  partition === schema.keys[0]

/** Returns the texts of an item's partition and sort key; the latter is empty in a table without one. */
export const keyTexts = ({ keys: [partition, sort] }: TableSchema, item: Item): [string, string] => [
  String(item[partition]),
  sort === undefined ? '' : String(item[sort]),
]

/** Creates tables, empty. */
export const createTables = (schemas: readonly TableSchema[], replicate?: Replicate) => {
  const tables = new Map<string, Table>()
  for (const schema of schemas) {
    const leader: View = new Map()
    const globals = schema.indexes.filter((one) => !isLocal(one, schema))
    tables.set(schema.name, {
      schema,
      leader,
      replica: replicate === undefined ? leader : new Map(),
      indexes: new Map(globals.map(({ name }) => [name, { view: new Map(), places: new Map() }])),
    })
  }
  const table = (name: string): Table => {
    const found = tables.get(name)
    if (found === undefined) throw new Refusal('ResourceNotFoundException', 'Requested resource not found')
    return found
  }

  const replicated = inOrder(replicate ?? ((apply) => apply()))

  const set = (view: View, [partition, sort]: readonly [string, string], row: Row | undefined) => {
    const rows = view.get(partition) ?? noRows()
    putRow(rows, place(sort), row)
    if (rows.rows.size === 0) view.delete(partition)
    else view.set(partition, rows)
  }

  const move = ({ schema, indexes }: Table, index: SecondaryIndex, key: string, item: Item | undefined) => {
    const { view, places } = indexes.get(index.name) ?? { view: new Map(), places: new Map() }
    const put = ([partition, at]: readonly [string, string], row: Row | undefined) => {
      const rows: Partition = view.get(partition) ?? noRows()
      putRow(rows, at, row)
      view.set(partition, rows)
    }
    const before = places.get(key)
    if (before !== undefined) put(before, undefined)
    const entry = indexEntry(item, index)
    if (entry === undefined) {
      places.delete(key)
      return
    }
    const now = [String(entry[index.keys[0]]), place(keyText(entry[index.keys[1]]), keyTexts(schema, entry).join('\0'))]
    const [partition = '', at = ''] = now
    places.set(key, [partition, at])
    put([partition, at], { json: JSON.stringify(entry), size: itemSize(entry) })
  }

  // Rows of a local index are those of its partition; they are sorted when they are asked for.
  const ofLocalIndex = (rows: Partition, { keys: [, sort] }: SecondaryIndex, schema: TableSchema): Partition => {
    const sorted = noRows()
    for (const row of rows.rows.values()) {
      const item = itemOf(row)
      if (item[sort] !== undefined) putRow(sorted, place(String(item[sort]), keyTexts(schema, item)[1]), row)
    }
    return sorted
  }

  return {
    schemaOf: (name: string): TableSchema => table(name).schema,

    /** Reads one row. */
    read(name: string, key: Item, isConsistent = true): Row | undefined {
      const { schema, leader, replica } = table(name)
      const [partition, sort] = keyTexts(schema, key)
      return (isConsistent ? leader : replica).get(partition)?.rows.get(place(sort))
    },

    /** Reads one page of a range. */
    query(name: string, { index, range, isForward, isConsistent, after, limit }: RowsQuery): Page {
      const { schema, leader, replica, indexes } = table(name)
      const secondary = schema.indexes.find((one) => one.name === index)
      const base = (isConsistent ? leader : replica).get(range.partition) ?? noRows()
      const rows =
        secondary === undefined
          ? base
          : isLocal(secondary, schema)
            ? ofLocalIndex(base, secondary, schema)
            : (indexes.get(secondary.name)?.view.get(range.partition) ?? noRows())
      const [, sort = ''] = secondary?.keys ?? schema.keys
      const tie = (key: Item) =>
        secondary === undefined
          ? ''
          : isLocal(secondary, schema)
            ? keyTexts(schema, key)[1]
            : keyTexts(schema, key).join('\0')
      const from = after === undefined ? undefined : place(sort === '' ? '' : keyText(after[sort]), tie(after))
      const names = [...(secondary?.keys ?? []), ...schema.keys].filter((one) => one !== undefined)
      return page(inRange(rows, range, { after: from, isForward }), names, limit)
    },

    /** Reads one page of a whole table, or of one of its segments. */
    scan(name: string, { after, limit, isConsistent, segment, segments = 1 }: ScanQuery): Page {
      const { schema, leader, replica } = table(name)
      const view = isConsistent ? leader : replica
      const [partition, sort] = after === undefined ? [undefined, ''] : keyTexts(schema, after)
      const rows = function* () {
        for (const one of [...view.keys()].sort()) {
          if (partition !== undefined && one < partition) continue
          if (segmentOf(one, segments) !== (segment ?? 0)) continue
          const from = one === partition ? place(sort) : undefined
          yield* inRange(view.get(one) ?? noRows(), { partition: one }, { after: from, isForward: true })
        }
      }
      return page(
        rows(),
        schema.keys.filter((one) => one !== undefined),
        limit,
      )
    },

    /** Writes an item, or removes it. */
    write(name: string, key: Item, item: Item | undefined): void {
      const at = table(name)
      const { schema, leader, replica } = at
      if (schema.isKept === false) return
      const texts = keyTexts(schema, key)
      const id = `${name}\n${texts.join('\n')}`
      const row = item === undefined ? undefined : { json: JSON.stringify(item), size: itemSize(item) }
      set(leader, texts, row)
      if (replica !== leader) replicated(id, () => set(replica, texts, row))
      for (const index of schema.indexes.filter((one) => !isLocal(one, schema)))
        replicated(`${index.name}\n${id}`, () => move(at, index, id, item))
    },

    /** All items of a table, as a strongly consistent reader would see them at this moment. */
    *items(name: string): Generator<Item> {
      for (const { rows } of table(name).leader.values()) for (const row of rows.values()) yield itemOf(row)
    },
  }
}

// DynamoDB divides a table by the hashes of its partition keys.
const segmentOf = (partition: string, segments: number): number =>
  Buffer.from(partition).reduce((hash, byte) => (hash * 31 + byte) % 65_537, 7) % segments

export type Tables = ReturnType<typeof createTables>

const page = (rows: Iterable<Row>, keys: readonly string[], limit: number | undefined): Page => {
  const items: Item[] = []
  let bytes = 0
  const keyOf = (item: Item | undefined): Item => Object.fromEntries(keys.map((key) => [key, item?.[key]]))
  for (const row of rows) {
    if (items.length > 0 && bytes + row.size > MAX_PAGE_BYTES) return { items, bytes, last: keyOf(items.at(-1)) }
    items.push(itemOf(row))
    bytes += row.size
    // DynamoDB does not look whether anything comes after the last item that was asked for.
    if (items.length === limit) return { items, bytes, last: keyOf(items.at(-1)) }
  }
  return { items, bytes }
}

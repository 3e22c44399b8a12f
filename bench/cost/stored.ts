// The bytes that the rows of an index take, with those of its secondary indexes.

import { REPOSITORY } from '../../lambda/names/tables.ts'
import { indexTables } from '../../test/engine/index-tables.ts'
import { type Item, indexEntry, itemSize, type SecondaryIndex } from '../world/capacity.ts'
import { TABLES } from '../world/counts.ts'
import type { World } from '../world/world.ts'

/** What DynamoDB adds to each item, and to each item of an index (developer guide, "Storage"). */
const OVERHEAD_BYTES = 100
/** The bench keeps no rows of the search table, which have keys only: an assumed size, with the overhead. */
const SEARCH_ROW_BYTES = 250

/** Bytes in tables. */
export interface Stored {
  readonly bytes: number
  /** The part of `bytes` that the table of repositories has without its indexes: what a build scans. */
  readonly scanned: number
  /** The part of `bytes` that the index `changes` has: what processes of the search function read while pushes come. */
  readonly changes: number
}

const SCHEMAS = indexTables({ ...TABLES, version: 'version' })

const sizeIn = (item: Item, indexes: readonly SecondaryIndex[]): number =>
  indexes.reduce((sum, index) => {
    const entry = indexEntry(item, index)
    return entry === undefined ? sum : sum + itemSize(entry) + OVERHEAD_BYTES
  }, 0)

const rowsOf = ({ tables }: World, name: string): { readonly repository: Item; readonly tags: readonly Item[] } => {
  const found = tables.send('GetCommand', { TableName: TABLES.repository, Key: { name } })
  const read = tables.send('QueryCommand', {
    TableName: TABLES.tag,
    KeyConditionExpression: '#repository = :repository AND #tag > :first',
    ExpressionAttributeNames: { '#repository': 'repository', '#tag': 'tag' },
    ExpressionAttributeValues: { ':repository': name, ':first': ' ' },
  })
  if (!('Item' in found && 'Items' in read) || 'LastEvaluatedKey' in read)
    throw new Error(`the rows of ${name} are not all there in one page`)
  return { repository: found.Item as Item, tags: read.Items as Item[] }
}

/**
 * Returns what all rows of the index take after a load.
 * @param searchRows rows of the search table
 */
export const storedIn = (world: World, searchRows: number): Stored => {
  const { repository: schema, tag } = SCHEMAS
  let [bytes, scanned, changes] = [searchRows * SEARCH_ROW_BYTES, 0, 0]
  for (const { repository, tags } of world.names.map((name) => rowsOf(world, name))) {
    scanned += itemSize(repository)
    changes += sizeIn(
      repository,
      schema.indexes.filter(({ name }) => name === REPOSITORY.changes.index),
    )
    bytes += itemSize(repository) + OVERHEAD_BYTES + sizeIn(repository, schema.indexes)
    for (const row of tags) bytes += itemSize(row) + OVERHEAD_BYTES + sizeIn(row, tag.indexes)
  }
  return { bytes, scanned, changes }
}

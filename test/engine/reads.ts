// Answers DynamoDB's reads from tables, in one moment and with plain values.

import type { Item } from '../../bench/world/capacity.ts'
import { checkReferences, namesOf, type References } from './evaluate.ts'
import { keyRange } from './key-range.ts'
import { checkKeyLength, keyTypeError, MAX_BATCH_KEYS } from './limits.ts'
import { invalid } from './refusal.ts'
import type { BatchGetInput, QueryInput, ScanInput } from './requests.ts'
import { isLocal, keyTexts, type Page, type TableSchema, type Tables } from './tables.ts'

const NO_MATCH = 'The provided key element does not match the schema'

/**
 * Checks that these attributes are a key of the table, and nothing else.
 * @throws Refusal
 */
export const checkWholeKey = ({ keys: [partition, sort] }: TableSchema, key: Item): void => {
  const names = [partition, sort].filter((name) => name !== undefined)
  const isKey = names.every((name) => keyTypeError({ name, key: 'HASH' }, key[name]) === undefined)
  if (!isKey || Object.keys(key).length !== names.length) throw invalid(NO_MATCH)
  checkKeyLength({ name: partition, key: 'HASH' }, String(key[partition]))
  if (sort !== undefined) checkKeyLength({ name: sort, key: 'RANGE' }, String(key[sort]))
}

/**
 * Checks a batch's limits and keys, and returns the keys in the order of the request.
 * @throws Refusal
 */
export const batchKeys = (
  tables: Tables,
  { RequestItems }: BatchGetInput,
): { readonly table: string; readonly key: Item; readonly isConsistent: boolean }[] => {
  const all = Object.entries(RequestItems).flatMap(([table, { Keys, ConsistentRead }]) =>
    Keys.map((key) => ({ table, key, isConsistent: ConsistentRead === true })),
  )
  if (all.length === 0) throw invalid('The batch get request is invalid: there are no keys')
  if (all.length > MAX_BATCH_KEYS) throw invalid('Too many items requested for the BatchGetItem call')
  for (const { table, key } of all) checkWholeKey(tables.schemaOf(table), key)
  const texts = new Set(all.map(({ table, key }) => JSON.stringify([table, keyTexts(tables.schemaOf(table), key)])))
  if (texts.size < all.length) throw invalid('Provided list of item keys contains duplicates')
  return all
}

/**
 * Reads one page of a Query.
 * @param isStale whether a read that is not strongly consistent sees an older state
 * @param mostItems ends pages sooner than DynamoDB has to, where no limit is given
 */
export const query = (tables: Tables, input: QueryInput, isStale = false, mostItems?: number): Page => {
  const schema = tables.schemaOf(input.TableName)
  const index = schema.indexes.find(({ name }) => name === input.IndexName)
  if (input.IndexName !== undefined && index === undefined)
    throw invalid(`The table does not have the specified index: ${input.IndexName}`)
  if (index !== undefined && !isLocal(index, schema) && input.ConsistentRead === true)
    throw invalid('Consistent reads are not supported on global secondary indexes')
  checkReferences(input, input.KeyConditionExpression)
  const range = keyRange(input.KeyConditionExpression, input, index?.keys ?? schema.keys, index?.sortType)
  const start = input.ExclusiveStartKey
  const keys = [...(index?.keys ?? []), ...schema.keys].filter((name) => name !== undefined)
  const typeOf = (name: string) => (name === index?.keys[1] ? (index.sortType ?? 'string') : 'string')
  if (start !== undefined && keys.some((name) => typeof start[name] !== typeOf(name) || start[name] === ''))
    throw invalid('The provided starting key is invalid')
  if (start !== undefined && start[(index?.keys ?? schema.keys)[0]] !== range.partition)
    throw invalid('The provided starting key is outside query boundaries based on provided conditions')
  return tables.query(input.TableName, {
    index: input.IndexName,
    range,
    isForward: input.ScanIndexForward !== false,
    isConsistent: input.ConsistentRead === true || !isStale,
    after: start,
    limit: limitOf(input) ?? mostItems,
  })
}

/** Reads one page of a Scan. */
export const scan = (tables: Tables, input: ScanInput, isStale = false, mostItems?: number): Page => {
  checkReferences(input, input.ProjectionExpression)
  const { Segment: segment, TotalSegments: segments } = input
  if ((segment === undefined) !== (segments === undefined))
    throw invalid('The TotalSegments parameter and the Segment parameter must be specified together')
  if (segment !== undefined && segments !== undefined && segment >= segments)
    throw invalid(`The Segment parameter must be less than parameter TotalSegments: ${segments}`)
  const page = tables.scan(input.TableName, {
    after: input.ExclusiveStartKey,
    limit: limitOf(input) ?? mostItems,
    isConsistent: input.ConsistentRead === true || !isStale,
    segment,
    segments,
  })
  const names = projected(input.ProjectionExpression, input)
  if (names === undefined) return page
  const only = (item: Item) => Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)))
  return { ...page, items: page.items.map(only) }
}

const limitOf = ({ Limit }: { readonly Limit?: number }): number | undefined => {
  if (Limit !== undefined && Limit < 1) throw invalid('Limit must be greater than or equal to 1')
  return Limit
}

const projected = (expression: string | undefined, references: References): string[] | undefined =>
  expression?.split(',').map((name) => namesOf([name.trim()], references).join('.'))

// Checks DynamoDB's writes against tables, in one moment and with plain values: what each would do, and why it may not.

import { type Item, itemSize } from '../../bench/world/capacity.ts'
import { checkReferences, holds, updated } from './evaluate.ts'
import { parseCondition, parseUpdate } from './expressions.ts'
import {
  checkKeyLength,
  itemSizeError,
  keyText,
  keyTypeError,
  MAX_TRANSACTION_ACTIONS,
  MAX_TRANSACTION_BYTES,
} from './limits.ts'
import { checkWholeKey } from './reads.ts'
import { type CancellationReason, invalid } from './refusal.ts'
import type { TransactInput, TransactItem } from './requests.ts'
import { itemOf, type Row } from './rows.ts'
import { keyTexts, type TableSchema, type Tables } from './tables.ts'

/** A write, checked. */
export interface Action {
  readonly table: string
  /** The item's key, or an item with it. */
  readonly key: Item
  /** Same for the same item. */
  readonly id: string
  readonly before: Row | undefined
  /** The item afterwards; undefined if there is none. */
  readonly after: Item | undefined
  /** True for a check of a condition, which writes nothing. */
  readonly isCheck: boolean
  /** Why it may not be done; undefined if it may. */
  readonly reason: CancellationReason | undefined
}

/** Returns the refusal of what only the state of the tables forbids, as a reason to cancel a transaction. */
const validation = (message: string): CancellationReason => ({ Code: 'ValidationError', Message: message })

const FAILED: CancellationReason = { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' }

/**
 * Checks one write, which may be an action of a transaction.
 * @throws Refusal for what is wrong whatever the tables hold
 */
export const checkAction = (tables: Tables, item: TransactItem): Action => {
  const input = item.Put ?? item.Delete ?? item.Update ?? item.ConditionCheck
  if (input === undefined) throw invalid('TransactItems can only contain one of Check, Put, Update or Delete')
  const update = item.Update?.UpdateExpression
  checkReferences(input, input.ConditionExpression, update)
  if (item.Put !== undefined) {
    const tooLarge = itemSizeError(item.Put.Item)
    if (tooLarge !== undefined) throw tooLarge
  }
  const schema = tables.schemaOf(input.TableName)
  const key = 'Item' in input ? input.Item : input.Key
  const common = { table: input.TableName, key, id: idOf(schema, key), isCheck: item.ConditionCheck !== undefined }
  const mistyped = 'Item' in input ? typeErrorOf(schema, key) : undefined
  if (mistyped !== undefined) return { ...common, before: undefined, after: undefined, reason: validation(mistyped) }
  if (!('Item' in input)) checkWholeKey(schema, key)
  else checkKeyLengths(schema, key)
  const before = tables.read(input.TableName, key)
  const old = before && itemOf(before)
  const condition = input.ConditionExpression
  const fails = condition !== undefined && !holds(parseCondition(condition), input, old)
  const after = update === undefined ? item.Put?.Item : updated(parseUpdate(update), input, old ?? key)
  if (update !== undefined && after !== undefined && !fails) checkUpdated(schema, key, after)
  const reason = fails ? FAILED : undefined
  return { ...common, before, after: common.isCheck ? old : after, reason }
}

/**
 * Checks all actions of a transaction, in their order.
 * @throws Refusal for what is wrong whatever the tables hold
 */
export const checkTransaction = (tables: Tables, { TransactItems }: TransactInput): Action[] => {
  if (TransactItems.length < 1 || TransactItems.length > MAX_TRANSACTION_ACTIONS)
    throw invalid(
      `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to ${MAX_TRANSACTION_ACTIONS}, and at least 1`,
    )
  const actions = TransactItems.map((item) => checkAction(tables, item))
  if (new Set(actions.map(({ id }) => id)).size < actions.length)
    throw invalid('Transaction request cannot include multiple operations on one item')
  const bytes = actions.reduce((sum, { after, key }) => sum + itemSize(after ?? key), 0)
  if (bytes > MAX_TRANSACTION_BYTES)
    throw invalid(
      'Collection size of items exceeded, which can also be caused by the aggregate size of the items in the transaction exceeding the 4MB limit',
    )
  return actions
}

const idOf = (schema: TableSchema, key: Item): string => JSON.stringify([schema.name, ...keyTexts(schema, key)])

const namedKeys = (schema: TableSchema) => {
  const [partition, sort] = schema.keys
  const own = [
    { name: partition, key: 'HASH' as const },
    ...(sort === undefined ? [] : [{ name: sort, key: 'RANGE' as const }]),
  ]
  const ofIndexes = schema.indexes.flatMap(({ keys: [hash, range], sortType }) => [
    { name: hash, key: 'HASH' as const },
    { name: range, key: 'RANGE' as const, type: sortType },
  ])
  return { own, ofIndexes }
}

// A key of the wrong type cancels a transaction; one of a wrong length is refused before.
const typeErrorOf = (schema: TableSchema, item: Item): string | undefined => {
  const { own, ofIndexes } = namedKeys(schema)
  const wanted = [...own, ...ofIndexes.filter(({ name }) => item[name] !== undefined)]
  return wanted.map((one) => keyTypeError(one, item[one.name])).find((error) => error !== undefined)
}

const checkKeyLengths = (schema: TableSchema, item: Item): void => {
  const { own, ofIndexes } = namedKeys(schema)
  for (const one of [...own, ...ofIndexes])
    if (item[one.name] !== undefined) checkKeyLength(one, keyText(item[one.name]))
}

const checkUpdated = (schema: TableSchema, key: Item, after: Item): void => {
  if (Object.entries(key).some(([name, value]) => after[name] !== value))
    throw invalid(
      'One or more parameter values were invalid: Cannot update attribute. This attribute is part of the key',
    )
  const mistyped = typeErrorOf(schema, after)
  if (mistyped !== undefined) throw invalid(mistyped)
  checkKeyLengths(schema, after)
  const tooLarge = itemSizeError(after)
  if (tooLarge !== undefined) throw tooLarge
}

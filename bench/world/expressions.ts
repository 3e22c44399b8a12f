// Parses the few forms of DynamoDB expressions that the index's store uses, and throws on all others.

import type { Item } from './capacity.ts'
import type { QueryInput } from './requests.ts'

/** The range of sort keys that a Query reads. */
export interface Range {
  readonly partition: string
  /** Prefix of the sort keys, or the value that they must exceed, depending on the key condition. */
  readonly start: string
  /** Last sort key of the page before; undefined for the first page. */
  readonly after: string | undefined
}

const KEY_CONDITION = /^#\w+ = (:\w+)(?: AND (?:(#\w+) > (:\w+)|begins_with\((#\w+), (:\w+)\)))?$/

/**
 * Returns the range of a Query's key condition.
 * @throws Error for a form that the store does not use
 */
export const rangeOf = (input: QueryInput): Range => {
  const [whole, equals, greaterName, greater, startsName, starts] =
    KEY_CONDITION.exec(input.KeyConditionExpression) ?? []
  if (whole === undefined)
    throw new Error(`unknown key condition ${input.KeyConditionExpression}; add its form to bench/world/expressions.ts`)
  const value = (name: string | undefined) => String(input.ExpressionAttributeValues[name ?? ''] ?? '')
  const sortName = input.ExpressionAttributeNames[greaterName ?? startsName ?? '']
  const after = sortName === undefined ? undefined : input.ExclusiveStartKey?.[sortName]
  return {
    partition: value(equals),
    start: value(greater ?? starts),
    after: after === undefined ? undefined : String(after),
  }
}

/**
 * True if a condition holds for an item.
 * @throws Error for a form that the store does not use
 */
export const isTrue = (condition: string | undefined, values: Item | undefined, item: Item | undefined): boolean => {
  if (condition === undefined) return true
  const rev = item?.['rev']
  if (condition === 'attribute_not_exists(rev)') return rev === undefined
  if (condition === 'rev = :rev') return rev === values?.[':rev']
  throw new Error(`unknown condition ${condition}; add its form to bench/world/expressions.ts`)
}

// The expressions that the index's store uses, read.

import type { Item } from './capacity.ts'
import type { QueryInput } from './requests.ts'

/** What a Query looks at. */
export interface Range {
  readonly partition: string
  /** What sort keys start with, or come after. */
  readonly start: string
  /** The sort key with which the page before ended. */
  readonly after: string | undefined
}

const KEY_CONDITION = /^#\w+ = (:\w+)(?: AND (?:(#\w+) > (:\w+)|begins_with\((#\w+), (:\w+)\)))?$/

/** The range of a Query's key condition; the store's few forms only. */
export const rangeOf = (input: QueryInput): Range => {
  const [whole, equals, greaterName, greater, startsName, starts] =
    KEY_CONDITION.exec(input.KeyConditionExpression) ?? []
  if (whole === undefined) throw new Error(`the bench can't read the key condition ${input.KeyConditionExpression}`)
  const value = (name: string | undefined) => String(input.ExpressionAttributeValues[name ?? ''] ?? '')
  const sortName = input.ExpressionAttributeNames[greaterName ?? startsName ?? '']
  const after = sortName === undefined ? undefined : input.ExclusiveStartKey?.[sortName]
  return {
    partition: value(equals),
    start: value(greater ?? starts),
    after: after === undefined ? undefined : String(after),
  }
}

/** Whether a condition holds for an item; the store's few forms only. */
export const isTrue = (condition: string | undefined, values: Item | undefined, item: Item | undefined): boolean => {
  if (condition === undefined) return true
  const rev = item?.['rev']
  if (condition === 'attribute_not_exists(rev)') return rev === undefined
  if (condition === 'rev = :rev') return rev === values?.[':rev']
  throw new Error(`the bench can't read the condition ${condition}`)
}

// Types of the DynamoDB requests that the index's store makes, with the fields that bench/world/tables.ts reads.

import type { Item } from './capacity.ts'
import type { TableName } from './counts.ts'

export interface GetInput {
  readonly TableName: TableName
  readonly Key: Item
  readonly ConsistentRead?: boolean
}

export interface BatchGetInput {
  readonly RequestItems: Readonly<Record<string, { readonly Keys: readonly Item[]; readonly ConsistentRead?: boolean }>>
}

export interface QueryInput {
  readonly TableName: TableName
  readonly IndexName?: string
  readonly KeyConditionExpression: string
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>
  readonly ExpressionAttributeValues: Item
  readonly ExclusiveStartKey?: Item
  readonly ScanIndexForward?: boolean
  readonly ConsistentRead?: boolean
  readonly Limit?: number
}

interface Conditional {
  readonly TableName: TableName
  readonly ConditionExpression?: string
  readonly ExpressionAttributeValues?: Item
}

export interface TransactInput {
  readonly TransactItems: readonly {
    readonly Put?: Conditional & { readonly Item: Item }
    readonly Delete?: Conditional & { readonly Key: Item }
    readonly ConditionCheck?: Conditional & { readonly Key: Item }
  }[]
}

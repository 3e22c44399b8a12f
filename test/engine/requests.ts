// DynamoDB's requests, as far as this project makes them, with plain values in the place of attribute values. So the
// document client takes them, and so the engine answers them.

import type { Item } from '../../bench/world/capacity.ts'
import type { References } from './evaluate.ts'

interface OfTable {
  readonly TableName: string
}

export interface GetInput extends OfTable {
  readonly Key: Item
  readonly ConsistentRead?: boolean
}

/** The keys that are read of one table. */
export interface KeysOfTable {
  readonly Keys: readonly Item[]
  readonly ConsistentRead?: boolean
}

export interface BatchGetInput {
  readonly RequestItems: Readonly<Record<string, KeysOfTable>>
}

interface PageInput extends OfTable, References {
  readonly ExclusiveStartKey?: Item
  readonly ConsistentRead?: boolean
  readonly Limit?: number
}

export interface QueryInput extends PageInput {
  readonly IndexName?: string
  readonly KeyConditionExpression: string
  readonly ScanIndexForward?: boolean
}

export interface ScanInput extends PageInput {
  /** Names of whole attributes. */
  readonly ProjectionExpression?: string
  readonly Segment?: number
  readonly TotalSegments?: number
}

interface Conditional extends OfTable, References {
  readonly ConditionExpression?: string
}

export interface PutInput extends Conditional {
  readonly Item: Item
}

interface DeleteInput extends Conditional {
  readonly Key: Item
}

interface UpdateInput extends Conditional {
  readonly Key: Item
  readonly UpdateExpression: string
  /** What is returned: the new values of updated attributes, or nothing. */
  readonly ReturnValues?: 'UPDATED_NEW' | 'NONE'
}

/** One action of a transaction: exactly one of these. */
export interface TransactItem {
  readonly Put?: PutInput
  readonly Delete?: DeleteInput
  readonly Update?: UpdateInput
  readonly ConditionCheck?: DeleteInput
}

export interface TransactInput {
  readonly TransactItems: readonly TransactItem[]
  readonly ClientRequestToken?: string
}

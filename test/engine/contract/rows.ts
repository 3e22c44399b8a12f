// Rows and conditions that the clauses of the contract write.

import type { AttributeValue } from '@aws-sdk/client-dynamodb'

export type Item = Record<string, AttributeValue>

export const KB = 1024

export const S = (text: string): AttributeValue => ({ S: text })

/** A row of the repository table. */
export const row = (name: string, rev = 1, more: Item = {}): Item => ({ name: S(name), rev: { N: `${rev}` }, ...more })

/** A row of the tag table. */
export const tag = (repository: string, name: string, more: Item = {}): Item => ({
  repository: S(repository),
  tag: S(name),
  rank: S(`1${name}`),
  newest: S(`1${name}`),
  ...more,
})

/** A row of the search table. */
export const entry = (partition: string, text: string): Item => ({ partition: S(partition), entry: S(text) })

/** Writes only where there is no row. */
export const absent = { ConditionExpression: 'attribute_not_exists(rev)' }

/** Writes only over a row of this rev. */
export const revIs = (rev: number) => ({
  ConditionExpression: 'rev = :rev',
  ExpressionAttributeValues: { ':rev': { N: `${rev}` } },
})

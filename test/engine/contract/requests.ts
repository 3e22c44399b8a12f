// The requests that the clauses of the contract make, and of which database.

import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb'
import { type Item, S } from './rows.ts'

type TransactItems = NonNullable<TransactWriteItemsCommandInput['TransactItems']>

export interface Database {
  readonly client: DynamoDBClient
  /** Names of the index's tables. */
  readonly tables: { readonly repository: string; readonly tag: string; readonly search: string }
}

type Requests = ReturnType<typeof requestsTo>

/** States one clause of the contract, with a test that makes requests. */
export type Clause = (name: string, test: (requests: Requests) => Promise<void>) => void

/** Returns what makes requests to a database; without another table's name, to the repository table. */
export const requestsTo = ({ client, tables }: Database) => {
  const put = (Item: Item, more: object = {}, TableName = tables.repository) =>
    client.send(new PutItemCommand({ TableName, Item, ...more }))
  const get = async (name: string): Promise<Item | undefined> => {
    const command = new GetItemCommand({ TableName: tables.repository, Key: { name: S(name) }, ConsistentRead: true })
    return (await client.send(command)).Item
  }
  const batch = async (keys: readonly Item[], more: object = {}, TableName = tables.repository) => {
    const RequestItems = { [TableName]: { Keys: [...keys], ...more } }
    const { Responses, UnprocessedKeys } = await client.send(new BatchGetItemCommand({ RequestItems }))
    return { found: Responses?.[TableName] ?? [], left: UnprocessedKeys?.[TableName]?.Keys ?? [] }
  }
  const transact = (TransactItems: TransactItems, ClientRequestToken?: string) =>
    client.send(
      new TransactWriteItemsCommand({
        TransactItems,
        ...(ClientRequestToken === undefined ? {} : { ClientRequestToken }),
      }),
    )
  /** An action of a transaction. */
  const putting = (Item: Item, more: object = {}, TableName = tables.repository) => ({
    Put: { TableName, Item, ...more },
  })
  /** Queries the search table if no other is named. */
  const queryOf = async (more: Partial<QueryCommandInput>) => {
    const { Items = [], LastEvaluatedKey } = await client.send(new QueryCommand({ TableName: tables.search, ...more }))
    return { items: Items, last: LastEvaluatedKey }
  }
  /** Queries entries of the search table. */
  const entriesOf = async (name: string, condition = '', values: Record<string, string> = {}, more: object = {}) => {
    const texts = Object.entries(values).map(([key, text]): [string, AttributeValue] => [key, S(text)])
    const { items, last } = await queryOf({
      KeyConditionExpression: `#partition = :partition${condition}`,
      ExpressionAttributeNames: { '#partition': 'partition' },
      ExpressionAttributeValues: { ':partition': S(name), ...Object.fromEntries(texts) },
      ...more,
    })
    return { entries: items.map(({ entry }) => entry?.S), last }
  }
  return { client, tables, put, get, batch, transact, putting, queryOf, entriesOf }
}

import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { VERSION } from '../names.ts'

const ID = 'index'

const versionRow = z.object({
  id: z.literal(ID),
  /** The form of the index, and the oldest code that reads it. */
  schema: z.int(),
  minReader: z.int(),
  /** What the index was made from. */
  bucket: z.string(),
  root: z.string(),
  layouts: z.array(z.string()),
})

export type VersionRow = z.infer<typeof versionRow>

/** The index's own row: what it is an index of. */
export interface VersionStore {
  read(): Promise<VersionRow | undefined>
  /** Writes the first row; false where there is one already. */
  create(row: Omit<VersionRow, 'id'>): Promise<boolean>
  /** Notes how the last run ended. */
  finished(result: Record<string, unknown>): Promise<void>
}

/** The version table in DynamoDB. */
export const dynamoVersion = (client: DynamoDBDocumentClient, table: string): VersionStore => ({
  async read() {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: { [VERSION.key]: ID }, ConsistentRead: true }),
    )
    return Item === undefined ? undefined : versionRow.parse(Item)
  },

  async create(row) {
    const condition = {
      ConditionExpression: 'attribute_not_exists(#id)',
      ExpressionAttributeNames: { '#id': VERSION.key },
    }
    try {
      await client.send(new PutCommand({ TableName: table, Item: { id: ID, ...row }, ...condition }))
      return true
    } catch (error) {
      if (error instanceof DynamoDBServiceException && error.name === 'ConditionalCheckFailedException') return false
      throw error
    }
  },

  async finished(result) {
    await client.send(
      new UpdateCommand({
        TableName: table,
        Key: { [VERSION.key]: ID },
        UpdateExpression: 'SET reconcile = :result',
        ExpressionAttributeValues: { ':result': result },
      }),
    )
  },
})

import { DynamoDBClient, ProvisionedThroughputExceededException } from '@aws-sdk/client-dynamodb'
import { BatchGetCommand, type BatchGetCommandInput, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'

/** Most keys that DynamoDB takes in one BatchGetItem. */
const BATCH = 100
const ATTEMPTS = 8

/** The document client of the functions: absent is absent, never null or empty. */
export const documentClient = (client = new DynamoDBClient({ maxAttempts: 8 })): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } })

type Key = Record<string, string>
type Item = Record<string, unknown>

/** The rows that exist of these, in no order: all of them, or an error; what DynamoDB leaves is asked for again. */
export const batchGet = async (
  client: DynamoDBDocumentClient,
  table: string,
  keys: readonly Key[],
  consistent: boolean,
): Promise<Item[]> => {
  const batches = Array.from({ length: Math.ceil(keys.length / BATCH) }, (_, at) =>
    keys.slice(at * BATCH, (at + 1) * BATCH),
  )
  const items = await Promise.all(batches.map((batch) => oneBatch(client, table, batch, consistent)))
  return items.flat()
}

const oneBatch = async (client: DynamoDBDocumentClient, table: string, keys: Key[], consistent: boolean) => {
  const items: Item[] = []
  let left: BatchGetCommandInput['RequestItems'] = { [table]: { Keys: keys, ConsistentRead: consistent } }
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const { Responses, UnprocessedKeys } = await request(client, left)
    items.push(...(Responses?.[table] ?? []))
    if (UnprocessedKeys === undefined || Object.keys(UnprocessedKeys).length === 0) return items
    left = UnprocessedKeys
    await new Promise((resolve) => setTimeout(resolve, 2 ** attempt * 10 * Math.random()))
  }
  throw new ProvisionedThroughputExceededException({
    message: `reads of ${table} stay unprocessed after ${ATTEMPTS} attempts`,
    $metadata: {},
  })
}

const request = (client: DynamoDBDocumentClient, RequestItems: BatchGetCommandInput['RequestItems']) =>
  client.send(new BatchGetCommand({ RequestItems }))

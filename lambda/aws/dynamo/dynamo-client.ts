// The DynamoDB client, batch reads that return all rows or fail, and writes whose condition may not hold.

import {
  DynamoDBClient,
  type DynamoDBClientConfig,
  DynamoDBServiceException,
  ProvisionedThroughputExceededException,
} from '@aws-sdk/client-dynamodb'
import { BatchGetCommand, type BatchGetCommandInput, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { isKey } from '../../model/key-bytes.ts'
import { numberOf } from './marshal.ts'

/** The most keys that DynamoDB takes in one BatchGetItem. */
const MAX_BATCH_KEYS = 100
/** How often the keys of a batch are requested while DynamoDB leaves some of them unprocessed. */
const MAX_BATCH_ATTEMPTS = 8

/**
 * How often a request is sent, and how long each time. With the pauses between the tries that is less than a minute: what
 * search reads again relies on it that a commit is written within a minute after the time that it is stamped with
 * (`changedAt`), or not at all.
 */
export const REQUEST_LIMITS = { maxAttempts: 8, connectionTimeoutMs: 1_000, requestTimeoutMs: 5_000 }

/** Returns the DynamoDB client of the functions. `config` adds to it what tests need. */
export const dynamoClient = (config: DynamoDBClientConfig = {}): DynamoDBClient => {
  const { maxAttempts, connectionTimeoutMs, requestTimeoutMs } = REQUEST_LIMITS
  // Without the last of these options, a request that takes too long is only warned of.
  const requestHandler = {
    connectionTimeout: connectionTimeoutMs,
    requestTimeout: requestTimeoutMs,
    throwOnRequestTimeout: true,
  }
  return new DynamoDBClient({ maxAttempts, requestHandler, ...config })
}

/**
 * Returns the document client of the functions. Undefined fields are stored as absent, never as null or empty. Whatever
 * stands in a row, reading it never fails.
 */
export const documentClient = (client = dynamoClient()): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true },
    unmarshallOptions: { wrapNumbers: numberOf },
  })

type Key = Record<string, string>
type Item = Record<string, unknown>

/**
 * Reads the rows of these keys that exist, in no order. Damaged rows may name any keys: one that is given twice is asked
 * for once, and one that no row can have not at all, because DynamoDB would refuse them, and all others with them. Keys
 * that DynamoDB leaves unprocessed are requested again.
 * @param perRequest keys of one request; fewer where rows are so large that one answer would not have room for them
 * @throws ProvisionedThroughputExceededException where keys stay unprocessed
 */
export const batchGet = async (
  client: DynamoDBDocumentClient,
  table: string,
  keys: readonly Key[],
  consistent: boolean,
  perRequest = MAX_BATCH_KEYS,
): Promise<Item[]> => {
  const distinct = new Map(keys.map((key) => [Object.values(key).join('\0'), key]))
  const possible = [...distinct.values()].filter((key) => Object.values(key).every(isKey))
  const batches = Array.from({ length: Math.ceil(possible.length / perRequest) }, (_, at) =>
    possible.slice(at * perRequest, (at + 1) * perRequest),
  )
  const items = await Promise.all(batches.map((batch) => readBatch(client, table, batch, consistent)))
  return items.flat()
}

const readBatch = async (client: DynamoDBDocumentClient, table: string, keys: Key[], consistent: boolean) => {
  const items: Item[] = []
  let pending: BatchGetCommandInput['RequestItems'] = { [table]: { Keys: keys, ConsistentRead: consistent } }
  for (let attempt = 1; attempt <= MAX_BATCH_ATTEMPTS; attempt++) {
    const { Responses, UnprocessedKeys } = await request(client, pending)
    items.push(...(Responses?.[table] ?? []))
    if (UnprocessedKeys === undefined || Object.keys(UnprocessedKeys).length === 0) return items
    pending = UnprocessedKeys
    await new Promise((resolve) => setTimeout(resolve, 2 ** attempt * 10 * Math.random()))
  }
  throw new ProvisionedThroughputExceededException({
    message: `some reads of table ${table} are still unprocessed after ${MAX_BATCH_ATTEMPTS} attempts; retry them later`,
    $metadata: {},
  })
}

const request = (client: DynamoDBDocumentClient, RequestItems: BatchGetCommandInput['RequestItems']) =>
  client.send(new BatchGetCommand({ RequestItems }))

/** Awaits a write. Returns false if its condition does not hold. */
export const holds = async (write: Promise<unknown>): Promise<boolean> => {
  try {
    await write
    return true
  } catch (error) {
    if (error instanceof DynamoDBServiceException && error.name === 'ConditionalCheckFailedException') return false
    throw error
  }
}

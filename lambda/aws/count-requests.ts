// Counts what the clients of the search function ask of AWS, for its log.

import type { S3Client } from '@aws-sdk/client-s3'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import type { UsageMeter } from '../shared/usage-meter.ts'

/** How often a request was sent: as the SDK says it of answers and of errors. */
const sent = z.object({ $metadata: z.object({ attempts: z.number() }) })
const capacity = z.object({ CapacityUnits: z.number() })
const consumed = z.object({ ConsumedCapacity: capacity })
/** BatchGetItem says it by tables. */
const consumedByTables = z.object({ ConsumedCapacity: z.array(capacity) })

/**
 * Counts the requests of this client, and the read units that DynamoDB says they consumed. For a client that only reads, by
 * GetItem, BatchGetItem, Query and Scan.
 */
export const countDynamoRequests = (client: DynamoDBDocumentClient, meter: UsageMeter): void =>
  client.middlewareStack.add(
    (next) => async (args) => {
      const input = { ...args.input, ReturnConsumedCapacity: 'TOTAL' as const }
      const { output, ...rest } = await counted(next({ ...args, input }), (dynamoRequests) =>
        meter.add({ dynamoRequests }),
      )
      meter.add({ readUnits: unitsOf(output) })
      return { output, ...rest }
    },
    { step: 'initialize', name: 'countRequests' },
  )

const unitsOf = (output: unknown): number => {
  const one = consumed.safeParse(output).data?.ConsumedCapacity
  const all = one === undefined ? (consumedByTables.safeParse(output).data?.ConsumedCapacity ?? []) : [one]
  return all.reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0)
}

/** Counts the requests of this client. */
export const countS3Requests = (client: S3Client, meter: UsageMeter): void =>
  client.middlewareStack.add((next) => (args) => counted(next(args), (s3Requests) => meter.add({ s3Requests })), {
    step: 'initialize',
    name: 'countRequests',
  })

const counted = async <T extends { readonly output: unknown }>(
  work: Promise<T>,
  count: (requests: number) => void,
): Promise<T> => {
  try {
    const result = await work
    count(attemptsOf(result.output))
    return result
  } catch (error) {
    count(attemptsOf(error))
    throw error
  }
}

// An error that never got so far says nothing: it was tried once at least.
const attemptsOf = (said: unknown): number => sent.safeParse(said).data?.$metadata.attempts ?? 1

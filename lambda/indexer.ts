import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { environment } from './environment.ts'
import { dynamoVersion } from './index/dynamo-version.ts'
import { handleMessages, type MessagePorts } from './index/messages.ts'
import { readableBy } from './index/readable.ts'
import { awsPorts } from './index/wiring.ts'
import { logger } from './log.ts'
import { metrics } from './metrics.ts'
import { SCHEMA } from './names.ts'

/** What the end of an invocation needs: giving messages back. Milliseconds. */
const RESERVE = 10_000

const sqs = new SQSClient()
const measured = metrics('indexer')
const { client, ...aws } = awsPorts()
const ports: MessagePorts = {
  ...aws,
  log: logger('indexer'),
  metrics: measured,
  readable: readableBy(SCHEMA, dynamoVersion(client, environment('versionTable')), aws.clock),
  delay: async ({ receiptHandle }, seconds) => {
    await sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: environment('queueUrl'),
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: seconds,
      }),
    )
  },
}

/** Indexes the tags that S3's notifications name. */
export const handler = async ({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  const deadline = Date.now() + context.getRemainingTimeInMillis() - RESERVE
  const failed = await handleMessages(ports, Records, deadline)
  measured.flush()
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) }
}

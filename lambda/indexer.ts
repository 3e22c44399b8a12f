import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { environment } from './environment.ts'
import { handleMessages, type MessagePorts } from './index/messages.ts'
import { awsPorts } from './index/wiring.ts'
import { logger } from './log.ts'

/** What the end of an invocation needs: giving messages back. Milliseconds. */
const RESERVE = 10_000

const sqs = new SQSClient()
const ports: MessagePorts = {
  ...awsPorts(),
  log: logger('indexer'),
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
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) }
}

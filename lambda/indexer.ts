// Entry point of the indexer function: indexes the tags that S3's notifications, delivered through SQS, name.

import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { awsPorts } from './aws/deployment-ports.ts'
import { dynamoVersion } from './aws/dynamo/dynamo-version-store.ts'
import { metrics } from './aws/embedded-metrics.ts'
import { environment } from './aws/environment.ts'
import { logger } from './aws/logger.ts'
import { type AccessEvent, type AccessResult, checkAccess, isAccessEvent } from './health/access-check.ts'
import { handleMessages, type MessagePorts } from './indexing/messages.ts'
import { receivesOf } from './indexing/retry-delays.ts'
import { readableBy } from './model/runs/schema-guard.ts'
import { SERVICES } from './names/metrics.ts'
import { SCHEMA } from './names/versions.ts'

/** Time kept at the end of an invocation for returning failed messages to the queue. Milliseconds. */
const RESERVE_MS = 10_000

const sqs = new SQSClient()
const measured = metrics(SERVICES.indexer)
const { client, ...aws } = awsPorts()
const ports: MessagePorts = {
  ...aws,
  log: logger(SERVICES.indexer),
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

/**
 * Indexes a batch of messages. Reports those that failed, so that SQS delivers only them again. For the event
 * `{"step": "access"}` it tries its rights to the bucket.
 */
export const handler = async (
  event: SQSEvent | AccessEvent,
  context: Context,
): Promise<SQSBatchResponse | AccessResult> => (isAccessEvent(event) ? checkAccess(aws) : indexed(event, context))

const indexed = async ({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  const deadline = Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS
  const messages = Records.map(({ messageId, receiptHandle, body, attributes }) => ({
    messageId,
    receiptHandle,
    body,
    receives: receivesOf(attributes),
  }))
  const failed = await handleMessages(ports, messages, deadline)
  measured.flush()
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) }
}

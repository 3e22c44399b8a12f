// The dead-letter queue on SQS.

import { DeleteMessageBatchCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { DeadLetter, DeadLetters } from '../reconcile/run-ports.ts'

/** Most messages of one request. */
const MAX_BATCH = 10
/** How long a received letter is hidden. Longer than whoever receives all letters takes, so that it meets each once. Seconds. */
const HIDDEN_S = 120

/**
 * Returns the dead-letter queue. A message that SQS moves to a dead-letter queue keeps the time at which it was sent
 * ("Setting-up dead-letter queue retention" in the developer guide: for standard queues "the enqueue timestamp is
 * unchanged"), and `SentTimestamp` is that time.
 */
export const sqsDeadLetters = (client: SQSClient, queueUrl: string): DeadLetters => ({
  async receive() {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: MAX_BATCH,
        MessageSystemAttributeNames: ['SentTimestamp'],
        VisibilityTimeout: HIDDEN_S,
        // Any wait makes SQS ask all of its servers: without, an empty answer does not mean an empty queue.
        WaitTimeSeconds: 1,
      }),
    )
    return Messages.map(({ ReceiptHandle = '', Body = '', Attributes }) => ({
      receiptHandle: ReceiptHandle,
      body: Body,
      sentAt: timeOf(Attributes?.SentTimestamp),
    }))
  },

  async remove(letters) {
    const Entries = letters.map(({ receiptHandle }, at) => ({ Id: String(at), ReceiptHandle: receiptHandle }))
    const { Failed = [] } = await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }))
    const [first] = Failed
    if (first !== undefined)
      throw new Error(
        `SQS did not delete ${Failed.length} of ${letters.length} dead letters: ${first.Message ?? first.Code}`,
      )
  },
})

// A letter of which the time is not known must never count as old.
const timeOf = (text: string | undefined): DeadLetter['sentAt'] =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : Number.POSITIVE_INFINITY

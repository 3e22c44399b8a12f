// The queue of events that were not sent: Lambda puts into it what it gives up, the announcer what the bus refuses.

import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { LostEvents } from '../events/event.ts'

/** Returns the queue. A message has the event whole, so that somebody can send it. */
export const sqsLostEvents = (client: SQSClient, queueUrl: string): LostEvents => ({
  async keep(event, failure) {
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify({ failure, event }) }))
  },
})

// Entry point of the announcer function: tells others by EventBridge what changed in the index, which the streams of two
// tables hand it.

import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { SQSClient } from '@aws-sdk/client-sqs'
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda'
import { environment } from './aws/environment.ts'
import { eventBridgeSink } from './aws/event-bridge.ts'
import { logger } from './aws/logger.ts'
import { sqsLostEvents } from './aws/sqs-lost-events.ts'
import { type AnnouncePorts, announce } from './events/announce.ts'
import { SERVICES } from './names/metrics.ts'
import { systemClock } from './shared/clock.ts'

const ports: AnnouncePorts = {
  sink: eventBridgeSink(new EventBridgeClient(), environment('eventBus')),
  lost: sqsLostEvents(new SQSClient(), environment('lostEventsQueueUrl')),
  registry: environment('bucket'),
  clock: systemClock,
  log: logger(SERVICES.announcer),
}

/** Tells of a batch of changes. Reports from which record on Lambda has to try again. */
export const handler = async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  const unsent = await announce(ports, Records)
  return { batchItemFailures: unsent === undefined ? [] : [{ itemIdentifier: unsent }] }
}

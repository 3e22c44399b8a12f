// Handles a batch of SQS messages. Tags are grouped by repository, so that each repository is indexed once with all its
// tags; a message fails only if one of its own repositories fails.

import { parseMessage, type TagEvent } from '../registry/s3-events.ts'
import type { Log } from '../shared/log.ts'
import type { Metrics } from '../shared/metrics.ts'
import { indexTags } from './index-tags.ts'
import type { ObservingPorts } from './observe.ts'

export interface Message {
  readonly messageId: string
  readonly receiptHandle: string
  readonly body: string
}

export interface MessagePorts extends ObservingPorts {
  readonly bucketName: string
  readonly log: Log
  readonly metrics: Metrics
  /** Throws if this code must not write the index. */
  readable(): Promise<void>
  /** Makes the queue deliver a message again after this many seconds instead of after its visibility timeout. */
  delay(message: Message, seconds: number): Promise<void>
}

/** Longest delay before a failed message is retried. Seconds. */
const MAX_RETRY_DELAY_S = 30

/**
 * Indexes the tags named in a batch of messages. Events that can never be indexed are logged and count as done.
 * @param deadline epoch milliseconds until which conflicts are retried
 * @returns the ids of the messages to retry
 */
export const handleMessages = async (
  ports: MessagePorts,
  messages: readonly Message[],
  deadline: number,
): Promise<string[]> => {
  const failed = await indexMessages(ports, messages, deadline).catch((error: unknown) => {
    ports.log.error('nothing was indexed, all messages will be retried', { error })
    return new Set(messages)
  })
  ports.metrics.count('returned', failed.size)
  await delayRetries(ports, failed)
  return [...failed].map(({ messageId }) => messageId)
}

const indexMessages = async (
  ports: MessagePorts,
  messages: readonly Message[],
  deadline: number,
): Promise<Set<Message>> => {
  await ports.readable()
  const failed = new Set<Message>()
  const groups = [...byRepository(ports, messages)].map(async ([repository, { events, messages: from }]) => {
    const tags = events.flatMap(({ tag }) => tag ?? [])
    try {
      await indexTags(ports, repository, tags, { deadline })
      reportIndexed(ports, repository, events)
    } catch (error) {
      const messageIds = [...from].map(({ messageId }) => messageId)
      ports.log.error('indexing failed, the messages will be retried', { repository, tags, messageIds, error })
      for (const message of from) failed.add(message)
    }
  })
  await Promise.all(groups)
  return failed
}

interface Group {
  readonly events: TagEvent[]
  readonly messages: Set<Message>
}

const byRepository = (ports: MessagePorts, messages: readonly Message[]): Map<string, Group> => {
  const { log, metrics, bucketName, layouts } = ports
  const groups = new Map<string, Group>()
  for (const message of messages) {
    const { tags, ignored } = parseMessage(message.body, bucketName, layouts)
    for (const one of ignored) {
      log.warn('event ignored', { messageId: message.messageId, ...one })
      metrics.ignored(one.reason)
    }
    for (const event of tags) {
      const group = groups.get(event.repository) ?? { events: [], messages: new Set() }
      group.events.push(event)
      group.messages.add(message)
      groups.set(event.repository, group)
    }
  }
  return groups
}

const reportIndexed = (
  { log, metrics, clock }: MessagePorts,
  repository: string,
  events: readonly TagEvent[],
): void => {
  log.info('indexed', { repository, tags: events.flatMap(({ tag }) => tag ?? []) })
  metrics.count('indexed', events.length)
  for (const { at } of events) if (at !== undefined) metrics.lag(Math.max(0, clock.now() - at))
}

// The delays are random, so that attempts that conflicted with each other don't do so again.
const delayRetries = async ({ log, clock, delay }: MessagePorts, failed: Iterable<Message>): Promise<void> => {
  const delays = [...failed].map(async (message) => {
    const seconds = 1 + Math.floor(clock.random() * MAX_RETRY_DELAY_S)
    await delay(message, seconds).catch((error: unknown) =>
      log.warn('the delay of a retried message could not be set', { error }),
    )
  })
  await Promise.all(delays)
}

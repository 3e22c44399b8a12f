// A batch of messages: each repository is indexed once, with all its tags; a message fails only with its own repositories.

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
  /** Throws where this code must not write the index. */
  readable(): Promise<void>
  /** Lets a message come back after so many seconds, rather than after the queue's visibility timeout. */
  delay(message: Message, seconds: number): Promise<void>
}

/** Longest time after which a message that failed comes back. Seconds. */
const DELAY_MOST = 30

/**
 * Indexes what the messages say; the ids of those that are to come back. What can never succeed is logged and done.
 * @param deadline epoch milliseconds until which conflicts are tried again
 */
export const handleMessages = async (
  ports: MessagePorts,
  messages: readonly Message[],
  deadline: number,
): Promise<string[]> => {
  const failed = await indexMessages(ports, messages, deadline).catch((error: unknown) => {
    ports.log.error('nothing was indexed, all messages come back', { error })
    return new Set(messages)
  })
  ports.metrics.count('returned', failed.size)
  await comeBack(ports, failed)
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
      indexed(ports, repository, events)
    } catch (error) {
      const messageIds = [...from].map(({ messageId }) => messageId)
      ports.log.error('indexing failed, the messages come back', { repository, tags, messageIds, error })
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

const indexed = ({ log, metrics, clock }: MessagePorts, repository: string, events: readonly TagEvent[]): void => {
  log.info('indexed', { repository, tags: events.flatMap(({ tag }) => tag ?? []) })
  metrics.count('indexed', events.length)
  for (const { at } of events) if (at !== undefined) metrics.lag(Math.max(0, clock.now() - at))
}

// Spread out, so that those who met each other don't meet again.
const comeBack = async ({ log, clock, delay }: MessagePorts, failed: Iterable<Message>): Promise<void> => {
  const delays = [...failed].map(async (message) => {
    const seconds = 1 + Math.floor(clock.random() * DELAY_MOST)
    await delay(message, seconds).catch((error: unknown) => log.warn('delay failed', { error }))
  })
  await Promise.all(delays)
}

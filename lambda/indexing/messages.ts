// Handles a batch of SQS messages. Tags are grouped by repository, so that each repository is indexed once with all its
// tags; a message fails only if one of its own repositories fails.

import { parseMessage, type TagEvent } from '../registry/s3-events.ts'
import type { Log } from '../shared/log.ts'
import type { Metrics } from '../shared/metrics.ts'
import { type FailureKind, failureKind } from './failure.ts'
import { indexTags } from './index-tags.ts'
import type { ObservingPorts } from './observe.ts'
import { retryDelay, tryText } from './retry-delays.ts'

export interface Message {
  readonly messageId: string
  readonly receiptHandle: string
  readonly body: string
  /** How often the message was received, this time included. */
  readonly receives: number
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

/** The failures of a message: one for each of its repositories that failed. */
type Failures = ReadonlyMap<Message, readonly FailureKind[]>

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
    const kind = failureKind(error)
    ports.log.error('nothing was indexed, all messages are given back', { kind, messages: triesOf(messages), error })
    return new Map(messages.map((message) => [message, [kind]]))
  })
  ports.metrics.count('returned', failed.size)
  await delayRetries(ports, failed)
  return [...failed.keys()].map(({ messageId }) => messageId)
}

const indexMessages = async (
  ports: MessagePorts,
  messages: readonly Message[],
  deadline: number,
): Promise<Failures> => {
  await ports.readable()
  const failed = new Map<Message, FailureKind[]>()
  const groups = [...byRepository(ports, messages)].map(async ([repository, { events, messages: from }]) => {
    const tags = events.flatMap(({ tag }) => tag ?? [])
    try {
      await indexTags(ports, repository, tags, { deadline })
      reportIndexed(ports, repository, events)
    } catch (error) {
      const kind = failureKind(error)
      const fields = { repository, tags, kind, messages: triesOf(from), error }
      ports.log.error('indexing failed, the messages are given back', fields)
      for (const message of from) failed.set(message, [...(failed.get(message) ?? []), kind])
    }
  })
  await Promise.all(groups)
  return failed
}

// Returns by the ids of messages which try of each this is.
const triesOf = (messages: Iterable<Message>): Record<string, string> =>
  Object.fromEntries([...messages].map(({ messageId, receives }) => [messageId, tryText(receives)]))

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

// A message that failed in several ways waits for the longest of their delays.
const delayRetries = async ({ log, clock, delay }: MessagePorts, failed: Failures): Promise<void> => {
  const delays = [...failed].map(async ([message, kinds]) => {
    const seconds = kinds.map((kind) => retryDelay(kind, message.receives, clock.random()))
    await delay(message, Math.max(...seconds)).catch((error: unknown) =>
      log.warn('the delay of a retried message could not be set', { error }),
    )
  })
  await Promise.all(delays)
}

// A batch of messages: each repository is indexed once, with all its tags; a message fails only with its own repositories.

import type { Log } from '../log.ts'
import { parseMessage } from '../registry/events.ts'
import type { Layout } from '../registry/layout.ts'
import { type IndexingPorts, indexTags } from './indexing.ts'

export interface Message {
  readonly messageId: string
  readonly receiptHandle: string
  readonly body: string
}

export interface MessagePorts extends IndexingPorts {
  readonly layout: Layout
  readonly bucketName: string
  readonly log: Log
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
  const { log, clock } = ports
  const repositories = new Map<string, { tags: string[]; messages: Set<Message> }>()
  for (const message of messages) {
    const { tags, ignored } = parseMessage(message.body, ports.bucketName, ports.layout)
    for (const reason of ignored) log.warn('message ignored', { messageId: message.messageId, reason })
    for (const { repository, tag } of tags) {
      const group = repositories.get(repository) ?? { tags: [], messages: new Set() }
      group.tags.push(tag)
      group.messages.add(message)
      repositories.set(repository, group)
    }
  }
  const failed = new Set<Message>()
  const groups = [...repositories].map(async ([repository, group]) => {
    try {
      await indexTags(ports, repository, group.tags, { deadline })
      log.info('indexed', { repository, tags: group.tags })
    } catch (error) {
      const messageIds = [...group.messages].map(({ messageId }) => messageId)
      log.error('indexing failed, the messages come back', { repository, tags: group.tags, messageIds, error })
      for (const message of group.messages) failed.add(message)
    }
  })
  await Promise.all(groups)
  // Spread out, so that those who met each other don't meet again.
  const comeBack = [...failed].map(async (message) => {
    const seconds = 1 + Math.floor(clock.random() * DELAY_MOST)
    await ports.delay(message, seconds).catch((error: unknown) => log.warn('delay failed', { error }))
  })
  await Promise.all(comeBack)
  return [...failed].map(({ messageId }) => messageId)
}

// The queue of S3's events. A message comes at any time, twice or never, and in an envelope of SNS or as it is; one that
// was given back comes when its delay is over.

import type { Message } from '../../lambda/indexing/messages.ts'
import { MAX_RECEIVES } from '../../lambda/names/runs.ts'
import { notificationOf } from '../fakes/notification.ts'
import type { Weather } from './deeds.ts'
import type { Surroundings } from './seam.ts'

/** How long the queue hides a message that nobody gave a delay. Milliseconds. */
const VISIBILITY_MS = 6 * 60 * 1000
const MAX_BATCH = 4

/** A message that somebody received. */
export interface Received extends Message {
  readonly receives: number
}

type Needed = Pick<Surroundings, 'scheduler' | 'random' | 'chance' | 'isStormy'>

// What a topic without raw message delivery puts around a message.
const envelopeOf = (Message: string): string =>
  JSON.stringify({ Type: 'Notification', MessageId: 'simulated', TopicArn: 'arn:aws:sns:simulated', Message })

/**
 * Creates the queue, empty.
 * @param dead is told of each message that was received too often
 */
export const createQueue = (
  { scheduler, random, chance, isStormy }: Needed,
  { lost, duplicated, wrapped }: Weather,
  dead: (message: Received) => void,
) => {
  const visible: Received[] = []
  const delays = new Map<string, number>()
  const actor = scheduler.actor('queue')
  let sent = 0
  let hidden = 0
  const comeBack = (message: Received) => {
    if (message.receives < MAX_RECEIVES) visible.push(message)
    else dead(message)
  }
  return {
    /** S3 tells of a key. */
    notify(key: string): void {
      if (isStormy() && chance(lost)) return
      const raw = notificationOf({ key, removed: false })
      for (let copies = isStormy() && chance(duplicated) ? 2 : 1; copies > 0; copies--)
        visible.push({
          messageId: `m${sent++}`,
          receiptHandle: '',
          body: chance(wrapped) ? envelopeOf(raw) : raw,
          receives: 0,
        })
    },
    hasVisible: () => visible.length > 0,
    /** Whether all messages were handled. */
    isEmpty: () => visible.length === 0 && hidden === 0,
    /** Takes some of the messages. */
    receive(): Received[] {
      const batch: Received[] = []
      for (let wanted = 1 + Math.floor(random() * MAX_BATCH); wanted > 0 && visible.length > 0; wanted--)
        for (const message of visible.splice(Math.floor(random() * visible.length), 1))
          batch.push({ ...message, receives: message.receives + 1 })
      return batch
    },
    /** Sets after how many seconds a message comes back, once it is given back. */
    delay: ({ messageId }: Message, seconds: number): void => void delays.set(messageId, seconds * 1000),
    /** A batch was handled, but for these. */
    async giveBack(messages: readonly Received[]): Promise<void> {
      hidden += messages.length
      const back = messages.map(async (message) => {
        const delay = delays.get(message.messageId) ?? VISIBILITY_MS
        delays.delete(message.messageId)
        await actor.sleep(delay)
        hidden--
        comeBack(message)
      })
      await Promise.all(back)
    },
    /** A function died with these. That they come back at once is the worst that they can do. */
    comeBackAtOnce: (messages: readonly Received[]): void => {
      for (const message of messages) comeBack(message)
    },
  }
}

export type Queue = ReturnType<typeof createQueue>

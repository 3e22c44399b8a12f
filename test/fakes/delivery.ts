// Delivers S3 events to the indexer at once, without a queue.

import { handleMessages, type MessagePorts } from '../../lambda/indexing/messages.ts'
import { LAYOUTS } from '../../lambda/names/layouts.ts'
import type { BucketEvent } from './docker-v1.ts'
import type { System } from './filled.ts'
import { notificationOf } from './notification.ts'

/** Delivers events to the indexer of a system, in one message each. */
export const deliveryTo = (system: System) => {
  /** Its warnings, and the messages that failed. */
  const complaints: { readonly message: string; readonly fields: object | undefined }[] = []
  const complain = (message: string, fields?: object) => void complaints.push({ message, fields })
  const ports: MessagePorts = {
    ...system.ports,
    readable: async () => {},
    log: { info() {}, warn: complain, error: complain },
    delay: async () => {},
  }
  let messages = 0
  // Like the filters of the layouts' notifications.
  const isTold = ({ key }: BucketEvent) =>
    system.layouts.all.some(({ id, prefix }) => {
      const suffix = LAYOUTS.find((one) => one.id === id)?.tagSuffix ?? ''
      return key.startsWith(prefix) && key.endsWith(suffix)
    })
  return {
    complaints,
    /** Delivers those events that the notifications of S3 let through, in one batch. */
    async deliver(...events: readonly BucketEvent[]): Promise<string[]> {
      const batch = events.filter(isTold).map((event) => ({
        messageId: `${messages++}`,
        receiptHandle: '',
        body: notificationOf(event),
        receives: 1,
      }))
      return handleMessages(ports, batch, system.clock.now() + 10_000)
    },
  }
}

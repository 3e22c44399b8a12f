// The notifications of a bucket, which are one document: read, and cleaned of what names our queue.

import {
  GetBucketNotificationConfigurationCommand,
  type NotificationConfigurationFilter,
  PutBucketNotificationConfigurationCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import type { BucketNotifications, NotificationRule } from '../health/notification.ts'

/** Returns a function that reads whom a bucket tells of what; it returns undefined if that may not be read. */
export const s3Notifications =
  (client: S3Client, bucket: string): (() => Promise<BucketNotifications | undefined>) =>
  async () => {
    try {
      const { QueueConfigurations, TopicConfigurations, EventBridgeConfiguration } = await client.send(
        new GetBucketNotificationConfigurationCommand({ Bucket: bucket }),
      )
      const queues = (QueueConfigurations ?? []).map(({ QueueArn, ...rule }) => ruleOf(QueueArn, rule))
      const topics = (TopicConfigurations ?? []).map(({ TopicArn, ...rule }) => ruleOf(TopicArn, rule))
      return { rules: [...queues, ...topics], hasEventBridge: EventBridgeConfiguration !== undefined }
    } catch (error) {
      if (error instanceof S3ServiceException && error.name === 'AccessDenied') return undefined
      throw error
    }
  }

const ruleOf = (
  destination = '',
  { Events, Filter }: { Events?: string[] | undefined; Filter?: NotificationConfigurationFilter | undefined },
): NotificationRule => {
  // S3 writes the names of filters with a capital letter, whatever was put.
  const filter = (name: string): string =>
    Filter?.Key?.FilterRules?.find((rule) => rule.Name?.toLowerCase() === name)?.Value ?? ''
  return { destination, events: Events ?? [], prefix: filter('prefix'), suffix: filter('suffix') }
}

/**
 * Removes from a bucket's notifications all rules that name a queue, and leaves all others as they are. A bucket that is
 * gone, or has no such rule, is not written.
 */
export const forgetQueue = async (client: S3Client, bucket: string, queueArn: string): Promise<void> => {
  try {
    const { $metadata, ...document } = await client.send(
      new GetBucketNotificationConfigurationCommand({ Bucket: bucket }),
    )
    const { QueueConfigurations: queues = [] } = document
    const kept = queues.filter(({ QueueArn }) => QueueArn !== queueArn)
    if (kept.length === queues.length) return
    await client.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: bucket,
        NotificationConfiguration: { ...document, QueueConfigurations: kept },
        // A rule of somebody else whose receiver is gone must not keep the stack from being deleted.
        SkipDestinationValidation: true,
      }),
    )
  } catch (error) {
    if (!(error instanceof S3ServiceException && error.name === 'NoSuchBucket')) throw error
  }
}

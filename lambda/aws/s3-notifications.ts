import { GetBucketNotificationConfigurationCommand, type S3Client } from '@aws-sdk/client-s3'
import type { NotificationRule } from '../health/notification.ts'

/** Returns a function that reads which events a bucket sends to queues. */
export const s3NotificationRules =
  (client: S3Client, bucket: string): (() => Promise<NotificationRule[]>) =>
  async () => {
    const { QueueConfigurations = [] } = await client.send(
      new GetBucketNotificationConfigurationCommand({ Bucket: bucket }),
    )
    return QueueConfigurations.map(({ QueueArn = '', Events = [], Filter }) => {
      // S3 writes the names of filters with a capital letter, whatever was put.
      const filter = (name: string): string =>
        Filter?.Key?.FilterRules?.find((rule) => rule.Name?.toLowerCase() === name)?.Value ?? ''
      return { queue: QueueArn, events: Events, prefix: filter('prefix'), suffix: filter('suffix') }
    })
  }

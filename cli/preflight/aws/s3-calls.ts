import {
  GetBucketEncryptionCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  type NotificationConfigurationFilter,
  type S3Client,
} from '@aws-sdk/client-s3'
import { CallError, type NotificationRule, type RegionalAws } from '../ports.ts'
import { ask, askFor } from './call.ts'

type S3Calls = Pick<
  RegionalAws,
  'isOwnedBy' | 'list' | 'read' | 'versioning' | 'notifications' | 'policy' | 'encryption'
>

/** The requests to S3, in the bucket's region. */
export const regionalS3 = (s3: S3Client): S3Calls => ({
  async isOwnedBy(Bucket, ExpectedBucketOwner) {
    try {
      await ask('HeadBucket', () => s3.send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner })))
      return true
    } catch (error) {
      if (error instanceof CallError && error.kind === 'denied') return false
      throw error
    }
  },

  async list(Bucket, { prefix, after, byFolder = false }) {
    const command = { Bucket, Prefix: prefix, StartAfter: after, ...(byFolder && { Delimiter: '/' }) }
    const page = await ask('ListObjectsV2', () => s3.send(new ListObjectsV2Command(command)))
    return {
      keys: (page.Contents ?? []).flatMap(({ Key, Size = 0, StorageClass = 'STANDARD' }) =>
        Key === undefined ? [] : [{ key: Key, size: Size, storageClass: StorageClass }],
      ),
      prefixes: (page.CommonPrefixes ?? []).flatMap(({ Prefix }) => Prefix ?? []),
      more: page.IsTruncated === true,
    }
  },

  async read(Bucket, Key, maxBytes) {
    const answer = await askFor('GetObject', () => s3.send(new GetObjectCommand({ Bucket, Key })))
    if (answer === undefined) return undefined
    const { Body, ContentLength = 0, SSEKMSKeyId } = answer
    const kms = SSEKMSKeyId === undefined ? {} : { kmsKey: SSEKMSKeyId }
    if (ContentLength > maxBytes) {
      // Ends the transfer: nobody wants the body.
      if (Body !== undefined && 'destroy' in Body) Body.destroy()
      return { body: new Uint8Array(), ...kms }
    }
    const body = await ask('GetObject', async () => await Body?.transformToByteArray())
    return { body: body ?? new Uint8Array(), ...kms }
  },

  async versioning(Bucket) {
    return (await ask('GetBucketVersioning', () => s3.send(new GetBucketVersioningCommand({ Bucket })))).Status
  },

  async notifications(Bucket) {
    const all = await ask('GetBucketNotificationConfiguration', () =>
      s3.send(new GetBucketNotificationConfigurationCommand({ Bucket })),
    )
    return {
      rules: [
        ...(all.QueueConfigurations ?? []).map((one) => rule('sqs', one.QueueArn, one)),
        ...(all.TopicConfigurations ?? []).map((one) => rule('sns', one.TopicArn, one)),
        ...(all.LambdaFunctionConfigurations ?? []).map((one) => rule('lambda', one.LambdaFunctionArn, one)),
      ],
      eventBridge: all.EventBridgeConfiguration !== undefined,
    }
  },

  async policy(Bucket) {
    return (await askFor('GetBucketPolicy', () => s3.send(new GetBucketPolicyCommand({ Bucket }))))?.Policy
  },

  async encryption(Bucket) {
    const answer = await askFor('GetBucketEncryption', () => s3.send(new GetBucketEncryptionCommand({ Bucket })))
    const [first] = answer?.ServerSideEncryptionConfiguration?.Rules ?? []
    const { SSEAlgorithm: algorithm, KMSMasterKeyID: kmsKey } = first?.ApplyServerSideEncryptionByDefault ?? {}
    return algorithm && { algorithm, kmsKey, bucketKey: first?.BucketKeyEnabled === true }
  },
})

interface S3Rule {
  readonly Id?: string | undefined
  readonly Events?: readonly string[] | undefined
  readonly Filter?: NotificationConfigurationFilter | undefined
}

const rule = (
  service: NotificationRule['service'],
  arn: string | undefined,
  { Id, Events, Filter }: S3Rule,
): NotificationRule => {
  // S3 answers "Prefix" to who wrote "prefix".
  const filter = (name: string) =>
    Filter?.Key?.FilterRules?.find((one) => one.Name?.toLowerCase() === name)?.Value ?? ''
  return {
    id: Id ?? '',
    service,
    arn: arn ?? '',
    events: Events ?? [],
    prefix: filter('prefix'),
    suffix: filter('suffix'),
  }
}

// What has to be set up on the side of the registry bucket, where the stack does not do it: notification rules, and the
// policies of a bucket and of a key in another account. As documents that can be pasted.

import { type NeededRule, neededRules } from '../lambda/health/notification.ts'
import { keyPrefix, LAYOUTS } from '../lambda/names/layouts.ts'

/** What a deployment needs of its bucket. */
export interface BucketSide {
  readonly bucketName: string
  /** ARN of the indexer's queue. */
  readonly queueArn: string
  /** ARNs of the roles of the functions that read the bucket. */
  readonly roleArns: readonly string[]
  /** The layouts that are indexed, and the root of each in the bucket. */
  readonly layouts: readonly { readonly id: string; readonly root: string }[]
}

/** The documents for the side of the bucket. */
export interface BucketSetup {
  /** For `aws s3api put-bucket-notification-configuration`, which overwrites what is there. */
  readonly notification: object
  /** Statements for the policy of a bucket in another account. */
  readonly bucketPolicy: readonly object[]
  /** A statement for the policy of the key by which such a bucket is encrypted. */
  readonly keyPolicy: object
}

const idOf = (position: number): string => `registry-index-${position + 1}`

/** Returns the documents as JSON. */
export const bucketSetup = ({ bucketName, queueArn, roleArns, layouts }: BucketSide): BucketSetup => {
  // The bucket is in the partition of the queue.
  const bucketArn = `arn:${queueArn.split(':')[1]}:s3:::${bucketName}`
  const reads = LAYOUTS.flatMap(({ id, reads: paths }) =>
    layouts
      .filter((layout) => layout.id === id)
      .flatMap(({ root }) => paths.map((path) => `${bucketArn}/${keyPrefix(root)}${path}*`)),
  )
  const allowed = { Effect: 'Allow', Principal: { AWS: roleArns } }
  return {
    notification: {
      QueueConfigurations: neededRules(layouts).map((rule, position) => ({
        Id: idOf(position),
        QueueArn: queueArn,
        Events: rule.events,
        Filter: { Key: { FilterRules: filterRules(rule) } },
      })),
    },
    bucketPolicy: [
      { Sid: 'RegistryIndexReads', ...allowed, Action: 's3:GetObject', Resource: reads },
      {
        Sid: 'RegistryIndexLists',
        ...allowed,
        Action: ['s3:ListBucket', 's3:GetBucketNotification'],
        Resource: bucketArn,
      },
    ],
    keyPolicy: { Sid: 'RegistryIndexDecrypts', ...allowed, Action: 'kms:Decrypt', Resource: '*' },
  }
}

const filterRules = ({ prefix, suffix }: NeededRule) => [
  { Name: 'prefix', Value: prefix },
  ...(suffix === '' ? [] : [{ Name: 'suffix', Value: suffix }]),
]

/** Returns the rules as blocks of Terraform's `aws_s3_bucket_notification`, of which a bucket can have only one. */
export const terraformRules = ({ bucketName, queueArn, layouts }: BucketSide): string[] => [
  'resource "aws_s3_bucket_notification" "registry" {',
  `  bucket = ${JSON.stringify(bucketName)}`,
  ...neededRules(layouts).flatMap(({ events, prefix, suffix }, position) => [
    '',
    '  queue {',
    `    id            = ${JSON.stringify(idOf(position))}`,
    `    queue_arn     = ${JSON.stringify(queueArn)}`,
    `    events        = ${JSON.stringify(events)}`,
    `    filter_prefix = ${JSON.stringify(prefix)}`,
    ...(suffix === '' ? [] : [`    filter_suffix = ${JSON.stringify(suffix)}`]),
    '  }',
  ]),
  '}',
]

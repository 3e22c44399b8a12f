// The rights that preflight needs, by the requests that it makes. docs/adopting.md has them as an IAM policy.

/** The requests to AWS, by the SDK's names, and the right that IAM asks for. */
export const RIGHTS = {
  HeadBucket: 's3:ListBucket',
  ListObjectsV2: 's3:ListBucket',
  GetObject: 's3:GetObject',
  GetBucketVersioning: 's3:GetBucketVersioning',
  GetBucketNotificationConfiguration: 's3:GetBucketNotification',
  GetBucketPolicy: 's3:GetBucketPolicy',
  GetBucketEncryption: 's3:GetEncryptionConfiguration',
  DescribeStacks: 'cloudformation:DescribeStacks',
  DescribeKey: 'kms:DescribeKey',
  DescribeTable: 'dynamodb:DescribeTable',
  GetAccountSettings: 'lambda:GetAccountSettings',
  GetFunctionConfiguration: 'lambda:GetFunctionConfiguration',
  GetQueueUrl: 'sqs:GetQueueUrl',
  GetTopicAttributes: 'sns:GetTopicAttributes',
  SimulatePrincipalPolicy: 'iam:SimulatePrincipalPolicy',
  // AWS answers it to everybody who has credentials.
  GetCallerIdentity: undefined,
} as const

export type Request = keyof typeof RIGHTS

/** What S3 asks of the caller when it decrypts an object. */
const DECRYPT = 'kms:Decrypt'

/** Returns the IAM policy with all rights that preflight may need, for a bucket. */
export const preflightPolicy = (bucket: string): object => {
  const rights = [...new Set(Object.values(RIGHTS).filter((right) => right !== undefined)), DECRYPT].sort()
  const ofObjects = ['s3:GetObject']
  const ofBucket = rights.filter((right) => right.startsWith('s3:') && !ofObjects.includes(right))
  const others = rights.filter((right) => !right.startsWith('s3:'))
  const allow = (Action: readonly string[], Resource: string) => ({ Effect: 'Allow', Action, Resource })
  return {
    Version: '2012-10-17',
    Statement: [
      allow(ofBucket, `arn:aws:s3:::${bucket}`),
      allow(ofObjects, `arn:aws:s3:::${bucket}/*`),
      allow(others, '*'),
    ],
  }
}

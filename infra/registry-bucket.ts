import { Stack } from 'aws-cdk-lib'
import { CfnRole, Grant, type IGrantable, Role } from 'aws-cdk-lib/aws-iam'
import { EventType, type IBucket } from 'aws-cdk-lib/aws-s3'
import { SqsDestination } from 'aws-cdk-lib/aws-s3-notifications'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { CfnResource } from 'aws-cdk-lib/core'
import { DISTRIBUTION, keyPrefix } from '../lambda/names.ts'
import { createLogGroup } from './function.ts'

/** The bucket of a registry, and where in it the registry is. */
export interface RegistryBucket {
  readonly bucket: IBucket
  /** The registry's `rootdirectory`; slashes at its ends don't matter. */
  readonly rootDirectory: string
}

/** Lets the grantee read the registry's objects and list the bucket, never write; with an encrypted bucket, decrypt. */
export const grantRegistryRead = (grantee: IGrantable, { bucket, rootDirectory }: RegistryBucket): void => {
  const root = keyPrefix(rootDirectory)
  Grant.addToPrincipal({
    grantee,
    actions: ['s3:GetObject'],
    resourceArns: [DISTRIBUTION.repositories, DISTRIBUTION.blobs].map((path) =>
      bucket.arnForObjects(`${root}${path}*`),
    ),
  })
  // Without it S3 answers 403 instead of 404 for an object that is gone. A condition on the prefix would take the 404
  // away again: a GET has no prefix.
  Grant.addToPrincipal({ grantee, actions: ['s3:ListBucket'], resourceArns: [bucket.bucketArn] })
  bucket.encryptionKey?.grant(grantee, 'kms:Decrypt')
}

/** Sends a message to the queue for every tag that is written or removed, and for nothing else in the bucket. */
export const notifyOfTags = ({ bucket, rootDirectory }: RegistryBucket, queue: IQueue): void => {
  const tags = { prefix: keyPrefix(rootDirectory) + DISTRIBUTION.repositories, suffix: DISTRIBUTION.tagSuffix }
  // Removal includes delete markers; what a lifecycle rule removes is not among the removals.
  for (const type of [EventType.OBJECT_CREATED, EventType.OBJECT_REMOVED, EventType.LIFECYCLE_EXPIRATION]) {
    bucket.addEventNotification(type, new SqsDestination(queue), tags)
  }
  keepHandlerLogsInStack(Stack.of(bucket))
}

/** Id that CDK gives the function by which it sets notifications, one a stack (aws-cdk-lib 2.275.0). */
const CDK_HANDLER = 'BucketNotificationsHandler050a0587b7544547bf325f094a3db834'

/**
 * CDK's own function for notifications has no log group in the template: Lambda makes one, and it stays behind when the
 * stack is deleted. It gets one of ours, and no right to make another.
 */
const keepHandlerLogsInStack = (stack: Stack): void => {
  if (stack.node.tryFindChild(`${CDK_HANDLER}Logs`) !== undefined) return
  const handler = stack.node.findChild(CDK_HANDLER)
  const resource = handler.node.findChild('Resource')
  if (!(resource instanceof CfnResource))
    throw new Error(`${resource.node.path} is not a resource: look how this version of CDK makes it`)
  const logGroup = createLogGroup(stack, `${CDK_HANDLER}Logs`)
  resource.addPropertyOverride('LoggingConfig', { LogGroup: logGroup.logGroupName })
  const role = handler.node.tryFindChild('Role')
  if (!(role instanceof Role)) return
  logGroup.grantWrite(role)
  if (role.node.defaultChild instanceof CfnRole) role.node.defaultChild.addPropertyDeletionOverride('ManagedPolicyArns')
}

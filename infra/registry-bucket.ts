import { Stack } from 'aws-cdk-lib'
import { CfnRole, Grant, type IGrantable, Role } from 'aws-cdk-lib/aws-iam'
import { EventType, type IBucket } from 'aws-cdk-lib/aws-s3'
import { SqsDestination } from 'aws-cdk-lib/aws-s3-notifications'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { CfnResource } from 'aws-cdk-lib/core'
import { ENV, keyPrefix, LAYOUTS, type LayoutId, type Roots } from '../lambda/names.ts'
import { createLogGroup } from './function.ts'

/** The bucket of a registry, and where in it the registry is. */
export interface RegistryBucket {
  readonly bucket: IBucket
  /** Where each kind of registry lies in it, without slashes at the ends. */
  readonly roots: Roots
  /** What is indexed. */
  readonly layouts: readonly LayoutId[]
}

/** What the functions must know of it, as environment variables. */
export const registryEnvironment = ({ bucket, roots, layouts }: RegistryBucket) => ({
  [ENV.bucket]: bucket.bucketName,
  ...Object.fromEntries(LAYOUTS.map(({ id, root }) => [root.variable, roots[id]])),
  [ENV.layouts]: layouts.join(','),
})

// Names of its layouts, each with its root as the start of keys.
const layoutsOf = ({ layouts, roots }: RegistryBucket) =>
  LAYOUTS.filter(({ id }) => layouts.includes(id)).map((layout) => ({ ...layout, root: keyPrefix(roots[layout.id]) }))

/** Lets the grantee read the registry's objects and list the bucket, never write; with an encrypted bucket, decrypt. */
export const grantRegistryRead = (grantee: IGrantable, registry: RegistryBucket): void => {
  const { bucket } = registry
  Grant.addToPrincipal({
    grantee,
    actions: ['s3:GetObject'],
    resourceArns: layoutsOf(registry).flatMap(({ root, reads }) =>
      reads.map((path) => bucket.arnForObjects(`${root}${path}*`)),
    ),
  })
  // Without it S3 answers 403 instead of 404 for an object that is gone. A condition on the prefix would take the 404
  // away again: a GET has no prefix.
  Grant.addToPrincipal({ grantee, actions: ['s3:ListBucket'], resourceArns: [bucket.bucketArn] })
  bucket.encryptionKey?.grant(grantee, 'kms:Decrypt')
}

/** Lets the grantee list what says something of tags, and read nothing. */
export const grantRegistryList = (grantee: IGrantable, registry: RegistryBucket): void => {
  const prefixes = layoutsOf(registry).map(({ root, repositories }) => `${root}${repositories}*`)
  Grant.addToPrincipal({
    grantee,
    actions: ['s3:ListBucket'],
    resourceArns: [registry.bucket.bucketArn],
    conditions: { StringLike: { 's3:prefix': prefixes } },
  })
}

/**
 * Sends a message to the queue for every tag that is written or removed, and for as little else in the bucket as the
 * filters of a layout's notification can tell apart.
 */
export const notifyOfTags = (registry: RegistryBucket, queue: IQueue): void => {
  const { bucket } = registry
  for (const { root, repositories, tagSuffix } of layoutsOf(registry)) {
    const tags = { prefix: root + repositories, ...(tagSuffix === '' ? {} : { suffix: tagSuffix }) }
    // Removal includes delete markers; what a lifecycle rule removes is not among the removals.
    for (const type of [EventType.OBJECT_CREATED, EventType.OBJECT_REMOVED, EventType.LIFECYCLE_EXPIRATION])
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

import { Stack } from 'aws-cdk-lib'
import { CfnRole, Grant, type IGrantable, Role } from 'aws-cdk-lib/aws-iam'
import type { EventType, IBucket } from 'aws-cdk-lib/aws-s3'
import { SqsDestination } from 'aws-cdk-lib/aws-s3-notifications'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { CfnResource } from 'aws-cdk-lib/core'
import { ENV, keyPrefix, LAYOUTS, type LayoutId, NO_LABEL_KEYS, NOTIFIED_EVENTS, type Roots } from '../lambda/names.ts'
import { createLogGroup } from './function.ts'

/** A registry bucket, where in it the registries are, and what is read of them. */
export interface RegistryBucket {
  readonly bucket: IBucket
  /** The root of each kind of registry in the bucket, without slashes at its ends. */
  readonly roots: Roots
  /** The layouts that are indexed. */
  readonly layouts: readonly LayoutId[]
  /** Keys of the labels that tags are looked up by. */
  readonly labelKeys: readonly string[]
}

/** Returns what the functions must know of the bucket, as environment variables. */
export const registryEnvironment = ({ bucket, roots, layouts, labelKeys }: RegistryBucket) => ({
  [ENV.bucket]: bucket.bucketName,
  ...Object.fromEntries(LAYOUTS.map(({ id, root }) => [root.variable, roots[id]])),
  [ENV.layouts]: layouts.join(','),
  [ENV.labelKeys]: labelKeys.join(',') || NO_LABEL_KEYS,
})

// Returns the layouts that are indexed, each with its root as the prefix of its keys.
const layoutsOf = ({ layouts, roots }: RegistryBucket) =>
  LAYOUTS.filter(({ id }) => layouts.includes(id)).map((layout) => ({ ...layout, root: keyPrefix(roots[layout.id]) }))

/** Lets the grantee read the registry's objects, decrypt them if there is a key, and list the bucket; never write. */
export const grantRegistryRead = (grantee: IGrantable, registry: RegistryBucket): void => {
  const { bucket } = registry
  Grant.addToPrincipal({
    grantee,
    actions: ['s3:GetObject'],
    resourceArns: layoutsOf(registry).flatMap(({ root, reads }) =>
      reads.map((path) => bucket.arnForObjects(`${root}${path}*`)),
    ),
  })
  // Without ListBucket, S3 answers 403 instead of 404 for an object that is gone. A condition on the prefix would do
  // the same, because a GET has no prefix.
  Grant.addToPrincipal({ grantee, actions: ['s3:ListBucket'], resourceArns: [bucket.bucketArn] })
  bucket.encryptionKey?.grant(grantee, 'kms:Decrypt')
}

/**
 * Lets the grantee read the blobs of registries that have them, and decrypt them if there is a key: no link and no image of
 * a registry v1. Without a right to list them, S3 answers 403 instead of 404 for a blob that is gone.
 */
export const grantBlobRead = (grantee: IGrantable, registry: RegistryBucket): void => {
  const { bucket } = registry
  const blobs = layoutsOf(registry).flatMap((layout) => ('blobs' in layout ? layout.root + layout.blobs : []))
  if (blobs.length === 0) return
  Grant.addToPrincipal({
    grantee,
    actions: ['s3:GetObject'],
    resourceArns: blobs.map((prefix) => bucket.arnForObjects(`${prefix}*`)),
  })
  bucket.encryptionKey?.grant(grantee, 'kms:Decrypt')
}

/** Lets the grantee list the keys below the layouts' repositories. */
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
 * Sends a message to the queue for every tag that is written or removed. The filters of a layout's notification exclude
 * as many other keys as they can.
 */
export const notifyOfTags = (registry: RegistryBucket, queue: IQueue): void => {
  const { bucket } = registry
  for (const { root, repositories, tagSuffix } of layoutsOf(registry)) {
    const tags = { prefix: root + repositories, ...(tagSuffix === '' ? {} : { suffix: tagSuffix }) }
    for (const type of NOTIFIED_EVENTS) bucket.addEventNotification(type as EventType, new SqsDestination(queue), tags)
  }
  keepHandlerLogsInStack(Stack.of(bucket))
}

/** Id that CDK gives to its function that sets notifications, one per stack (aws-cdk-lib 2.275.0). */
const CDK_HANDLER_ID = 'BucketNotificationsHandler050a0587b7544547bf325f094a3db834'

/**
 * Gives CDK's own function for notifications a log group of the stack, and takes its right to create another. Without
 * one in the template Lambda would create it, and it would stay behind when the stack is deleted.
 */
const keepHandlerLogsInStack = (stack: Stack): void => {
  if (stack.node.tryFindChild(`${CDK_HANDLER_ID}Logs`) !== undefined) return
  const handler = stack.node.findChild(CDK_HANDLER_ID)
  const resource = handler.node.findChild('Resource')
  if (!(resource instanceof CfnResource))
    throw new Error(`${resource.node.path} is not a resource; see how this version of CDK creates it`)
  const logGroup = createLogGroup(stack, `${CDK_HANDLER_ID}Logs`)
  resource.addPropertyOverride('LoggingConfig', { LogGroup: logGroup.logGroupName })
  const role = handler.node.tryFindChild('Role')
  if (!(role instanceof Role)) return
  logGroup.grantWrite(role)
  if (role.node.defaultChild instanceof CfnRole) role.node.defaultChild.addPropertyDeletionOverride('ManagedPolicyArns')
}

// How the registry bucket tells the indexer's queue of its tags.

import { Annotations, Stack } from 'aws-cdk-lib'
import { Rule } from 'aws-cdk-lib/aws-events'
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets'
import { CfnRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  BucketNotificationDestinationType,
  type EventType,
  type IBucketNotificationDestination,
} from 'aws-cdk-lib/aws-s3'
import { FilterOrPolicy, type ITopic, SubscriptionFilter } from 'aws-cdk-lib/aws-sns'
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { CfnResource } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import { NOTIFIED_EVENTS } from '../lambda/names/bucket.ts'
import { createLogGroup } from './function.ts'
import { layoutsOf, type RegistryBucket } from './registry-bucket.ts'

/** How the bucket's events come to the queue: see NOTIFY_MODES. */
export type Notify =
  | {
      readonly mode: 's3'
      /** Whether S3 takes the document although a receiver in it, perhaps of somebody else, is gone. */
      readonly skipsValidation: boolean
    }
  | { readonly mode: 'eventbridge' }
  | { readonly mode: 'sns'; readonly topic: ITopic }
  | { readonly mode: 'none' }

/**
 * Lets a message come to the queue for every tag that is written or removed. The filters exclude as many other keys as they
 * can.
 */
export const notifyOfTags = (scope: Construct, registry: RegistryBucket, queue: IQueue, notify: Notify): void => {
  switch (notify.mode) {
    case 's3':
      writeRules(registry, queue, notify.skipsValidation)
      break
    case 'eventbridge':
      takeFromEventBridge(scope, registry, queue)
      break
    case 'sns':
      subscribe(registry, queue, notify.topic)
      break
    case 'none':
      letBucketSend(queue, registry)
      Annotations.of(scope).addInfo(
        'the bucket tells the index of nothing by itself (notify=none): after the deployment `registry-index bucket-setup` prints the rules to write, for Terraform and for the AWS CLI',
      )
  }
}

const writeRules = (registry: RegistryBucket, queue: IQueue, skipsValidation: boolean): void => {
  const { bucket } = registry
  const destination: IBucketNotificationDestination = {
    bind: () => ({
      arn: queue.queueArn,
      type: BucketNotificationDestinationType.QUEUE,
      dependencies: letBucketSend(queue, registry),
    }),
  }
  for (const { root, repositories, tagSuffix } of layoutsOf(registry)) {
    const tags = { prefix: root + repositories, ...(tagSuffix === '' ? {} : { suffix: tagSuffix }) }
    for (const type of NOTIFIED_EVENTS) bucket.addEventNotification(type as EventType, destination, tags)
  }
  const rules = bucket.node.tryFindChild('Notifications')?.node.tryFindChild('Resource')
  if (skipsValidation) {
    if (!(rules instanceof CfnResource))
      throw new Error(`${bucket.node.path} has no resource of notifications; see how this version of CDK creates it`)
    rules.addPropertyOverride('SkipDestinationValidation', true)
  }
  keepHandlerLogsInStack(Stack.of(bucket))
}

/** Lets the bucket send to the queue, and nobody who has a bucket of that name later, in another account. */
const letBucketSend = (queue: IQueue, { bucket }: RegistryBucket): Construct[] => {
  const { policyDependable } = queue.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('s3.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: {
        ArnLike: { 'aws:SourceArn': bucket.bucketArn },
        StringEquals: { 'aws:SourceAccount': bucket.env.account },
      },
    }),
  )
  return policyDependable === undefined ? [] : [policyDependable as Construct]
}

// EventBridge is free to match what it wants; what the bucket sends it costs one event for each key that is written.
const takeFromEventBridge = (scope: Construct, registry: RegistryBucket, queue: IQueue): void => {
  new Rule(scope, 'TagEvents', {
    description: 'Tells the registry index of tags that are written or removed',
    eventPattern: {
      source: ['aws.s3'],
      detailType: ['Object Created', 'Object Deleted'],
      detail: {
        bucket: { name: [registry.bucket.bucketName] },
        object: {
          key: layoutsOf(registry).map(({ root, repositories, tagSuffix }) => ({
            wildcard: `${root}${repositories}*${tagSuffix}`,
          })),
        },
      },
    },
    targets: [new SqsQueue(queue)],
  })
}

const subscribe = (registry: RegistryBucket, queue: IQueue, topic: ITopic): void => {
  const suffixes = layoutsOf(registry).map(({ tagSuffix }) => tagSuffix)
  topic.addSubscription(
    new SqsSubscription(queue, {
      rawMessageDelivery: true,
      // Of some fifty keys of a push one is the tag's. Keys of a registry v1 have nothing at their ends.
      ...(suffixes.includes('')
        ? {}
        : {
            filterPolicyWithMessageBody: {
              Records: FilterOrPolicy.policy({
                s3: FilterOrPolicy.policy({
                  object: FilterOrPolicy.policy({
                    key: FilterOrPolicy.filter(SubscriptionFilter.stringFilter({ matchSuffixes: suffixes })),
                  }),
                }),
              }),
            },
          }),
    }),
  )
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

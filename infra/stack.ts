import { Duration, Stack, type StackProps } from 'aws-cdk-lib'
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { Construct } from 'constructs'
import type { CloudFrontProps } from './cloudfront.ts'
import type { Notify } from './notification.ts'
import { RegistryIndex } from './registry-index.ts'
import type { RegistrySignInProps } from './registry-sign-in.ts'
import type { Settings } from './settings.ts'

/** The stack that `cdk deploy` creates: the index of one registry bucket, and its outputs. */
export class RegistryIndexStack extends Stack {
  constructor(scope: Construct, settings: Settings, props: Pick<StackProps, 'env' | 'synthesizer'> = {}) {
    super(scope, settings.stack, {
      ...props,
      description: `Search index for the container registry in ${settings.bucket}`,
    })
    const index = new RegistryIndex(this, 'Index', {
      // The name is part of the id, so that another bucket gets a new notification, and the old one is removed.
      bucket: Bucket.fromBucketAttributes(this, `Bucket-${settings.bucket}`, {
        bucketName: settings.bucket,
        ...(settings.bucketAccount !== undefined && { account: settings.bucketAccount }),
      }),
      keys: settings.kmsKeys.map((arn, position) => Key.fromKeyArn(this, `BucketKey${position}`, arn)),
      roots: settings.roots,
      layouts: settings.layouts,
      notify: this.notify(settings),
      database: settings.database,
      ...(settings.repositoryTable !== undefined && { repositoryTable: settings.repositoryTable }),
      ...(settings.versionTable !== undefined && { versionTable: settings.versionTable }),
      auth: settings.auth,
      ...(settings.registryUrl !== undefined && {
        registrySignIn: signInProps(settings.registryUrl, settings),
      }),
      backfillWait: Duration.seconds(settings.backfillWait),
      ...(settings.warmThroughput !== undefined && { warmThroughput: settings.warmThroughput }),
      reconcileDays: settings.reconcileDays,
      searchMemory: settings.searchMemory,
      ...(settings.showCommands !== undefined && { showCommands: settings.showCommands === 'yes' }),
      ...(settings.title !== undefined && { title: settings.title }),
      ...(settings.pullHost !== undefined && { pullHost: settings.pullHost }),
      ...(settings.corsOrigins !== undefined && { corsOrigins: settings.corsOrigins }),
      ...(settings.copies !== undefined && { copies: settings.copies }),
      labelKeys: settings.labelKeys,
      ...(settings.events !== undefined && { eventBus: this.eventBus(settings.eventBus) }),
      alarmActions: this.topics(settings).map((topic) => new SnsAction(topic)),
      dashboard: settings.dashboard === 'yes',
      challengeMapping: settings.challengeMapping === 'true',
      ...(settings.front === 'cloudfront' && { cloudFront: this.cloudFrontOf(settings) }),
    })
    index.addOutputs()
  }

  private notify({ notify, notifyTopic = '', skipDestinationValidation }: Settings): Notify {
    if (notify === 's3') return { mode: notify, skipsValidation: skipDestinationValidation === 'yes' }
    return notify === 'sns'
      ? { mode: notify, topic: Topic.fromTopicArn(this, 'NotifyTopic', notifyTopic) }
      : { mode: notify }
  }

  private eventBus(bus = 'default'): IEventBus {
    return bus.startsWith('arn:')
      ? EventBus.fromEventBusArn(this, 'EventBus', bus)
      : EventBus.fromEventBusName(this, 'EventBus', bus)
  }

  private topics({ alarmTopic, alarmEmail }: Settings): ITopic[] {
    const topics: ITopic[] = []
    if (alarmTopic !== undefined) topics.push(Topic.fromTopicArn(this, 'AlarmTopic', alarmTopic))
    if (alarmEmail !== undefined) {
      const mails = new Topic(this, 'AlarmMails', { displayName: 'Alarms of a registry index', enforceSSL: true })
      mails.addSubscription(new EmailSubscription(alarmEmail))
      topics.push(mails)
    }
    return topics
  }

  private cloudFrontOf({ registryHost, indexRoutes, domain, certificate }: Settings): CloudFrontProps {
    return {
      ...(registryHost !== undefined && { registryHost }),
      ...(indexRoutes !== undefined && { indexRoutes }),
      ...(domain !== undefined &&
        certificate !== undefined && {
          domain: { name: domain, certificate: Certificate.fromCertificateArn(this, 'Certificate', certificate) },
        }),
    }
  }
}

const signInProps = (url: string, settings: Settings): RegistrySignInProps => {
  const { registryTokenHost: tokenHost, subnets, securityGroups, vpc, routeTables } = settings
  const endpoints = vpc !== undefined && routeTables !== undefined && { endpoints: { vpc, routeTables } }
  return {
    url,
    ...(tokenHost !== undefined && { tokenHost }),
    ...(subnets !== undefined &&
      securityGroups !== undefined && { network: { subnets, securityGroups, ...endpoints } }),
  }
}

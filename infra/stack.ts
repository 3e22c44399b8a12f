import { CfnOutput, Duration, type Environment, Fn, Stack } from 'aws-cdk-lib'
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { Construct } from 'constructs'
import { FACTS_VERSION, LAYOUTS, NO_LABEL_KEYS, SCHEMA } from '../lambda/names.ts'
import type { CloudFrontProps } from './cloudfront.ts'
import type { Notify } from './notification.ts'
import { RegistryIndex } from './registry-index.ts'
import type { RegistrySignInProps } from './registry-sign-in.ts'
import type { Settings } from './settings.ts'

/** The stack that `cdk deploy` creates: the index of one registry bucket, and its outputs. */
export class RegistryIndexStack extends Stack {
  constructor(scope: Construct, settings: Settings, env: Environment) {
    super(scope, settings.stack, { env, description: `Search index for the container registry in ${settings.bucket}` })
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

    // Scripts read the outputs by their names, which are part of the contract.
    this.output('Url', 'Address of the index', index.url)
    if (index.cloudFront)
      this.output(
        'DomainTarget',
        'What the name of the domain has to point to, by an alias or a CNAME',
        index.cloudFront.domainTarget,
      )
    this.output(
      'BackfillStateMachine',
      'Start an execution to bring all in line',
      index.backfillStateMachine.stateMachineArn,
    )
    this.output(
      'BackfillFunction',
      'Invoke with {} to do the same for a small registry',
      index.backfillFunction.functionName,
    )
    this.output('IndexerFunction', 'Writes what events tell of into the index', index.indexerFunction.functionName)
    this.output(
      'SearchFunction',
      'Answers all requests; the target of a load balancer',
      index.searchFunction.functionArn,
    )
    this.output('IndexerQueue', 'Events on their way to the index', index.queue.queueUrl)
    this.output('IndexerQueueArn', 'The same queue, as rules of the bucket name it', index.queue.queueArn)
    const roles = index.readers.map(({ role }) => role?.roleArn ?? '')
    this.output('FunctionRoles', 'Roles that read the bucket', Fn.join(',', roles))
    this.output('Notify', 'How the bucket tells of its tags', settings.notify)
    this.output('DeadLetterQueue', 'Events that could not be indexed', index.deadLetterQueue.queueUrl)
    if (index.events) this.output('LostEvents', 'What others could not be told', index.events.lostEvents.queueUrl)
    this.output('RegistryBucket', 'What is indexed', settings.bucket)
    // The slash is there because an output can't be empty.
    for (const { id, root } of LAYOUTS)
      this.output(root.output, `${sentence(root.about)} in it`, `/${settings.roots[id]}`)
    this.output('Layouts', 'Layouts that are indexed', settings.layouts.join(','))
    this.output('LabelKeys', 'Labels that tags are found by', settings.labelKeys.join(',') || NO_LABEL_KEYS)
    this.output('Schema', 'Version of the rows', String(SCHEMA))
    this.output('FactsVersion', 'Version of the code that reads tags', String(FACTS_VERSION))
    this.output('RepositoryTable', 'Repositories', index.tables.repository.tableName)
    this.output('TagTable', 'Tags', index.tables.tag.tableName)
    this.output('SearchTable', 'Entries of the search', index.tables.search.tableName)
    this.output('VersionTable', 'What the index is of, and its runs', index.tables.version.tableName)
    if (index.secret) {
      this.output('SecretArn', 'Secret with name and password, and lines of users', index.secret.secretArn)
    }
    if (index.secret && settings.auth === 'basic') {
      this.output(
        'PasswordCommand',
        'Prints name and password',
        `aws secretsmanager get-secret-value --region ${this.region} --query SecretString --output text --secret-id ${index.secret.secretArn}`,
      )
    }
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

  private output(name: string, description: string, value: string): void {
    new CfnOutput(this, name, { description, value })
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

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

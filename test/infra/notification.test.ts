import { App, Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { describe, expect, it } from 'vitest'
import { RegistryIndex } from '../../infra/registry-index.ts'
import { readSettings } from '../../infra/settings.ts'
import { eventBridge, foreign, plain, properties, render, sns, stackWith, withoutNumbers } from './template.ts'

const RULES = 'Custom::S3BucketNotifications'

/** Who may send to the indexer's queue, as `principal if conditions`, but for the statement that denies plain HTTP. */
const senders = (template: typeof plain): string[] =>
  properties(template, 'AWS::SQS::QueuePolicy', 'IndexIndexingQueuePolicy')
    .PolicyDocument.Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Allow')
    .map(({ Principal, Condition }: { Principal: { Service: string }; Condition: Record<string, object> }) => {
      const conditions = Object.entries(Condition).map(
        ([how, what]) =>
          `${how} ${Object.entries(what).map(([key, value]) => `${key} ${withoutNumbers(render(value))}`)}`,
      )
      return `${Principal.Service} if ${conditions.join(' and ')}`
    })

describe('notify=s3', () => {
  it('lets only this bucket of this account send to the queue', () => {
    const bucket = 'ArnLike aws:SourceArn arn:<AWS::Partition>:s3:::registry'
    const [only, ...others] = new Set(senders(plain))
    expect(only).toBe(`s3.amazonaws.com if ${bucket} and StringEquals aws:SourceAccount <AWS::AccountId>`)
    expect(others).toEqual([])
  })

  it('lets S3 check receivers, unless the setting says so', () => {
    expect(properties(plain, RULES)).toMatchObject({ SkipDestinationValidation: false })
    const skipping = stackWith({ bucket: 'registry', skip_destination_validation: 'yes' })
    const [rules] = skipping.node.findAll().filter(({ node }) => node.path.endsWith('/Notifications/Resource'))
    expect(
      JSON.stringify(skipping.resolve(rules && '_toCloudFormation' in rules && Reflect.get(rules, 'rawOverrides'))),
    ).toContain('SkipDestinationValidation')
  })
})

describe('notify=eventbridge', () => {
  it('takes from EventBridge exactly the keys of tags, and writes no rules', () => {
    eventBridge.resourceCountIs(RULES, 0)
    const { EventPattern, Targets } = properties(eventBridge, 'AWS::Events::Rule', 'IndexIndexingTagEvents')
    expect(EventPattern).toEqual({
      source: ['aws.s3'],
      'detail-type': ['Object Created', 'Object Deleted'],
      detail: {
        bucket: { name: ['registry'] },
        object: {
          key: [
            { wildcard: 'docker/registry/v2/repositories/*/current/link' },
            { wildcard: 'registry/repositories/*' },
          ],
        },
      },
    })
    expect(withoutNumbers(render(Targets[0].Arn))).toBe('<IndexIndexingQueue.Arn>')
    expect(senders(eventBridge)).toEqual([
      'events.amazonaws.com if ArnEquals aws:SourceArn <IndexIndexingTagEvents.Arn>',
    ])
  })
})

describe('notify=sns', () => {
  it('subscribes to the topic, for the keys of tags alone, and writes no rules', () => {
    sns.resourceCountIs(RULES, 0)
    sns.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'sqs',
      TopicArn: 'arn:aws:sns:eu-west-1:123456789012:pushes',
      RawMessageDelivery: true,
      FilterPolicyScope: 'MessageBody',
      FilterPolicy: { Records: { s3: { object: { key: [{ suffix: '/current/link' }] } } } },
    })
    expect(senders(sns)).toEqual([
      'sns.amazonaws.com if ArnEquals aws:SourceArn arn:aws:sns:eu-west-1:123456789012:pushes',
    ])
  })
})

describe('notify=none', () => {
  it('writes no rules, and lets the bucket of the other account send', () => {
    foreign.resourceCountIs(RULES, 0)
    expect(senders(foreign)).toEqual([
      's3.amazonaws.com if ArnLike aws:SourceArn arn:<AWS::Partition>:s3:::registry and StringEquals aws:SourceAccount 210987654321',
    ])
  })
})

describe('settings of the notification', () => {
  it.each([
    [{ notify: 'sns' }, 'notify_topic is not given'],
    [{ notify_topic: 'arn:aws:sns:eu-west-1:123456789012:pushes' }, 'notify is "s3", which does not use it'],
    [{ notify: 'none', skip_destination_validation: 'yes' }, 'the stack writes no rules'],
    [{ bucket_account: '210987654321' }, "can't be set up for a bucket of another account"],
    [{ notify: 'eventbridge', bucket_account: '210987654321' }, "can't be set up for a bucket of another account"],
    [{ notify: 'lambda' }, 'notify is "lambda": it must be one of s3, eventbridge, sns, none'],
  ])('%j are refused', (settings, message) => {
    expect(() => readSettings({ bucket: 'registry', ...settings })).toThrow(message)
  })
})

describe('in an app with others', () => {
  it('several registries are indexed by several constructs of one stack', () => {
    const stack = new Stack(new App({ context: { 'aws:cdk:disable-asset-staging': true } }), 'registries')
    for (const name of ['one', 'two']) {
      const bucket = Bucket.fromBucketName(stack, `Bucket-${name}`, name)
      new RegistryIndex(stack, name, { bucket, database: name })
    }
    const resources: { Properties: Record<string, string> }[] = Object.values(
      Template.fromStack(stack).toJSON()['Resources'],
    )
    const names = resources.flatMap(({ Properties: { TableName = [], AlarmName = [] } }) =>
      [TableName, AlarmName].flat(),
    )
    expect(new Set(names).size).toBe(names.length)
    expect(names).toContain('one-tag')
    expect(names).toContain('two-tag')
  })

  it('a bucket of another stack is given by its name', () => {
    const app = new App({ context: { 'aws:cdk:disable-asset-staging': true } })
    const owner = new Bucket(new Stack(app, 'owner'), 'Registry', { bucketName: 'registry' })
    const stack = new Stack(app, 'index')
    new RegistryIndex(stack, 'Index', { bucket: Bucket.fromBucketName(stack, 'Registry', owner.bucketName) })
    expect(() => app.synth()).not.toThrow()
  })
})

// What the setting `events` adds: streams, a function that follows them, a queue. test/e2e/events.e2e.test.ts deploys it.

import { Template } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import { announcing, plain, properties, render, rights, stackWith, withoutNumbers } from './template.ts'

const mappings = Object.values(announcing.findResources('AWS::Lambda::EventSourceMapping'))
  .map(({ Properties }) => Properties)
  .filter(({ StartingPosition }) => StartingPosition !== undefined)

const withBus = (event_bus: string) =>
  Template.fromStack(stackWith({ bucket: 'registry', events: 'eventbridge', event_bus }))
const putRights = (template: Template) =>
  rights(template, 'IndexEventsAnnouncerRole').filter((right) => right.startsWith('events:'))
const busOf = (template: Template) =>
  render(properties(template, 'AWS::Lambda::Function', 'IndexEventsAnnouncer').Environment.Variables.EVENT_BUS)

describe('without the setting', () => {
  it('no table has a stream, and nothing follows one', () => {
    for (const { Properties } of Object.values(plain.findResources('AWS::DynamoDB::GlobalTable')))
      expect(Properties).not.toHaveProperty('StreamSpecification')
    plain.resourceCountIs('AWS::Lambda::EventSourceMapping', 1)
  })
})

describe('others are told by', () => {
  it('streams of the tables of repositories and tags, which have rows before and after a change', () => {
    const streams = Object.values(announcing.findResources('AWS::DynamoDB::GlobalTable')).map(({ Properties }) => [
      Properties.TableName,
      Properties.StreamSpecification?.StreamViewType,
    ])
    expect(streams).toEqual([
      ['docker-registry-repository', 'NEW_AND_OLD_IMAGES'],
      ['docker-registry-tag', 'NEW_AND_OLD_IMAGES'],
      ['docker-registry-search', undefined],
      ['docker-registry-version', undefined],
    ])
    expect(mappings.map(({ EventSourceArn }) => withoutNumbers(render(EventSourceArn)))).toEqual([
      '<IndexTablesTag.StreamArn>',
      '<IndexTablesRepository.StreamArn>',
    ])
  })

  it('changes of briefs and of emptied repositories alone', () => {
    const patterns = mappings.map(({ FilterCriteria }) =>
      FilterCriteria.Filters.map(({ Pattern }: { Pattern: string }) => JSON.parse(Pattern).dynamodb),
    )
    expect(patterns).toEqual([
      [{ NewImage: { pushedAt: { S: [{ exists: true }] } } }, { OldImage: { pushedAt: { S: [{ exists: true }] } } }],
      [{ NewImage: { expires: { N: [{ exists: true }] } } }],
    ])
  })

  it('changes from the first one on, each tried for as long as the stream has it, and then kept', () => {
    expect(mappings).toHaveLength(2)
    for (const mapping of mappings) {
      expect(mapping).toMatchObject({
        StartingPosition: 'TRIM_HORIZON',
        BatchSize: 100,
        BisectBatchOnFunctionError: true,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        MaximumRecordAgeInSeconds: 23 * 3600,
      })
      expect(mapping).not.toHaveProperty('MaximumRetryAttempts')
      expect(withoutNumbers(render(mapping.DestinationConfig.OnFailure.Destination))).toBe(
        '<IndexEventsLostEvents.Arn>',
      )
    }
    const queue = properties(announcing, 'AWS::SQS::Queue', 'IndexEventsLostEvents')
    expect(queue).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 24 * 3600 })
  })

  it('a function that may read the streams, put events of ours on the bus, and keep what is lost, but no row and no object', () => {
    const stream = (table: string) =>
      ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map(
        (action) => `dynamodb:${action} on <IndexTables${table}.StreamArn>`,
      )
    expect(rights(announcing, 'IndexEventsAnnouncerRole')).toEqual([
      ...[...stream('Repository'), ...stream('Tag')].sort(),
      'events:PutEvents on arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:event-bus/default',
      'logs:CreateLogStream on <IndexEventsAnnouncerLogs.Arn>',
      'logs:PutLogEvents on <IndexEventsAnnouncerLogs.Arn>',
      'sqs:GetQueueAttributes on <IndexEventsLostEvents.Arn>',
      'sqs:GetQueueUrl on <IndexEventsLostEvents.Arn>',
      'sqs:SendMessage on <IndexEventsLostEvents.Arn>',
    ])
    const statements = Object.values(announcing.findResources('AWS::IAM::Policy')).flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement,
    )
    expect(statements.filter(({ Action }) => Action === 'events:PutEvents')).toMatchObject([
      { Condition: { StringEquals: { 'events:source': 'registry-index' } } },
    ])
  })

  it('the default bus, another one, or one of another account', () => {
    const central = 'arn:aws:events:eu-west-1:210987654321:event-bus/central'
    expect(busOf(withBus(central))).toBe(central)
    expect(putRights(withBus(central))).toEqual([`events:PutEvents on ${central}`])
    const ours = 'arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:event-bus/pushes'
    expect(busOf(withBus('pushes'))).toBe(ours)
    expect(putRights(withBus('pushes'))).toEqual([`events:PutEvents on ${ours}`])
  })

  it('what is there before the first run, so that nothing of it is missed', () => {
    const [run] = Object.values(announcing.findResources('Custom::RegistryIndexBackfill'))
    const mappingIds = Object.entries(announcing.findResources('AWS::Lambda::EventSourceMapping'))
      .filter(([, { Properties }]) => Properties.StartingPosition !== undefined)
      .map(([id]) => id)
    expect(run?.['DependsOn']).toEqual(expect.arrayContaining(mappingIds))
  })
})

describe('the settings', () => {
  it.each(['no bus', 'arn:aws:sns:eu-west-1:123456789012:topic', 'x'.repeat(257), ''])(
    'refuse the bus %j',
    (event_bus) => {
      expect(() => withBus(event_bus)).toThrow('event_bus is')
    },
  )

  it('refuse a bus that nobody is told by', () => {
    expect(() => stackWith({ bucket: 'registry', event_bus: 'pushes' })).toThrow(
      'event_bus is "pushes", but events is not given; set events to eventbridge, or leave event_bus out',
    )
  })
})

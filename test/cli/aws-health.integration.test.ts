import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch'
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { firstLook } from '../../cli/aws/first-look.ts'
import { functionHealth, watchedHealth } from '../../cli/aws/health.ts'
import { documentClient } from '../../lambda/aws/dynamo/dynamo-client.ts'
import { ALARMS, alarmName } from '../../lambda/names/alarms.ts'
import { clientConfig } from '../../local/clients.ts'

const MINUTE_MS = 60_000

describe('what doctor asks of CloudWatch', () => {
  const client = new CloudWatchClient(clientConfig(inject('endpoint')))
  const { alarms, oldestEvent } = watchedHealth(client)
  const [heard = '', silent = '', gone = ''] = ALARMS.map((name) => alarmName('health', name))

  const put = (AlarmName: string, more: object) =>
    client.send(
      new PutMetricAlarmCommand({
        AlarmName,
        Namespace: 'Test',
        MetricName: 'health',
        Statistic: 'Maximum',
        Period: 300,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
        ...more,
      }),
    )

  beforeAll(async () => {
    const AlarmActions = ['arn:aws:sns:us-east-1:000000000000:pager']
    await put(heard, { AlarmActions })
    await put(silent, { AlarmActions, ActionsEnabled: false })
    await put('health-another', {})
    const state = { AlarmName: heard, StateValue: 'ALARM' as const, StateReason: '2 datapoints were greater' }
    await client.send(new SetAlarmStateCommand(state))
  })
  afterAll(async () => {
    await client.send(new DeleteAlarmsCommand({ AlarmNames: [heard, silent, 'health-another'] }))
  })

  it('is how these alarms are, and whether anybody hears them', async () => {
    const found = await alarms([heard, silent, gone])
    expect([...found.keys()].sort()).toEqual([heard, silent].sort())
    expect(found.get(heard)).toMatchObject({ state: 'ALARM', reason: '2 datapoints were greater', isHeard: true })
    expect(Date.parse(found.get(heard)?.since ?? '')).toBeGreaterThan(Date.now() - 10 * MINUTE_MS)
    expect(found.get(silent)).toMatchObject({ isHeard: false })
  })

  it('is what was measured last of this queue, within the time', async () => {
    const now = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS
    const measured = (QueueName: string, minutesAgo: number, Value: number) => ({
      MetricName: 'ApproximateAgeOfOldestMessage',
      Dimensions: [{ Name: 'QueueName', Value: QueueName }],
      Timestamp: new Date(now - minutesAgo * MINUTE_MS),
      Value,
    })
    const MetricData = [
      measured('events', 3, 70),
      measured('events', 9, 900),
      measured('others', 1, 5000),
      measured('idle', 90, 30),
    ]
    await client.send(new PutMetricDataCommand({ Namespace: 'AWS/SQS', MetricData }))
    const asked = (queue: string) => oldestEvent(queue, now - 15 * MINUTE_MS, now)
    expect(await asked('events')).toBe(70)
    expect(await asked('idle')).toBeUndefined()
    expect(await asked('nobody')).toBeUndefined()
  })
})

describe('what doctor asks of the functions', () => {
  it('fails by name where there is no such function', async () => {
    const { functionState, tryAccess } = functionHealth(new LambdaClient(clientConfig(inject('endpoint'))))
    const absent = { name: 'ResourceNotFoundException' }
    await expect(functionState('nobody')).rejects.toMatchObject(absent)
    await expect(tryAccess('nobody')).rejects.toMatchObject(absent)
  })
})

describe('what a look at a first deployment asks', () => {
  const config = clientConfig(inject('endpoint'))
  const dynamo = new DynamoDBClient(config)
  const cloudWatch = new CloudWatchClient(config)
  const look = firstLook({ cloudWatch, dynamo: documentClient(dynamo), lambda: new LambdaClient(config) })
  const TableName = 'first-look'
  const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const })
  const key = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ]
  const Projection = { ProjectionType: 'KEYS_ONLY' as const }

  beforeAll(async () => {
    await dynamo.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [text('a'), text('b'), text('c')],
        KeySchema: key('a', 'b'),
        GlobalSecondaryIndexes: [{ IndexName: 'global', KeySchema: key('b', 'c'), Projection }],
        LocalSecondaryIndexes: [{ IndexName: 'local', KeySchema: key('a', 'c'), Projection }],
      }),
    )
  })
  afterAll(async () => {
    await dynamo.send(new DeleteTableCommand({ TableName }))
  })

  it('is how a table and its indexes are, and what time DynamoDB has', async () => {
    const { status, indexes, answeredAt } = await look.table(TableName)
    expect(status).toBe('ACTIVE')
    expect(indexes).toEqual([
      { name: 'global', status: 'ACTIVE' },
      { name: 'local', status: 'ACTIVE' },
    ])
    expect(Math.abs((answeredAt ?? 0) - Date.now())).toBeLessThan(MINUTE_MS)
    await expect(look.table('nobody')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })

  it('is by which attribute rows expire, if any', async () => {
    expect(await look.expiry(TableName)).toBeUndefined()
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expires' }
    await dynamo.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }))
    expect(await look.expiry(TableName)).toMatchObject({
      attribute: 'expires',
      status: expect.stringMatching(/^ENABL/),
    })
  })

  it('is what a metric sums up to, within the time', async () => {
    const now = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS
    const measured = (minutesAgo: number, Value: number) => ({
      MetricName: 'Lag',
      Dimensions: [{ Name: 'of', Value: 'first' }],
      Timestamp: new Date(now - minutesAgo * MINUTE_MS),
      Value,
    })
    const MetricData = [measured(3, 70), measured(90, 30), measured(400, 900)]
    await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'First', MetricData }))
    const metric = { namespace: 'First', name: 'Lag', dimensions: { of: 'first' } }
    const from = now - 200 * MINUTE_MS
    expect(await look.measured(metric, from, now)).toEqual({ sum: 100, samples: 2, maximum: 70 })
    const nothing = { sum: 0, samples: 0, maximum: 0 }
    expect(await look.measured({ ...metric, dimensions: { of: 'none' } }, from, now)).toEqual(nothing)
  })

  it('fails by name where there is no such function', async () => {
    const absent = { name: 'ResourceNotFoundException' }
    await expect(look.runtime('nobody')).rejects.toMatchObject(absent)
    await expect(look.invoked('nobody', {})).rejects.toMatchObject(absent)
  })
})

import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { functionHealth, watchedHealth } from '../../cli/aws/health.ts'
import { ALARMS, alarmName } from '../../lambda/names.ts'
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

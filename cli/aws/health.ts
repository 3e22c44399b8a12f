// Asks AWS what doctor wants to know of a deployment.

import { type CloudWatchClient, DescribeAlarmsCommand, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch'
import { GetFunctionConfigurationCommand, InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda'
import { accessResult } from '../../lambda/health/access-check.ts'
import { ACCESS_STEP } from '../../lambda/names/runs.ts'
import { CliError } from '../cli-error.ts'
import type { Health } from '../doctor/ports.ts'

/** Most characters of a function's failure that are shown. */
const MAX_FAILURE_LENGTH = 500

/** Returns the requests to the functions of a deployment. */
export const functionHealth = (lambda: LambdaClient): Pick<Health, 'functionState' | 'tryAccess'> => ({
  async functionState(name) {
    const { MemorySize = 0, Environment } = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: name }),
    )
    return { memoryMb: MemorySize, environment: new Map(Object.entries(Environment?.Variables ?? {})) }
  },
  async tryAccess(name) {
    const { Payload, FunctionError } = await lambda.send(
      new InvokeCommand({ FunctionName: name, Payload: JSON.stringify({ step: ACCESS_STEP }) }),
    )
    const text = Buffer.from(Payload ?? []).toString('utf8')
    const { data } = accessResult.safeParse(parsed(text))
    if (FunctionError === undefined && data !== undefined) return data
    throw new CliError(`the function failed: ${text.slice(0, MAX_FAILURE_LENGTH)}`)
  },
})

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Seconds that a number of CloudWatch stands for: SQS sends one a minute. */
const METRIC_PERIOD_S = 60

/** Returns the requests to CloudWatch. */
export const watchedHealth = (cloudWatch: CloudWatchClient): Pick<Health, 'alarms' | 'oldestEvent'> => ({
  async alarms(names) {
    const { MetricAlarms = [] } = await cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmNames: [...names], AlarmTypes: ['MetricAlarm'] }),
    )
    return new Map(
      MetricAlarms.map((one) => [
        one.AlarmName ?? '',
        {
          state: one.StateValue ?? 'INSUFFICIENT_DATA',
          reason: one.StateReason ?? '',
          since: one.StateUpdatedTimestamp?.toISOString(),
          isHeard: one.ActionsEnabled !== false && (one.AlarmActions ?? []).length > 0,
        },
      ]),
    )
  },
  async oldestEvent(queue, from, to) {
    const { Datapoints = [] } = await cloudWatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateAgeOfOldestMessage',
        Dimensions: [{ Name: 'QueueName', Value: queue }],
        StartTime: new Date(from),
        EndTime: new Date(to),
        Period: METRIC_PERIOD_S,
        Statistics: ['Maximum'],
      }),
    )
    // CloudWatch returns them in no order.
    const newest = Datapoints.toSorted((a, b) => Number(b.Timestamp ?? 0) - Number(a.Timestamp ?? 0))[0]
    return newest?.Maximum
  },
})

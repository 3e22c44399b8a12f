// Asks AWS what the look at a first deployment wants to know.

import { type CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch'
import { DescribeTableCommand, DescribeTimeToLiveCommand } from '@aws-sdk/client-dynamodb'
import { GetFunctionConfigurationCommand, InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import type { FirstLook } from '../doctor/first/ports.ts'
import { invocationReport } from './invocation-report.ts'

/** As much of an HTTP response as is read. */
const dated = z.object({ headers: z.object({ date: z.string() }) })

/** Seconds that one number of CloudWatch stands for: 14 days are 336 of them, and an answer has 1,440 at most. */
const PERIOD_S = 3600

interface Clients {
  readonly cloudWatch: CloudWatchClient
  readonly dynamo: DynamoDBDocumentClient
  readonly lambda: LambdaClient
}

/** Returns the requests, each of which is one to AWS. */
export const firstLook = ({ cloudWatch, dynamo, lambda }: Clients): FirstLook => ({
  async table(name) {
    const command = new DescribeTableCommand({ TableName: name })
    let answeredAt: number | undefined
    command.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args)
        const time = Date.parse(dated.safeParse(result.response).data?.headers.date ?? '')
        answeredAt = Number.isNaN(time) ? undefined : time
        return result
      },
      { step: 'deserialize', priority: 'low', name: 'answeredAt' },
    )
    const { Table: table } = await dynamo.send(command)
    const { WriteUnitsPerSecond, Status } = table?.WarmThroughput ?? {}
    return {
      status: table?.TableStatus ?? 'UNKNOWN',
      indexes: [
        ...(table?.GlobalSecondaryIndexes ?? []).map(({ IndexName = '', IndexStatus }) => ({
          name: IndexName,
          status: IndexStatus,
        })),
        // A local index is there as soon as its table.
        ...(table?.LocalSecondaryIndexes ?? []).map(({ IndexName = '' }) => ({ name: IndexName, status: 'ACTIVE' })),
      ],
      warmWriteUnits: WriteUnitsPerSecond,
      warmStatus: Status,
      answeredAt,
    }
  },
  async expiry(table) {
    const { TimeToLiveDescription: found } = await dynamo.send(new DescribeTimeToLiveCommand({ TableName: table }))
    return found?.AttributeName === undefined
      ? undefined
      : { attribute: found.AttributeName, status: found.TimeToLiveStatus ?? 'UNKNOWN' }
  },
  async runtime(name) {
    const found = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }))
    return {
      runtime: found.Runtime ?? '',
      architecture: found.Architectures?.[0] ?? '',
      inVpc: (found.VpcConfig?.SubnetIds ?? []).length > 0,
    }
  },
  async invoked(name, event) {
    const { LogResult = '' } = await lambda.send(
      new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event), LogType: 'Tail' }),
    )
    return invocationReport(Buffer.from(LogResult, 'base64').toString('utf8'))
  },
  async measured({ namespace, name, dimensions }, from, to) {
    const { Datapoints = [] } = await cloudWatch.send(
      new GetMetricStatisticsCommand({
        Namespace: namespace,
        MetricName: name,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
        StartTime: new Date(from),
        EndTime: new Date(to),
        Period: PERIOD_S,
        Statistics: ['Sum', 'SampleCount', 'Maximum'],
      }),
    )
    const sumOf = (numbers: readonly (number | undefined)[]) => numbers.reduce<number>((all, one = 0) => all + one, 0)
    return {
      sum: sumOf(Datapoints.map(({ Sum }) => Sum)),
      samples: sumOf(Datapoints.map(({ SampleCount }) => SampleCount)),
      maximum: Math.max(0, ...Datapoints.map(({ Maximum = 0 }) => Maximum)),
    }
  },
})

import { createServer } from 'node:http'
import { GetCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { expect, it, onTestFinished } from 'vitest'
import { countDynamoRequests, countS3Requests } from '../../lambda/aws/count-requests.ts'
import { batchGet, documentClient, dynamoClient } from '../../lambda/aws/dynamo/dynamo-client.ts'
import { s3Bucket, s3Client } from '../../lambda/aws/s3-bucket.ts'
import { noUsage, usageMeter } from '../../lambda/shared/usage-meter.ts'
import { countedDynamo } from '../fakes/counted-dynamo.ts'

const counting = () => {
  const dynamo = countedDynamo()
  const meter = usageMeter()
  countDynamoRequests(dynamo.client, meter)
  const measured = async (work: () => Promise<unknown>) => {
    const usage = noUsage()
    await meter.measure(usage, work)
    return usage
  }
  return { ...dynamo, measured }
}

/** A server on loopback that answers each request by `statuses`, the last of them again and again. */
const serverWith = async (statuses: readonly number[], body = '') => {
  let requests = 0
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => {
      response.statusCode = statuses[Math.min(requests++, statuses.length - 1)] ?? 500
      response.end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => server.closeAllConnections())
  onTestFinished(() => void server.close())
  const address = server.address()
  return {
    requests: () => requests,
    config: {
      endpoint: `http://127.0.0.1:${typeof address === 'object' ? address?.port : undefined}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    },
  }
}

it('each read adds its request, and the units that DynamoDB says it consumed', async () => {
  const { client, tables, write, counted, measured } = counting()
  for (const id of ['a', 'b']) write('version', { id }, { id, text: 'x'.repeat(5000) })
  const key = { TableName: tables.version, Key: { id: 'a' } }
  const range = { KeyConditionExpression: 'id = :id', ExpressionAttributeValues: { ':id': 'a' } }
  const reads = {
    get: () => client.send(new GetCommand({ ...key, ConsistentRead: true })),
    older: () => client.send(new GetCommand(key)),
    batch: () => batchGet(client, tables.version, [{ id: 'a' }, { id: 'b' }, { id: 'c' }], true),
    query: () => client.send(new QueryCommand({ TableName: tables.version, ...range })),
  }
  const units = { get: 2, older: 1, batch: 5, query: 1 }
  for (const [name, read] of Object.entries(reads)) {
    counted()
    expect([name, await measured(read)]).toEqual([
      name,
      { dynamoRequests: 1, readUnits: units[name as keyof typeof units], s3Requests: 0 },
    ])
    // The units of the engine are counted by its answers, and not by what it says that they consumed.
    expect(counted()).toMatchObject({ requests: 1, units: units[name as keyof typeof units] })
  }
  const scan = () => client.send(new ScanCommand({ TableName: tables.version, ConsistentRead: true }))
  expect(await measured(scan)).toMatchObject({ dynamoRequests: 1, readUnits: 3 })
})

it('work side by side is told apart, and what nobody measures is counted nowhere', async () => {
  const { client, tables, measured } = counting()
  const get = () => client.send(new GetCommand({ TableName: tables.version, Key: { id: 'a' } }))
  const [one, three] = await Promise.all([
    measured(get),
    measured(async () => {
      await get()
      await Promise.all([get(), get()])
    }),
    get(),
  ])
  expect(one).toEqual({ dynamoRequests: 1, readUnits: 0.5, s3Requests: 0 })
  expect(three).toEqual({ dynamoRequests: 3, readUnits: 1.5, s3Requests: 0 })
})

it('a request that DynamoDB fails counts as often as it was sent', async () => {
  const { requests, config } = await serverWith([500])
  const client = documentClient(dynamoClient({ maxAttempts: 3, ...config }))
  onTestFinished(() => client.destroy())
  const meter = usageMeter()
  countDynamoRequests(client, meter)
  const usage = noUsage()
  const get = () => client.send(new GetCommand({ TableName: 'any', Key: { id: 'a' } }))
  await expect(meter.measure(usage, get)).rejects.toThrow()
  expect(requests()).toBe(3)
  expect(usage).toEqual({ dynamoRequests: 3, readUnits: 0, s3Requests: 0 })
})

it('a request to S3 counts as often as it was sent', async () => {
  const list = '<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>'
  const { requests, config } = await serverWith([503, 200], list)
  const client = s3Client({ forcePathStyle: true, ...config })
  onTestFinished(() => client.destroy())
  const meter = usageMeter()
  countS3Requests(client, meter)
  const usage = noUsage()
  await meter.measure(usage, () => s3Bucket(client, 'registry').list('', undefined))
  expect(requests()).toBe(2)
  expect(usage).toEqual({ dynamoRequests: 0, readUnits: 0, s3Requests: 2 })
})

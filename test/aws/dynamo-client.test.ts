import { createServer } from 'node:net'
import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { expect, it, onTestFinished } from 'vitest'
import { batchGet, dynamoClient, REQUEST_LIMITS } from '../../lambda/aws/dynamo/dynamo-client.ts'
import { countedDynamo } from '../fakes/counted-dynamo.ts'

it('a request ends within a minute, with all of its tries', () => {
  const { maxAttempts, connectionTimeoutMs, requestTimeoutMs } = REQUEST_LIMITS
  // The SDK waits 50 ms for DynamoDB, twice as long after each further try, at most 20 s, and less by chance.
  const pauses = Array.from({ length: maxAttempts - 1 }, (_, at) => Math.min(20_000, 50 * 2 ** at))
  const longest = maxAttempts * (connectionTimeoutMs + requestTimeoutMs) + pauses.reduce((sum, one) => sum + one, 0)
  expect(longest).toBeLessThan(60_000)
})

it('a request that gets no answer fails, and is not only warned of', async () => {
  const server = createServer(() => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const client = dynamoClient({
    maxAttempts: 1,
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  })
  onTestFinished(() => client.destroy())
  const request = client.send(new GetItemCommand({ TableName: 'any', Key: { id: { S: 'x' } } }))
  await expect(request).rejects.toThrow(expect.objectContaining({ name: 'TimeoutError' }))
})

it('a batch of keys that somebody wrote into a row finds those that exist', async () => {
  const { client, tables, write } = countedDynamo()
  write('version', { id: 'a' }, { id: 'a' })
  const read = (...ids: string[]) =>
    batchGet(
      client,
      tables.version,
      ids.map((id) => ({ id })),
      true,
    )
  expect(await read('a', '', 'a', 'b', 'x'.repeat(3000))).toEqual([{ id: 'a' }])
  expect(await read('')).toEqual([])
})

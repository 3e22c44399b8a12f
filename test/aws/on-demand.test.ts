import { createServer, type Server } from 'node:http'
import { expect, it, onTestFinished, vi } from 'vitest'
import { bucketOnDemand, S3_LIMITS, secretOnDemand } from '../../lambda/aws/on-demand.ts'
import { usageMeter } from '../../lambda/shared/usage-meter.ts'

/** Lets the clients of this test take a server for AWS. */
const beAws = async (server: Server): Promise<void> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => server.closeAllConnections())
  onTestFinished(() => void server.close())
  onTestFinished(() => void vi.unstubAllEnvs())
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`)
  vi.stubEnv('AWS_REGION', 'us-east-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'a')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'b')
}

it('a secret that is read again and again needs one connection', async () => {
  let connections = 0
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => response.end(JSON.stringify({ SecretString: 'the secret' })))
  })
  server.on('connection', () => connections++)
  await beAws(server)
  const secret = secretOnDemand('registry')
  for (let at = 0; at < 3; at++) expect(await secret.read()).toBe('the secret')
  expect(connections).toBe(1)
})

it('S3 that gives no answer is given up before API Gateway gives up', async () => {
  const { maxAttempts, requestHandler } = S3_LIMITS
  const { connectionTimeout, requestTimeout, throwOnRequestTimeout } = requestHandler
  expect(throwOnRequestTimeout).toBe(true)
  // The SDK waits 100 ms, twice as long after each further try, and less by chance.
  const pauses = Array.from({ length: maxAttempts - 1 }, (_, at) => 100 * 2 ** at)
  const longest = maxAttempts * (connectionTimeout + requestTimeout) + pauses.reduce((sum, one) => sum + one, 0)
  expect(longest).toBeLessThan(15_000)
  const server = createServer(() => {})
  let requests = 0
  server.on('request', () => requests++)
  await beAws(server)
  await expect(bucketOnDemand('registry', usageMeter()).list('', undefined)).rejects.toThrow(
    expect.objectContaining({ name: 'BucketError', code: 'TimeoutError' }),
  )
  expect(requests).toBe(maxAttempts)
}, 30_000)

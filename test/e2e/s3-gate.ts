// A way to S3 that can be closed, for one function of the deployed stack: as when its rights are taken away, or the key of
// the bucket is disabled. The registry and all other functions keep their own way.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { createProxyServer } from 'http-proxy-3'
import { clientConfig } from '../../local/clients.ts'

/** The environment variable that the SDK takes for the address of S3 alone. */
const S3_ENDPOINT = 'AWS_ENDPOINT_URL_S3'

const DENIED = '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>'

/** Opens a gate before the local S3. It is open at first. */
const openGate = async (endpoint: string) => {
  const proxy = createProxyServer({ target: endpoint })
  const denied = new Map<string, number>()
  let isOpen = true
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    if (isOpen) return void proxy.web(request, response, {}, () => response.destroy())
    const path = decodeURIComponent(request.url?.split('?', 1)[0] ?? '')
    denied.set(path, (denied.get(path) ?? 0) + 1)
    response.writeHead(403, { 'content-type': 'application/xml' }).end(DENIED)
  }
  const server = createServer(serve)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    shut() {
      isOpen = false
    },
    open() {
      isOpen = true
    },
    /** How often each path was asked for while the gate was shut. */
    denied: denied as ReadonlyMap<string, number>,
    close: () => {
      server.closeAllConnections()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/**
 * Puts a gate between S3 and the function that reads a queue.
 * @returns the gate; `remove` gives the function its own way back
 */
export const gateBeforeS3 = async (endpoint: string, queueUrl: string) => {
  const lambda = new LambdaClient(clientConfig(endpoint))
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}))
  const queue = queueUrl.slice(queueUrl.lastIndexOf('/') + 1)
  const FunctionName = EventSourceMappings.find(({ EventSourceArn }) =>
    EventSourceArn?.endsWith(`:${queue}`),
  )?.FunctionArn
  if (FunctionName === undefined) throw new Error(`no function reads the queue ${queueUrl}`)
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
  const configure = (more: Record<string, string>) =>
    lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName,
        Environment: { Variables: { ...Environment?.Variables, ...more } },
      }),
    )
  const { close, ...gate } = await openGate(endpoint)
  await configure({ [S3_ENDPOINT]: gate.url })
  return {
    ...gate,
    async remove() {
      await configure({})
      await close()
    },
  }
}

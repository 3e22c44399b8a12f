// What lies below the AWS SDK: its clients send requests, and we answer them in their place of the network. All of the
// SDK runs for real above it: marshalling, serialisation, signing, errors and retries.

import type { Readable } from 'node:stream'
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import { Refusal } from './refusal.ts'

/** An HTTP request, as the SDK hands it to its request handler. */
export interface WireRequest {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array
}

export interface WireResponse {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | Readable
}

/** Configuration of a client whose requests are answered by `handle`. An error that it throws is one of the network. */
export const clientConfig = (handle: (request: WireRequest) => Promise<WireResponse>) => ({
  region: 'eu-central-1',
  // The functions' one, whatever the configuration of this machine's user says.
  retryMode: 'standard',
  credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  requestHandler: {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: async (request: WireRequest) => ({ response: await handle(request) }),
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    destroy() {},
  } as unknown as NonNullable<DynamoDBClientConfig['requestHandler']>,
})

/** Returns the name of the operation that a request to DynamoDB asks for, and its fields. */
export const parseDynamo = ({ headers, body }: WireRequest) => ({
  operation: headers['x-amz-target']?.replace(/^DynamoDB_\d+\./, '') ?? '',
  input: JSON.parse(new TextDecoder().decode(body)) as Readonly<Record<string, unknown>>,
})

const json = (statusCode: number, value: object): WireResponse => ({
  statusCode,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: Buffer.from(JSON.stringify(value)),
})

/** Returns DynamoDB's answer to a request that it did. */
export const dynamoAnswer = (output: object): WireResponse => json(200, output)

/** Returns DynamoDB's answer for a refusal. */
export const dynamoError = ({ code, message, status, more }: Refusal): WireResponse =>
  json(status, { __type: `com.amazonaws.dynamodb.v20120810#${code}`, message, ...more })

/** Answers requests by an engine, without any fault. */
export const wireOf =
  (work: (request: WireRequest) => Promise<WireResponse>, errorAnswer: (refusal: Refusal) => WireResponse) =>
  (request: WireRequest): Promise<WireResponse> =>
    work(request).catch((error: unknown) => {
      if (error instanceof Refusal) return errorAnswer(error)
      throw error
    })

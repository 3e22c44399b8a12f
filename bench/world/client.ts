import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'

/** Answers a command of the document client. `command` is the name of its class, such as "GetCommand". */
export type Send = (command: string, input: unknown) => Promise<unknown>

/** Creates a document client that passes its commands to `send` and never to the network. */
export const clientOf = (send: Send): DynamoDBDocumentClient => {
  const credentials = { accessKeyId: 'none', secretAccessKey: 'none' }
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1', credentials }))
  return Object.assign(client, {
    send: (command: { readonly constructor: { readonly name: string }; readonly input: unknown }) =>
      send(command.constructor.name, withoutMaps(command.input)),
  })
}

/** Returns a value with plain objects for Maps. The store hands over Maps as nested objects (lambda/aws/dynamo/marshal.ts). */
export const withoutMaps = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutMaps)
  if (typeof value !== 'object' || value === null) return value
  const entries = value instanceof Map ? [...value] : Object.entries(value)
  return Object.fromEntries(entries.map(([name, inner]) => [name, withoutMaps(inner)]))
}

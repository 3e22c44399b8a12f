import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'

/** Answers a command of the document client, by its name. */
export type Send = (command: string, input: unknown) => Promise<unknown>

/** A document client whose commands go to `send` instead of anywhere else. */
export const clientOf = (send: Send): DynamoDBDocumentClient => {
  const credentials = { accessKeyId: 'none', secretAccessKey: 'none' }
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1', credentials }))
  return Object.assign(client, {
    send: (command: { readonly constructor: { readonly name: string }; readonly input: unknown }) =>
      send(command.constructor.name, command.input),
  })
}

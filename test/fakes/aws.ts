// Clients of the local AWS, with every request counted, and tables as the stack makes them.

import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { inject } from 'vitest'
import { documentClient } from '../../lambda/aws/dynamo/dynamo-client.ts'
import { INDEX_KEYS } from '../../lambda/model/search-entries.ts'
import { REPOSITORY, SEARCH, TAG, VERSION } from '../../lambda/names/tables.ts'
import { clientConfig, s3Client } from '../../local/clients.ts'

/** Clients of the local AWS; `sent` has the names of the commands since it was last emptied. */
export const localAws = () => {
  const endpoint = inject('endpoint')
  const sent: string[] = []
  const note = ({ commandName = '' }) => sent.push(commandName.replace('Command', ''))
  const dynamo = new DynamoDBClient(clientConfig(endpoint))
  const client = documentClient(dynamo)
  const s3 = s3Client(endpoint)
  const step = { step: 'initialize' } as const
  client.middlewareStack.add((next, context) => {
    note(context)
    return next
  }, step)
  s3.middlewareStack.add((next, context) => {
    note(context)
    return next
  }, step)
  return { dynamo, client, s3, sent }
}

/** The stack's four tables under names of one's own. */
export const createTables = async (dynamo: DynamoDBClient, database: string) => {
  const tables = {
    repository: `${database}-repository`,
    tag: `${database}-tag`,
    search: `${database}-search`,
    version: `${database}-version`,
  }
  const schema = (HASH: string, RANGE?: string) => [
    { AttributeName: HASH, KeyType: 'HASH' as const },
    ...(RANGE === undefined ? [] : [{ AttributeName: RANGE, KeyType: 'RANGE' as const }]),
  ]
  const strings = (...names: string[]) => names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const }))
  const common = { BillingMode: 'PAY_PER_REQUEST' as const }
  const { catalog, changes } = REPOSITORY
  await dynamo.send(
    new CreateTableCommand({
      ...common,
      TableName: tables.repository,
      KeySchema: schema(REPOSITORY.key),
      AttributeDefinitions: [
        ...strings(REPOSITORY.key, catalog.partition, catalog.sort, changes.partition),
        { AttributeName: changes.sort, AttributeType: 'N' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: catalog.index,
          KeySchema: schema(catalog.partition, catalog.sort),
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
        {
          IndexName: changes.index,
          KeySchema: schema(changes.partition, changes.sort),
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [changes.document] },
        },
      ],
    }),
  )
  await dynamo.send(
    new CreateTableCommand({
      ...common,
      TableName: tables.tag,
      KeySchema: schema(TAG.partition, TAG.sort),
      AttributeDefinitions: strings(TAG.partition, TAG.sort, TAG.rank.sort, TAG.newest.sort, ...INDEX_KEYS),
      LocalSecondaryIndexes: [TAG.rank, TAG.newest].map(({ index, sort }) => ({
        IndexName: index,
        KeySchema: schema(TAG.partition, sort),
        Projection: { ProjectionType: 'ALL' },
      })),
      GlobalSecondaryIndexes: Object.values(TAG.lookups).map(({ index, partition, sort }) => ({
        IndexName: index,
        KeySchema: schema(partition, sort),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      })),
    }),
  )
  const keys = { [tables.search]: [SEARCH.partition, SEARCH.sort], [tables.version]: [VERSION.key] }
  for (const [TableName, [hash = '', range]] of Object.entries(keys))
    await dynamo.send(
      new CreateTableCommand({
        ...common,
        TableName,
        KeySchema: schema(hash, range),
        AttributeDefinitions: strings(hash, ...(range === undefined ? [] : [range])),
      }),
    )
  return tables
}

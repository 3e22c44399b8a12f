import { type DynamoDBDocumentClient, GetCommand, paginateQuery, paginateScan } from '@aws-sdk/lib-dynamodb'
import type { IndexTables } from '../../lambda/aws/dynamo/dynamo-index-store.ts'
import { REPOSITORY, SEARCH, TAG } from '../../lambda/names/tables.ts'
import type { IndexScan } from '../index-scan.ts'

/** Reads the index's tables in DynamoDB, without parsing or validating rows. */
export const dynamoScan = (client: DynamoDBDocumentClient, tables: IndexTables): IndexScan => ({
  async repository(name) {
    const { Item } = await client.send(
      new GetCommand({ TableName: tables.repository, Key: { [REPOSITORY.key]: name }, ConsistentRead: true }),
    )
    return Item
  },

  async *tagRows(repository) {
    const pages = paginateQuery(
      { client },
      {
        TableName: tables.tag,
        ConsistentRead: true,
        KeyConditionExpression: '#repository = :repository',
        ExpressionAttributeNames: { '#repository': TAG.partition },
        ExpressionAttributeValues: { ':repository': repository },
      },
    )
    for await (const { Items = [] } of pages) yield* Items
  },

  async *repositories() {
    for await (const { Items = [] } of paginateScan({ client }, { TableName: tables.repository })) yield* Items
  },

  async *repositoriesOfTagRows() {
    const keys = { TableName: tables.tag, ProjectionExpression: '#repository' }
    const names = { '#repository': TAG.partition }
    let last: string | undefined
    for await (const { Items = [] } of paginateScan({ client }, { ...keys, ExpressionAttributeNames: names }))
      for (const item of Items) {
        const name = String(item[TAG.partition])
        // A scan returns the rows of one partition consecutively.
        if (name !== last) yield name
        last = name
      }
  },

  async *entries() {
    for await (const { Items = [] } of paginateScan({ client }, { TableName: tables.search, ConsistentRead: true }))
      yield* Items.map((item) => ({ partition: String(item[SEARCH.partition]), entry: String(item[SEARCH.sort]) }))
  },
})

import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb'
import { batchGet } from '../dynamo.ts'
import { soundRepositoryRow } from '../index/records.ts'
import { REPOSITORY, SEARCH } from '../names.ts'
import type { SearchReader } from './reader.ts'

/** The repository and the search table in DynamoDB, to read. */
export const dynamoReader = (
  client: DynamoDBDocumentClient,
  tables: { readonly repository: string; readonly search: string },
): SearchReader => ({
  async shelf(shelf, start, after, limit) {
    return keys(client, SEARCH.sort, {
      TableName: tables.search,
      KeyConditionExpression: '#shelf = :shelf AND begins_with(#entry, :start)',
      ExpressionAttributeNames: { '#shelf': SEARCH.partition, '#entry': SEARCH.sort },
      ExpressionAttributeValues: { ':shelf': shelf, ':start': start },
      Limit: limit,
      ...(after === undefined ? {} : { ExclusiveStartKey: { [SEARCH.partition]: shelf, [SEARCH.sort]: after } }),
    })
  },

  async repositories(names) {
    const items = await batchGet(
      client,
      tables.repository,
      names.map((name) => ({ [REPOSITORY.key]: name })),
      false,
    )
    // A damaged row must not cost a page the others; a run over the bucket mends it.
    return items.map(soundRepositoryRow).filter((row) => row !== undefined)
  },

  async newest(limit) {
    const { index, partition } = REPOSITORY.recent
    return keys(client, REPOSITORY.key, {
      TableName: tables.repository,
      IndexName: index,
      KeyConditionExpression: '#all = :all',
      ExpressionAttributeNames: { '#all': partition },
      ExpressionAttributeValues: { ':all': '1' },
      ScanIndexForward: false,
      Limit: limit,
    })
  },

  async catalog(after, upTo, limit) {
    const { index, partition, sort } = REPOSITORY.catalog
    return keys(client, REPOSITORY.key, {
      TableName: tables.repository,
      IndexName: index,
      // BETWEEN has both ends in it; no path ends with NUL, so this one starts behind `after`.
      KeyConditionExpression: '#all = :all AND #path BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#all': partition, '#path': sort },
      ExpressionAttributeValues: { ':all': '1', ':from': `${after}\0`, ':to': upTo },
      Limit: limit,
    })
  },
})

// One page: at most 1,000 rows that are nothing but keys of at most 1 KB, which is within DynamoDB's 1 MB.
const keys = async (client: DynamoDBDocumentClient, attribute: string, query: QueryCommandInput): Promise<string[]> => {
  const { Items = [] } = await client.send(new QueryCommand(query))
  return Items.map((item) => String(item[attribute]))
}

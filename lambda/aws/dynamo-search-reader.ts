// SearchReader on DynamoDB: reads of the search, repository and tag tables, all eventually consistent.

import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb'
import { validRepositoryRow } from '../model/row-schemas.ts'
import { REPOSITORY, SEARCH, TAG } from '../names.ts'
import type { SearchReader } from '../search/reader.ts'
import { batchGet } from './dynamo-client.ts'

/** Returns search's reader of the tables in DynamoDB. */
export const dynamoReader = (
  client: DynamoDBDocumentClient,
  tables: { readonly repository: string; readonly tag: string; readonly search: string },
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
    // A corrupt row must not fail the page with all the other rows. A run over the bucket repairs it.
    return items.map(validRepositoryRow).filter((row) => row !== undefined)
  },

  async recent({ from, before, oldestFirst, after, limit }) {
    const { index, partition, sort } = REPOSITORY.recent
    // BETWEEN includes both ends. A key is a time and a name, so no key ends with NUL and no key equals a bare time:
    // appending NUL excludes the key `after`, and the time `before` is itself excluded.
    const least = oldestFirst && after !== undefined ? `${after}\0` : from
    const most = oldestFirst || after === undefined ? before : after
    const query = new QueryCommand({
      TableName: tables.repository,
      IndexName: index,
      KeyConditionExpression: '#all = :all AND #key BETWEEN :least AND :most',
      ExpressionAttributeNames: { '#all': partition, '#key': sort },
      ExpressionAttributeValues: { ':all': REPOSITORY.all, ':least': least === '' ? '\0' : least, ':most': most },
      ScanIndexForward: oldestFirst,
      // One more, because BETWEEN may also return the key `after`, which is filtered out below.
      Limit: limit + 1,
    })
    const { Items = [] } = least > most ? {} : await client.send(query)
    return Items.map((item) => ({ key: String(item[sort]), name: String(item[REPOSITORY.key]) }))
      .filter(({ key }) => key !== after)
      .slice(0, limit)
  },

  async catalog(after, upTo, limit) {
    const { index, partition, sort } = REPOSITORY.catalog
    return keys(client, REPOSITORY.key, {
      TableName: tables.repository,
      IndexName: index,
      // BETWEEN includes both ends. No path ends with NUL, so appending NUL excludes the path `after`.
      KeyConditionExpression: '#all = :all AND #path BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#all': partition, '#path': sort },
      ExpressionAttributeValues: { ':all': REPOSITORY.all, ':from': `${after}\0`, ':to': upTo },
      Limit: limit,
    })
  },

  async having(repositories, tag) {
    const keys = [...new Set(repositories)].map((repository) => ({ [TAG.partition]: repository, [TAG.sort]: tag }))
    const items = await batchGet(client, tables.tag, keys, false)
    return items.filter((item) => item['hidden'] !== true).map((item) => String(item[TAG.partition]))
  },

  async tagLike(repository, start) {
    const query = new QueryCommand({
      TableName: tables.tag,
      KeyConditionExpression: '#repository = :repository AND begins_with(#tag, :start)',
      ExpressionAttributeNames: { '#repository': TAG.partition, '#tag': TAG.sort },
      ExpressionAttributeValues: { ':repository': repository, ':start': start },
      Limit: MAX_TAGS_READ,
    })
    const { Items = [] } = await client.send(query)
    const visible = Items.find((item) => item['hidden'] !== true)
    return visible === undefined ? undefined : String(visible[TAG.sort])
  },
})

/** Tags read to find a visible one. One digest has at most four hidden tags: its referrers tag and three of cosign. */
const MAX_TAGS_READ = 5

// Reads one page. At most 1,000 rows are asked for, and each consists of keys of at most 1 KB, so DynamoDB's limit of
// 1 MB does not cut the page short.
const keys = async (client: DynamoDBDocumentClient, attribute: string, query: QueryCommandInput): Promise<string[]> => {
  const { Items = [] } = await client.send(new QueryCommand(query))
  return Items.map((item) => String(item[attribute]))
}

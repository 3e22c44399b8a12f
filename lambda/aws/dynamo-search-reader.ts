import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb'
import { soundRepositoryRow } from '../model/row-schemas.ts'
import { REPOSITORY, SEARCH, TAG } from '../names.ts'
import type { SearchReader } from '../search/reader.ts'
import { batchGet } from './dynamo-client.ts'

/** The repository and the search table in DynamoDB, to read. */
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
    // A damaged row must not cost a page the others; a run over the bucket mends it.
    return items.map(soundRepositoryRow).filter((row) => row !== undefined)
  },

  async recent({ from, before, oldestFirst, after, limit }) {
    const { index, partition, sort } = REPOSITORY.recent
    // BETWEEN has both ends in it. Keys are a time and a name: none ends with NUL, none is but a time.
    const least = oldestFirst && after !== undefined ? `${after}\0` : from
    const most = oldestFirst || after === undefined ? before : after
    const query = new QueryCommand({
      TableName: tables.repository,
      IndexName: index,
      KeyConditionExpression: '#all = :all AND #key BETWEEN :least AND :most',
      ExpressionAttributeNames: { '#all': partition, '#key': sort },
      ExpressionAttributeValues: { ':all': '1', ':least': least === '' ? '\0' : least, ':most': most },
      ScanIndexForward: oldestFirst,
      // Where the last page ended is an end of the range too.
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
      // BETWEEN has both ends in it; no path ends with NUL, so this one starts behind `after`.
      KeyConditionExpression: '#all = :all AND #path BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#all': partition, '#path': sort },
      ExpressionAttributeValues: { ':all': '1', ':from': `${after}\0`, ':to': upTo },
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
      Limit: LIKE,
    })
    const { Items = [] } = await client.send(query)
    const visible = Items.find((item) => item['hidden'] !== true)
    return visible === undefined ? undefined : String(visible[TAG.sort])
  },
})

/** Tags that are looked at for one that is not hidden: those of one signature are at most four. */
const LIKE = 5

// One page: at most 1,000 rows that are nothing but keys of at most 1 KB, which is within DynamoDB's 1 MB.
const keys = async (client: DynamoDBDocumentClient, attribute: string, query: QueryCommandInput): Promise<string[]> => {
  const { Items = [] } = await client.send(new QueryCommand(query))
  return Items.map((item) => String(item[attribute]))
}

// LookupReader on DynamoDB: the entries of the search table, all reads eventually consistent.

import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { entryId } from '../model/search-entries.ts'
import { SEARCH } from '../names.ts'
import type { LookupReader } from '../search/ports.ts'
import { batchGet } from './dynamo-client.ts'

/** Returns search's reader of lookups in DynamoDB. */
export const dynamoLookups = (client: DynamoDBDocumentClient, table: string): LookupReader => ({
  // One page: an entry has at most 1 KB, so that a thousand of them are not over DynamoDB's limit of 1 MB.
  async lookups(partition, start, after, limit) {
    const query = new QueryCommand({
      TableName: table,
      KeyConditionExpression: '#partition = :partition AND begins_with(#entry, :start)',
      ExpressionAttributeNames: { '#partition': SEARCH.partition, '#entry': SEARCH.sort },
      ExpressionAttributeValues: { ':partition': partition, ':start': start },
      Limit: limit,
      ...(after === undefined ? {} : { ExclusiveStartKey: { [SEARCH.partition]: partition, [SEARCH.sort]: after } }),
    })
    const { Items = [] } = await client.send(query)
    return Items.map((item) => String(item[SEARCH.sort]))
  },

  async entriesExist(entries) {
    const keys = entries.map(({ partition, entry }) => ({ [SEARCH.partition]: partition, [SEARCH.sort]: entry }))
    const items = await batchGet(client, table, keys, false)
    return new Set(
      items.map((item) => entryId({ partition: String(item[SEARCH.partition]), entry: String(item[SEARCH.sort]) })),
    )
  },
})

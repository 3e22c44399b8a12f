// LookupReader on DynamoDB: the entries of the search table, and those that indexes of the tag table show. All reads are
// eventually consistent.

import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb'
import { entryId, indexOfPartition, parseLookupEntry } from '../../model/search-entries.ts'
import { detailKey } from '../../model/tag-keys.ts'
import { SEARCH, TAG } from '../../names/tables.ts'
import type { LookupReader } from '../../search/ports.ts'
import { batchGet } from './dynamo-client.ts'
import type { IndexTables } from './dynamo-index-store.ts'

/** Returns search's reader of lookups in DynamoDB. */
export const dynamoLookups = (
  client: DynamoDBDocumentClient,
  tables: Pick<IndexTables, 'search' | 'tag'>,
): LookupReader => ({
  // One request, as a rule: an entry has at most 1 KB, so that a thousand of them are not over DynamoDB's limit of 1 MB. In
  // an index each has the keys of its row beside it: a thousand of the longest names and values take two requests.
  async lookups(partition, start, after, limit) {
    const { index, ...keys } = indexOfPartition(partition) ?? SEARCH_KEYS
    const entries: string[] = []
    let from = after === undefined ? undefined : startKey(partition, after)
    do {
      const query = new QueryCommand({
        TableName: index === undefined ? tables.search : tables.tag,
        ...(index === undefined ? {} : { IndexName: index }),
        KeyConditionExpression: '#partition = :partition AND begins_with(#entry, :start)',
        ExpressionAttributeNames: { '#partition': keys.partition, '#entry': keys.sort },
        ExpressionAttributeValues: { ':partition': partition, ':start': start },
        Limit: limit - entries.length,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      })
      const { Items = [], LastEvaluatedKey } = await client.send(query)
      entries.push(...Items.map((item) => String(item[keys.sort])))
      from = LastEvaluatedKey
    } while (from !== undefined && entries.length < limit)
    return entries
  },

  async entriesExist(entries) {
    const keys = entries.map(({ partition, entry }) => ({ [SEARCH.partition]: partition, [SEARCH.sort]: entry }))
    const items = await batchGet(client, tables.search, keys, false)
    return new Set(
      items.map((item) => entryId({ partition: String(item[SEARCH.partition]), entry: String(item[SEARCH.sort]) })),
    )
  },
})

const SEARCH_KEYS = { ...SEARCH, index: undefined }
/** In place of the name of a repository that a place does not have; DynamoDB takes no empty key. */
const NO_REPOSITORY = '-'

// A place in an index is that of a row, with its keys. The entry names them, and no other row has the same one. Where it is
// no entry but a place between two, no row has it, and any keys do.
const startKey = (partition: string, after: string): QueryCommandInput['ExclusiveStartKey'] => {
  const index = indexOfPartition(partition)
  if (index === undefined) return { [SEARCH.partition]: partition, [SEARCH.sort]: after }
  const { repository, tag } = parseLookupEntry(after)
  return {
    [index.partition]: partition,
    [index.sort]: after,
    [TAG.partition]: repository || NO_REPOSITORY,
    [TAG.sort]: detailKey(tag),
  }
}

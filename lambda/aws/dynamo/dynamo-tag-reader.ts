// TagReader on DynamoDB: briefs of a repository by time, version or name, page by page.

import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb'
import { type TagBrief, validTagBrief } from '../../model/row-schemas.ts'
import { BEFORE_BRIEFS } from '../../model/tag-keys.ts'
import { TAG } from '../../names/tables.ts'
import type { TagOrder, TagReader } from '../../search/tag-pages.ts'

/**
 * The index and the sort key of each order, and a key that sorts before all wanted rows. Keys of hidden tags have the
 * prefix "0", so "1" excludes them; in the order by name, details must be excluded.
 */
const ORDERS: Record<TagOrder, { index?: string; sort: string; least: string }> = {
  newest: { index: TAG.newest.index, sort: TAG.newest.sort, least: '1' },
  version: { index: TAG.rank.index, sort: TAG.rank.sort, least: '1' },
  name: { sort: TAG.sort, least: BEFORE_BRIEFS },
}

/** Returns the reader of briefs in DynamoDB. */
export const dynamoTags = (client: DynamoDBDocumentClient, table: string): TagReader => ({
  async tagsBy(repository, order, { after, limit }) {
    const { index, sort, least } = ORDERS[order]
    const briefs: TagBrief[] = []
    // The name that a caller continues after may itself sort before all tags, so the greater of the two bounds counts.
    const lowerBound = order === 'name' && after !== undefined && after.tag > least ? after.tag : least
    // In the order by name, the tag to continue after need not exist, so it is a bound of the query. In an index, the
    // query continues from a complete key.
    let from: QueryCommandInput['ExclusiveStartKey'] =
      order === 'name' || after === undefined ? undefined : { repository, tag: after.tag, [sort]: after.key }
    do {
      const query = new QueryCommand({
        TableName: table,
        ...(index === undefined ? {} : { IndexName: index }),
        KeyConditionExpression: '#repository = :repository AND #key > :least',
        ExpressionAttributeNames: { '#repository': TAG.partition, '#key': sort },
        ExpressionAttributeValues: { ':repository': repository, ':least': lowerBound },
        ScanIndexForward: order === 'name',
        Limit: limit - briefs.length,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      })
      const { Items = [], LastEvaluatedKey } = await client.send(query)
      // A corrupt row must not fail the page with all the other rows. Runs over the bucket report it as a failure.
      briefs.push(...Items.map(validTagBrief).filter((brief) => brief !== undefined))
      from = LastEvaluatedKey
    } while (from !== undefined && briefs.length < limit)
    return briefs
  },
})

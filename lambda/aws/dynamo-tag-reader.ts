import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb'
import { soundTagBrief, type TagBrief } from '../model/row-schemas.ts'
import { BEFORE_BRIEFS } from '../model/tag-keys.ts'
import { TAG } from '../names.ts'
import type { TagOrder, TagReader } from '../search/tag-pages.ts'

/** Each order's index, its key, and what comes before all that is asked for: keys of hidden tags begin with "0", and details are no tags. */
const ORDERS: Record<TagOrder, { index?: string; sort: string; least: string }> = {
  newest: { index: TAG.newest.index, sort: TAG.newest.sort, least: '1' },
  version: { index: TAG.rank.index, sort: TAG.rank.sort, least: '1' },
  name: { sort: TAG.sort, least: BEFORE_BRIEFS },
}

/** Briefs in DynamoDB, in their orders. */
export const dynamoTags = (client: DynamoDBDocumentClient, table: string): TagReader => ({
  async tagsBy(repository, order, { after, limit }) {
    const { index, sort, least } = ORDERS[order]
    const briefs: TagBrief[] = []
    // What a caller goes on behind may itself come before all tags.
    const behind = order === 'name' && after !== undefined && after.tag > least ? after.tag : least
    // By name, what goes on need not exist; in an index it is a whole key.
    let from: QueryCommandInput['ExclusiveStartKey'] =
      order === 'name' || after === undefined ? undefined : { repository, tag: after.tag, [sort]: after.key }
    do {
      const query = new QueryCommand({
        TableName: table,
        ...(index === undefined ? {} : { IndexName: index }),
        KeyConditionExpression: '#repository = :repository AND #key > :least',
        ExpressionAttributeNames: { '#repository': TAG.partition, '#key': sort },
        ExpressionAttributeValues: { ':repository': repository, ':least': behind },
        ScanIndexForward: order === 'name',
        Limit: limit - briefs.length,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      })
      const { Items = [], LastEvaluatedKey } = await client.send(query)
      // A damaged row must not cost a page the others; a run over the bucket mends it.
      briefs.push(...Items.map(soundTagBrief).filter((brief) => brief !== undefined))
      from = LastEvaluatedKey
    } while (from !== undefined && briefs.length < limit)
    return briefs
  },
})

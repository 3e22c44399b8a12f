// DocumentReader on DynamoDB: the repository table and its index `changes`. Every item is parsed; one that is damaged is
// named as invalid, and never fails the page with all the others.

import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandOutput, ScanCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { type DocumentState, searchDocument } from '../../model/search-document.ts'
import { changeTime } from '../../model/times.ts'
import { REPOSITORY } from '../../names/tables.ts'
import type { DocumentReader, StatesPage, StatesRead } from '../../search/snapshot/ports.ts'
import { batchGet } from './dynamo-client.ts'

const { changes } = REPOSITORY

const stateItem = z.object({
  [REPOSITORY.key]: z.string(),
  [changes.sort]: changeTime,
  [changes.document]: z.optional(searchDocument),
})

/** Returns the reader of search documents in DynamoDB. */
export const dynamoDocuments = (client: DynamoDBDocumentClient, table: string): DocumentReader => ({
  async changes(since, after) {
    return pageOf(
      await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: changes.index,
          KeyConditionExpression: '#changes = :all AND #changedAt >= :since',
          ExpressionAttributeNames: { '#changes': changes.partition, '#changedAt': changes.sort },
          ExpressionAttributeValues: { ':all': REPOSITORY.all, ':since': since },
          ...(after === undefined ? {} : { ExclusiveStartKey: after }),
        }),
      ),
    )
  },

  async rows(ids) {
    const keys = ids.map((id) => ({ [REPOSITORY.key]: id }))
    return statesOf(await batchGet(client, table, keys, true))
  },

  async scan(part, parts, after) {
    return pageOf(
      await client.send(
        new ScanCommand({
          TableName: table,
          ConsistentRead: true,
          Segment: part,
          TotalSegments: parts,
          ProjectionExpression: '#name, #changedAt, #document',
          ExpressionAttributeNames: {
            '#name': REPOSITORY.key,
            '#changedAt': changes.sort,
            '#document': changes.document,
          },
          ...(after === undefined ? {} : { ExclusiveStartKey: after }),
        }),
      ),
    )
  },
})

const pageOf = ({
  Items = [],
  LastEvaluatedKey,
}: Pick<QueryCommandOutput, 'Items' | 'LastEvaluatedKey'>): StatesPage => ({
  ...statesOf(Items),
  next: LastEvaluatedKey,
})

const statesOf = (items: readonly Record<string, unknown>[]): StatesRead => {
  const states: DocumentState[] = []
  const invalid: string[] = []
  for (const item of items) {
    const { data } = z.safeParse(stateItem, item)
    if (data === undefined) invalid.push(String(item[REPOSITORY.key]))
    else states.push({ id: data.name, changedAt: data.changedAt, document: data.document })
  }
  return { states, invalid }
}

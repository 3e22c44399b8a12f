// IndexStore on DynamoDB: a change is one TransactWriteItems, with conditions on the revs that were read.

import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb'
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  QueryCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb'
import { ConflictError, RejectedError } from '../../model/commit-errors.ts'
import type { Change, IndexStore, TagChange } from '../../model/index-store.ts'
import {
  type ExistingRow,
  listedBrief,
  type StoredTag,
  storedRepositoryRow,
  storedTagRow,
  validRepositoryRow,
  validTagBrief,
} from '../../model/row-schemas.ts'
import { BEFORE_BRIEFS, detailKey, parseTagKey } from '../../model/tag-keys.ts'
import { REPOSITORY, TAG } from '../../names/tables.ts'
import { batchGet } from './dynamo-client.ts'
import { attributeOf, itemOf } from './marshal.ts'

/** Names of the tables that indexing writes. */
export interface IndexTables {
  readonly repository: string
  readonly tag: string
  readonly search: string
}

/** Returns the store of the index whose tables are in DynamoDB. */
export const dynamoStore = (client: DynamoDBDocumentClient, tables: IndexTables): IndexStore => ({
  async repository(name) {
    const { Item } = await client.send(
      new GetCommand({ TableName: tables.repository, Key: { [REPOSITORY.key]: name }, ConsistentRead: true }),
    )
    return Item === undefined ? undefined : storedRepositoryRow(name, Item)
  },

  async tags(repository, tags) {
    const keys = tags.flatMap((tag) => [
      { repository, tag },
      { repository, tag: detailKey(tag) },
    ])
    const items = await batchGet(client, tables.tag, keys, true)
    const stored = new Map<string, StoredTag>()
    for (const item of items) {
      const key = parseTagKey(String(item[TAG.sort]))
      stored.set(key.tag, { ...stored.get(key.tag), ...storedTagRow(key, item) })
    }
    return stored
  },

  async greatest(repository, order, limit) {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: tables.tag,
        IndexName: TAG[order].index,
        KeyConditionExpression: '#repository = :repository',
        ExpressionAttributeNames: { '#repository': TAG.partition },
        ExpressionAttributeValues: { ':repository': repository },
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: limit,
      }),
    )
    return Items.map(validTagBrief).filter((brief) => brief !== undefined)
  },

  async repositories(names) {
    const keys = names.map((name) => ({ [REPOSITORY.key]: name }))
    const items = await batchGet(client, tables.repository, keys, false)
    return items.map(validRepositoryRow).filter((row) => row !== undefined)
  },

  async *briefs(repository, { consistent } = { consistent: false }) {
    const pages = paginateQuery(
      { client },
      {
        TableName: tables.tag,
        ConsistentRead: consistent,
        KeyConditionExpression: '#repository = :repository AND #tag > :details',
        ExpressionAttributeNames: { '#repository': TAG.partition, '#tag': TAG.sort },
        ExpressionAttributeValues: { ':repository': repository, ':details': BEFORE_BRIEFS },
      },
    )
    for await (const { Items = [] } of pages) yield* Items.map((item) => listedBrief(String(item[TAG.sort]), item))
  },

  async *details(repository) {
    const pages = paginateQuery(
      { client },
      {
        TableName: tables.tag,
        KeyConditionExpression: '#repository = :repository AND begins_with(#tag, :mark)',
        ExpressionAttributeNames: { '#repository': TAG.partition, '#tag': TAG.sort },
        ExpressionAttributeValues: { ':repository': repository, ':mark': detailKey('') },
      },
    )
    for await (const { Items = [] } of pages)
      for (const item of Items) {
        const key = parseTagKey(String(item[TAG.sort]))
        yield { tag: key.tag, detail: storedTagRow(key, item).detail }
      }
  },

  async *catalog(start, after) {
    const { index, partition, sort } = REPOSITORY.catalog
    const isRange = typeof start !== 'string'
    const pages = paginateQuery(
      { client },
      {
        TableName: tables.repository,
        IndexName: index,
        KeyConditionExpression: `#all = :all AND ${isRange ? '#path BETWEEN :from AND :to' : 'begins_with(#path, :start)'}`,
        ExpressionAttributeNames: { '#all': partition, '#path': sort },
        ExpressionAttributeValues: {
          ':all': REPOSITORY.all,
          ...(isRange ? { ':from': start.from, ':to': start.to } : { ':start': start }),
        },
        ...(after === undefined
          ? {}
          : { ExclusiveStartKey: { [partition]: REPOSITORY.all, [sort]: after.path, [REPOSITORY.key]: after.name } }),
      },
    )
    // BETWEEN includes both of its ends.
    for await (const { Items = [] } of pages)
      for (const item of Items) if (!isRange || item[sort] !== start.to) yield String(item[REPOSITORY.key])
  },

  async commit(change) {
    try {
      await client.send(new TransactWriteCommand({ TransactItems: transactItems(tables, change) }))
    } catch (error) {
      throw commitError(error, change)
    }
  },

  async create(row) {
    try {
      await client.send(new PutCommand({ TableName: tables.repository, Item: itemOf(row), ...revIs(undefined) }))
      return true
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException || error instanceof TransactionConflictException)
        return false
      throw error
    }
  },
})

type TransactItems = NonNullable<TransactWriteCommandInput['TransactItems']>

const transactItems = (tables: IndexTables, change: Change): TransactItems => [
  { Put: { TableName: tables.repository, Item: itemOf(change.repository), ...revIs(change.expected) } },
  ...change.tags.flatMap((tag) => tagItems(tables.tag, change.repository.name, tag)),
  ...change.added.map((entry) => ({ Put: { TableName: tables.search, Item: entry } })),
  ...change.removed.map((entry) => ({ Delete: { TableName: tables.search, Key: entry } })),
]

const tagItems = (
  TableName: string,
  repository: string,
  { tag, expected, brief, detail }: TagChange,
): TransactItems => {
  const key = { TableName, Key: { repository, tag } }
  const condition = revIs(expected)
  const ofBrief = (): TransactItems[number] => {
    if (brief !== undefined) return { Put: { TableName, Item: itemOf(brief), ...condition } }
    return expected === undefined ? { ConditionCheck: { ...key, ...condition } } : { Delete: { ...key, ...condition } }
  }
  if (detail === 'keep') return [ofBrief()]
  const ofDetail: TransactItems[number] =
    detail === undefined
      ? { Delete: { TableName, Key: { repository, tag: detailKey(tag) } } }
      : { Put: { TableName, Item: itemOf(detail) } }
  return [ofBrief(), ofDetail]
}

// A rev of any type can be compared, so a row is overwritten only as it was read, also if it is invalid.
const revIs = (expected: ExistingRow | undefined) =>
  expected?.rev === undefined
    ? { ConditionExpression: 'attribute_not_exists(rev)' }
    : { ConditionExpression: 'rev = :rev', ExpressionAttributeValues: { ':rev': attributeOf(expected.rev) } }

/** Reasons to retry a transaction, by cancellation code and by error name: another writer, or throttling. */
const RETRIED_CODES = [
  'ConditionalCheckFailed',
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]
const RETRIED_ERRORS = [
  'TransactionConflictException',
  'TransactionInProgressException',
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
]

const commitError = (error: unknown, { repository }: Change): unknown => {
  if (!(error instanceof Error)) return error
  const what = `the commit of ${repository.name} at rev ${repository.rev}`
  if (error instanceof TransactionCanceledException) {
    const codes = (error.CancellationReasons ?? []).map(({ Code = 'None' }) => Code)
    if (codes.includes('ValidationError'))
      return new RejectedError(`${what} was rejected as invalid: ${error.message}`, error)
    if (codes.some((code) => RETRIED_CODES.includes(code)))
      return new ConflictError(`${what} conflicted with another write, or was throttled`, error)
    return error
  }
  if (error.name === 'ValidationException')
    return new RejectedError(`${what} was rejected as invalid: ${error.message}`, error)
  if (RETRIED_ERRORS.includes(error.name))
    return new ConflictError(`${what} conflicted with another write, or was throttled`, error)
  return error
}

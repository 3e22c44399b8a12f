// VersionStore on DynamoDB. The row `index` is the version row, `reconcile` holds the lease and the results of runs,
// and every range has a row for its progress and one for its heartbeat.

import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { heartbeat, heartbeatId } from '../../model/runs/heartbeat.ts'
import { storedVersionRow } from '../../model/runs/version-row.ts'
import {
  isDeep,
  isWhole,
  latestLease,
  leaseWork,
  progressRow,
  runsRow,
  type VersionStore,
} from '../../model/runs/version-store.ts'
import { VERSION } from '../../names/tables.ts'
import { batchGet, holds } from './dynamo-client.ts'
import { attributeOf } from './marshal.ts'

/** How long a heartbeat is kept, in seconds: a range may never come again. */
const BEAT_KEPT_S = 24 * 3600

/** Returns the store of the version table in DynamoDB. */
export const dynamoVersion = (client: DynamoDBDocumentClient, table: string): VersionStore => {
  const get = async (id: string): Promise<Record<string, unknown> | undefined> => {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: { [VERSION.key]: id }, ConsistentRead: true }),
    )
    return Item
  }
  const update = (expression: string, values: Record<string, unknown>, condition?: string) =>
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: { [VERSION.key]: 'reconcile' },
        UpdateExpression: expression,
        ConditionExpression: condition,
        ExpressionAttributeNames: namesOf(expression, condition),
        ExpressionAttributeValues: values,
      }),
    )
  return {
    async read() {
      const item = await get('index')
      return item === undefined ? undefined : storedVersionRow(item)
    },

    create: (row) =>
      holds(
        client.send(
          new PutCommand({
            TableName: table,
            Item: { id: 'index', ...row },
            ConditionExpression: 'attribute_not_exists(#id)',
            ExpressionAttributeNames: { '#id': VERSION.key },
          }),
        ),
      ),

    async write(row) {
      await client.send(new PutCommand({ TableName: table, Item: { id: 'index', ...row } }))
    },

    async runs() {
      const item = await get('reconcile')
      return item === undefined ? undefined : runsRow.parse(item)
    },

    async lease(run, now, until, ranges, expected) {
      const item = await get('reconcile')
      const found = item?.['lease']
      const { lease } = item === undefined ? {} : runsRow.parse(item)
      const isDamaged = found !== undefined && lease === undefined
      const known = lease?.run === run ? lease : { startedAt: new Date(now).toISOString(), ranges: [] }
      return holds(
        update(
          'SET #lease = :lease',
          {
            ':lease': { run, until, startedAt: known.startedAt, ...leaseWork(known, ranges, expected) },
            ':run': run,
            ':now': now,
            ':latest': latestLease(now),
            ...(isDamaged ? { ':found': attributeOf(found) } : {}),
          },
          `attribute_not_exists(#lease) OR NOT #lease.#until BETWEEN :now AND :latest OR #lease.#run = :run${isDamaged ? ' OR #lease = :found' : ''}`,
        ),
      )
    },

    async ended(last) {
      const values = { ':last': last }
      const fields = ['#last', ...(isWhole(last) ? ['#lastDone'] : []), ...(isDeep(last) ? ['#lastDeep'] : [])]
      await update(`SET ${fields.map((field) => `${field} = :last`).join(', ')}`, values)
      await holds(update('REMOVE #lease', { ':run': last.run }, '#lease.#run = :run'))
    },

    async progress(progress) {
      await client.send(new PutCommand({ TableName: table, Item: progress }))
    },

    async progressOf(ids) {
      const items = await batchGet(
        client,
        table,
        ids.map((id) => ({ [VERSION.key]: id })),
        true,
      )
      return items.flatMap((item) => {
        const parsed = progressRow.safeParse(item)
        return parsed.success ? [parsed.data] : []
      })
    },

    async beat(beat) {
      const expires = Math.floor(beat.at / 1000) + BEAT_KEPT_S
      const Item = { ...beat, [VERSION.key]: heartbeatId(beat.of), [VERSION.expires]: expires }
      await client.send(new PutCommand({ TableName: table, Item }))
    },

    async beatsOf(ids) {
      // One that is a moment old is as good, and costs half.
      const keys = ids.map((id) => ({ [VERSION.key]: heartbeatId(id) }))
      return (await batchGet(client, table, keys, false)).flatMap((item) => heartbeat.safeParse(item).data ?? [])
    },
  }
}

// DynamoDB rejects attribute names that no expression uses, so the names are collected from the expressions.
const namesOf = (...expressions: (string | undefined)[]): Record<string, string> =>
  Object.fromEntries([...expressions.join(' ').matchAll(/#(\w+)/g)].map(([whole, name = '']) => [whole, name]))

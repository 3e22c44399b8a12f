// SnapshotStore on DynamoDB: rows of the version table. The row `snapshot` counts builds and points to the newest one;
// each chunk has a row of its own, so that the chunks of a build are spread over partitions.

import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb'
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { timeMs } from '../../model/times.ts'
import { VERSION } from '../../names/tables.ts'
import type { SnapshotStore } from '../../search/snapshot/ports.ts'
import { BUILD_MARGIN_MS } from '../../search/snapshot/times.ts'
import { batchGet, holds } from './dynamo-client.ts'

const POINTER_KEY = { [VERSION.key]: 'snapshot' }
/** Chunks of one request. An answer of DynamoDB has 16 MB at most, and a chunk almost 400 KB. */
const CHUNKS_PER_REQUEST = 20

const count = z.int().check(z.nonnegative())
/** More chunks than this are no build: 2 GB. It bounds what a damaged row can make a process read. */
const MAX_CHUNKS = 5000

/** The fields of the row `snapshot` that point to the newest build. */
export const pointerRow = z
  .object({
    number: count,
    format: count,
    segments: z.array(count).check(z.refine((all) => all.reduce((sum, one) => sum + one, 0) <= MAX_CHUNKS)),
    digest: z.string(),
    documents: count,
    bytes: count,
    watermark: timeMs,
    builtAt: timeMs,
  })
  // A later watermark would leave out changes, and nobody would notice.
  .check(z.refine(({ watermark, builtAt }) => watermark <= builtAt - BUILD_MARGIN_MS))
const counterRow = z.object({ counter: z.int().check(z.positive()) })
const chunkRow = z.object({ [VERSION.key]: z.string(), chunk: z.instanceof(Uint8Array) })
// Each by itself: what is damaged does not hide the other.
const schemasRow = z.object({
  schema: z.catch(z.optional(z.int()), undefined),
  migratingTo: z.catch(z.optional(z.int()), undefined),
  minReader: z.catch(z.optional(z.int()), undefined),
})

/** Returns the store of snapshots in DynamoDB's version table. */
export const dynamoSnapshots = (client: DynamoDBDocumentClient, table: string): SnapshotStore => {
  // Half a read unit, because it is not strongly consistent. An older row does no harm: it is read again in a minute.
  const row = async (key: Record<string, string>): Promise<Record<string, unknown> | undefined> =>
    (await client.send(new GetCommand({ TableName: table, Key: key }))).Item

  const addOne = async (): Promise<number | undefined> => {
    try {
      const { Attributes } = await client.send(
        new UpdateCommand({
          TableName: table,
          Key: POINTER_KEY,
          UpdateExpression: 'ADD #counter :one',
          ExpressionAttributeNames: { '#counter': 'counter' },
          ExpressionAttributeValues: { ':one': 1 },
          ReturnValues: 'UPDATED_NEW',
        }),
      )
      return counterRow.safeParse(Attributes).data?.counter
    } catch (error) {
      if (error instanceof DynamoDBServiceException && error.name === 'ValidationException') return undefined
      throw error
    }
  }

  return {
    async nextNumber() {
      const number = await addOne()
      if (number !== undefined) return number
      // The counter is no number that can be counted on. Numbers begin again; `point` refuses greater ones that are older.
      await client.send(new DeleteCommand({ TableName: table, Key: POINTER_KEY }))
      const first = await addOne()
      if (first === undefined) throw new Error(`the row "snapshot" of table ${table} is damaged; delete it`)
      return first
    },

    async put(id, chunk, expires) {
      await client.send(
        new PutCommand({ TableName: table, Item: { [VERSION.key]: id, chunk, [VERSION.expires]: expires } }),
      )
    },

    async get(ids) {
      const keys = ids.map((id) => ({ [VERSION.key]: id }))
      const items = await batchGet(client, table, keys, false, CHUNKS_PER_REQUEST)
      const chunks = new Map(
        items.flatMap((item) => {
          const { data } = chunkRow.safeParse(item)
          return data === undefined ? [] : [[data.id, data.chunk]]
        }),
      )
      return ids.map((id) => chunks.get(id))
    },

    async pointer() {
      return pointerRow.safeParse(await row(POINTER_KEY)).data
    },

    async hasInvalidPointer() {
      const found = await row(POINTER_KEY)
      // Before the first build is whole, the row has nothing but the counter.
      const fields = Object.keys(found ?? {}).filter((name) => name in pointerRow.shape)
      return fields.length > 0 && !pointerRow.safeParse(found).success
    },

    point(pointer) {
      const fields = Object.entries(pointer)
      return holds(
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: POINTER_KEY,
            UpdateExpression: `SET ${fields.map(([name]) => `#${name} = :${name}`).join(', ')}`,
            // NOT, so that a number that is absent or damaged stops no build. A number that was never counted, because the
            // row was deleted since, is neither allowed to come nor to stay.
            ConditionExpression: '#counter >= :number AND (NOT #number >= :number OR #number > #counter)',
            ExpressionAttributeNames: {
              '#counter': 'counter',
              ...Object.fromEntries(fields.map(([name]) => [`#${name}`, name])),
            },
            ExpressionAttributeValues: Object.fromEntries(fields.map(([name, value]) => [`:${name}`, value])),
          }),
        ),
      )
    },

    async schemas() {
      return schemasRow.parse((await row({ [VERSION.key]: 'index' })) ?? {})
    },
  }
}

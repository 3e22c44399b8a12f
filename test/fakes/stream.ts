// What the streams of the tables tell of commits: a record of each row that a commit changed, with the row before and after
// it, as DynamoDB writes them. The deployed stack has real ones before it in test/e2e/events.e2e.test.ts.

import { isDeepStrictEqual } from 'node:util'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { AttributeValue, DynamoDBRecord } from 'aws-lambda'
import { itemOf } from '../../lambda/aws/dynamo/marshal.ts'
import type { Change, IndexStore } from '../../lambda/model/index-store.ts'
import { detailKey } from '../../lambda/model/tag-keys.ts'
import type { Clock } from '../../lambda/shared/clock.ts'

type Item = Record<string, AttributeValue>
type Keys = Readonly<Record<string, string>>

const wired = (row: object): Item =>
  JSON.parse(JSON.stringify(marshall(itemOf(row), { removeUndefinedValues: true }))) as Item

/** Returns the store with streams, and the records in them. */
export const streamed = (store: IndexStore, clock: Pick<Clock, 'now'>) => {
  const rows = new Map<string, Item>()
  const records: DynamoDBRecord[] = []
  const write = (Keys: Keys, row: object | undefined) => {
    const id = JSON.stringify(Keys)
    const OldImage = rows.get(id)
    const NewImage = row && wired(row)
    // What a write leaves as it was is in no stream.
    if (isDeepStrictEqual(OldImage, NewImage)) return
    if (NewImage === undefined) rows.delete(id)
    else rows.set(id, NewImage)
    records.push({
      eventName: OldImage === undefined ? 'INSERT' : NewImage === undefined ? 'REMOVE' : 'MODIFY',
      eventSource: 'aws:dynamodb',
      dynamodb: {
        SequenceNumber: String(records.length + 1).padStart(21, '0'),
        ApproximateCreationDateTime: Math.floor(clock.now() / 1000),
        Keys: wired(Keys),
        ...(OldImage && { OldImage }),
        ...(NewImage && { NewImage }),
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    })
  }
  const tell = ({ repository: row, tags }: Change) => {
    for (const { tag, brief, detail } of tags) {
      write({ repository: row.name, tag }, brief)
      if (detail !== 'keep') write({ repository: row.name, tag: detailKey(tag) }, detail)
    }
    write({ name: row.name }, row)
  }
  return {
    records,
    /** Takes what is in the streams out of them. */
    take: (): DynamoDBRecord[] => records.splice(0),
    store: {
      ...store,
      async commit(change) {
        await store.commit(change)
        tell(change)
      },
      async create(row) {
        const isNew = await store.create(row)
        if (isNew) write({ name: row.name }, row)
        return isNew
      },
    } satisfies IndexStore,
  }
}

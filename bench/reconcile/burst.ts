// Many tags of one repository pushed at the same moment: ten indexers take their events from one queue and meet.

import { dynamoStore } from '../../lambda/aws/dynamo-index-store.ts'
import { handleMessages, type Message } from '../../lambda/indexing/messages.ts'
import { layouts } from '../../lambda/registry/layouts/layouts.ts'
import { registryReader } from '../../lambda/registry/tag-reader.ts'
import { clientOf } from '../world/client.ts'
import { type Counts, TABLES } from '../world/counts.ts'
import { noMetrics } from '../world/ports.ts'
import { virtualTime } from '../world/virtual-time.ts'
import { makeWorld, type World } from '../world/world.ts'

export interface BurstOptions {
  readonly tags: number
  /** Messages that one invocation takes, at most. */
  readonly batch: number
}

export interface Burst extends BurstOptions {
  readonly counts: Counts
  /** Messages that came back, and how often the one that came back most was taken. */
  readonly cameBack: number
  readonly receivedMost: number
  /** From the push of all to the last commit, by the times assumed below. */
  readonly seconds: number
}

const INDEXERS = 10
/** The indexer's timeout less its reserve (infra/indexing.ts, lambda/indexer.ts). Milliseconds. */
const TIME = 50_000
/** What a request takes, by assumption: half to one and a half of this. Milliseconds. */
const TAKES = { GetCommand: 5, BatchGetCommand: 6, QueryCommand: 6, TransactWriteCommand: 12, s3: 25 }
const REPOSITORIES = 40

/** Pushes so many new tags to one repository, and indexes them. */
export const burst = async (options: BurstOptions): Promise<Burst> => {
  const world = makeWorld(REPOSITORIES)
  const { bucket, tables, layout, names } = world
  const { clock, during } = virtualTime(options.tags)
  const [repository = ''] = names
  const start = clock.now()
  const queue = Array.from({ length: options.tags }, (_, at) => {
    const tag = `2.0.${at}`
    bucket.push(repository, tag, new Date(start))
    return { message: messageOf(layout.tagKey({ repository, tag }), at), visible: start, received: 0 }
  })
  const takes = (milliseconds: number) => clock.sleep(milliseconds * (0.5 + clock.random()))
  // The code's own bucket: requests take effect in the middle of the time that they take.
  const slow = async <T>(milliseconds: number, work: () => T): Promise<T> => {
    await takes(milliseconds / 2)
    const done = work()
    await takes(milliseconds / 2)
    return done
  }
  let cameBack = 0
  let ended = start
  const indexer = async (): Promise<void> => {
    const read = {
      get: (key: string, most: number) => slow(TAKES.s3, () => bucket.get(key, most)),
      list: (prefix: string, after: string | undefined) => slow(TAKES.s3, () => bucket.list(prefix, after)),
    }
    const client = clientOf((command, input) =>
      slow(TAKES[command as keyof typeof TAKES] ?? TAKES.GetCommand, () => tables.send(command, input)),
    )
    const ports = {
      store: dynamoStore(client, TABLES),
      ...registryReader(read, layouts([layout])),
      layouts: layouts([layout]),
      clock,
      bucketName: 'registry',
      metrics: noMetrics,
      async readable() {},
      log: { info() {}, warn() {}, error() {} },
      async delay({ messageId }: Message, seconds: number) {
        const item = queue.find(({ message }) => message.messageId === messageId)
        if (item !== undefined) item.visible = clock.now() + seconds * 1000
      },
    }
    while (queue.length > 0) {
      const taken = queue.filter(({ visible }) => visible <= clock.now()).slice(0, options.batch)
      for (const item of taken) {
        item.visible = clock.now() + 6 * TIME
        item.received++
        receivedMost = Math.max(receivedMost, item.received)
      }
      if (taken.length === 0) {
        await clock.sleep(100)
        continue
      }
      const failed = await handleMessages(
        ports,
        taken.map(({ message }) => message),
        clock.now() + TIME,
      )
      cameBack += failed.length
      ended = clock.now()
      for (const item of taken) if (!failed.includes(item.message.messageId)) queue.splice(queue.indexOf(item), 1)
    }
  }
  let receivedMost = 0
  world.takeCounts()
  await during(Promise.all(Array.from({ length: INDEXERS }, indexer)))
  const counts = world.takeCounts()
  checkAll(world, repository, options.tags)
  return { ...options, counts, cameBack, receivedMost, seconds: (ended - start) / 1000 }
}

// A figure of a burst that lost something would be worth nothing.
const checkAll = ({ tables }: World, repository: string, tags: number): void => {
  for (let at = 0; at < tags; at++) {
    const found = tables.send('GetCommand', { TableName: TABLES.tag, Key: { repository, tag: `2.0.${at}` } })
    if (!('Item' in found)) throw new Error(`the burst of ${tags} tags lost 2.0.${at} of ${repository}`)
  }
}

const messageOf = (key: string, at: number): Message => {
  const body = { Records: [{ s3: { bucket: { name: 'registry' }, object: { key } } }] }
  return { messageId: String(at), receiptHandle: String(at), body: JSON.stringify(body) }
}

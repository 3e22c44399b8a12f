// Measures contention: many tags of one repository are pushed at the same moment, and ten indexers take their events
// from one queue, so that their transactions conflict. And how long one process takes to load such a repository alone.

import { indexTags } from '../../lambda/indexing/index-tags.ts'
import { handleMessages, type Message } from '../../lambda/indexing/messages.ts'
import type { Clock } from '../../lambda/shared/clock.ts'
import { type Counts, TABLES } from '../world/counts.ts'
import { runPorts } from '../world/run-ports.ts'
import { virtualTime } from '../world/virtual-time.ts'
import { makeWorld, type World } from '../world/world.ts'

export interface BurstOptions {
  readonly tags: number
  /** Most messages that one invocation takes. */
  readonly batch: number
}

export interface Burst extends BurstOptions {
  readonly counts: Counts
  /** Messages that an indexer gave back to the queue, counted each time. */
  readonly returned: number
  /** How often the message that was received most often was received. */
  readonly maxReceives: number
  /** From the push of all tags to the last commit, with the assumed latencies below. */
  readonly seconds: number
}

const PARALLEL_INDEXERS = 10
/** The indexer's timeout minus its reserve (infra/indexing.ts, lambda/indexer.ts). */
const INVOCATION_MS = 50_000
/** Assumed mean latency of each request. The actual latency is between half and one and a half times as much. */
const LATENCY_MS = { GetCommand: 5, BatchGetCommand: 6, QueryCommand: 6, TransactWriteCommand: 12, s3: 25 }
const REPOSITORIES = 40

/**
 * Pushes `tags` new tags to one repository and indexes them.
 * @throws Error if a tag is missing from the index at the end
 */
export const burst = async (options: BurstOptions): Promise<Burst> => {
  const world = makeWorld(REPOSITORIES)
  const { bucket, layout, names } = world
  const { clock, during } = virtualTime(options.tags)
  const [repository = ''] = names
  const start = clock.now()
  const queue = Array.from({ length: options.tags }, (_, at) => {
    const tag = `2.0.${at}`
    bucket.push(repository, tag, new Date(start))
    return { message: eventOf(layout.tagKey({ repository, tag }), at), visible: start, received: 0 }
  })
  let returned = 0
  let ended = start
  const indexer = async (): Promise<void> => {
    const ports = {
      ...slowPorts(world, clock),
      async readable() {},
      async delay({ messageId }: Message, seconds: number) {
        const item = queue.find(({ message }) => message.messageId === messageId)
        if (item !== undefined) item.visible = clock.now() + seconds * 1000
      },
    }
    while (queue.length > 0) {
      const taken = queue.filter(({ visible }) => visible <= clock.now()).slice(0, options.batch)
      for (const item of taken) {
        item.visible = clock.now() + 6 * INVOCATION_MS
        item.received++
        maxReceives = Math.max(maxReceives, item.received)
      }
      if (taken.length === 0) {
        await clock.sleep(100)
        continue
      }
      const failed = await handleMessages(
        ports,
        taken.map(({ message, received }) => ({ ...message, receives: received })),
        clock.now() + INVOCATION_MS,
      )
      returned += failed.length
      ended = clock.now()
      for (const item of taken) if (!failed.includes(item.message.messageId)) queue.splice(queue.indexOf(item), 1)
    }
  }
  let maxReceives = 0
  world.takeCounts()
  await during(Promise.all(Array.from({ length: PARALLEL_INDEXERS }, indexer)))
  const counts = world.takeCounts()
  checkAll(world, repository, options.tags)
  return { ...options, counts, returned, maxReceives, seconds: (ended - start) / 1000 }
}

/** What one process took to load a repository that is not in the index yet, after the bucket was listed. */
export interface Load {
  readonly tags: number
  readonly counts: Counts
  readonly seconds: number
}

/**
 * Indexes a repository of so many tags by one process, to which nobody else pushes.
 * @throws Error if a tag is missing from the index at the end
 */
export const loadOne = async (tags: number): Promise<Load> => {
  const world = makeWorld(REPOSITORIES)
  const { clock, during } = virtualTime(tags)
  const [repository = ''] = world.names
  const start = clock.now()
  const names = Array.from({ length: tags }, (_, at) => `2.0.${at}`)
  for (const tag of names) world.bucket.push(repository, tag, new Date(start))
  world.takeCounts()
  await during(indexTags(slowPorts(world, clock), repository, names, { deadline: Number.POSITIVE_INFINITY }))
  const counts = world.takeCounts()
  checkAll(world, repository, tags)
  return { tags, counts, seconds: (clock.now() - start) / 1000 }
}

/** Returns the ports of an indexer whose requests take the assumed latencies, and take effect in the middle of them. */
const slowPorts = ({ bucket, tables }: World, clock: Clock) => {
  const takes = (milliseconds: number) => clock.sleep(milliseconds * (0.5 + clock.random()))
  const slow = async <T>(milliseconds: number, work: () => T): Promise<T> => {
    await takes(milliseconds / 2)
    const done = work()
    await takes(milliseconds / 2)
    return done
  }
  const read = {
    get: (key: string, most: number) => slow(LATENCY_MS.s3, () => bucket.get(key, most)),
    list: (prefix: string, after: string | undefined) => slow(LATENCY_MS.s3, () => bucket.list(prefix, after)),
  }
  const send = (command: string, input: unknown) =>
    slow(LATENCY_MS[command as keyof typeof LATENCY_MS] ?? LATENCY_MS.GetCommand, () => tables.send(command, input))
  return { ...runPorts(read, send), clock }
}

// Throws if a tag was not indexed, because then the figures would be worthless.
const checkAll = ({ tables }: World, repository: string, tags: number): void => {
  for (let at = 0; at < tags; at++) {
    const found = tables.send('GetCommand', { TableName: TABLES.tag, Key: { repository, tag: `2.0.${at}` } })
    if (!('Item' in found)) throw new Error(`the burst of ${tags} tags did not index tag 2.0.${at} of ${repository}`)
  }
}

/** Returns the message that S3's event of a key makes. */
export const eventOf = (key: string, at: number): Omit<Message, 'receives'> => {
  const body = { Records: [{ s3: { bucket: { name: 'registry' }, object: { key } } }] }
  return { messageId: String(at), receiptHandle: String(at), body: JSON.stringify(body) }
}

// Counts what one push costs at DynamoDB: the write units of each kind of item.

import { handleMessages } from '../../lambda/indexing/messages.ts'
import type { RegistryBucket } from '../../lambda/registry/bucket/registry-bucket.ts'
import { systemClock } from '../../lambda/shared/clock.ts'
import type { Counts } from '../world/counts.ts'
import { runPorts } from '../world/run-ports.ts'
import { shapeOf } from '../world/shape.ts'
import { makeWorld } from '../world/world.ts'
import { eventOf } from './burst.ts'

const REPOSITORIES = 400
const DEADLINE_MS = 60_000
/** Between two pushes; a repository that others are writing takes one read unit more (lambda/indexing/commit-tags.ts). */
const QUIET_MS = 60 * 60 * 1000
let pushed = 0
const PUSHED = new Date('2026-11-24T12:00:00Z')

/** Write units of a push, and its read units and requests to S3. */
export interface Push {
  readonly what: string
  /** Brief and detail of the tag. */
  readonly rows: number
  /** The two orders of a repository's tags, which are local indexes. */
  readonly orders: number
  readonly repository: number
  /** The indexes `catalog` and `changes`. */
  readonly lists: number
  /** The search table, and the indexes of tags by values. */
  readonly lookups: number
  readonly units: number
  readonly readUnits: number
  readonly gets: number
}

/** Pushes to made-up repositories, one after the other, and returns what each push cost. */
export const pushes = async (): Promise<Push[]> => {
  const world = makeWorld(REPOSITORIES)
  const push = async (what: string, repository: string, tag: string): Promise<Push> => {
    world.bucket.push(repository, tag, PUSHED)
    return indexed(world, what, repository, tag)
  }
  const named = (kind: string) =>
    world.names.find((name) => shapeOf(name).tags.some((one) => one.tag === 'latest' && one.kind === kind)) ?? ''
  const [image, index] = [named('image'), named('index')]
  return [
    await indexed(world, 'a new repository', image, 'latest'),
    await push('a new tag of a known repository', image, '9.0.0'),
    await push('a known tag', image, 'latest'),
    await indexed(world, 'a new repository, three platforms', index, 'latest'),
    await push('a known tag, three platforms', index, 'latest'),
  ]
}

/** What is needed of a world: what its bucket answers, its tables, its counts. */
interface Counted extends Pick<ReturnType<typeof makeWorld>, 'layout' | 'tables' | 'takeCounts'> {
  readonly bucket: {
    get(...asked: Parameters<RegistryBucket['get']>): Awaitable<ReturnType<RegistryBucket['get']>>
    list(...asked: Parameters<RegistryBucket['list']>): Awaitable<ReturnType<RegistryBucket['list']>>
  }
}
type Awaitable<T> = T | Awaited<T>

/** Indexes one push of a tag, and returns what it cost. */
export const indexed = async (
  { bucket, tables, layout, takeCounts }: Counted,
  what: string,
  repository: string,
  tag: string,
): Promise<Push> => {
  const read = {
    get: async (...asked: Parameters<typeof bucket.get>) => bucket.get(...asked),
    list: async (...asked: Parameters<typeof bucket.list>) => bucket.list(...asked),
  }
  const ports = {
    ...runPorts(read, async (command, input) => tables.send(command, input)),
    clock: { ...systemClock, now: () => systemClock.now() + ahead },
    async readable() {},
    async delay() {},
  }
  pushed++
  const ahead = pushed * QUIET_MS
  takeCounts()
  const message = { ...eventOf(layout.tagKey({ repository, tag }), 0), receives: 1 }
  const failed = await handleMessages(ports, [message], systemClock.now() + ahead + DEADLINE_MS)
  const counts = takeCounts()
  if (failed.length > 0 || counts.commits !== 1) throw new Error(`${repository}:${tag} was not indexed by one commit`)
  return costOf(what, counts)
}

const costOf = (what: string, { tables: { tag, repository, search }, get }: Counts): Push => ({
  what,
  rows: tag.writeUnits - tag.indexUnits,
  orders: tag.indexUnits - tag.lookupUnits,
  repository: repository.writeUnits - repository.indexUnits,
  lists: repository.indexUnits,
  lookups: search.writeUnits + tag.lookupUnits,
  units: tag.writeUnits + repository.writeUnits + search.writeUnits,
  readUnits: tag.readUnits + repository.readUnits + search.readUnits,
  gets: get,
})

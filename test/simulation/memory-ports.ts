// The ports that a function meets at the seam in memory: bucket and stores, each of whose methods waits for its turn.

import { ProvisionedThroughputExceededException } from '@aws-sdk/client-dynamodb'
import type { Change, IndexStore } from '../../lambda/model/index-store.ts'
import { BucketError } from '../../lambda/registry/bucket/bucket-error.ts'
import type { RegistryBucket } from '../../lambda/registry/bucket/registry-bucket.ts'
import { registryReader } from '../../lambda/registry/tag-reader.ts'
import type { Clock } from '../../lambda/shared/clock.ts'
import { memoryDeadLetters } from '../fakes/dead-letters.ts'
import { noLog } from '../fakes/log.ts'
import type { memoryStore } from '../fakes/memory-store.ts'
import { keptMetrics } from '../fakes/metrics.ts'
import { POISON, type PortsWeather } from './deeds.ts'
import type { memoryWeather } from './memory-weather.ts'
import type { Actor } from './scheduler.ts'
import type { AllPorts, Surroundings } from './seam.ts'

/** What the ports are made from. */
interface World {
  readonly surroundings: Surroundings
  readonly weather: PortsWeather
  readonly sky: ReturnType<typeof memoryWeather>
  readonly tables: ReturnType<typeof memoryStore>
}

/** What of the ports a planted fault replaces. */
export interface Replaced {
  readonly store?: (store: IndexStore) => IndexStore
  readonly bucket?: (bucket: RegistryBucket) => RegistryBucket
  readonly ports?: (ports: AllPorts) => AllPorts
}

// The label is where the marshaller would throw, before anything is sent.
const refusePoison = ({ tags }: Change): void => {
  for (const { detail } of tags)
    if (typeof detail === 'object' && Object.hasOwn(detail.labels ?? {}, POISON)) throw new TypeError('simulated')
}

const throttled = () => new ProvisionedThroughputExceededException({ message: 'throttled', $metadata: {} })
const slowDown = () => new BucketError('simulated', 'SlowDown', undefined)

/** Returns the ports of a function. */
export const memoryPorts = (
  { surroundings, weather, sky, tables }: World,
  replaced: Replaced,
  actor: Actor,
): AllPorts => {
  const { random, chance, time, pass, isStormy, bucket, layouts } = surroundings
  const clock: Clock = {
    now: time.now,
    random,
    async sleep(milliseconds) {
      await actor.step()
      pass(Math.min(milliseconds, 50))
    },
  }

  // Every request waits for its turn before it arrives and before its answer does.
  const request = async <T>(refusal: () => Error, work: () => Promise<T>): Promise<T> => {
    await actor.step()
    pass(Math.floor(random() * 20))
    sky.damageSome()
    if (isStormy() && chance(weather.refused)) throw refusal()
    const answer = await work()
    await actor.step()
    return answer
  }
  const ofS3 = <T>(work: () => Promise<T>): Promise<T> =>
    request(slowDown, () => {
      if (sky.isAway()) throw new BucketError('simulated', 'ServiceUnavailable', undefined)
      return work()
    })
  const s3: RegistryBucket = {
    get: (key, most) => ofS3(() => bucket.bucket.get(key, most)),
    list: (prefix, after) => ofS3(() => bucket.bucket.list(prefix, after)),
    folders: (prefix, next) => ofS3(() => bucket.bucket.folders(prefix, next)),
  }
  const { store } = tables
  const dynamo: IndexStore = {
    ...store,
    repository: (name) => request(throttled, () => store.repository(name)),
    tags: (name, tags) => request(throttled, () => store.tags(name, tags)),
    greatest: (name, order, limit) => request(throttled, () => store.greatest(name, order, limit)),
    async commit(change) {
      refusePoison(change)
      await request(throttled, () => store.commit(change))
    },
    create: (row) => request(throttled, () => store.create(row)),
    repositories: (names) => request(throttled, () => store.repositories(names)),
    async *briefs(name, options) {
      await actor.step()
      for await (const brief of store.briefs(name, options)) yield brief
    },
    async *details(name) {
      await actor.step()
      for await (const detail of store.details(name)) yield detail
    },
    async *catalog(start, after) {
      await actor.step()
      for await (const name of store.catalog(start, after)) {
        yield name
        await actor.step()
      }
    },
  }
  const seenBucket = replaced.bucket?.(s3) ?? s3
  const ports: AllPorts = {
    bucket: seenBucket,
    layouts,
    store: replaced.store?.(dynamo) ?? dynamo,
    ...registryReader(seenBucket, layouts),
    clock,
    version: tables.version,
    schema: 1,
    metrics: keptMetrics().metrics,
    log: noLog,
    deadLetters: memoryDeadLetters().deadLetters,
    minReader: 1,
    bucketName: 'registry',
    readable: async () => {},
    async delay(message, seconds) {
      await actor.step()
      if (isStormy() && chance(weather.refused)) throw new Error('simulated')
      surroundings.delay(message, seconds)
    },
  }
  return replaced.ports?.(ports) ?? ports
}

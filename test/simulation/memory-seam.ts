// The seam at the ports of the code under test: stores and bucket in memory, each of whose methods waits for its turn.

import { ProvisionedThroughputExceededException } from '@aws-sdk/client-dynamodb'
import type { IndexStore } from '../../lambda/model/index-store.ts'
import type { RunPorts } from '../../lambda/reconcile/run-ports.ts'
import { BucketError } from '../../lambda/registry/bucket/bucket-error.ts'
import type { RegistryBucket } from '../../lambda/registry/bucket/registry-bucket.ts'
import { registryReader } from '../../lambda/registry/tag-reader.ts'
import type { Clock } from '../../lambda/shared/clock.ts'
import { memoryDeadLetters } from '../fakes/dead-letters.ts'
import { noLog } from '../fakes/log.ts'
import { memoryStore } from '../fakes/memory-store.ts'
import { keptMetrics } from '../fakes/metrics.ts'
import type { Deed, Weather } from './deeds.ts'
import type { Actor } from './scheduler.ts'
import type { Seam, Surroundings } from './seam.ts'
import { simulateAt } from './world.ts'

/** A planted fault: the code with something left out. The simulation must notice each. */
export interface Fault {
  readonly name: string
  readonly store?: (store: IndexStore) => IndexStore
  readonly bucket?: (bucket: RegistryBucket) => RegistryBucket
  readonly ports?: (ports: RunPorts) => RunPorts
  readonly tagConditions?: boolean
}

/** Runs the deeds in this weather at the ports; what is wrong at the end, or nothing. */
export const simulate = (deeds: readonly Deed[], weather: Weather, fault?: Fault): Promise<string[]> =>
  simulateAt((surroundings) => memorySeam(surroundings, weather, fault), deeds, weather)

const memorySeam = (surroundings: Surroundings, weather: Weather, fault: Fault | undefined): Seam => {
  const { random, chance, time, pass, isStormy, bucket, layouts } = surroundings
  const tables = memoryStore({
    tagConditions: fault?.tagConditions ?? true,
    reveal: surroundings.reveal,
    pause: surroundings.pause,
    replicate: surroundings.replicate,
    committed: surroundings.committed,
  })
  const clockOf = (actor: Actor): Clock => ({
    now: time.now,
    random,
    async sleep(milliseconds) {
      await actor.step()
      pass(Math.min(milliseconds, 50))
    },
  })

  // Every request waits for its turn before it arrives and before its answer does.
  const request = async <T>(actor: Actor, refusal: () => Error, work: () => Promise<T>): Promise<T> => {
    await actor.step()
    pass(Math.floor(random() * 20))
    if (isStormy() && chance(weather.refused)) throw refusal()
    const answer = await work()
    await actor.step()
    return answer
  }
  const throttled = () => new ProvisionedThroughputExceededException({ message: 'throttled', $metadata: {} })
  const portsOf = (actor: Actor): ReturnType<Seam['portsOf']> => {
    const slowDown = () => new BucketError('simulated', 'SlowDown', undefined)
    const s3: RegistryBucket = {
      get: (key, most) => request(actor, slowDown, () => bucket.bucket.get(key, most)),
      list: (prefix, after) => request(actor, slowDown, () => bucket.bucket.list(prefix, after)),
    }
    const { store } = tables
    const dynamo: IndexStore = {
      ...store,
      repository: (name) => request(actor, throttled, () => store.repository(name)),
      tags: (name, tags) => request(actor, throttled, () => store.tags(name, tags)),
      greatest: (name, order, limit) => request(actor, throttled, () => store.greatest(name, order, limit)),
      commit: (change) => request(actor, throttled, () => store.commit(change)),
      repositories: (names) => request(actor, throttled, () => store.repositories(names)),
      async *briefs(name, options) {
        await actor.step()
        for await (const brief of store.briefs(name, options)) yield brief
      },
      async *catalog(start, after) {
        await actor.step()
        for await (const name of store.catalog(start, after)) {
          yield name
          await actor.step()
        }
      },
    }
    const seenBucket = fault?.bucket?.(s3) ?? s3
    const ports: RunPorts = {
      bucket: seenBucket,
      layouts,
      store: fault?.store?.(dynamo) ?? dynamo,
      ...registryReader(seenBucket, layouts),
      clock: clockOf(actor),
      version: tables.version,
      schema: 1,
      metrics: keptMetrics().metrics,
      log: noLog,
      deadLetters: memoryDeadLetters().deadLetters,
      minReader: 1,
      bucketName: 'registry',
    }
    return { ...(fault?.ports?.(ports) ?? ports), readable: async () => {} }
  }
  return {
    tables,
    portsOf,
    within: (_, work) => work(),
    expire: tables.expire,
    losesMessages: false,
    needsRun: () => false,
    lastRunAfterMs: undefined,
    readAll: async () => {},
    expects: (reader) => reader,
  }
}

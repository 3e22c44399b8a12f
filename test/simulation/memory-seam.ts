// The seam at the ports of the code under test: stores and bucket in memory, each of whose methods waits for its turn.

import { ProvisionedThroughputExceededException } from '@aws-sdk/client-dynamodb'
import type { Change, IndexStore } from '../../lambda/model/index-store.ts'
import { BucketError } from '../../lambda/registry/bucket/bucket-error.ts'
import type { RegistryBucket } from '../../lambda/registry/bucket/registry-bucket.ts'
import { Problem } from '../../lambda/registry/content/problem.ts'
import { registryReader } from '../../lambda/registry/tag-reader.ts'
import type { Clock } from '../../lambda/shared/clock.ts'
import { memoryDeadLetters } from '../fakes/dead-letters.ts'
import { disagreements } from '../fakes/expected.ts'
import { noLog } from '../fakes/log.ts'
import { memoryStore } from '../fakes/memory-store.ts'
import { keptMetrics } from '../fakes/metrics.ts'
import { type Deed, POISON, type PortsWeather } from './deeds.ts'
import { memoryWeather } from './memory-weather.ts'
import type { Actor } from './scheduler.ts'
import type { AllPorts, Seam, Surroundings } from './seam.ts'
import { simulateAt } from './world.ts'

/** A planted fault: the code with something left out. The simulation must notice each. */
export interface Fault {
  readonly name: string
  readonly store?: (store: IndexStore) => IndexStore
  readonly bucket?: (bucket: RegistryBucket) => RegistryBucket
  readonly ports?: (ports: AllPorts) => AllPorts
  /** What the code sees of a message's body. */
  readonly body?: (body: string) => string
  readonly tagConditions?: boolean
  /** The weather in which it is soon noticed. */
  readonly weather?: Partial<PortsWeather>
}

/** Runs the deeds in this weather at the ports; what is wrong at the end, or nothing. */
export const simulate = (deeds: readonly Deed[], ofSchedule: PortsWeather, fault?: Fault): Promise<string[]> => {
  const weather = { ...ofSchedule, ...fault?.weather }
  return simulateAt((surroundings) => memorySeam(surroundings, weather, fault), deeds, weather)
}

const POISONED_TEXT = "the facts of this tag can't be indexed: TypeError: simulated"
// The label is where the marshaller would throw, before anything is sent.
const refusePoison = ({ tags }: Change): void => {
  for (const { detail } of tags)
    if (typeof detail === 'object' && Object.hasOwn(detail.labels ?? {}, POISON)) throw new TypeError('simulated')
}

const memorySeam = (surroundings: Surroundings, weather: PortsWeather, fault: Fault | undefined): Seam => {
  const { random, chance, time, pass, isStormy, bucket, layouts, complain } = surroundings
  const tables = memoryStore({
    tagConditions: fault?.tagConditions ?? true,
    reveal: surroundings.reveal,
    pause: surroundings.pause,
    replicate: surroundings.replicate,
    committed: (name) => {
      // A damaged repository agrees with itself when the last run is done, and perhaps not before.
      if (!sky.damagedNames.has(name)) surroundings.committed(name)
    },
  })
  const sky = memoryWeather(surroundings, weather, tables)
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
    sky.damageSome()
    if (isStormy() && chance(weather.refused)) throw refusal()
    const answer = await work()
    await actor.step()
    return answer
  }
  const throttled = () => new ProvisionedThroughputExceededException({ message: 'throttled', $metadata: {} })
  const portsOf = (actor: Actor): ReturnType<Seam['portsOf']> => {
    const slowDown = () => new BucketError('simulated', 'SlowDown', undefined)
    const ofS3 = <T>(work: () => Promise<T>): Promise<T> =>
      request(actor, slowDown, () => {
        if (sky.isAway()) throw new BucketError('simulated', 'ServiceUnavailable', undefined)
        return work()
      })
    const s3: RegistryBucket = {
      get: (key, most) => ofS3(() => bucket.bucket.get(key, most)),
      list: (prefix, after) => ofS3(() => bucket.bucket.list(prefix, after)),
    }
    const { store } = tables
    const dynamo: IndexStore = {
      ...store,
      repository: (name) => request(actor, throttled, () => store.repository(name)),
      tags: (name, tags) => request(actor, throttled, () => store.tags(name, tags)),
      greatest: (name, order, limit) => request(actor, throttled, () => store.greatest(name, order, limit)),
      async commit(change) {
        refusePoison(change)
        await request(actor, throttled, () => store.commit(change))
      },
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
    const ports: AllPorts = {
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
      readable: async () => {},
      async delay(message, seconds) {
        await actor.step()
        if (isStormy() && chance(weather.refused)) throw new Error('simulated')
        surroundings.delay(message, seconds)
      },
    }
    return fault?.ports?.(ports) ?? ports
  }
  return {
    tables,
    portsOf,
    within: (_, work) => work(),
    body: fault?.body,
    expire: tables.expire,
    losesMessages: false,
    needsRun: () => sky.damagedKinds.size > 0,
    // A run reads briefs and rows of repositories; only a rebuild reads details.
    needsRebuild: () => sky.damagedKinds.has('details'),
    calmAt: sky.calmAt,
    leaseHolder: async () => (await tables.version.runs())?.lease?.run,
    lastRunAfterMs: undefined,
    async readAll() {
      // Nothing but the next event mends the row of a repository that has no tags and is not in the catalog.
      for (const name of sky.damagedNames)
        if (tables.repositories.get(name)?.path !== undefined) disagreements(tables, name).forEach(complain)
    },
    expects: (reader) => ({
      async readTag(name) {
        const tag = await reader.readTag(name)
        return Object.hasOwn(tag?.facts.labels ?? {}, POISON)
          ? reader.readTagWith(name, new Problem(POISONED_TEXT))
          : tag
      },
    }),
  }
}

// A registry, its bucket and queue, DynamoDB and the functions, all in one thread. The code under test is the real one:
// message handling, indexing, reconcile; it meets the world through its ports, each of which waits for its turn.

import { isDeepStrictEqual } from 'node:util'
import { ProvisionedThroughputExceededException } from '@aws-sdk/client-dynamodb'
import { handleMessages, type Message } from '../../lambda/indexing/messages.ts'
import type { IndexStore } from '../../lambda/model/index-store.ts'
import { MAX_RECEIVES } from '../../lambda/names.ts'
import type { RunPorts } from '../../lambda/reconcile/ports.ts'
import { runStep } from '../../lambda/reconcile/run.ts'
import { parseRunEvent } from '../../lambda/reconcile/run-events.ts'
import { BucketError } from '../../lambda/registry/bucket/bucket-error.ts'
import type { RegistryBucket } from '../../lambda/registry/bucket/registry-bucket.ts'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { dockerV1 } from '../../lambda/registry/layouts/docker-v1.ts'
import { layouts as layoutsOf } from '../../lambda/registry/layouts/layouts.ts'
import { layoutOfId, repositoryName } from '../../lambda/registry/layouts/repository-id.ts'
import { registryReader } from '../../lambda/registry/tag-reader.ts'
import type { Clock } from '../../lambda/shared/clock.ts'
import { memoryDeadLetters } from '../fakes/dead-letters.ts'
import { type BucketEvent, imageId, v1Registry } from '../fakes/docker-v1.ts'
import { actualIndex, disagreements, expectedIndex } from '../fakes/expected.ts'
import { memoryBucket } from '../fakes/memory-bucket.ts'
import { memoryStore } from '../fakes/memory-store.ts'
import { keptMetrics } from '../fakes/metrics.ts'
import { registryWriter } from '../fakes/registry.ts'
import type { Change, Deed, Weather } from './deeds.ts'
import { type Actor, createScheduler, randomFrom } from './scheduler.ts'

/** A planted fault: the code with something left out. The simulation must notice each. */
export interface Fault {
  readonly name: string
  readonly store?: (store: IndexStore) => IndexStore
  readonly bucket?: (bucket: RegistryBucket) => RegistryBucket
  readonly ports?: (ports: RunPorts) => RunPorts
  readonly tagConditions?: boolean
}

const START = Date.parse('2026-11-01T10:00:00Z')
const DAY = 25 * 60 * 60 * 1000

interface Queued extends Message {
  receives: number
}

/** Runs the deeds in this weather, then lets the world come to rest; what is wrong at the end, or nothing. */
export const simulate = async (deeds: readonly Deed[], weather: Weather, fault?: Fault): Promise<string[]> => {
  const random = randomFrom(weather.seed)
  const chance = (of: number) => random() < of
  const scheduler = createScheduler(random)
  const wrong: string[] = []
  let time = START
  let stormy = true

  let slow = false
  const database = scheduler.actor('database', () => (slow ? weather.slow : 0))
  const tables: ReturnType<typeof memoryStore> = memoryStore({
    tagConditions: fault?.tagConditions ?? true,
    async reveal(applies) {
      for (let left = [...applies]; left.length > 0; ) {
        if (random() < 0.8) await database.step()
        const [apply] = left.splice(Math.floor(random() * left.length), 1)
        apply?.()
        left = [...left]
      }
    },
    async pause() {
      if (chance(0.3)) await database.step()
    },
    replicate(apply) {
      void database.step().then(apply)
    },
    committed: (name) => void wrong.push(...disagreements(tables, name)),
  })
  const bucket = memoryBucket(weather.pageSize)
  const layout = distribution('')
  const v1Layout = dockerV1('registry')
  const layouts = layoutsOf([layout, v1Layout])
  const at = () => new Date(time)
  const put = (key: string, body: string | Buffer) => bucket.put(key, body, at())
  const registry = registryWriter(layout, put)
  const v1 = v1Registry(v1Layout.root, { ...bucket, put })

  const clockOf = (actor: Actor): Clock => ({
    now: () => time,
    random,
    async sleep(milliseconds) {
      await actor.step()
      time += Math.min(milliseconds, 50)
    },
  })

  // Every request waits for its turn before it arrives and before its answer does.
  const request = async <T>(actor: Actor, refusal: () => Error, work: () => Promise<T>): Promise<T> => {
    await actor.step()
    time += Math.floor(random() * 20)
    if (stormy && chance(weather.refused)) throw refusal()
    const answer = await work()
    await actor.step()
    return answer
  }
  const log = { info() {}, warn() {}, error() {} }
  const throttled = () => new ProvisionedThroughputExceededException({ message: 'throttled', $metadata: {} })
  const portsOf = (actor: Actor): RunPorts => {
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
      log,
      deadLetters: memoryDeadLetters().deadLetters,
      minReader: 1,
      bucketName: 'registry',
    }
    return fault?.ports?.(ports) ?? ports
  }

  // The queue and the indexers.
  const queue: Queued[] = []
  let messages = 0
  const notify = (key: string) => {
    if (stormy && chance(weather.lost)) return
    const record = { s3: { bucket: { name: 'registry' }, object: { key: encodeURIComponent(key) } } }
    const body = JSON.stringify({ Records: [record] })
    for (let copies = stormy && chance(weather.duplicated) ? 2 : 1; copies > 0; copies--)
      queue.push({ messageId: `m${messages++}`, receiptHandle: '', body, receives: 0 })
  }
  const workers = new Set<{ readonly actor: Actor; readonly back: () => void }>()
  const receive = () => {
    const batch: Queued[] = []
    for (let wanted = 1 + Math.floor(random() * 4); wanted > 0 && queue.length > 0; wanted--)
      batch.push(...queue.splice(Math.floor(random() * queue.length), 1))
    for (const message of batch) message.receives++
    const actor = scheduler.actor(`indexer ${messages}`)
    const back = (failed: readonly Queued[] = batch) => {
      for (const message of failed) {
        if (message.receives >= MAX_RECEIVES) wrong.push(`${message.messageId} ended among the dead letters`)
        else queue.push(message)
      }
    }
    const worker = { actor, back: () => back() }
    workers.add(worker)
    const ports = { ...portsOf(actor), readable: async () => {}, delay: () => actor.step() }
    void handleMessages(ports, batch, time + 50_000).then((ids) => {
      if (!workers.delete(worker)) return
      back(batch.filter(({ messageId }) => ids.includes(messageId)))
    })
  }
  const reconcile = (): Promise<unknown> => {
    const actor = scheduler.actor('reconcile')
    const worker = { actor, back: () => {} }
    workers.add(worker)
    const far = { soft: Number.MAX_SAFE_INTEGER, hard: Number.MAX_SAFE_INTEGER }
    return runStep(portsOf(actor), parseRunEvent({ force: true }), far).finally(() => workers.delete(worker))
  }

  // The registries and time.
  const doer = scheduler.actor('registry')
  const doneByV1 = ({ what, repository, tag, image }: Change): Iterable<BucketEvent> => {
    const name = repositoryName(repository)
    if (what === 'hide' || what === 'show') return v1.setPrivate(name, what === 'hide')
    if (what === 'remove') return v1.removeTag(name, tag)
    if (what === 'break') return v1.tag(name, tag, `broken ${image}`)
    const comment = `version ${image} of things`
    return v1.push(name, tag, [{ id: imageId('base') }, { id: imageId(comment), comment }])
  }
  const perform = async () => {
    for (const deed of deeds) {
      await doer.step()
      if (chance(0.5)) time += Math.floor(random() * 1500)
      if (deed.what === 'reconcile') void reconcile().catch(() => {})
      else if (deed.what === 'rest') for (let steps = 0; steps < 100; steps++) await doer.step()
      else if (deed.what === 'day') {
        // Expiry is late and not sure; and no function lives for a day.
        for (const worker of [...workers]) crash(worker)
        time += DAY
        for (const [name, { expires }] of [...tables.repositories])
          if (expires !== undefined && expires * 1000 < time && chance(0.7)) tables.expire(name)
      } else if (layoutOfId(deed.repository) === v1Layout.id) {
        for (const { key } of doneByV1(deed)) {
          if (!key.startsWith(v1Layout.prefix)) continue
          notify(key)
          await doer.step()
        }
      } else {
        const { repository, tag, image } = deed
        const key = layout.tagKey({ repository, tag })
        const labels = { 'org.opencontainers.image.description': `version ${image} of things` }
        if (deed.what === 'push') registry.push(repository, tag, { labels, salt: `${image}` })
        else if (deed.what === 'break') bucket.put(key, `broken ${image}`, at())
        else bucket.remove(key)
        notify(key)
      }
    }
  }
  // Crashes alone must not use up the tries of a message.
  let crashesLeft = 8
  const crash = (worker: { readonly actor: Actor; readonly back: () => void }) => {
    crashesLeft--
    worker.actor.kill()
    workers.delete(worker)
    worker.back()
  }

  const performed = perform()
  await scheduler.run(() => {
    if (chance(0.1)) slow = !slow
    if (queue.length > 0 && workers.size < 4 && chance(0.2)) receive()
    for (const worker of [...workers]) if (crashesLeft > 0 && chance(weather.crash)) crash(worker)
  })
  await performed

  // The storm is over: everything that is queued comes. Only where events were lost a reconcile makes good what never
  // came; where none was, the index must be right without.
  stormy = false
  while (queue.length > 0 || workers.size > 0) {
    while (queue.length > 0 && workers.size < 3) receive()
    await scheduler.run()
  }
  const healed =
    weather.lost === 0
      ? undefined
      : reconcile().catch((error: unknown) => void wrong.push(`the last reconcile failed: ${error}`))
  await scheduler.run()
  await healed
  const ports = registryReader(bucket.bucket, layouts)
  const expected = await expectedIndex({ bucket, layouts, ports })
  const actual = actualIndex({ tables })
  if (!isDeepStrictEqual(actual, expected))
    wrong.push(
      `the index is ${JSON.stringify(actual, undefined, 1)}\nbut the bucket ${JSON.stringify(expected, undefined, 1)}`,
    )
  return [...new Set(wrong)]
}

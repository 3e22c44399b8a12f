// A registry, its bucket and queue, DynamoDB and the functions, all in one thread. The code under test is the real one:
// message handling, indexing, reconcile; it meets the world through its ports, each of which waits for its turn.

import { isDeepStrictEqual } from 'node:util'
import { handleMessages, type Message } from '../../lambda/indexing/messages.ts'
import { MAX_RECEIVES } from '../../lambda/names.ts'
import { runStep } from '../../lambda/reconcile/run.ts'
import { parseRunEvent } from '../../lambda/reconcile/run-events.ts'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { dockerV1 } from '../../lambda/registry/layouts/docker-v1.ts'
import { layouts as layoutsOf } from '../../lambda/registry/layouts/layouts.ts'
import { layoutOfId, repositoryName } from '../../lambda/registry/layouts/repository-id.ts'
import { registryReader } from '../../lambda/registry/tag-reader.ts'
import { type BucketEvent, imageId, v1Registry } from '../fakes/docker-v1.ts'
import { actualIndex, disagreements, expectedIndex } from '../fakes/expected.ts'
import { memoryBucket } from '../fakes/memory-bucket.ts'
import { registryWriter } from '../fakes/registry.ts'
import { type Change, type Deed, LARGE_IMAGE, LARGE_PLATFORMS, labelsOf, type Weather } from './deeds.ts'
import { type Actor, createScheduler, EndlessError, randomFrom, type VirtualTime } from './scheduler.ts'
import type { Seam, Surroundings } from './seam.ts'

const START = Date.parse('2026-11-01T10:00:00Z')
const DAY = 25 * 60 * 60 * 1000
const HANGS = 'waits for something that is no part of the simulation'

interface Queued extends Message {
  receives: number
}

type Simulate = (
  makeSeam: (surroundings: Surroundings) => Seam,
  deeds: readonly Deed[],
  weather: Weather,
) => Promise<string[]>

/** Runs the deeds in this weather at a seam, then lets the world come to rest; what is wrong at the end, or nothing. */
export const simulateAt: Simulate = (makeSeam, deeds, weather) =>
  simulated(makeSeam, deeds, weather).catch((error: unknown) => {
    if (error instanceof EndlessError) return [error.message]
    throw error
  })

const simulated: Simulate = async (makeSeam, deeds, weather) => {
  const random = randomFrom(weather.seed)
  const chance = (of: number) => random() < of
  const wrong: string[] = []
  let now = START
  let stormy = true
  const pass = (milliseconds: number) => {
    now += milliseconds
  }
  const time: VirtualTime = {
    now: () => now,
    reach: (until) => {
      now = Math.max(now, until)
    },
  }
  const complain = (what: string) => void wrong.push(what)
  const scheduler = createScheduler(random, time)

  let slow = false
  const database = scheduler.actor('database', () => (slow ? weather.slow : 0))
  const bucket = memoryBucket(weather.pageSize)
  const layout = distribution('')
  const v1Layout = dockerV1('registry')
  const layouts = layoutsOf([layout, v1Layout])
  const at = () => new Date(now)
  const put = (key: string, body: string | Buffer) => bucket.put(key, body, at())
  const registry = registryWriter(layout, put)
  const v1 = v1Registry(v1Layout.root, { ...bucket, put })

  const seam: Seam = makeSeam({
    scheduler,
    random,
    chance,
    time,
    pass,
    isStormy: () => stormy,
    bucket,
    layouts,
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
    replicate: (apply) => void database.step().then(apply),
    committed: (name) => void wrong.push(...disagreements(seam.tables, name)),
    complain,
  })
  const { tables } = seam

  // The queue and the indexers.
  const queue: Queued[] = []
  let isLost = weather.lost > 0
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
        if (message.receives < MAX_RECEIVES) queue.push(message)
        else if (stormy && seam.losesMessages) isLost = true
        else wrong.push(`${message.messageId} ended among the dead letters`)
      }
    }
    const worker = { actor, back: () => back() }
    workers.add(worker)
    const ports = { ...seam.portsOf(actor), delay: () => actor.step() }
    const handled = seam.within(actor, () => handleMessages(ports, batch, now + 50_000))
    void handled.then((ids) => {
      if (!workers.delete(worker)) return
      back(batch.filter(({ messageId }) => ids.includes(messageId)))
    })
  }
  const reconcile = (): Promise<unknown> => {
    const actor = scheduler.actor('reconcile')
    const worker = { actor, back: () => {} }
    workers.add(worker)
    const far = { soft: Number.MAX_SAFE_INTEGER, hard: Number.MAX_SAFE_INTEGER }
    const run = () => runStep(seam.portsOf(actor), parseRunEvent({ force: true }), far)
    return seam.within(actor, run).finally(() => workers.delete(worker))
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
  const expire = () => {
    for (const [name, { expires }] of [...tables.repositories])
      if (expires !== undefined && expires * 1000 < now && chance(0.7)) seam.expire(name)
  }
  const perform = async () => {
    for (const deed of deeds) {
      await doer.step()
      if (chance(0.5)) pass(Math.floor(random() * 1500))
      if (deed.what === 'reconcile') void reconcile().catch(() => {})
      else if (deed.what === 'rest') for (let steps = 0; steps < 100; steps++) await doer.step()
      else if (deed.what === 'day') {
        // Expiry is late and not sure; and no function lives for a day.
        for (const worker of [...workers]) crash(worker)
        pass(DAY)
        expire()
      } else if (layoutOfId(deed.repository) === v1Layout.id) {
        for (const { key } of doneByV1(deed)) {
          if (!key.startsWith(v1Layout.prefix)) continue
          notify(key)
          await doer.step()
        }
      } else {
        const { repository, tag, image } = deed
        const key = layout.tagKey({ repository, tag })
        const options = { labels: labelsOf(image), salt: `${image}` }
        if (deed.what === 'push' && image === LARGE_IMAGE) registry.pushIndex(repository, tag, LARGE_PLATFORMS, options)
        else if (deed.what === 'push') registry.push(repository, tag, options)
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
    const steps = scheduler.steps()
    await scheduler.run()
    if (queue.length > 0 || workers.size === 0 || scheduler.steps() > steps) continue
    complain(`a function ${HANGS}`)
    break
  }
  const compare = async (when: string) => {
    const ports = seam.expects(registryReader(bucket.bucket, layouts))
    const expected = await expectedIndex({ bucket, layouts, ports })
    const actual = actualIndex({ tables })
    if (!isDeepStrictEqual(actual, expected))
      wrong.push(
        `${when}, the index is ${JSON.stringify(actual, undefined, 1)}\nbut the bucket ${JSON.stringify(expected, undefined, 1)}`,
      )
  }
  const untilDone = async (what: string, work: Promise<unknown>) => {
    let done = false
    void work
      .catch((error: unknown) => complain(`${what} failed: ${error}`))
      .finally(() => {
        done = true
      })
    await scheduler.run()
    if (!done) complain(`${what} ${HANGS}`)
  }
  isLost ||= seam.needsRun()
  if (!isLost) await compare('when all events were handled')
  if (isLost || seam.lastRunAfterMs !== undefined) {
    pass(seam.lastRunAfterMs ?? 0)
    if (seam.lastRunAfterMs !== undefined) expire()
    await untilDone('the last reconcile', reconcile())
    await compare('after the last reconcile')
  }
  await untilDone('a reader', seam.readAll())
  return [...new Set(wrong)]
}

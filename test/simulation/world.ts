// A registry, its bucket and queue, DynamoDB and the functions, all in one thread. The code under test is the real one:
// message handling, indexing, reconcile; it meets the world through its ports, each of which waits for its turn.

import { isDeepStrictEqual } from 'node:util'
import { LEASE_S } from '../../lambda/names/runs.ts'
import { registryReader } from '../../lambda/registry/tag-reader.ts'
import { actualIndex, disagreements, expectedIndex } from '../fakes/expected.ts'
import { memoryBucket } from '../fakes/memory-bucket.ts'
import type { Deed, Weather } from './deeds.ts'
import { createFunctions } from './functions.ts'
import { createQueue } from './queue.ts'
import { createRegistries } from './registries.ts'
import { createScheduler, EndlessError, randomFrom, type VirtualTime } from './scheduler.ts'
import type { Seam, Surroundings } from './seam.ts'

const START = Date.parse('2026-11-01T10:00:00Z')
const HOUR = 60 * 60 * 1000
const DAY = 25 * HOUR
const HANGS = 'waits for something that is no part of the simulation'

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
  const isStormy = () => stormy
  const pass = (milliseconds: number) => {
    now += Math.ceil(milliseconds)
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
  const registries = createRegistries(bucket, time.now)
  const { layouts } = registries
  let isLost = weather.lost > 0
  // Only a deep run knows of what vanished.
  let hasVanished = false
  const queue = createQueue({ scheduler, random, chance, isStormy }, weather, ({ messageId }) => {
    if (stormy && seam.losesMessages) isLost = true
    else complain(`${messageId} ended among the dead letters`)
  })
  const surroundings: Surroundings = {
    scheduler,
    random,
    chance,
    time,
    pass,
    isStormy,
    bucket,
    layouts,
    delay: queue.delay,
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
  }
  const seam: Seam = makeSeam(surroundings)
  const { tables } = seam
  const functions = createFunctions(surroundings, seam, queue, weather)

  // The registries and time.
  const doer = scheduler.actor('registry')
  const expire = () => {
    for (const [name, { expires }] of [...tables.repositories])
      if (expires !== undefined && expires * 1000 < now && chance(0.7)) seam.expire(name)
  }
  const reconcile = (request: { readonly deep: boolean }) =>
    void (chance(0.5) ? functions.run(request) : functions.runByHand(request)).catch(() => {})
  const perform = async () => {
    for (const deed of deeds) {
      await doer.step()
      if (chance(0.5)) pass(Math.floor(random() * 1500))
      if (deed.what === 'reconcile' || deed.what === 'deep') reconcile({ deep: deed.what === 'deep' })
      else if (deed.what === 'vanish' || deed.what === 'return') {
        hasVanished = true
        if (deed.what === 'vanish') registries.vanish(deed.which)
        else registries.return(deed.which)
      } else if (deed.what === 'name') {
        // Only a run reads what was named.
        isLost = true
        functions.name()
      } else if (deed.what === 'rest') for (let steps = 0; steps < 100; steps++) await doer.step()
      else if (deed.what === 'hours') await doer.sleep(3 * HOUR)
      else if (deed.what === 'day') {
        // Expiry is late and not sure; and no function lives for a day.
        functions.crashAll()
        pass(DAY)
        expire()
      } else
        for (const key of registries.change(deed)) {
          queue.notify(key)
          await doer.step()
        }
    }
  }

  const performed = perform()
  await scheduler.run(() => {
    if (chance(0.1)) slow = !slow
    if (queue.hasVisible() && functions.indexing() < 4 && chance(0.2)) functions.index()
    functions.crashSome()
  })
  await performed

  // The storm is over: everything that is queued comes. Only where events were lost a reconcile makes good what never
  // came; where none was, the index must be right without.
  stormy = false
  while (!queue.isEmpty() || functions.isBusy()) {
    while (queue.hasVisible() && functions.indexing() < 3) functions.index()
    const steps = scheduler.steps()
    await scheduler.run()
    if (queue.hasVisible() || !functions.isBusy() || scheduler.steps() > steps) continue
    complain(`a function ${HANGS}`)
    break
  }
  const compare = async (when: string) => {
    const reader = registryReader(bucket.bucket, layouts)
    const ports = seam.expects({ ...reader, readTag: (name, known) => reader.readTag(name, known, () => true) })
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
  await untilDone('search', seam.search())
  isLost ||= seam.needsRun() || hasVanished
  if (!isLost) await compare('when all events were handled')
  if (isLost || seam.lastRunAfterMs !== undefined) {
    // What died may have left its lease.
    pass(Math.max(LEASE_S * 1000 + 1, seam.lastRunAfterMs ?? 0))
    time.reach(seam.calmAt)
    if (seam.lastRunAfterMs !== undefined) expire()
    const runWell = (what: string, request: { readonly rebuild?: boolean; readonly deep?: boolean }) =>
      untilDone(
        what,
        functions.run(request).then(({ failed, failures }) => {
          if (failed > 0) complain(`${what} did not do everything: ${failures.join('; ')}`)
        }),
      )
    await runWell('the last reconcile', { rebuild: seam.needsRebuild() })
    // It reads rows that may lag behind those that were written, so it finds what is gone of tags that were indexed before.
    if (hasVanished) await runWell('the deep run', { deep: true })
    await compare('after the last reconcile')
  }
  await untilDone('a reader', seam.readAll())
  return [...new Set(wrong)]
}

// Many indexers of one repository at once, each with requests that take their time, while its tags come and go.

import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { virtualTime } from '../../bench/world/virtual-time.ts'
import { indexTags } from '../../lambda/indexing/index-tags.ts'
import type { IndexStore } from '../../lambda/model/index-store.ts'
import { runs, SEED } from '../effort.ts'
import { actualIndex, expectedIndex } from '../fakes/expected.ts'
import { described } from '../fakes/registry.ts'
import { memorySystem } from '../fakes/system.ts'

const TAGS = ['latest', 'v1.0', 'v2.0']
const deed = fc.record({
  tag: fc.constantFrom(...TAGS),
  what: fc.constantFrom('push', 'push', 'remove'),
  after: fc.nat(60),
  delivered: fc.nat(40),
})
const schedule = fc.record({ seed: fc.nat(), deeds: fc.array(deed, { minLength: 3, maxLength: 14 }) })

type Schedule = typeof schedule extends fc.Arbitrary<infer T> ? T : never

/** Returns the index after a schedule, and what it should be. */
const race = async ({ seed, deeds }: Schedule, store: (store: IndexStore) => IndexStore = (same) => same) => {
  const system = memorySystem()
  const { registry, bucket, layout, ports } = system
  const { clock, during } = virtualTime(seed)
  const slow = async <T>(milliseconds: number, work: () => Promise<T>): Promise<T> => {
    await clock.sleep(clock.random() * milliseconds)
    const done = await work()
    await clock.sleep(clock.random() * milliseconds)
    return done
  }
  const { repository, tags, commit } = ports.store
  const slowed = {
    ...ports,
    clock,
    readTag: (...of: Parameters<typeof ports.readTag>) => slow(40, () => ports.readTag(...of)),
    store: store({
      ...ports.store,
      repository: (name) => slow(5, () => repository(name)),
      tags: (...of) => slow(5, () => tags(...of)),
      commit: (change) => slow(10, () => commit(change)),
    }),
  }
  const deadline = clock.now() + 60_000
  const happen = async () => {
    const indexers: Promise<unknown>[] = []
    const deliver = async (tag: string, milliseconds: number) => {
      await clock.sleep(milliseconds)
      await indexTags(slowed, 'app', [tag], { deadline })
    }
    for (const [at, { tag, what, after, delivered }] of deeds.entries()) {
      await clock.sleep(after)
      if (what === 'push') registry.push('app', tag, described(`push ${at}`))
      else bucket.remove(layout.tagKey({ repository: 'app', tag }))
      indexers.push(deliver(tag, delivered))
    }
    await Promise.all(indexers)
  }
  await during(happen())
  return { actual: actualIndex(system), expected: await expectedIndex(system) }
}

it('the last commit of a tag is right, whoever lost to whom', async () => {
  await fc.assert(
    fc.asyncProperty(schedule, async (of) => {
      const { actual, expected } = await race(of)
      expect(actual).toEqual(expected)
    }),
    { numRuns: runs(300, 20_000) },
  )
})

it('notices where what was read of a tag is taken to hold though a commit since has left tags absent', async () => {
  const planted = (store: IndexStore): IndexStore => ({
    ...store,
    async repository(name) {
      const row = await store.repository(name)
      return row && { ...row, removedRev: 0 }
    },
  })
  const isNoticed = async () => {
    for (const of of fc.sample(schedule, { numRuns: 3000, seed: SEED })) {
      const { actual, expected } = await race(of, planted)
      if (!isDeepStrictEqual(actual, expected)) return true
    }
    return false
  }
  expect(await isNoticed()).toBe(true)
})

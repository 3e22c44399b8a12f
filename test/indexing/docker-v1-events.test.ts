// A bucket of a registry v1 is written key by key, as that registry does; the index must be right after every event.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs } from '../effort.ts'
import { deliveryTo } from '../fakes/delivery.ts'
import { all, type BucketEvent, imageId, type V1Image } from '../fakes/docker-v1.ts'
import { inLine, run, type System } from '../fakes/filled.ts'
import { memorySystem } from '../fakes/system.ts'

const BASE: V1Image = { id: imageId('base'), size: 300 }
const image = (of: string | number): V1Image => ({ id: imageId(`${of}`), comment: `image ${of} of things`, size: 20 })

const eventByEvent = async (system: System, ...histories: Iterable<BucketEvent>[]) => {
  const { deliver, complaints } = deliveryTo(system)
  let count = 0
  for (const history of histories)
    for (const event of history) {
      expect(await deliver(event)).toEqual([])
      await inLine(system)
      count++
    }
  expect(complaints).toEqual([])
  return count
}

const v1System = (pageSize = 1000) => memorySystem({ layouts: ['docker-v1'], pageSize })

describe('indexing a registry v1 event by event', () => {
  it('is right after every key of a push, of a second push with the same images, and of removals', async () => {
    const system = v1System()
    const { v1, tables } = system
    const push = await eventByEvent(system, v1.push('redis', 'latest', [BASE, image(1), image(2)]))
    // Two events of `_index_images`, six of each image, one of the tag, one of its note, one of the note of `latest`.
    expect(push).toBe(2 + 3 * 6 + 3)
    expect(tables.repositories.get('library/redis@docker-v1')).toMatchObject({
      document: { visible: 1, tag: 'latest', description: 'image 2 of things', layout: 'docker-v1', size: 340 },
    })
    // Images that exist are not uploaded again.
    expect(await eventByEvent(system, v1.push('team/app', 'v1.0', [BASE, image(1)]))).toBe(4)
    await eventByEvent(system, v1.push('redis', 'v1.0', [BASE, image(1)]), v1.push('redis', 'v1.0', [BASE, image(2)]))
    expect(tables.briefs.get('library/redis@docker-v1\nv1.0')?.digest).toBe(image(2).id)
    expect(await eventByEvent(system, v1.removeTag('redis', 'latest'))).toBe(3)
    expect(tables.repositories.get('library/redis@docker-v1')).toMatchObject({ document: { visible: 1, tag: 'v1.0' } })
    await eventByEvent(system, v1.removeRepository('redis'), v1.removeRepository('team/app'))
    expect([...tables.repositories.values()].map(({ document, path }) => [document, path])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ])
    expect(tables.entries()).toEqual([])
    expect(system.bucket.keys().every((key) => key.startsWith('registry/images/'))).toBe(true)
  })

  it('distinguishes the note of the tag _foo from the tag foo_json, whichever was written last', async () => {
    const system = v1System()
    const { v1, tables } = system
    const tags = () => [...tables.briefs.values()].map(({ tag }) => tag).sort()
    await eventByEvent(system, v1.push('a/b', '_foo', [BASE]))
    expect(tags()).toEqual(['_foo'])
    await eventByEvent(system, v1.push('a/b', 'foo_json', [BASE]))
    expect(tags()).toEqual(['_foo', 'foo_json'])
    await eventByEvent(system, v1.push('a/b', '_foo', [image(1)]))
    expect(tags()).toEqual(['_foo'])
    await eventByEvent(system, v1.push('a/b', 'foo_json', [BASE]), v1.removeTag('a/b', '_foo'))
    expect(tags()).toEqual([])
  })

  it('hides a private repository even before its first tag, and shows it once it is public', async () => {
    const system = v1System()
    const { v1, tables } = system
    const isPrivate = () => tables.repositories.get('team/app@docker-v1')?.document?.private
    await eventByEvent(system, v1.setPrivate('team/app', true))
    // A repository without tags is not shown, but its row records the commit.
    expect(tables.repositories.get('team/app@docker-v1')).toEqual({
      name: 'team/app@docker-v1',
      rev: 1,
      changes: '1',
      changedAt: expect.any(Number),
      last: { tags: [], removed: [] },
      removedRev: 1,
      expires: expect.any(Number),
    })
    await eventByEvent(system, v1.push('team/app', 'v1', [BASE]))
    expect(isPrivate()).toBe(true)
    await eventByEvent(system, v1.setPrivate('team/app', false))
    expect(isPrivate()).toBeUndefined()
    await eventByEvent(system, v1.setPrivate('team/app', true))
    expect(isPrivate()).toBe(true)
    await eventByEvent(system, v1.removeRepository('team/app'), v1.push('team/app', 'v1', [BASE]))
    expect(isPrivate()).toBeUndefined()
  })

  it('hides a repository that becomes private while its first tag is being indexed', async () => {
    const system = v1System()
    const { v1, tables } = system
    const { deliver } = deliveryTo(system)
    const events = all(v1.push('team/app', 'v1', [BASE]))
    const { commit } = system.ports.store
    system.ports.store.commit = async (change) => {
      system.ports.store.commit = commit
      for (const event of v1.setPrivate('team/app', true)) await deliver(event)
      await commit(change)
    }
    await system.index('team/app@docker-v1', 'v1')
    expect(events).toHaveLength(10)
    expect(tables.repositories.get('team/app@docker-v1')).toMatchObject({ document: { visible: 1, private: true } })
    await inLine(system)
  })

  it('gives a tag whose key holds no image id a problem', async () => {
    const system = v1System()
    const { v1, bucket, tables } = system
    await eventByEvent(system, v1.tag('a/b', 'v1', 'nonsense'), v1.tag('a/b', 'x_json', 'nonsense'))
    bucket.put(`${v1.directory('a/b')}tag_huge`, 'x'.repeat(600))
    await run(system)
    await inLine(system)
    expect([...tables.briefs.values()].map(({ tag, problem }) => [tag, problem])).toEqual([
      ['v1', "the tag's key has 8 bytes that are not an image id"],
      ['huge', expect.stringMatching(/^the tag's (key|link) has 600 bytes that are not/)],
    ])
  })

  it('logs a key that does not belong to a tag, and counts it as ignored', async () => {
    const system = v1System()
    const { deliver, complaints } = deliveryTo(system)
    const prefix = system.v1Layout.prefix
    await deliver({ key: `${prefix}odd`, removed: false })
    expect(complaints).toEqual([
      { message: 'event ignored', fields: { messageId: '0', reason: 'not-a-tag', what: `${prefix}odd` } },
    ])
    expect(system.said).toContainEqual(['ignored', 'not-a-tag'])
  })
})

const repository = fc.constantFrom('redis', 'team/app', 'team/app-x', 'a/b/c')
const tag = fc.constantFrom('latest', 'v1.0', '_a', 'a_json', '__json')
const images = fc.constantFrom([BASE], [BASE, image(1)], [BASE, image(1), image(2)], [image(3)])
type Deed = (system: System) => Iterable<BucketEvent>
const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    arbitrary: fc.tuple(repository, tag, images).map(
      ([of, name, some]): Deed =>
        ({ v1 }) =>
          v1.push(of, name, some),
    ),
    weight: 4,
  },
  fc.tuple(repository, tag).map(
    ([of, name]): Deed =>
      ({ v1 }) =>
        v1.removeTag(of, name),
  ),
  fc.tuple(repository, fc.boolean()).map(
    ([of, hides]): Deed =>
      ({ v1 }) =>
        v1.setPrivate(of, hides),
  ),
  repository.map(
    (of): Deed =>
      ({ v1 }) =>
        v1.removeRepository(of),
  ),
)
const history = fc.array(deed, { minLength: 1, maxLength: 10 })

describe('any history of a registry v1', () => {
  it('leaves the index consistent with the bucket after every event', () =>
    fc.assert(
      fc.asyncProperty(history, async (deeds) => {
        const system = v1System()
        for (const one of deeds) await eventByEvent(system, one(system))
      }),
      { numRuns: runs(60, 3000) },
    ))

  it('leaves the index consistent if events arrive in any order, repeatedly, and in batches', () =>
    fc.assert(
      fc.asyncProperty(history, fc.infiniteStream(fc.nat(1000)), async (deeds, numbers) => {
        const system = v1System()
        const next = () => Number(numbers.next().value)
        const events = deeds.flatMap((one) => all(one(system)))
        const twice = events.flatMap((event) => (next() % 3 === 0 ? [event, event] : [event]))
        const shuffled = twice.map((event) => ({ event, at: next() })).sort((a, b) => a.at - b.at)
        const { deliver, complaints } = deliveryTo(system)
        for (let from = 0; from < shuffled.length; from += 4)
          await deliver(...shuffled.slice(from, from + 4).map(({ event }) => event))
        await inLine(system)
        expect(complaints).toEqual([])
      }),
      { numRuns: runs(100, 5000) },
    ))

  it('is indexed by a run if events were lost, after which a run reads no object and writes nothing', () =>
    fc.assert(
      fc.asyncProperty(history, history, fc.integer({ min: 1, max: 7 }), async (first, then, pageSize) => {
        const system = v1System(pageSize)
        const { deliver } = deliveryTo(system)
        for (const one of first) for (const event of one(system)) await deliver(event)
        for (const one of then) all(one(system))
        await run(system, { force: true })
        await inLine(system)
        const before = { ...system.tables.calls, gets: system.bucket.calls.get.length }
        expect(await run(system, { force: true })).toMatchObject({ changed: 0, recounted: 0, missing: 0, problems: 0 })
        expect(system.tables.calls.commits).toBe(before.commits)
        expect(system.bucket.calls.get).toHaveLength(before.gets)
      }),
      { numRuns: runs(100, 5000) },
    ))
})

// What others are told of commits that real indexing made.

import { describe, expect, it } from 'vitest'
import type { RegistryEvent } from '../../lambda/events/event.ts'
import { eventOf, MAX_DELAY_S } from '../../lambda/events/events-of.ts'
import { parseRowChange } from '../../lambda/events/row-change.ts'
import { indexTags } from '../../lambda/indexing/index-tags.ts'
import { nameRepository } from '../../lambda/indexing/name-repository.ts'
import { recount } from '../../lambda/indexing/recount.ts'
import { all, imageId } from '../fakes/docker-v1.ts'
import { streamed } from '../fakes/stream.ts'
import { memorySystem } from '../fakes/system.ts'
import { documentedEvent } from './documented-event.ts'

const SECOND_MS = 1000
/** What a listing has of a tag. */
const NOT_READ = { etag: 'x', lastModified: '2026-11-24T11:59:00Z' }

const told = (records: readonly unknown[]): RegistryEvent[] =>
  records.flatMap((record) => {
    const change = parseRowChange(record)
    return (change && eventOf(change, 'registry', 0)) ?? []
  })

const world = (options: Parameters<typeof memorySystem>[0] = {}) => {
  const system = memorySystem(options)
  const stream = streamed(system.tables.store, system.clock)
  const ports = { ...system.ports, store: stream.store }
  const deadline = system.clock.now() + 10_000
  const ago = (seconds: number) => new Date(system.clock.now() - seconds * SECOND_MS)
  return {
    ...system,
    ago,
    /** Indexes tags, and returns what others are told. */
    async index(repository: string, tags: string[], rebuild?: string) {
      await indexTags(ports, repository, tags, { deadline, rebuild })
      const events = told(stream.take())
      for (const { type, detail } of events) documentedEvent(type, detail)
      return events.map(({ type, detail }) => ({ type, ...detail }))
    },
    async name(repository: string, ...tags: string[]) {
      const listed = { name: repository, isPrivate: false, tags: new Map(tags.map((tag) => [tag, NOT_READ])) }
      expect(await nameRepository(ports, listed)).toBe(true)
      return told(stream.take())
    },
    async recount(repository: string) {
      await recount(ports, repository, deadline)
      return told(stream.take())
    },
  }
}

describe('others are told', () => {
  it('of a push, with what lists show of the tag', async () => {
    const { registry, index, ago } = world()
    const digest = registry.push('team/app', 'v1', { layerSizes: [1000, 500] }, ago(3))
    expect(await index('team/app', ['v1'])).toEqual([
      {
        type: 'tag.pushed',
        registry: 'registry',
        repository: 'team/app',
        layout: 'distribution',
        tag: 'v1',
        digest,
        kind: 'image',
        size: expect.any(Number),
        platforms: ['linux/amd64'],
        pushedAt: '2026-11-24T11:59:57Z',
        delay: 3,
        rev: 1,
      },
    ])
  })

  it('of a tag that is moved, with what it pointed to before', async () => {
    const { registry, index, ago } = world()
    const first = registry.push('team/app', 'latest', {}, ago(60))
    await index('team/app', ['latest'])
    const second = registry.push('team/app', 'latest', { salt: 'another' }, ago(1))
    expect(await index('team/app', ['latest'])).toMatchObject([
      { type: 'tag.pushed', digest: second, previousDigest: first, rev: 2 },
    ])
  })

  it('of the same image that is pushed again', async () => {
    const { registry, index, ago } = world()
    const digest = registry.push('team/app', 'latest', {}, ago(60))
    await index('team/app', ['latest'])
    registry.push('team/app', 'latest', {}, ago(1))
    expect(await index('team/app', ['latest'])).toMatchObject([{ type: 'tag.pushed', digest, previousDigest: digest }])
  })

  it('of a tag whose manifest is missing, and again when it is there', async () => {
    const { registry, index, bucket, layout, ago } = world()
    const digest = registry.push('team/app', 'v1', {}, ago(2))
    const content = bucket.content(layout.blobKey(digest))
    bucket.remove(layout.blobKey(digest))
    registry.tag('team/app', 'v1', 'no digest', ago(2))
    const [broken, ...none] = await index('team/app', ['v1'])
    expect(broken).toMatchObject({ type: 'tag.pushed', kind: 'unknown', platforms: [] })
    expect(broken).not.toHaveProperty('digest')
    expect(none).toEqual([])
    bucket.put(layout.blobKey(digest), content)
    registry.tag('team/app', 'v1', digest, ago(1))
    expect(await index('team/app', ['v1'])).toMatchObject([{ type: 'tag.pushed', digest }])
  })

  it('of signatures as of hidden tags', async () => {
    const { registry, index, ago } = world()
    const signature = `sha256-${'a'.repeat(64)}.sig`
    registry.push('team/app', signature, {}, ago(1))
    expect(await index('team/app', [signature])).toMatchObject([{ type: 'tag.pushed', tag: signature, hidden: true }])
  })

  it('of a tag that is removed, and of the repository with its last one', async () => {
    const { registry, index, bucket, layout, ago } = world()
    registry.push('team/app', 'v1', {}, ago(60))
    const digest = registry.push('team/app', 'v2', {}, ago(60))
    await index('team/app', ['v1', 'v2'])
    bucket.remove(layout.tagKey({ repository: 'team/app', tag: 'v2' }))
    const gone = { type: 'tag.removed', registry: 'registry', repository: 'team/app', layout: 'distribution' }
    expect(await index('team/app', ['v2'])).toEqual([
      { ...gone, tag: 'v2', digest, kind: 'image', pushedAt: '2026-11-24T11:59:00Z', rev: 1 },
    ])
    bucket.remove(layout.tagKey({ repository: 'team/app', tag: 'v1' }))
    expect(await index('team/app', ['v1'])).toEqual([
      expect.objectContaining({ ...gone, tag: 'v1' }),
      { ...gone, type: 'repository.removed', rev: 3 },
    ])
  })

  it('nothing of tags that are as they were, also in a rebuild, and nothing of counts', async () => {
    const { registry, index, recount, ago } = world()
    registry.push('team/app', 'v1', {}, ago(60))
    await index('team/app', ['v1'])
    expect(await index('team/app', ['v1'])).toEqual([])
    expect(await index('team/app', ['v1'], 'rebuild')).toEqual([])
    expect(await recount('team/app')).toEqual([])
  })

  it('nothing of pushes that the index learned of a week later, as in a first load, but of their removal', async () => {
    const { registry, index, bucket, layout, ago } = world()
    registry.push('team/app', 'late', {}, ago(MAX_DELAY_S))
    registry.push('team/app', 'old', {}, ago(MAX_DELAY_S + 1))
    expect(await index('team/app', ['late', 'old'])).toMatchObject([{ tag: 'late', delay: MAX_DELAY_S }])
    bucket.remove(layout.tagKey({ repository: 'team/app', tag: 'old' }))
    expect(await index('team/app', ['old'])).toMatchObject([{ type: 'tag.removed', tag: 'old' }])
  })

  it('nothing of a repository that is named and not read yet, but of its tags when they are read', async () => {
    const { registry, index, name, ago } = world()
    registry.push('team/app', 'v1', {}, ago(60))
    expect(await name('team/app', 'v1')).toEqual([])
    expect(await index('team/app', ['v1'])).toMatchObject([{ type: 'tag.pushed', tag: 'v1', rev: 2 }])
  })

  it('of a push by a clock that is ahead, without a negative delay', async () => {
    const { registry, index, ago } = world()
    registry.push('team/app', 'v1', {}, ago(-90))
    expect(await index('team/app', ['v1'])).toMatchObject([{ delay: 0 }])
  })

  it('of a registry v1 by the names that clients use', async () => {
    const { v1, index } = world({ layouts: ['docker-v1'] })
    const digest = imageId('app')
    all(v1.push('team/app', 'v1', [{ id: digest }]))
    // The bucket of the test has it from three weeks before.
    expect(await index('team/app@docker-v1', ['v1'])).toEqual([])
    all(v1.removeTag('team/app', 'v1'))
    const about = { registry: 'registry', repository: 'team/app', layout: 'docker-v1' }
    expect(await index('team/app@docker-v1', ['v1'])).toEqual([
      expect.objectContaining({ type: 'tag.removed', ...about, tag: 'v1', digest }),
      { type: 'repository.removed', ...about, rev: 2 },
    ])
  })
})

import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { ContentionError } from '../../lambda/indexing/retry-conflicts.ts'
import { ConflictError } from '../../lambda/model/commit-errors.ts'
import { runs } from '../effort.ts'
import { inLine, type System } from '../fakes/filled.ts'
import { described } from '../fakes/registry.ts'
import { memorySystem } from '../fakes/system.ts'

let system: System
beforeEach(() => {
  system = memorySystem()
})

const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 10, minute))
/** Lets so much time pass that nobody is taken to be writing a repository any more. */
const quiet = ({ clock }: System) => clock.sleep(60_000)
const row = (name = 'app') => system.tables.repositories.get(name)

describe('indexing a tag', () => {
  it('writes the rows of a new tag', async () => {
    system.registry.push('team/app', 'v1.0', described('Serves files'))
    await system.index('team/app', 'v1.0')
    await inLine(system)
    expect(row('team/app')).toMatchObject({
      rev: 1,
      document: { visible: 1, tag: 'v1.0', description: 'Serves files' },
      path: 'distribution:team/app/_',
    })
  })

  it('replaces the digest of a tag that was moved, and removes the old entries', async () => {
    system.registry.push('app', 'v1', described('old text'))
    await system.index('app', 'v1')
    const digest = system.registry.push('app', 'v1', described('new text'))
    await system.index('app', 'v1')
    await inLine(system)
    expect(system.tables.briefs.get('app\nv1')).toMatchObject({ digest, rev: 2 })
  })

  it('increments the rev even if nothing else changed', async () => {
    system.registry.push('app', 'v1')
    await system.index('app', 'v1')
    await system.index('app', 'v1')
    expect(row()).toMatchObject({ rev: 2, last: { tags: ['v1'], removed: [] } })
    expect(system.tables.briefs.get('app\nv1')).toMatchObject({ rev: 2, detailRev: 1 })
  })

  it('removes a deleted tag, and unlists a repository with its last tag', async () => {
    const { registry, bucket, layout, tables } = system
    registry.push('app', 'v1')
    registry.push('app', 'v2')
    await system.index('app', 'v1', 'v2')
    bucket.remove(layout.tagKey({ repository: 'app', tag: 'v2' }))
    await system.index('app', 'v2')
    await inLine(system)
    bucket.remove(layout.tagKey({ repository: 'app', tag: 'v1' }))
    await system.index('app', 'v1')
    await inLine(system)
    expect(tables.entries()).toEqual([])
    expect(row()).toMatchObject({ rev: 3, changes: '1', expires: Date.parse('2026-11-25T12:00:00Z') / 1000 })
    for (const field of ['path', 'document']) expect(row()).not.toHaveProperty(field)
  })

  it('lists a repository again that had lost all its tags and has a new one', async () => {
    const { registry, bucket, layout } = system
    registry.push('app', 'v1')
    await system.index('app', 'v1')
    bucket.remove(layout.tagKey({ repository: 'app', tag: 'v1' }))
    await system.index('app', 'v1')
    registry.push('app', 'v2')
    await system.index('app', 'v2')
    await inLine(system)
    expect(row()).not.toHaveProperty('expires')
  })

  it('commits even for an unknown tag that does not exist, so that attempts with an older view conflict', async () => {
    await system.index('app', 'v1')
    expect(row()).toMatchObject({ rev: 1, last: { tags: ['v1'], removed: ['v1'] } })
    expect(row()).not.toHaveProperty('document')
  })

  it('stores hidden tags, but does not count them as visible and writes no entries', async () => {
    const hidden = `sha256-${'a'.repeat(64)}.sig`
    system.registry.push('app', hidden)
    await system.index('app', hidden)
    await inLine(system)
    expect(system.tables.entries()).toEqual([])
    expect(row()).toMatchObject({ document: { visible: 0, hidden: 1 }, path: 'distribution:app/_' })
    for (const field of ['tag', 'pushedAt', 'newestTag']) expect(row()?.document).not.toHaveProperty(field)
  })

  it('indexes a broken tag with its problem, and removes the problem once the tag is pushed again', async () => {
    system.registry.tag('app', 'v1', 'garbage')
    await system.index('app', 'v1')
    await inLine(system)
    expect(system.tables.briefs.get('app\nv1')?.problem).toMatch(/not a digest/)
    system.registry.push('app', 'v1')
    await system.index('app', 'v1')
    await inLine(system)
    expect(system.tables.briefs.get('app\nv1')).not.toHaveProperty('problem')
  })
})

describe('indexing where rows were lost', () => {
  it('recounts a repository whose row is lost, whatever the event', async () => {
    const { registry, bucket, layout, tables } = system
    for (const tag of ['v1.0', 'v2.0', 'v3.0']) registry.push('app', tag)
    await system.index('app', 'v1.0', 'v2.0', 'v3.0')
    tables.lose('repositories')
    bucket.remove(layout.tagKey({ repository: 'app', tag: 'v3.0' }))
    await system.index('app', 'v3.0')
    await inLine(system)
    expect(row()?.document).toMatchObject({ visible: 2, tag: 'v2.0' })
  })

  const based = (name: string) => ({ labels: { 'org.opencontainers.image.base.name': name } })

  it('removes entries that only a detail without a brief lists', async () => {
    system.registry.push('app', 'v1.0', based('alpine:3'))
    await system.index('app', 'v1.0')
    system.tables.lose('briefs')
    system.registry.push('app', 'v1.0', based('debian:13'))
    await system.index('app', 'v1.0')
    expect(system.tables.entries()).toEqual(['bde|debian:13@docker.io\0app\0v1.0', 'tv1|v1.0\0app\0v1.0'])
  })

  it('removes a detail without a brief, by which a tag that is gone would be found', async () => {
    const { registry, bucket, layout, tables } = system
    const digest = registry.push('app', 'v1.0', based('alpine:3'))
    await system.index('app', 'v1.0')
    tables.lose('briefs')
    bucket.remove(layout.tagKey({ repository: 'app', tag: 'v1.0' }))
    const hex = digest.replace('sha256:', '')
    const found = () => tables.lookups.lookups(`d${hex.slice(0, 2)}`, hex, undefined, 9)
    expect(await found()).toEqual([`${hex}\0app\0v1.0`])
    await system.index('app', 'v1.0')
    expect(await found()).toEqual([])
    expect(tables.entries()).toEqual([])
  })
})

describe('the representative tag', () => {
  it('is the greatest tag that remains when it is removed', async () => {
    const { registry, bucket, layout } = system
    for (const [tag, minute] of [
      ['latest', 1],
      ['v1.9', 3],
      ['v1.10', 2],
      ['main', 4],
    ] as const)
      registry.push('app', tag, described(`as of ${tag}`), at(minute))
    await system.index('app', 'latest', 'v1.9', 'v1.10', 'main')
    expect(row()?.document).toMatchObject({ tag: 'latest', pushedAt: '2026-11-01T10:04:00Z' })
    for (const [gone, next] of [
      ['latest', 'v1.10'],
      ['v1.10', 'v1.9'],
      ['v1.9', 'main'],
    ] as const) {
      bucket.remove(layout.tagKey({ repository: 'app', tag: gone }))
      await system.index('app', gone)
      await inLine(system)
      expect(row()?.document).toMatchObject({ tag: next, description: `as of ${next}` })
    }
  })

  it('is looked up only if it is removed or demoted', async () => {
    const { registry, tables } = system
    registry.push('app', 'v2.0', {}, at(1))
    registry.push('app', 'v1.0', {}, at(2))
    await system.index('app', 'v2.0')
    await system.index('app', 'v1.0')
    await quiet(system)
    const before = tables.calls.reads
    registry.push('app', 'v1.0', described('again'), at(3))
    await system.index('app', 'v1.0')
    // One read of the repository and one of the tags, and no query for a successor.
    expect(tables.calls.reads - before).toBe(2)
    await inLine(system)
  })

  it('is not taken from a query while the last commit is only partly visible', async () => {
    const { registry, bucket, layout, ports } = system
    registry.push('app', 'latest')
    registry.push('app', 'v1.0')
    await system.index('app', 'v1.0')
    await system.index('app', 'latest')
    bucket.remove(layout.tagKey({ repository: 'app', tag: 'latest' }))
    let stale = 2
    const tags = ports.store.tags
    ports.store.tags = async (repository, wanted) => {
      const rows = await tags(repository, wanted)
      // The second read of an attempt reads the tags of the last commit.
      const brief = rows.get('latest')?.brief
      if (brief !== undefined && stale-- === 1) brief.rev--
      return rows
    }
    await system.index('app', 'latest')
    expect(stale).toBeLessThan(1)
    await inLine(system)
  })
})

describe('indexing under contention', () => {
  it('reads everything again after a conflict', async () => {
    const { registry, ports } = system
    registry.push('app', 'v1', described('first'))
    const commit = ports.store.commit
    let conflicts = 0
    ports.store.commit = async (change) => {
      if (conflicts++ === 0) {
        registry.push('app', 'v1', described('second'))
        throw new ConflictError('another was first')
      }
      return commit(change)
    }
    await system.index('app', 'v1')
    await inLine(system)
    expect(row()?.document?.description).toBe('second')
  })

  it('gives up at the deadline with ContentionError, which callers retry', async () => {
    system.registry.push('app', 'v1')
    system.ports.store.commit = async () => {
      throw new ConflictError('always')
    }
    await expect(system.index('app', 'v1')).rejects.toThrow(ContentionError)
  })
})

it('the index is consistent with the bucket after any pushes, moves and removals, in any batches', async () => {
  const tag = fc.constantFrom('latest', 'v1.0', 'v1.1', 'v2.0', 'main', 'dev', `sha256-${'b'.repeat(64)}`)
  const step = fc.record({
    repository: fc.constantFrom('redis/redis', 'redis-redis'),
    tag,
    what: fc.constantFrom('push', 'push', 'remove', 'break'),
    minute: fc.nat(5),
    description: fc.constantFrom('fast store', 'fast cache', ''),
    alsoIndex: fc.array(tag, { maxLength: 3 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      system = memorySystem()
      const { registry, bucket, layout } = system
      for (const { repository, tag, what, minute, description, alsoIndex } of steps) {
        if (what === 'push') registry.push(repository, tag, described(description), at(minute))
        else if (what === 'break') registry.tag(repository, tag, 'broken', at(minute))
        else bucket.remove(layout.tagKey({ repository, tag }))
        await system.index(repository, tag, ...alsoIndex)
      }
      await inLine(system)
    }),
    { numRuns: runs(300, 15_000) },
  )
})

import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { itemSize } from '../../bench/world/capacity.ts'
import { ContentionError } from '../../lambda/indexing/retry-conflicts.ts'
import { ConflictError, RejectedError } from '../../lambda/model/commit-errors.ts'
import { actions, type Change, MAX_ACTIONS } from '../../lambda/model/index-store.ts'
import { byteLength } from '../../lambda/shared/text.ts'
import { actualIndex, expectedIndex } from '../fakes/expected.ts'
import { memorySystem } from '../fakes/system.ts'

let system: ReturnType<typeof memorySystem>
beforeEach(() => {
  system = memorySystem()
})

const described = (description: string) => ({ labels: { 'org.opencontainers.image.description': description } })
const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 10, minute))
const row = (name = 'app') => system.tables.repositories.get(name)
const inLine = async () => expect(actualIndex(system)).toEqual(await expectedIndex(system))

describe('indexing a tag', () => {
  it('writes what the bucket says of a new one', async () => {
    system.registry.push('team/app', 'v1.0', described('Serves files'))
    await system.index('team/app', 'v1.0')
    await inLine()
    expect(row('team/app')).toMatchObject({
      rev: 1,
      visible: 1,
      tag: 'v1.0',
      description: 'Serves files',
      path: 'distribution:team/app/_',
    })
  })

  it('shows the new digest of a moved one, and forgets the old one', async () => {
    system.registry.push('app', 'v1', described('old words'))
    await system.index('app', 'v1')
    const digest = system.registry.push('app', 'v1', described('new words'))
    await system.index('app', 'v1')
    await inLine()
    expect(system.tables.briefs.get('app\nv1')).toMatchObject({ digest, rev: 2 })
  })

  it('grows the rev also where nothing else changed', async () => {
    system.registry.push('app', 'v1')
    await system.index('app', 'v1')
    await system.index('app', 'v1')
    expect(row()).toMatchObject({ rev: 2, last: { tags: ['v1'], removed: [] } })
    expect(system.tables.briefs.get('app\nv1')).toMatchObject({ rev: 2, detailRev: 1 })
  })

  it('removes what is gone, and unlists a repository with its last tag', async () => {
    const { registry, bucket, layout, tables } = system
    registry.push('app', 'v1')
    registry.push('app', 'v2')
    await system.index('app', 'v1', 'v2')
    bucket.remove(layout.tagKey({ repository: 'app', tag: 'v2' }))
    await system.index('app', 'v2')
    await inLine()
    bucket.remove(layout.tagKey({ repository: 'app', tag: 'v1' }))
    await system.index('app', 'v1')
    await inLine()
    expect(tables.entries()).toEqual([])
    expect(row()).toMatchObject({ rev: 3, visible: 0, expires: Date.parse('2026-11-25T12:00:00Z') / 1000 })
    expect(row()).not.toHaveProperty('path')
  })

  it('lists a repository again that had lost all its tags', async () => {
    const { registry, bucket, layout } = system
    registry.push('app', 'v1')
    await system.index('app', 'v1')
    bucket.remove(layout.tagKey({ repository: 'app', tag: 'v1' }))
    await system.index('app', 'v1')
    registry.push('app', 'v2')
    await system.index('app', 'v2')
    await inLine()
    expect(row()).not.toHaveProperty('expires')
  })

  it('notes even a tag that was never seen and is gone, so that nobody may come after with an older view', async () => {
    await system.index('app', 'v1')
    expect(row()).toMatchObject({ rev: 1, visible: 0, hidden: 0, last: { tags: ['v1'], removed: ['v1'] } })
  })

  it('keeps hidden tags, and neither counts nor finds them', async () => {
    const hidden = `sha256-${'a'.repeat(64)}.sig`
    system.registry.push('app', hidden)
    await system.index('app', hidden)
    await inLine()
    expect(system.tables.entries()).toEqual([])
    expect(row()).toMatchObject({ visible: 0, hidden: 1, path: 'distribution:app/_' })
    expect(row()).not.toHaveProperty('recent')
  })

  it('indexes a broken one with the reason, and heals it', async () => {
    system.registry.tag('app', 'v1', 'garbage')
    await system.index('app', 'v1')
    await inLine()
    expect(system.tables.briefs.get('app\nv1')?.problem).toMatch(/no digest/)
    system.registry.push('app', 'v1')
    await system.index('app', 'v1')
    await inLine()
    expect(system.tables.briefs.get('app\nv1')).not.toHaveProperty('problem')
  })
})

describe('indexing where rows were lost', () => {
  it('counts anew where the row of the repository is gone, whatever the event', async () => {
    const { registry, bucket, layout, tables } = system
    for (const tag of ['v1.0', 'v2.0', 'v3.0']) registry.push('app', tag)
    await system.index('app', 'v1.0', 'v2.0', 'v3.0')
    tables.lose('repositories')
    bucket.remove(layout.tagKey({ repository: 'app', tag: 'v3.0' }))
    await system.index('app', 'v3.0')
    await inLine()
    expect(row()).toMatchObject({ visible: 2, tag: 'v2.0' })
  })

  it('removes the entries of which only a stray detail knows', async () => {
    system.registry.push('app', 'v1.0')
    await system.index('app', 'v1.0')
    system.tables.lose('briefs')
    system.registry.push('app', 'v1.0', described('another'))
    await system.index('app', 'v1.0')
    const lookups = system.tables.entries().filter((entry) => entry.startsWith('k'))
    expect(lookups).toHaveLength(3)
  })
})

describe('the representative tag', () => {
  it('is the greatest that is left when it goes', async () => {
    const { registry, bucket, layout } = system
    for (const [tag, minute] of [
      ['latest', 1],
      ['v1.9', 3],
      ['v1.10', 2],
      ['main', 4],
    ] as const)
      registry.push('app', tag, described(`as of ${tag}`), at(minute))
    await system.index('app', 'latest', 'v1.9', 'v1.10', 'main')
    expect(row()).toMatchObject({ tag: 'latest', pushedAt: '2026-11-01T10:04:00Z' })
    for (const [gone, next] of [
      ['latest', 'v1.10'],
      ['v1.10', 'v1.9'],
      ['v1.9', 'main'],
    ] as const) {
      bucket.remove(layout.tagKey({ repository: 'app', tag: gone }))
      await system.index('app', gone)
      await inLine()
      expect(row()).toMatchObject({ tag: next, description: `as of ${next}` })
    }
  })

  it('is looked up only where it goes or sinks', async () => {
    const { registry, tables } = system
    registry.push('app', 'v2.0', {}, at(1))
    registry.push('app', 'v1.0', {}, at(2))
    await system.index('app', 'v2.0')
    await system.index('app', 'v1.0')
    const before = tables.calls.reads
    registry.push('app', 'v1.0', described('again'), at(3))
    await system.index('app', 'v1.0')
    // The repository and the tags: no lookup.
    expect(tables.calls.reads - before).toBe(2)
    await inLine()
  })

  it('is not taken from a query while the last commit is only half to be seen', async () => {
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
      // The second read of an attempt is that of the last commit's tags.
      const brief = rows.get('latest')?.brief
      if (brief !== undefined && stale-- === 1) brief.rev--
      return rows
    }
    await system.index('app', 'latest')
    expect(stale).toBeLessThan(1)
    await inLine()
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
    await inLine()
    expect(row()?.description).toBe('second')
  })

  it('gives up at the deadline, with an error that is to be retried', async () => {
    system.registry.push('app', 'v1')
    system.ports.store.commit = async () => {
      throw new ConflictError('always')
    }
    await expect(system.index('app', 'v1')).rejects.toThrow(ContentionError)
  })

  it('costs only the one tag its facts where its rows are refused', async () => {
    const { registry, ports, tables } = system
    registry.push('app', 'bad', described('refused'))
    registry.push('app', 'good', described('fine'))
    const commit = ports.store.commit
    ports.store.commit = async (change) => {
      const refused = change.tags.some(({ detail }) => typeof detail === 'object' && detail.description === 'refused')
      if (refused) throw new RejectedError('invalid')
      return commit(change)
    }
    await system.index('app', 'bad', 'good')
    expect(tables.details.get('app\ngood')?.description).toBe('fine')
    expect(tables.briefs.get('app\nbad')).toMatchObject({
      kind: 'unknown',
      digest: expect.stringMatching(/^sha256:/),
      problem: expect.stringMatching(/refused/),
    })
  })
})

describe('a change', () => {
  const longName = `${'abcdefgh-'.repeat(25)}ab/cd`
  const words = (salt: string) => Array.from({ length: 15 }, (_, at) => `${salt}${at}`).join(' ')

  it('never takes more than 100 actions, and many tags take few transactions', async () => {
    const { registry, ports, tables } = system
    const tags = Array.from({ length: 20 }, (_, at) => `v1.${at}`)
    for (const tag of tags) registry.push(longName, tag, described(words(tag)))
    const changes: Change[] = []
    const commit = ports.store.commit
    ports.store.commit = async (change) => {
      changes.push(change)
      return commit(change)
    }
    await system.index(longName, ...tags)
    await inLine()
    expect(Math.max(...changes.map(actions))).toBeLessThanOrEqual(MAX_ACTIONS)
    expect(changes.length).toBeLessThanOrEqual(5)
    expect(tables.briefs.size).toBe(20)
  })

  it('for a new repository with a long name and description takes one transaction', async () => {
    system.registry.push(longName, 'latest', described(words('w')))
    await system.index(longName, 'latest')
    expect(system.tables.calls.commits).toBe(1)
    await inLine()
  })

  it('fits the rows into their sizes, and keeps a whole description whatever tags came with it', async () => {
    const text = 'lobster '.repeat(3) + '\\"ü'.repeat(2000)
    const labels = {
      'org.opencontainers.image.description': text,
      'org.opencontainers.image.title': '\\'.repeat(2000),
      'org.opencontainers.image.version': 'ü'.repeat(2000),
    }
    const name = `${'abcdefgh-'.repeat(27)}abcdef/cd`.slice(0, 255)
    const tags = Array.from({ length: 9 }, (_, at) => `${at}${'x'.repeat(127)}`)
    system.registry.pushIndex(
      name,
      tags[0] ?? '',
      Array.from({ length: 70 }, (_, at) => `linux/${'\\'.repeat(70)}${at}`),
      { labels },
    )
    await system.index(name, ...tags)
    const stored = row(name)
    expect(itemSize(stored ?? {})).toBeLessThanOrEqual(4096)
    expect(stored?.words).toEqual(['lobster', 'ü'].filter((word) => word.length > 1))
    expect(byteLength(stored?.description ?? '')).toBeGreaterThan(990)
    for (const detail of system.tables.details.values()) expect(itemSize(detail)).toBeLessThanOrEqual(16 * 1024)
  })

  it('for a known tag is one transaction and reads two rows of the index, the link and its own blobs', async () => {
    const { registry, tables, bucket } = system
    registry.push('app', 'v1')
    await system.index('app', 'v1')
    const before = { reads: tables.calls.reads, commits: tables.calls.commits, gets: bucket.calls.get.length }
    registry.push('app', 'v1', described('changed'))
    await system.index('app', 'v1')
    expect(tables.calls.reads - before.reads).toBe(2)
    expect(tables.calls.commits - before.commits).toBe(1)
    expect(bucket.calls.get.length - before.gets).toBe(3)
  })
})

it('whatever is pushed, moved and removed, in batches of any tags: at the end the index is what the bucket says', async () => {
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
      await inLine()
    }),
    { numRuns: 300 },
  )
})

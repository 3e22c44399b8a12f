import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { itemSize } from '../../bench/world/capacity.ts'
import { ContentionError } from '../../lambda/indexing/retry-conflicts.ts'
import { ConflictError, RejectedError } from '../../lambda/model/commit-errors.ts'
import { actions, type Change, MAX_ACTIONS } from '../../lambda/model/index-store.ts'
import { BucketError } from '../../lambda/registry/bucket/bucket-error.ts'
import { runs } from '../effort.ts'
import { actualIndex, expectedIndex } from '../fakes/expected.ts'
import { memorySystem } from '../fakes/system.ts'

type System = ReturnType<typeof memorySystem>
let system: System
beforeEach(() => {
  system = memorySystem()
})

const described = (description: string) => ({ labels: { 'org.opencontainers.image.description': description } })
const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 10, minute))
const row = (name = 'app') => system.tables.repositories.get(name)
const expectConsistent = async () => expect(actualIndex(system)).toEqual(await expectedIndex(system))

describe('indexing a tag', () => {
  it('writes the rows of a new tag', async () => {
    system.registry.push('team/app', 'v1.0', described('Serves files'))
    await system.index('team/app', 'v1.0')
    await expectConsistent()
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
    await expectConsistent()
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
    await expectConsistent()
    bucket.remove(layout.tagKey({ repository: 'app', tag: 'v1' }))
    await system.index('app', 'v1')
    await expectConsistent()
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
    await expectConsistent()
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
    await expectConsistent()
    expect(system.tables.entries()).toEqual([])
    expect(row()).toMatchObject({ document: { visible: 0, hidden: 1 }, path: 'distribution:app/_' })
    for (const field of ['tag', 'pushedAt', 'newestTag']) expect(row()?.document).not.toHaveProperty(field)
  })

  it('indexes a broken tag with its problem, and removes the problem once the tag is pushed again', async () => {
    system.registry.tag('app', 'v1', 'garbage')
    await system.index('app', 'v1')
    await expectConsistent()
    expect(system.tables.briefs.get('app\nv1')?.problem).toMatch(/not a digest/)
    system.registry.push('app', 'v1')
    await system.index('app', 'v1')
    await expectConsistent()
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
    await expectConsistent()
    expect(row()?.document).toMatchObject({ visible: 2, tag: 'v2.0' })
  })

  it('removes entries that only a detail without a brief lists', async () => {
    system.registry.push('app', 'v1.0')
    await system.index('app', 'v1.0')
    system.tables.lose('briefs')
    system.registry.push('app', 'v1.0', described('another'))
    await system.index('app', 'v1.0')
    expect(system.tables.entries()).toHaveLength(3)
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
      await expectConsistent()
      expect(row()?.document).toMatchObject({ tag: next, description: `as of ${next}` })
    }
  })

  it('is looked up only if it is removed or demoted', async () => {
    const { registry, tables } = system
    registry.push('app', 'v2.0', {}, at(1))
    registry.push('app', 'v1.0', {}, at(2))
    await system.index('app', 'v2.0')
    await system.index('app', 'v1.0')
    const before = tables.calls.reads
    registry.push('app', 'v1.0', described('again'), at(3))
    await system.index('app', 'v1.0')
    // One read of the repository and one of the tags, and no query for a successor.
    expect(tables.calls.reads - before).toBe(2)
    await expectConsistent()
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
    await expectConsistent()
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
    await expectConsistent()
    expect(row()?.document?.description).toBe('second')
  })

  it('gives up at the deadline with ContentionError, which callers retry', async () => {
    system.registry.push('app', 'v1')
    system.ports.store.commit = async () => {
      throw new ConflictError('always')
    }
    await expect(system.index('app', 'v1')).rejects.toThrow(ContentionError)
  })

  it('drops only the facts of the tag whose rows are rejected', async () => {
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

describe('a tag that points to something missing', () => {
  it.each([
    ['manifest', (digest: string) => [digest]],
    ['config', (_: string, config: string) => [config]],
  ])('is dangling if it is the %s, until it is there again', async (_, missing) => {
    const { registry, bucket, layout, tables } = system
    const digest = registry.push('app', 'v1')
    registry.push('app', 'v2')
    const manifest = JSON.parse(bucket.content(layout.blobKey(digest)))
    const keys = missing(digest, manifest.config.digest).map((one) => layout.blobKey(one))
    const contents = keys.map((key) => bucket.content(key))
    for (const key of keys) bucket.remove(key)
    await system.index('app', 'v1', 'v2')
    expect(row()?.document).toMatchObject({ visible: 2, dangling: 1 })
    expect(tables.briefs.get('app\nv1')).toMatchObject({ dangling: 1, problem: expect.stringMatching(/ is missing$/) })
    for (const [at, key] of keys.entries()) bucket.put(key, contents[at] ?? '')
    await system.index('app', 'v1')
    expect(row()?.document).not.toHaveProperty('dangling')
    await expectConsistent()
  })
})

describe('a fault of one tag', () => {
  const faults: [what: string, plant: (system: System) => void][] = [
    [
      'reading that throws',
      ({ ports }) => {
        const { readTag } = ports
        ports.readTag = async (name, known) => {
          if (name.tag === 'bad') throw new TypeError('x is not a function')
          return readTag(name, known)
        }
      },
    ],
    [
      'a row that the marshaller refuses',
      ({ ports }) => {
        const { readTag } = ports
        ports.readTag = async (name, known) => {
          const observed = await readTag(name, known)
          if (name.tag !== 'bad' || observed === undefined) return observed
          return { ...observed, facts: { ...observed.facts, title: Symbol('x') as unknown as string } }
        }
      },
    ],
  ]

  it.each(faults)('such as %s costs this tag its facts and the others nothing', async (_, plant) => {
    const { registry, tables, ports } = system
    for (const tag of ['good', 'bad', 'v1', 'v2']) registry.push('app', tag, described('fine'))
    const { readTag } = { ...ports }
    plant(system)
    await system.index('app', 'good', 'bad', 'v1', 'v2')
    for (const tag of ['good', 'v1', 'v2']) expect(tables.briefs.get(`app\n${tag}`)).toMatchObject({ kind: 'image' })
    expect(tables.briefs.get('app\nbad')).toMatchObject({
      kind: 'unknown',
      digest: expect.stringMatching(/^sha256:/),
      problem: expect.stringMatching(/^the facts of this tag can't be indexed: /),
      retryAt: expect.any(String),
    })
    expect(row()).toMatchObject({ document: { visible: 4 } })
    // A later version, or what was thrown only once: the tag is whole again.
    ports.readTag = readTag
    await system.index('app', 'bad')
    await expectConsistent()
  })

  it('is none of what is pushed after it was thrown', async () => {
    const { registry, ports } = system
    registry.push('app', 'bad', described('bad'))
    const { readTag } = ports
    let reads = 0
    ports.readTag = async (name, known) => {
      reads++
      if (reads > 2) return readTag(name, known)
      if (reads === 2) registry.push('app', 'bad', described('good'))
      throw new TypeError('x is not a function')
    }
    await system.index('app', 'bad')
    await expectConsistent()
  })

  it('is none where S3 fails: nothing is written, and it is thrown', async () => {
    system.registry.push('app', 'v1')
    system.bucket.failing.get = 'SlowDown'
    await expect(system.index('app', 'v1')).rejects.toThrow(BucketError)
    expect(system.tables.calls.commits).toBe(0)
    expect(system.tables.briefs.size).toBe(0)
  })
})

describe('a change', () => {
  const longName = `${'abcdefgh-'.repeat(25)}ab/cd`

  it('never takes more than 100 actions, and many tags take few transactions', async () => {
    const { registry, ports, tables } = system
    const tags = Array.from({ length: 20 }, (_, at) => `v1.${at}`)
    for (const tag of tags) registry.push(longName, tag, described(tag))
    const changes: Change[] = []
    const commit = ports.store.commit
    ports.store.commit = async (change) => {
      changes.push(change)
      return commit(change)
    }
    await system.index(longName, ...tags)
    await expectConsistent()
    expect(Math.max(...changes.map(actions))).toBeLessThanOrEqual(MAX_ACTIONS)
    expect(changes.length).toBeLessThanOrEqual(5)
    expect(tables.briefs.size).toBe(20)
  })

  it('takes one transaction for a new tag with as many lookups as there can be', async () => {
    const platforms = Array.from({ length: 60 }, (_, at) => `linux/p${at}`)
    system.registry.pushIndex(longName, 'latest', platforms)
    await system.index(longName, 'latest')
    expect(system.tables.calls.commits).toBe(1)
    expect(system.tables.entries()).toHaveLength(48)
    await expectConsistent()
  })

  it('keeps rows within their maximum sizes, in any batch of tags', async () => {
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
    expect(itemSize(stored?.document ?? {})).toBeLessThan(1024)
    expect(stored?.document).toMatchObject({
      title: expect.stringMatching(/^\\+…$/),
      version: expect.stringMatching(/^ü+…$/),
    })
    for (const detail of system.tables.details.values()) expect(itemSize(detail)).toBeLessThanOrEqual(16 * 1024)
  })

  it('has the digests of all ten platforms of an image index that has an attestation of each, and then these', async () => {
    const platforms = Array.from({ length: 10 }, (_, at) => `linux/p${at}`)
    const { digest, images, attestations } = system.registry.pushAttested('app', 'v1', platforms)
    await system.index('app', 'v1')
    const hex = (of: string) => of.replace('sha256:', '')
    const children = [...images, ...attestations].map((one) => `h${hex(one)}`)
    expect(system.tables.details.get('app\nv1')?.lookups).toEqual(['tv1', `d${hex(digest)}`, ...children])
    await expectConsistent()
  })

  it('takes for a known tag one transaction, two index reads, and reads of the link and its own blobs', async () => {
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
      await expectConsistent()
    }),
    { numRuns: runs(300, 15_000) },
  )
})

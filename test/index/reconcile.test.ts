import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { merge } from '../../lambda/index/reconcile.ts'
import { parseRunEvent, runStep } from '../../lambda/index/run.ts'
import { distribution } from '../../lambda/registry/distribution.ts'
import { listRepositories } from '../../lambda/registry/listing.ts'
import { repositoryName, tagName } from '../fakes/arbitraries.ts'
import { actualIndex, expectedIndex } from '../fakes/expected.ts'
import { memoryBucket } from '../fakes/memory-bucket.ts'
import { memorySystem } from '../fakes/system.ts'

type System = ReturnType<typeof memorySystem>
const FAR = { soft: Number.MAX_SAFE_INTEGER, hard: Number.MAX_SAFE_INTEGER }
const run = (system: System, event: unknown = {}) => runStep(system.ports, parseRunEvent(event), FAR)
const inLine = async (system: System) => expect(actualIndex(system)).toEqual(await expectedIndex(system))
const filled = () => {
  const system = memorySystem({ pageSize: 7 })
  for (const name of ['redis', 'redis/redis', 'redis-tools', 'team/app', '0start'])
    for (const tag of ['latest', 'v1.0']) system.registry.push(name, tag)
  system.registry.tag('team/app', 'broken', 'nonsense')
  system.bucket.put('docker/registry/v2/repositories/', '')
  system.bucket.put('docker/registry/v2/repositories/ghost/_layers/sha256/ab/link', 'x')
  return system
}

describe('a listing', () => {
  const sets = fc.uniqueArray(fc.tuple(repositoryName, fc.uniqueArray(tagName, { minLength: 1, maxLength: 4 })), {
    selector: ([name]) => name,
    maxLength: 12,
  })

  it('has every repository once, with all its tags, however the pages fall and wherever it goes on', async () => {
    const layout = distribution('')
    await fc.assert(
      fc.asyncProperty(sets, fc.integer({ min: 1, max: 5 }), fc.nat(12), async (repositories, pageSize, from) => {
        const { bucket, put } = memoryBucket(pageSize)
        for (const [repository, tags] of repositories)
          for (const tag of tags) {
            put(layout.tagKey({ repository, tag }), 'x')
            put(`${layout.prefix}${repository}/_layers/sha256/${tag}/link`, 'x')
          }
        const found: [string, string[]][] = []
        for await (const { name, tags } of listRepositories(bucket, layout, '', undefined))
          found.push([name, [...tags.keys()]])
        const sorted = (all: [string, string[]][]) => all.map(([name, tags]) => `${name}:${[...tags].sort()}`).sort()
        expect(sorted(found)).toEqual(sorted(repositories))
        const names: string[] = []
        const after = found[from]?.[0]
        for await (const { name } of listRepositories(bucket, layout, '', after)) names.push(name)
        expect(names).toEqual(found.slice(after === undefined ? 0 : from + 1).map(([name]) => name))
      }),
    )
  })

  it('merges with the catalog in the order of S3, each name once', async () => {
    const layout = distribution('')
    const names = fc.uniqueArray(repositoryName)
    const sorted = (all: string[]) =>
      all.sort((a, b) => Buffer.compare(Buffer.from(layout.catalogPath(a)), Buffer.from(layout.catalogPath(b))))
    await fc.assert(
      fc.asyncProperty(names, names, async (bucket, catalog) => {
        async function* listed() {
          for (const name of sorted(bucket)) yield { name, tags: new Map() }
        }
        async function* known() {
          yield* sorted(catalog)
        }
        const merged = []
        for await (const one of merge(listed(), known(), layout.catalogPath)) merged.push(one)
        expect(merged.map(({ name }) => name)).toEqual(sorted([...new Set([...bucket, ...catalog])]))
        for (const { name, listed, known } of merged)
          expect([listed !== undefined, known]).toEqual([bucket.includes(name), catalog.includes(name)])
      }),
    )
  })
})

describe('a run over the bucket', () => {
  it('loads what is there, in one go', async () => {
    const system = filled()
    expect(await run(system)).toEqual({
      repositories: 5,
      tags: 11,
      changed: 11,
      missing: 0,
      missingNames: [],
      done: true,
    })
    await inLine(system)
  })

  it('the second time changes nothing and reads no object', async () => {
    const system = filled()
    await run(system)
    const { commits } = system.tables.calls
    const gets = system.bucket.calls.get.length
    const lists = system.bucket.calls.list
    expect(await run(system)).toMatchObject({ repositories: 5, tags: 11, changed: 0 })
    expect(system.tables.calls.commits).toBe(commits)
    expect(system.bucket.calls.get).toHaveLength(gets)
    expect(system.bucket.calls.list - lists).toBeLessThanOrEqual(36 + 1 + 4)
  })

  it('finds a moved, a new and a vanished tag of which no event came', async () => {
    const system = filled()
    await run(system)
    system.registry.push('redis', 'latest', { labels: { 'org.opencontainers.image.description': 'moved' } })
    system.registry.push('redis', 'v2.0')
    system.bucket.remove(system.layout.tagKey({ repository: 'redis', tag: 'v1.0' }))
    expect(await run(system)).toMatchObject({ changed: 3 })
    await inLine(system)
  })

  it('finds a tag that was pushed again with the same digest', async () => {
    const system = filled()
    await run(system)
    const key = system.layout.tagKey({ repository: 'redis', tag: 'latest' })
    system.bucket.put(key, String((await system.bucket.bucket.get(key, 500))?.body), new Date('2026-11-02T00:00:00Z'))
    expect(await run(system)).toMatchObject({ changed: 1 })
    await inLine(system)
  })

  it('only reports a repository that vanished as a whole', async () => {
    const system = filled()
    await run(system)
    for (const key of system.bucket.keys()) if (key.includes('/redis-tools/')) system.bucket.remove(key)
    expect(await run(system)).toMatchObject({ repositories: 4, missing: 1, missingNames: ['redis-tools'] })
    expect(system.tables.repositories.get('redis-tools')).toMatchObject({ visible: 2 })
  })

  it('as a rebuild brings back entries that were lost', async () => {
    const system = filled()
    await run(system)
    const entries = system.tables.entries()
    system.tables.clearEntries()
    expect(await run(system)).toMatchObject({ changed: 0 })
    expect(system.tables.entries()).toEqual([])
    expect(await run(system, { rebuild: true })).toMatchObject({ changed: 11 })
    expect(system.tables.entries()).toEqual(entries)
    await inLine(system)
  })

  it('gives the same in steps that end early, with a state machine between them', async () => {
    const system = memorySystem({ pageSize: 5 })
    for (let at = 0; at < 30; at++) system.registry.push(`app${at}`, 'v1')
    const step = (event: unknown) =>
      runStep(system.ports, parseRunEvent(structuredClone(event)), { soft: 0, hard: FAR.hard })
    const begun = (await step({ step: 'begin', request: { wait: 7 } })) as { wait: number; ranges: { done: boolean }[] }
    expect(begun.wait).toBe(7)
    let rounds = 0
    const ended: unknown[] = []
    for (let range of begun.ranges) {
      while (!range.done) {
        range = (await step(range)) as { done: boolean }
        rounds++
      }
      ended.push(range)
    }
    expect(rounds).toBeGreaterThan(36)
    expect(await step({ step: 'finish', ranges: ended })).toMatchObject({ repositories: 30, tags: 30, changed: 30 })
    expect(system.tables.finished).toHaveLength(1)
    await inLine(system)
  })

  it('does what one invocation can hold, and says that it is not all', async () => {
    const system = filled()
    expect(await runStep(system.ports, parseRunEvent({}), { soft: 0, hard: FAR.hard })).toMatchObject({
      done: false,
      repositories: 1,
    })
    expect(system.tables.finished).toEqual([])
  })
})

describe('a run is refused, and removes nothing,', () => {
  const refused = async (system: System, message: RegExp, event: unknown = {}) => {
    const before = actualIndex(system)
    await expect(run(system, event)).rejects.toMatchObject({
      name: 'ReconcileRefused',
      message: expect.stringMatching(message),
    })
    expect(actualIndex(system)).toEqual(before)
  }

  it.each(['AccessDenied', 'NoSuchBucket'])('where S3 says %s to the listing', async (code) => {
    const system = filled()
    await run(system)
    system.bucket.failing.list = code
    await refused(system, new RegExp(`${code}.*nothing was removed`))
  })

  it('where S3 says AccessDenied to reads', async () => {
    const system = filled()
    await run(system)
    system.registry.push('redis', 'v3.0')
    system.bucket.failing.get = 'AccessDenied'
    await refused(system, /kms:Decrypt.*nothing was removed/)
  })

  it('where nothing is listed, but the index has repositories', async () => {
    const system = filled()
    await run(system)
    for (const key of system.bucket.keys()) system.bucket.remove(key)
    await refused(system, /lists nothing, but the index has 0start/)
  })

  it('where the index was made from another bucket or root directory', async () => {
    const system = filled()
    await run(system)
    const other = { ...system, ports: { ...system.ports, bucketName: 'another' } }
    await refused(other, /made from bucket "registry".*would read bucket "another"/)
  })

  it('where the event is not one of its own', () => {
    expect(() => parseRunEvent({ rebuld: true })).toThrow(/rebuld.*allowed by hand are/)
    expect(() => parseRunEvent({ step: 'begin', request: { wait: -1 } })).toThrow(/none of this function's/)
  })

  it('but not for an S3 that is only slow: that may be tried again', async () => {
    const system = filled()
    system.bucket.failing.list = 'SlowDown'
    await expect(run(system)).rejects.toMatchObject({ name: 'BucketError' })
  })
})

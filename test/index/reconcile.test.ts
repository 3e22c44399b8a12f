import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { merge } from '../../lambda/index/merge.ts'
import { runStep } from '../../lambda/index/run.ts'
import { parseRunEvent } from '../../lambda/index/run-events.ts'
import { NOTHING } from '../../lambda/index/totals.ts'
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

  it('jumps over what holds no tags, where a page ends in it', async () => {
    const layout = distribution('')
    const { bucket, put, calls } = memoryBucket(1000)
    for (const name of ['a', 'b/c']) {
      for (let at = 0; at < 5000; at++) {
        put(`${layout.prefix}${name}/_layers/sha256/${at}/link`, '')
        put(`${layout.prefix}${name}/_manifests/revisions/sha256/${at}/link`, '')
        put(`${layout.prefix}${name}/_manifests/tags/v1/index/sha256/${at}/link`, '')
      }
      put(layout.tagKey({ repository: name, tag: 'v1' }), '')
      put(layout.tagKey({ repository: name, tag: 'v2' }), '')
    }
    const found = []
    for await (const { name, tags } of listRepositories(bucket, layout, '', undefined))
      found.push([name, [...tags.keys()]])
    expect(found).toEqual([
      ['a', ['v1', 'v2']],
      ['b/c', ['v1', 'v2']],
    ])
    // 30,000 keys in pages of 1,000.
    expect(calls.list).toBeLessThanOrEqual(8)
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
    expect(await run(system)).toEqual({ ...NOTHING, repositories: 5, tags: 11, changed: 11, done: true })
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

  it('removes a repository that vanished as a whole', async () => {
    const system = filled()
    await run(system)
    for (const key of system.bucket.keys()) if (key.includes('/redis-tools/')) system.bucket.remove(key)
    expect(await run(system)).toMatchObject({
      repositories: 4,
      missing: 1,
      missingNames: ['redis-tools'],
      removed: 1,
    })
    await inLine(system)
  })

  it('looks only at a prefix, or at one repository, where asked to', async () => {
    const system = filled()
    expect(await run(system, { prefix: 'redis' })).toMatchObject({ repositories: 3 })
    expect(await run(system, { repository: 'team/app' })).toMatchObject({ repositories: 1, tags: 3 })
    for (const key of system.bucket.keys()) if (key.includes('repositories/redis/_')) system.bucket.remove(key)
    expect(await run(system, { repository: 'redis' })).toMatchObject({ repositories: 0, removed: 1 })
    expect(await run(system)).toMatchObject({ repositories: 4, changed: 2 })
    await inLine(system)
  })

  it('corrects a row that miscounts its tags', async () => {
    const system = filled()
    await run(system)
    const row = system.tables.repositories.get('redis')
    if (row === undefined) throw new Error('no row')
    await system.tables.store.commit({
      repository: {
        ...row,
        rev: row.rev + 1,
        visible: 7,
        tag: 'nonsense',
        rank: '3',
        newest: '1',
        last: { tags: [], removed: [] },
      },
      expected: row.rev,
      tags: [],
      added: [],
      removed: [],
    })
    expect(await run(system)).toMatchObject({ changed: 0, recounted: 1 })
    await inLine(system)
    expect(await run(system)).toMatchObject({ recounted: 0 })
  })

  it.each(['repositories', 'briefs', 'details'] as const)('brings back %s that were lost', async (lost) => {
    const system = filled()
    await run(system)
    system.tables.lose(lost)
    await run(system, lost === 'details' ? { rebuild: true } : {})
    await run(system)
    await inLine(system)
    expect(await run(system)).toMatchObject({ changed: 0, recounted: 0 })
  })

  it('heals a tag whose blobs came back, without an event, and asks more and more seldom', async () => {
    const system = filled()
    const digest = system.registry.push('late', 'v1')
    const key = system.layout.blobKey(digest)
    const body = (await system.bucket.bucket.get(key, 10_000))?.body
    system.bucket.remove(key)
    expect(await run(system)).toMatchObject({ changed: 13 - 1 })
    const hours = async (count: number) => system.clock.sleep(count * 3600_000)
    expect(await run(system)).toMatchObject({ changed: 0, problems: 2 })
    await hours(1)
    expect(await run(system)).toMatchObject({ changed: 2 })
    await hours(1)
    expect(await run(system)).toMatchObject({ changed: 0 })
    system.bucket.put(key, Buffer.from(body ?? []))
    await hours(1)
    expect(await run(system)).toMatchObject({ changed: 2 })
    expect(system.tables.briefs.get('late\nv1')).not.toHaveProperty('problem')
    expect(system.tables.briefs.get('team/app\nbroken')).toMatchObject({ tries: 2 })
  })

  it('counts tags whose events are long due as late, but none of the first load', async () => {
    const system = filled()
    expect(await run(system)).toMatchObject({ late: 0 })
    system.registry.push('redis', 'v3.0', {}, new Date('2026-11-24T11:45:00Z'))
    system.registry.push('redis', 'v4.0', {}, new Date('2026-11-24T11:55:00Z'))
    expect(await run(system)).toMatchObject({ changed: 2, late: 1 })
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
    const begun = (await step({ step: 'begin', run: 'one', request: { wait: 7 } })) as {
      wait: number
      ranges: { done: boolean }[]
    }
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
    const checked = await step({ step: 'check', ranges: ended })
    expect(checked).toMatchObject({ removals: [] })
    const totals = { repositories: 30, tags: 30, changed: 30 }
    expect(await step({ step: 'finish', checked, removed: [] })).toMatchObject(totals)
    const runs = await system.tables.version.runs()
    expect(runs).toMatchObject({ last: { outcome: 'done', totals }, lastDone: { run: 'one' } })
    expect(runs?.lease).toBeUndefined()
    expect(runs?.last?.namespaces).toEqual([{ name: '', repositories: 30, tags: 30 }])
    await inLine(system)
  })

  it('does what one invocation can hold, and says that it is not all', async () => {
    const system = filled()
    expect(await runStep(system.ports, parseRunEvent({}), { soft: 0, hard: FAR.hard })).toMatchObject({
      done: false,
      repositories: 1,
    })
    const runs = await system.tables.version.runs()
    expect(runs?.last).toMatchObject({ outcome: 'failed', error: expect.stringMatching(/start the state machine/) })
    expect(runs?.lease).toBeUndefined()
  })
})

describe('another form of the index', () => {
  it('makes the next run write everything anew, and a rollback does so again', async () => {
    const system = filled()
    await run(system)
    system.tables.clearEntries()
    const next = { ...system, ports: { ...system.ports, schema: 2, minReader: 1 } }
    expect(await run(next)).toMatchObject({ changed: 11 })
    await inLine(system)
    expect(await system.tables.version.read()).toMatchObject({ schema: 2, minReader: 1 })
    expect(await run(next)).toMatchObject({ changed: 0 })
    expect(await run(system)).toMatchObject({ changed: 11 })
    expect(await system.tables.version.read()).toMatchObject({ schema: 1, minReader: 1 })
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

  it('where too many are missing', async () => {
    const system = memorySystem()
    for (let at = 0; at < 30; at++) system.registry.push(`app${at}`, 'v1')
    await run(system)
    for (const key of system.bucket.keys()) if (/app\d\d/.test(key)) system.bucket.remove(key)
    await run(system)
    system.registry.push('one', 'v1')
    for (let at = 0; at < 30; at++) system.registry.push(`app${at}`, 'v1')
    await run(system)
    for (const key of system.bucket.keys()) if (/app\d/.test(key)) system.bucket.remove(key)
    await refused(system, /30 of 31 repositories.*at most 20 are removed/)
    expect(await run(system, { force: true })).toMatchObject({ removed: 30 })
  })

  it('where another run is under way; after its lease it may be taken over', async () => {
    const system = filled()
    const begin = (name: string) => runStep(system.ports, parseRunEvent({ step: 'begin', run: name, request: {} }), FAR)
    await begin('first')
    await begin('first')
    await expect(begin('second')).rejects.toThrow(/the run first is under way since/)
    await system.clock.sleep(21 * 60_000)
    await begin('second')
    await expect(begin('first')).rejects.toThrow(/the run second is under way/)
  })

  it('where the index needs newer code', async () => {
    const system = filled()
    await run(system)
    await system.tables.version.write({
      schema: 3,
      minReader: 2,
      bucket: 'registry',
      root: '',
      layouts: ['distribution'],
    })
    await refused(system, /needs code of schema 2 or newer, this is 1/)
  })

  it('but goes on where it is forced', async () => {
    const system = filled()
    await run(system)
    for (const key of system.bucket.keys()) system.bucket.remove(key)
    expect(await run(system, { force: true })).toMatchObject({ removed: 5 })
    const other = { ...system, ports: { ...system.ports, bucketName: 'another' } }
    await run(other, { force: true })
    expect(await system.tables.version.read()).toMatchObject({ bucket: 'another' })
  })

  it('but not for an S3 that is only slow: that may be tried again', async () => {
    const system = filled()
    system.bucket.failing.list = 'SlowDown'
    await expect(run(system)).rejects.toMatchObject({ name: 'BucketError' })
  })
})

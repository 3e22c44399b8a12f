import { describe, expect, it } from 'vitest'
import { NOTHING } from '../../lambda/model/runs/run-totals.ts'
import { readableBy } from '../../lambda/model/runs/schema-guard.ts'
import type { SearchDocument } from '../../lambda/model/search-document.ts'
import { runStep } from '../../lambda/reconcile/run.ts'
import { parseRunEvent } from '../../lambda/reconcile/run-events.ts'
import { BucketError } from '../../lambda/registry/bucket/bucket-error.ts'
import { find } from '../../lambda/search/find.ts'
import { parseQuery } from '../../lambda/search/query/query.ts'
import { FAR, filled, inLine, run } from '../fakes/filled.ts'
import { searchPortsOf } from '../fakes/search-ports.ts'
import { memorySystem } from '../fakes/system.ts'

describe('a migration to another schema that was given up halfway', () => {
  it('is reverted by the next run of the old code', async () => {
    const system = filled()
    await run(system)
    const next = { ...system.ports, schema: 2 }
    const begun = await runStep(next, parseRunEvent({ step: 'begin', run: 'next', request: {} }), FAR)
    const { ranges } = begun as { ranges: object[] }
    // The first repository only.
    await runStep(next, parseRunEvent(ranges[0]), { ...FAR, soft: 0 })
    await system.clock.sleep(30 * 60_000)
    expect(await run(system)).toMatchObject({ changed: 11 })
    expect(await system.tables.version.read()).toEqual({
      id: 'index',
      schema: 1,
      minReader: 1,
      bucket: 'registry',
      roots: { distribution: '' },
    })
  })
})

describe('a run over the bucket', () => {
  it('loads the whole bucket in one invocation', async () => {
    const system = filled()
    expect(await run(system)).toEqual({ ...NOTHING, repositories: 5, tags: 11, changed: 11, problems: 1, done: true })
    await inLine(system)
  })

  it('changes nothing and reads no object the second time', async () => {
    const system = filled()
    await run(system)
    const { commits } = system.tables.calls
    const gets = system.bucket.calls.get.length
    const lists = system.bucket.calls.list
    expect(await run(system)).toMatchObject({ repositories: 5, tags: 11, changed: 0 })
    expect(system.tables.calls.commits).toBe(commits)
    expect(system.bucket.calls.get).toHaveLength(gets)
    expect(system.bucket.calls.list - lists).toBeLessThanOrEqual(16)
  })

  it('finds a moved, a new and a removed tag of which no event came', async () => {
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

  it('removes a repository of which the bucket has nothing left', async () => {
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

  it('covers only a prefix, or only one repository, if it is asked to', async () => {
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
        document: { ...(row.document as SearchDocument), visible: 7, tag: 'nonsense' },
        rank: '3',
        newest: '1',
        last: { tags: [], removed: [] },
      },
      expected: { rev: row.rev },
      tags: [],
      added: [],
      removed: [],
    })
    expect(await run(system)).toMatchObject({ changed: 0, recounted: 1 })
    await inLine(system)
    expect(await run(system)).toMatchObject({ recounted: 0 })
  })

  it.each(['repositories', 'briefs', 'details'] as const)('restores %s that were lost', async (lost) => {
    const system = filled()
    await run(system)
    system.tables.lose(lost)
    await run(system, lost === 'details' ? { rebuild: true } : {})
    await run(system)
    await inLine(system)
    expect(await run(system)).toMatchObject({ changed: 0, recounted: 0 })
  })

  it('reconciles all others if one repository fails, removes what is gone, and ends as done with its name', async () => {
    const system = filled()
    system.registry.push('gone', 'v1')
    await run(system)
    system.bucket.remove(system.layout.tagKey({ repository: 'gone', tag: 'v1' }))
    system.registry.push('redis', 'latest', { salt: 'again' })
    system.registry.push('team/new', 'v1')
    const { get } = system.bucket.bucket
    const bad = system.layout.tagKey({ repository: 'redis', tag: 'latest' })
    system.bucket.bucket.get = async (key, most) => {
      if (key === bad) throw new BucketError('read', 'InternalError', undefined)
      return get(key, most)
    }
    const failures = ['redis: read: InternalError']
    expect(await run(system)).toMatchObject({ done: true, changed: 1, missing: 1, removed: 1, failed: 1, failures })
    expect(system.tables.repositories.get('gone')).not.toHaveProperty('document')
    expect(system.tables.repositories.has('team/new')).toBe(true)
    const { last, lastDone } = (await system.tables.version.runs()) ?? {}
    expect(last).toMatchObject({ outcome: 'done', totals: { failed: 1, failures } })
    expect(lastDone).toEqual(last)
    expect(system.said).toContainEqual(['failedRepositories', 1])
    system.bucket.bucket.get = get
    expect(await run(system)).toMatchObject({ changed: 1, failed: 0, failures: [] })
    await inLine(system)
  })

  it('names the repository that could not be removed, and removes the others', async () => {
    const system = filled()
    for (const name of ['gone/a', 'gone/b']) system.registry.push(name, 'v1')
    await run(system)
    for (const repository of ['gone/a', 'gone/b']) system.bucket.remove(system.layout.tagKey({ repository, tag: 'v1' }))
    const { commit } = system.ports.store
    system.ports.store.commit = async (change) => {
      if (change.repository.name === 'gone/a') throw new TypeError('x is undefined')
      return commit(change)
    }
    expect(await run(system)).toMatchObject({ missing: 2, removed: 1, failed: 1, failures: ['gone/a: x is undefined'] })
    system.ports.store.commit = commit
    expect(await run(system)).toMatchObject({ missing: 1, removed: 1, failed: 0 })
    await inLine(system)
  })

  it('goes on with a migration where a repository failed, and ends it when all are done', async () => {
    const system = filled()
    await run(system)
    const newer = { ...system, ports: { ...system.ports, schema: 2 } }
    const { commit } = system.ports.store
    newer.ports.store = {
      ...system.ports.store,
      commit: async (change) => {
        if (change.repository.name === 'redis') throw new TypeError('x is undefined')
        return commit(change)
      },
    }
    expect(await run(newer)).toMatchObject({ failed: 1 })
    expect(await system.tables.version.read()).toMatchObject({ schema: 1, migratingTo: 2 })
    newer.ports.store = { ...system.ports.store, commit }
    expect(await run(newer)).toMatchObject({ failed: 0 })
    expect(await system.tables.version.read()).toEqual(expect.not.objectContaining({ migratingTo: 2 }))
    expect(await system.tables.version.read()).toMatchObject({ schema: 2 })
  })

  it('stops for an outage that keeps every repository of a batch from being reconciled', async () => {
    const system = memorySystem()
    for (let at = 0; at < 20; at++) system.registry.push(`app${at}`, 'v1')
    system.bucket.failing.get = 'SlowDown'
    await expect(run(system)).rejects.toThrow(/SlowDown/)
    expect((await system.tables.version.runs())?.last).toMatchObject({ outcome: 'failed' })
    system.bucket.failing.get = undefined
    expect(await run(system)).toMatchObject({ repositories: 20, failed: 0 })
    await inLine(system)
  })

  it('reconciles a repository with more tags than there is time for in parts, also in a rebuild', async () => {
    const system = memorySystem()
    for (let at = 0; at < 300; at++) system.registry.push('huge', `v1.${at}`)
    system.registry.push('zz', 'v1.0')
    const { commit } = system.ports.store
    system.ports.store.commit = async (change) => {
      await system.clock.sleep(1000)
      return commit(change)
    }
    for (const request of [{}, { rebuild: true }]) {
      const step = (event: unknown) => {
        const now = system.clock.now()
        const deadlines = { soft: now + 3000, hard: now + 60_000 }
        return runStep(system.ports, parseRunEvent(structuredClone(event)), deadlines)
      }
      const name = JSON.stringify(request)
      const begun = (await step({ step: 'begin', run: name, request })) as { ranges: { done: boolean }[] }
      const ended: unknown[] = []
      let rounds = 0
      for (let range of begun.ranges) {
        while (!range.done && rounds++ < 100) range = (await step(range)) as { done: boolean }
        ended.push(range)
      }
      expect(rounds).toBeGreaterThan(3)
      const checked = await step({ step: 'check', ranges: ended })
      const totals = { repositories: 2, tags: 301, changed: 301, failed: 0 }
      expect(await step({ step: 'finish', checked, removed: [] })).toMatchObject(totals)
    }
    await inLine(system)
  })

  it('heals a tag whose blobs came back without an event, and retries it less and less often', async () => {
    const system = filled()
    const digest = system.registry.push('late', 'v1')
    const key = system.layout.blobKey(digest)
    const body = (await system.bucket.bucket.get(key, 10_000))?.body
    system.bucket.remove(key)
    expect(await run(system)).toMatchObject({ changed: 13 - 1 })
    const hours = async (count: number) => system.clock.sleep(count * 3600_000)
    expect(await run(system)).toMatchObject({ changed: 0, problems: 2 })
    await hours(1)
    expect(await run(system)).toMatchObject({ changed: 1 })
    expect(system.tables.briefs.get('late\nv1')).toMatchObject({ tries: 1 })
    await hours(1)
    expect(await run(system)).toMatchObject({ changed: 0 })
    system.bucket.put(key, Buffer.from(body ?? []))
    await hours(1)
    expect(await run(system)).toMatchObject({ changed: 1 })
    expect(system.tables.briefs.get('late\nv1')).not.toHaveProperty('problem')
    // A link that holds no digest heals only if it is written again. The listing shows that, so it is not retried.
    expect(system.tables.briefs.get('team/app\nbroken')).not.toHaveProperty('retryAt')
  })

  it('counts tags whose events are overdue as late, but none of the first load', async () => {
    const system = filled()
    expect(await run(system)).toMatchObject({ late: 0 })
    system.registry.push('redis', 'v3.0', {}, new Date('2026-11-24T11:45:00Z'))
    system.registry.push('redis', 'v4.0', {}, new Date('2026-11-24T11:55:00Z'))
    system.said.length = 0
    expect(await run(system)).toMatchObject({ changed: 2, late: 1 })
    expect(system.said).toEqual([
      ['changed', 2],
      ['late', 1],
      ['problems', 1],
    ])
  })

  it('restores lost entries if it is a rebuild', async () => {
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

  it('gives the same result in steps that end early, with a state machine between them', async () => {
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
    expect(rounds).toBe(30)
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

  it('does what fits in one invocation, and says that it is not all', async () => {
    const system = filled()
    expect(await runStep(system.ports, parseRunEvent({}), { soft: 0, hard: FAR.hard })).toMatchObject({
      done: false,
      repositories: 1,
    })
    const runs = await system.tables.version.runs()
    expect(runs?.last).toMatchObject({ outcome: 'failed', error: expect.stringMatching(/start the state machine/) })
    expect(runs?.lease).toBeUndefined()
  })

  it('counts what it removed if the time ends among the removals', async () => {
    const system = filled()
    // Enough for two ranges.
    const gone = Array.from({ length: 60 }, (_, at) => [`gone/${at}`, `zz/${at}`]).flat()
    for (const name of gone) system.registry.push(name, 'v1')
    await run(system)
    for (const key of system.bucket.keys()) if (/\/(gone|zz)\//.test(key)) system.bucket.remove(key)
    const { commits } = system.tables.calls
    const untilOneIsGone = {
      ...FAR,
      get soft() {
        return system.tables.calls.commits > commits ? 0 : FAR.soft
      },
    }
    const ended = await runStep(system.ports, parseRunEvent({ force: true }), untilOneIsGone)
    expect(ended).toMatchObject({ done: false, missing: 120, removed: 120 - system.tables.briefs.size + 11 })
    expect(system.tables.briefs.size).toBeGreaterThan(11)
  })
})

describe('an event that is none', () => {
  it.each([undefined, null, 7, { prefix: 'x'.repeat(256) }, { dry: true }])(
    'is refused with what is allowed: %j',
    (value) => {
      expect(() => parseRunEvent(value)).toThrow(/is invalid; allowed by hand are .*up to 255 characters/)
    },
  )
})

describe('a migration to another schema', () => {
  it('lets old and new code search the index, during and after it', async () => {
    const system = filled()
    await run(system)
    const next = { ...system.ports, schema: 2, minReader: 1 }
    const found = async () =>
      (await find(searchPortsOf(system.tables), { hidesPrivate: false }, parseQuery('redis', 0), { limit: 9, now: 0 }))
        .hits.length
    const { ranges } = (await runStep(next, parseRunEvent({ step: 'begin', run: 'next', request: {} }), FAR)) as {
      ranges: object[]
    }
    expect(await found()).toBe(3)
    await runStep(next, parseRunEvent(ranges[0]), FAR)
    expect(await found()).toBe(3)
    await expect(readableBy(1, system.tables.version, system.clock)()).resolves.toBeUndefined()
    await system.clock.sleep(30 * 60_000)
    await run({ ...system, ports: next })
    await expect(readableBy(1, system.tables.version, system.clock)()).resolves.toBeUndefined()
    expect(await found()).toBe(3)
  })

  it('stops code that can not read the new schema as soon as it begins', async () => {
    const system = filled()
    await run(system)
    const next = { ...system.ports, schema: 2, minReader: 2 }
    await runStep(next, parseRunEvent({ step: 'begin', run: 'next', request: {} }), FAR)
    const needed = /needs code of schema 2 or newer, this is 1/
    await expect(readableBy(1, system.tables.version, system.clock)()).rejects.toThrow(needed)
    await system.clock.sleep(30 * 60_000)
    await expect(run(system)).rejects.toThrow(needed)
    await expect(readableBy(2, system.tables.version, system.clock)()).resolves.toBeUndefined()
  })

  it('makes the next run write everything anew, and so does a rollback', async () => {
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

it('a repository counts tags with missing blobs as dangling until the blobs are back', async () => {
  const system = memorySystem()
  const { children } = system.registry.pushIndex('app', 'v1', ['linux/amd64', 'linux/arm64'])
  const key = system.layout.blobKey(children[1]?.digest ?? '')
  const body = (await system.bucket.bucket.get(key, 10_000))?.body ?? Buffer.alloc(0)
  system.bucket.remove(key)
  system.registry.push('app', 'v2')
  await run(system)
  const document = () => system.tables.repositories.get('app')?.document
  expect(document()).toMatchObject({ visible: 2, dangling: 1 })
  system.bucket.put(key, Buffer.from(body))
  await system.clock.sleep(3_600_000)
  expect(await run(system)).toMatchObject({ changed: 1 })
  expect(document()).not.toHaveProperty('dangling')
  await inLine(system)
})

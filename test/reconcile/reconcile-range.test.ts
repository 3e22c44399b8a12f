// One part of a run: what it compares, indexes, counts and refuses.

import { beforeEach, describe, expect, it } from 'vitest'
import type { TagBrief } from '../../lambda/model/row-schemas.ts'
import { FACTS_VERSION } from '../../lambda/names/versions.ts'
import { isUntrusted, type Part, type RangeOptions, reconcileRange } from '../../lambda/reconcile/reconcile-range.ts'
import { BucketError } from '../../lambda/registry/bucket/bucket-error.ts'
import { registryReader } from '../../lambda/registry/tag-reader.ts'
import { all, imageId } from '../fakes/docker-v1.ts'
import { inLine } from '../fakes/filled.ts'
import { memorySystem } from '../fakes/system.ts'

let system: ReturnType<typeof memorySystem>
beforeEach(() => {
  system = memorySystem()
})

const part = (more: Partial<RangeOptions> = {}): Promise<Part> =>
  reconcileRange(system.ports, {
    layout: system.layout,
    range: '',
    after: undefined,
    mode: 'compare',
    run: 'one',
    rebuild: false,
    maxRemovals: 0,
    fresh: false,
    deadline: Number.POSITIVE_INFINITY,
    hardDeadline: system.clock.now() + 60_000,
    report: async () => {},
    ...more,
  })
const totals = async (more: Partial<RangeOptions> = {}) => (await part(more)).totals
/** Ten repositories, named so that they are listed in this order: more than are reconciled in parallel. */
const TEN = Array.from({ length: 10 }, (_, at) => `app${at}`)
const pushTen = () => {
  for (const name of TEN) system.registry.push(name, 'v1.0')
}
const removeAll = (part: string) => {
  for (const key of system.bucket.keys()) if (key.includes(part)) system.bucket.remove(key)
}
/** Overwrites the brief of a tag in a commit of its own, as another version of the code might. */
const overwrite = async (name: string, tag: string, change: (brief: TagBrief) => TagBrief, revOfRow?: number) => {
  const row = system.tables.repositories.get(name)
  const brief = system.tables.briefs.get(`${name}\n${tag}`)
  if (row === undefined || brief === undefined) throw new Error(`${name}:${tag} is not indexed`)
  await system.tables.store.commit({
    repository: { ...row, rev: revOfRow ?? row.rev + 1, last: { tags: [tag], removed: [] } },
    expected: { rev: row.rev },
    tags: [{ tag, expected: { rev: brief.rev }, brief: change({ ...brief, rev: row.rev + 1 }), detail: 'keep' }],
    added: [],
    removed: [],
  })
}

describe('an error of S3', () => {
  it.each(['AccessDenied', 'NoSuchBucket', 'AllAccessDisabled', 'PermanentRedirect'])(
    'of the code %s stops the run: it is not trusted',
    (code) => {
      expect(isUntrusted(new BucketError('x', code, undefined))).toBe(true)
    },
  )

  it('of another code is trusted, and an error of another service too', () => {
    expect(isUntrusted(new BucketError('x', 'SlowDown', undefined))).toBe(false)
    expect(isUntrusted(Object.assign(new Error('x'), { code: 'AccessDenied' }))).toBe(false)
  })
})

describe('a comparison', () => {
  it('tells what it did so far and what comes next, but no name that may be private', async () => {
    system = memorySystem({ layouts: ['distribution', 'docker-v1'] })
    pushTen()
    const told: string[] = []
    const report: RangeOptions['report'] = async ({ tags }, reading) => void told.push(`${tags} ${reading}`)
    await part({ report })
    // All of them are begun before the first is done.
    expect(told).toEqual(TEN.map((name) => `0 ${name}`))
    all(system.v1.push('team/secret', 'v1', [{ id: imageId('secret') }]))
    all(system.v1.setPrivate('team/secret', true))
    told.length = 0
    await part({ report, layout: system.v1Layout })
    expect(new Set(told)).toEqual(new Set(['0 undefined']))
  })
})

describe('a removal', () => {
  beforeEach(async () => {
    pushTen()
    await part()
    removeAll('/app')
  })

  it('removes as many repositories as the comparison found missing, in several batches', async () => {
    expect(await totals({ mode: 'remove', maxRemovals: 10 })).toMatchObject({ removed: 10 })
    await inLine(system)
  })

  it('is refused as soon as one more is missing than the comparison found', async () => {
    await expect(part({ mode: 'remove', maxRemovals: 8 })).rejects.toThrow(/more repositories are missing now/)
    expect(system.tables.briefs.size).toBe(2)
    await expect(part({ mode: 'remove', maxRemovals: 1 })).rejects.toThrow(/more repositories are missing now/)
    expect(system.tables.briefs.size).toBe(1)
  })

  it('is not what a comparison does, which counts and names them', async () => {
    expect(await totals()).toMatchObject({ missing: 10, missingNames: TEN.slice(0, 5), removed: 0, repositories: 0 })
    expect(system.tables.briefs.size).toBe(10)
  })

  it('leaves alone what the bucket has, indexed or not', async () => {
    system.registry.push('app0', 'v2.0')
    expect(await totals({ mode: 'remove', maxRemovals: 9 })).toMatchObject({ removed: 9, changed: 0, repositories: 0 })
    expect([...system.tables.briefs.keys()]).toEqual(['app0\nv1.0'])
  })

  it('unlists a repository that the catalog has, but no tag', async () => {
    system.tables.lose('briefs')
    expect(await totals({ mode: 'remove', maxRemovals: 10 })).toMatchObject({ removed: 10 })
    for (const name of TEN) expect(system.tables.repositories.get(name)).not.toHaveProperty('path')
    expect(await totals()).toMatchObject({ missing: 0 })
  })

  it('is not done if there was no time for all tags', async () => {
    system = memorySystem()
    for (let at = 0; at < 99; at++) system.registry.push('huge', `v1.${at}`)
    await part()
    removeAll('/huge/')
    const { commit } = system.ports.store
    system.ports.store.commit = async (change) => {
      await system.clock.sleep(1000)
      return commit(change)
    }
    const limits = () => ({ mode: 'remove', maxRemovals: 1, deadline: system.clock.now() + 1500 }) as const
    expect(await part(limits())).toMatchObject({ done: false, totals: { removed: 0 } })
    expect(system.tables.briefs.size).toBeGreaterThan(0)
    while (!(await part(limits())).done);
    await inLine(system)
  })
})

describe('a part of a range', () => {
  it('ends after one repository if its time is up, and the next goes on there', async () => {
    pushTen()
    const first = await part({ deadline: system.clock.now() })
    expect(first).toMatchObject({ done: false, after: 'app0', totals: { repositories: 1, tags: 1, changed: 1 } })
    const next = await part({ after: 'app8', deadline: system.clock.now() })
    expect(next).toMatchObject({ done: true, after: undefined, totals: { repositories: 1, changed: 1, missing: 0 } })
    await part()
    await inLine(system)
  })

  it('goes on while one repository takes long, and counts in the order of names', async () => {
    pushTen()
    for (const name of Array.from({ length: 60 }, (_, at) => `b${at}`)) system.registry.push(name, 'v1.0')
    const { isPrivate } = system.ports
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const asked: string[] = []
    system.ports.isPrivate = async (name) => {
      asked.push(name)
      if (name === 'app0') await held
      if (asked.length === 69) release()
      return isPrivate(name)
    }
    expect(await part()).toMatchObject({ done: true, totals: { repositories: 70 } })
    await inLine(system)
  })

  it('goes on while there is time, and adds up all of its batches', async () => {
    pushTen()
    const { done, namespaces, totals } = await part({ deadline: system.clock.now() + 1 })
    expect(done).toBe(true)
    expect(totals).toMatchObject({ repositories: 10, tags: 10, changed: 10 })
    expect(namespaces).toEqual([{ name: '', repositories: 10, tags: 10 }])
    expect((await part()).totals).toMatchObject({ repositories: 10, changed: 0, recounted: 0, late: 0 })
  })

  it('that had no time for all tags of a repository counts only what was indexed, and is repeated', async () => {
    for (let at = 0; at < 99; at++) system.registry.push('huge', `v1.${at}`)
    system.registry.push('small', 'v1.0')
    const { commit } = system.ports.store
    system.ports.store.commit = async (change) => {
      await system.clock.sleep(1000)
      return commit(change)
    }
    const first = await part({ deadline: system.clock.now() + 1500 })
    expect(first).toMatchObject({ done: false, after: undefined, namespaces: [] })
    expect(first.totals).toMatchObject({ repositories: 0, tags: 0, late: 0, changed: system.tables.briefs.size })
    let { changed } = first.totals
    for (let last = first; !last.done; ) {
      last = await part({ deadline: system.clock.now() + 1500 })
      changed += last.totals.changed
      if (last.done) expect(last.totals).toMatchObject({ repositories: 2, tags: 100 })
    }
    expect(changed).toBe(100)
    await inLine(system)
  })

  it('has no namespaces of private repositories', async () => {
    system = memorySystem({ layouts: ['docker-v1'] })
    for (const name of ['redis', 'team/secret']) all(system.v1.push(name, 'v1', [{ id: imageId(name) }]))
    system.bucket.put('registry/repositories/team/secret/_private', '')
    const parts: Part[] = []
    for (const range of ['library/', { from: 'library0' }]) parts.push(await part({ layout: system.v1Layout, range }))
    expect(parts.flatMap(({ namespaces }) => namespaces)).toEqual([{ name: 'library', repositories: 1, tags: 1 }])
    expect(parts.reduce((tags, one) => tags + one.totals.tags, 0)).toBe(2)
  })
})

describe('a failure', () => {
  const failing = (error: unknown, fails: (name: string) => boolean) => {
    const { isPrivate } = system.ports
    system.ports.isPrivate = async (name) => {
      if (fails(name)) throw error
      return isPrivate(name)
    }
  }
  const slow = new BucketError('read', 'SlowDown', undefined)

  it('of one repository is its own, also if S3 caused it, and is named with at most 300 characters', async () => {
    pushTen()
    failing(new BucketError('x'.repeat(1000), 'SlowDown', undefined), (name) => name === 'app3')
    const { failed, failures, changed } = await totals()
    expect({ failed, changed }).toEqual({ failed: 1, changed: 9 })
    expect(failures).toEqual([`app3: ${'x'.repeat(294)}`])
  })

  it('of all that are reconciled in parallel is an outage if S3 caused it', async () => {
    pushTen()
    failing(slow, () => true)
    await expect(part()).rejects.toBe(slow)
  })

  it('of all that are reconciled in parallel is none if our code caused it', async () => {
    pushTen()
    failing(new TypeError('x is undefined'), () => true)
    expect(await part()).toMatchObject({ done: true, totals: { failed: 10 } })
  })

  it('of all of fewer repositories is no outage', async () => {
    for (const name of TEN.slice(0, 7)) system.registry.push(name, 'v1.0')
    failing(slow, () => true)
    expect(await part()).toMatchObject({ done: true, totals: { failed: 7 } })
  })
})

describe('a tag is indexed again by a run', () => {
  beforeEach(async () => {
    system.registry.push('app', 'v1.0')
    system.registry.push('app', 'v2.0')
    await system.index('app', 'v1.0')
    await system.index('app', 'v2.0')
  })

  it('never, if nothing is wrong with it', async () => {
    expect(await totals()).toMatchObject({ changed: 0, recounted: 0, late: 0, tags: 2 })
  })

  it.each<[why: string, change: (brief: TagBrief) => TagBrief]>([
    ['older code read it', (brief) => ({ ...brief, facts: FACTS_VERSION - 1 })],
    ['newer code read it', (brief) => ({ ...brief, facts: FACTS_VERSION + 1 })],
    ['its row has another digest', (brief) => ({ ...brief, etag: 'x' })],
    ['its row can not be read', (brief) => ({ ...brief, rank: 5 as unknown as string })],
    ['its row is wrongly hidden', (brief) => ({ ...brief, hidden: true })],
    ['its row has another rank', (brief) => ({ ...brief, rank: '3' })],
    ['its row has another place in time', (brief) => ({ ...brief, newest: '3' })],
  ])('if %s', async (_, change) => {
    await overwrite('app', 'v1.0', change)
    expect(await totals()).toMatchObject({ changed: 1 })
    await inLine(system)
    expect(await totals()).toMatchObject({ changed: 0, recounted: 0 })
  })

  it('with all its objects, if other code read it', async () => {
    await overwrite('app', 'v1.0', (brief) => ({ ...brief, facts: FACTS_VERSION - 1 }))
    // A process that has read no blob yet.
    system.ports = { ...system.ports, ...registryReader(system.bucket.bucket, system.layouts) }
    system.bucket.calls.get.length = 0
    await part()
    // The link, the manifest and the config.
    expect(system.bucket.calls.get).toHaveLength(3)
  })

  it('at the time at which its problem is to be read again', async () => {
    const retryAt = new Date(system.clock.now()).toISOString()
    await overwrite('app', 'v1.0', (brief) => ({ ...brief, problem: 'x', tries: 0, retryAt }))
    expect(await totals()).toMatchObject({ changed: 1, problems: 0 })
    const later = new Date(system.clock.now() + 1).toISOString()
    await overwrite('app', 'v1.0', (brief) => ({ ...brief, problem: 'x', tries: 0, retryAt: later }))
    expect(await totals()).toMatchObject({ changed: 0, problems: 1 })
  })

  it('once by a rebuild, whose name it gets, and again by the next rebuild', async () => {
    expect(await totals({ rebuild: true, run: 'one' })).toMatchObject({ changed: 2 })
    expect(await totals({ rebuild: true, run: 'one' })).toMatchObject({ changed: 0 })
    expect(await totals({ rebuild: true, run: 'two' })).toMatchObject({ changed: 2 })
    expect(system.tables.briefs.get('app\nv1.0')).toMatchObject({ rebuilt: 'two' })
  })
})

describe('the row of a repository is recounted by a run', () => {
  it('if its tags were lost, although it is not', async () => {
    for (const tag of ['v1.0', 'v2.0']) system.registry.push('app', tag)
    await part()
    system.tables.lose('briefs')
    expect(await totals()).toMatchObject({ changed: 2, recounted: 1 })
    expect(system.tables.repositories.get('app')).toMatchObject({ document: { visible: 2 } })
  })

  it('if its rev is not that of the tags of its last commit', async () => {
    system.registry.push('app', 'v1.0')
    await part()
    await overwrite('app', 'v1.0', (brief) => ({ ...brief, rev: 1 }), 5)
    expect(await totals()).toMatchObject({ changed: 0, recounted: 1 })
    await inLine(system)
  })

  it('not if there is none', async () => {
    system.registry.push('app', 'v1.0')
    expect(await totals()).toMatchObject({ changed: 1, recounted: 0 })
  })
})

describe('a tag counts as late', () => {
  const minutesAgo = (minutes: number, seconds = 0) => new Date(system.clock.now() - (minutes * 60 + seconds) * 1000)

  it.each([
    [10, 0, 0],
    [10, 1, 1],
    [59, 0, 1],
  ])('if it is new and was pushed %i minutes and %i seconds ago: %i', async (minutes, seconds, late) => {
    system.registry.push('app', 'v1.0', {}, minutesAgo(minutes, seconds))
    expect(await totals()).toMatchObject({ changed: 1, late })
    expect(await totals()).toMatchObject({ changed: 0, late: 0 })
  })

  it('if it was moved long ago and is still indexed as it was, but not if the bucket was never loaded', async () => {
    system.registry.push('app', 'v1.0')
    await part()
    system.registry.push('app', 'v1.0', { salt: 'again' }, minutesAgo(11))
    system.registry.push('app', 'v2.0', {}, minutesAgo(9))
    expect(await totals({ fresh: true })).toMatchObject({ changed: 2, late: 0 })
    system.registry.push('app', 'v1.0', { salt: 'once more' }, minutesAgo(11))
    expect(await totals()).toMatchObject({ changed: 1, late: 1 })
  })
})

it('a repository that became private is indexed as such without any other difference, and back', async () => {
  system = memorySystem({ layouts: ['docker-v1'] })
  all(system.v1.push('redis', 'v1', [{ id: imageId('x') }]))
  const run = () => part({ layout: system.v1Layout, range: system.v1Layout.rangeOf('library/redis@docker-v1') })
  await run()
  const { commits } = system.tables.calls
  await run()
  expect(system.tables.calls.commits).toBe(commits)
  const key = 'registry/repositories/library/redis/_private'
  system.bucket.put(key, '')
  expect((await run()).totals).toMatchObject({ changed: 0 })
  expect(system.tables.repositories.get('library/redis@docker-v1')?.document).toMatchObject({ private: true })
  const row = system.tables.repositories.get('library/redis@docker-v1')
  if (row === undefined) throw new Error('no row')
  const { document, ...lost } = row
  const repository = { ...lost, rev: row.rev + 1, last: { tags: [], removed: [] } }
  await system.tables.store.commit({ repository, expected: { rev: row.rev }, tags: [], added: [], removed: [] })
  const before = system.tables.calls.commits
  expect((await run()).totals).toMatchObject({ changed: 0, recounted: 1 })
  expect(system.tables.repositories.get('library/redis@docker-v1')).toMatchObject({ document })
  // At no time did it seem to be empty.
  expect(system.tables.calls.commits).toBe(before + 1)
  system.bucket.remove(key)
  await run()
  expect(system.tables.repositories.get('library/redis@docker-v1')?.document).not.toHaveProperty('private')
})

it('loses one repository where the rows of several cannot be read at once', async () => {
  pushTen()
  await totals()
  const { repositories } = system.ports.store
  const store = {
    ...system.ports.store,
    repositories: (names: readonly string[]) =>
      names.includes('app3') ? Promise.reject(new Error('a row that no client can read')) : repositories(names),
  }
  system.ports = { ...system.ports, store }
  expect(await totals()).toMatchObject({
    repositories: 9,
    failed: 1,
    failures: ['app3: a row that no client can read'],
  })
})

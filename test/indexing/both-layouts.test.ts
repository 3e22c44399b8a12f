// A bucket with two registries, one of each layout, whose repositories have the same names.

import { describe, expect, it } from 'vitest'
import { runStep } from '../../lambda/reconcile/run.ts'
import { parseRunEvent } from '../../lambda/reconcile/run-events.ts'
import { deliveryTo } from '../fakes/delivery.ts'
import { all, imageId } from '../fakes/docker-v1.ts'
import { FAR, inLine, run, type System } from '../fakes/filled.ts'
import { memorySystem } from '../fakes/system.ts'
import { kinds, rewrite, rewriteDocument } from '../fakes/verified.ts'

const BASE = { id: imageId('base'), comment: 'Caches things' }
const filled = (pageSize = 3) => {
  const system = memorySystem({ layouts: ['distribution', 'docker-v1'], pageSize })
  for (const name of ['library/redis', 'redis', 'team/app', 'zz'])
    for (const tag of ['latest', 'v1.0']) system.registry.push(name, tag)
  for (const name of ['redis', 'team/app', 'team/app-x', 'a/b/c'])
    for (const tag of ['latest', 'v1.0', '_foo', 'bar_json']) all(system.v1.push(name, tag, [BASE]))
  all(system.v1.setPrivate('team/app', true))
  return system
}
const DEEP = { deep: true }
const both = { repositories: 8, tags: 2 * 4 + 4 * 4 }

const isInLine = async (system: System) => {
  await inLine(system)
  expect(await kinds(system, DEEP)).toEqual([])
}
const removeAll = ({ bucket }: System, part: string) => {
  for (const key of bucket.keys()) if (key.includes(part)) bucket.remove(key)
}

describe('two registries in one bucket', () => {
  it('are both loaded, each repository under its own id, after which a run reads and writes nothing', async () => {
    const system = filled()
    expect(await run(system)).toMatchObject({ ...both, changed: both.tags, failed: 0, problems: 0 })
    await isInLine(system)
    expect([...system.tables.repositories.keys()].sort()).toEqual([
      'a/b%252Fc@docker-v1',
      'library/redis',
      'library/redis@docker-v1',
      'redis',
      'team/app',
      'team/app-x@docker-v1',
      'team/app@docker-v1',
      'zz',
    ])
    const gets = system.bucket.calls.get.length
    const { commits } = system.tables.calls
    expect(await run(system)).toMatchObject({ ...both, changed: 0, recounted: 0, missing: 0 })
    expect(system.bucket.calls.get).toHaveLength(gets)
    expect(system.tables.calls.commits).toBe(commits)
  })

  it('are rewritten by a rebuild, even if all entries were deleted', async () => {
    const system = filled()
    await run(system)
    const entries = system.tables.entries()
    system.tables.clearEntries()
    expect(await run(system, { rebuild: true })).toMatchObject({ ...both, changed: both.tags })
    expect(system.tables.entries()).toEqual(entries)
    await isInLine(system)
  })

  it.each([
    ['/repositories/team/app/_manifests/', 'team/app', 'team/app@docker-v1'],
    ['registry/repositories/team/app/', 'team/app@docker-v1', 'team/app'],
    ['registry/repositories/a/b%252Fc/', 'a/b%252Fc@docker-v1', 'team/app-x@docker-v1'],
  ])('lose one repository, and not the other of the same name, when %s is deleted', async (part, gone, left) => {
    const system = filled()
    await run(system)
    removeAll(system, part)
    expect(await run(system)).toMatchObject({ repositories: 7, missing: 1, missingNames: [gone], removed: 1 })
    expect(system.tables.repositories.get(gone)).not.toHaveProperty('document')
    expect(system.tables.repositories.get(left)?.document?.visible).toBeGreaterThan(0)
    await isInLine(system)
  })

  it('are both covered by a run that is limited to a name or a prefix', async () => {
    const system = filled()
    expect(await run(system, { repository: 'library/redis' })).toMatchObject({ repositories: 2, tags: 6 })
    expect(await run(system, { repository: 'a/b/c' })).toMatchObject({ repositories: 1, tags: 4 })
    expect(await run(system, { prefix: 'team/' })).toMatchObject({ repositories: 3, tags: 10 })
    expect(await run(system, { repository: 'redis' })).toMatchObject({ repositories: 2, tags: 6, changed: 2 })
    removeAll(system, 'repositories/team/app/')
    expect(await run(system, { repository: 'team/app' })).toMatchObject({ repositories: 0, removed: 2 })
    await run(system)
    await isInLine(system)
  })

  it('are not both covered by a run that is limited to an id', async () => {
    const system = filled()
    const only = async (repository: string) => {
      expect(await run(system, { repository })).toMatchObject({ repositories: 1, tags: 4, changed: 4 })
      return [...system.tables.repositories.keys()].at(-1)
    }
    expect(await only('library/redis@docker-v1')).toBe('library/redis@docker-v1')
    expect(await only('a/b%252Fc@docker-v1')).toBe('a/b%252Fc@docker-v1')
    expect(system.tables.repositories.size).toBe(2)
    await run(system)
    removeAll(system, 'repositories/library/redis/')
    expect(await run(system, { repository: 'library/redis@docker-v1' })).toMatchObject({ repositories: 0, removed: 1 })
    expect(system.tables.repositories.get('library/redis')).toMatchObject({ document: { visible: 2 } })
    await run(system)
    await isInLine(system)
  })

  it.each([1, 5])('give the same totals in steps that end early, with pages of %d', async (pageSize) => {
    const system = filled(pageSize)
    const step = (event: unknown) =>
      runStep(system.ports, parseRunEvent(structuredClone(event)), { soft: 0, hard: FAR.hard })
    const { ranges } = (await step({ step: 'begin', run: 'one', request: {} })) as { ranges: { done: boolean }[] }
    const ended: unknown[] = []
    for (let range of ranges) {
      while (!range.done) range = (await step(range)) as { done: boolean }
      ended.push(range)
    }
    const checked = await step({ step: 'check', ranges: ended })
    expect(await step({ step: 'finish', checked, removed: [] })).toMatchObject({ ...both, changed: both.tags })
    await isInLine(system)
  })

  it('are distinguished by every event', async () => {
    const system = filled()
    await run(system)
    const { deliver, complaints } = deliveryTo(system)
    const key = system.layout.tagKey({ repository: 'library/redis', tag: 'v1.0' })
    system.bucket.remove(key)
    for (const event of [{ key, removed: true }, ...all(system.v1.push('redis', 'v2.0', [BASE]))]) await deliver(event)
    expect(complaints).toEqual([])
    expect(system.tables.repositories.get('library/redis')).toMatchObject({ document: { visible: 1 } })
    expect(system.tables.repositories.get('library/redis@docker-v1')).toMatchObject({ document: { visible: 5 } })
    await isInLine(system)
  })
})

describe('a repository whose privacy changed without an event', () => {
  it.each([true, false])('is corrected by a run that reads nothing else: private is %j', async (isPrivate) => {
    const system = filled()
    all(system.v1.setPrivate('team/app-x', !isPrivate))
    await run(system)
    const id = 'team/app-x@docker-v1'
    const key = system.v1Layout.privateKey(id) ?? ''
    all(system.v1.setPrivate('team/app-x', isPrivate))
    expect(await kinds(system, DEEP)).toEqual([`repository ${id}`])
    const before = { gets: system.bucket.calls.get.length, commits: system.tables.calls.commits }
    expect(await run(system)).toMatchObject({ ...both, changed: 0, recounted: 0 })
    expect(system.bucket.calls.get.slice(before.gets)).toEqual([key])
    expect(system.tables.calls.commits).toBe(before.commits + 1)
    expect(system.tables.repositories.get(id)?.document?.private).toBe(isPrivate || undefined)
    await isInLine(system)
    await run(system)
    expect(system.tables.calls.commits).toBe(before.commits + 1)
  })

  it('stays private if its row miscounts its tags and is rewritten', async () => {
    const system = filled()
    await run(system)
    const row = system.tables.repositories.get('team/app@docker-v1')
    if (row?.document === undefined) throw new Error('no row')
    const document = { ...row.document, visible: 7 }
    const repository = { ...row, rev: row.rev + 1, document, last: { tags: [], removed: [] } }
    await system.tables.store.commit({ repository, expected: { rev: row.rev }, tags: [], added: [], removed: [] })
    expect(await run(system)).toMatchObject({ changed: 0, recounted: 1 })
    expect(system.tables.repositories.get('team/app@docker-v1')).toMatchObject({
      document: { visible: 4, private: true },
    })
    await isInLine(system)
  })

  it('stays private if it can not be read whether it is private', async () => {
    const system = filled()
    await run(system)
    system.bucket.failing.get = 'SlowDown'
    const { deliver } = deliveryTo(system)
    const [event] = all(system.v1.setPrivate('team/app', false))
    expect(await deliver(event ?? { key: '', removed: true })).toHaveLength(1)
    expect(system.tables.repositories.get('team/app@docker-v1')).toMatchObject({ document: { private: true } })
  })
})

describe('verify', () => {
  const app = 'team/app@docker-v1'
  it.each<[string, (system: System) => void, string[]]>([
    ['a missing tag', ({ v1 }) => void all(v1.push('team/app', 'v3', [BASE])), [`tag-missing ${app}:v3`]],
    ['a removed tag', ({ v1 }) => void all(v1.removeTag('team/app', 'v1.0')), [`tag-gone ${app}:v1.0`]],
    [
      'a tag whose key now holds a note of the registry',
      ({ bucket, v1 }) => bucket.put(`${v1.directory('team/app')}tag_bar_json`, '{"last_update": 1415700000}'),
      [`tag-gone ${app}:bar_json`],
    ],
    [
      'a wrong digest',
      ({ tables }) => rewrite(tables.briefs, `${app}\nv1.0`, (brief) => ({ ...brief, digest: imageId('other') })),
      [`tag-keys ${app}:v1.0`, `tag-digest ${app}:v1.0`],
    ],
    [
      'a missing digest',
      ({ tables }) => rewrite(tables.briefs, `${app}\nv1.0`, ({ digest, ...brief }) => brief),
      [`tag-keys ${app}:v1.0`, `tag-digest ${app}:v1.0`],
    ],
    [
      'a private repository that is shown to all',
      ({ tables }) => rewriteDocument(tables, app, ({ private: _, ...document }) => document),
      [`repository ${app}`],
    ],
    [
      'a public repository that is hidden',
      ({ tables }) =>
        rewriteDocument(tables, 'library/redis@docker-v1', (document) => ({ ...document, private: true })),
      ['repository library/redis@docker-v1'],
    ],
    [
      'a repository in the catalog of the other layout',
      ({ tables }) => rewrite(tables.repositories, app, (row) => ({ ...row, path: 'distribution:team/app/_' })),
      [`repository ${app}`],
    ],
    [
      'missing entries',
      ({ tables }) => tables.clearEntries(),
      expect.arrayContaining(['entry-missing library/redis', 'entry-missing library/redis@docker-v1']),
    ],
  ])('finds %s', async (_, spoil, expected) => {
    const system = filled()
    await run(system)
    spoil(system)
    expect(await kinds(system, DEEP)).toEqual(expected)
  })

  it.each(['{"not": "an id"}', 'a:b', imageId('missing').toUpperCase()])(
    'finds nothing if the key of a tag holds %s instead of an id, because the tag has that as its problem',
    async (content) => {
      const system = filled()
      all(system.v1.tag('team/app', 'broken', content))
      system.registry.tag('zz', 'broken', content)
      system.registry.tag('zz', 'other', imageId('no digest'))
      await run(system)
      await isInLine(system)
    },
  )

  it('finds everything that belongs to a layout which the deployment no longer has', async () => {
    const system = filled()
    await run(system)
    const one = memorySystem()
    const ports = { ...system.ports, layouts: one.layouts }
    const found = await kinds({ ...system, ports }, DEEP)
    expect(found).toContain('version ')
    expect(found).toContain('tag-gone library/redis@docker-v1:latest')
    expect(found.filter((text) => !text.includes('@docker-v1'))).toEqual(['version '])
  })
})

// A repository that is named before it is read: what its row says, what it costs, and how it ends with right counts.

import { beforeEach, describe, expect, it } from 'vitest'
import { nameRepository } from '../../lambda/indexing/name-repository.ts'
import { recount } from '../../lambda/indexing/recount.ts'
import type { RepositoryRow } from '../../lambda/model/row-schemas.ts'
import type { SearchDocument } from '../../lambda/model/search-document.ts'
import { listRepositories } from '../../lambda/registry/listing.ts'
import { all, imageId } from '../fakes/docker-v1.ts'
import { inLine, run } from '../fakes/filled.ts'
import { memorySystem } from '../fakes/system.ts'

const SIGNATURE = `sha256-${'a'.repeat(64)}.sig`
let system: ReturnType<typeof memorySystem>
beforeEach(() => {
  system = memorySystem()
})

/** Names all repositories of the bucket, as the pass of a first load does; which of them it named. */
const nameAll = async (): Promise<string[]> => {
  const named: string[] = []
  for (const layout of system.layouts.all)
    for await (const listed of listRepositories(system.bucket.bucket, layout, '', undefined))
      if (await nameRepository(system.ports, listed)) named.push(listed.name)
  return named
}
const rowOf = (name = 'app'): RepositoryRow => {
  const row = system.tables.repositories.get(name)
  if (row === undefined) throw new Error(`there is no row of ${name}`)
  return row
}
const documentOf = (name = 'app'): Partial<SearchDocument> => rowOf(name).document ?? {}
const push = (...tags: string[]) => {
  for (const tag of tags) system.registry.push('app', tag)
}
const remove = (tag: string) => system.bucket.remove(system.layout.tagKey({ repository: 'app', tag }))
/** Compares all with the bucket: what it recounted and indexed. */
const compare = () => run(system, { force: true })

describe('a repository that is named', () => {
  it('has a row that counts its tags as unread, and is in the catalog', async () => {
    push('v1', 'v2', SIGNATURE)
    expect(await nameAll()).toEqual(['app'])
    expect(rowOf()).toEqual({
      name: 'app',
      rev: 1,
      changedAt: system.clock.now(),
      last: { tags: [], removed: [] },
      changes: '1',
      catalog: '1',
      path: 'distribution:app/_',
      document: { registry: 'registry', layout: 'distribution', visible: 2, hidden: 1, unread: 2, unreadHidden: 1 },
    })
    expect(system.bucket.calls.get).toHaveLength(0)
  })

  it('is private if its listing says so', async () => {
    system = memorySystem({ layouts: ['docker-v1'] })
    all(system.v1.push('library/app', 'v1', [{ id: imageId('a') }]))
    all(system.v1.setPrivate('library/app', true))
    await nameAll()
    expect(documentOf('library/app@docker-v1')).toMatchObject({ private: true, visible: 1, unread: 1 })
  })

  it('keeps the row that a push in between wrote, or that says that it is empty', async () => {
    push('v1')
    await system.index('app', 'v1')
    const row = rowOf()
    expect(await nameAll()).toEqual([])
    expect(rowOf()).toEqual(row)
    await system.index('other', 'v1')
    system.registry.push('other', 'v1')
    expect(await nameAll()).toEqual([])
    expect(documentOf('other')).toEqual({})
  })

  it('lowers its count of unread tags with each that is read, and stays as large', async () => {
    push('v1', 'v2', 'v3')
    await nameAll()
    await system.index('app', 'v2')
    expect(documentOf()).toMatchObject({ visible: 3, unread: 2, tag: 'v2' })
    await system.index('app', 'v1', 'v3')
    expect(documentOf()).toMatchObject({ visible: 3, tag: 'v3' })
    await inLine(system)
  })

  it('counts a build cache as hidden when it is read, since its name does not tell', async () => {
    push('v1', 'v2', SIGNATURE)
    const cache = system.registry.artifact('application/vnd.buildkit.cacheconfig.v0', [])
    system.registry.tag('app', 'cache', cache)
    await nameAll()
    expect(documentOf()).toMatchObject({ visible: 3, hidden: 1, unread: 3, unreadHidden: 1 })
    await system.index('app', 'cache')
    expect(documentOf()).toMatchObject({ visible: 2, hidden: 2, unread: 2, unreadHidden: 1 })
    await system.index('app', 'v1', 'v2', SIGNATURE)
    await inLine(system)
  })

  it('does not count a tag that is pushed again or removed as read', async () => {
    push('v1', 'v2', 'v3')
    await nameAll()
    await system.index('app', 'v1')
    push('v1')
    await system.index('app', 'v1')
    expect(documentOf()).toMatchObject({ visible: 3, unread: 2 })
    remove('v1')
    await system.index('app', 'v1')
    expect(documentOf()).toMatchObject({ visible: 2, unread: 2 })
  })

  it('has no unread tags after a comparison, which recounts nothing and reads each tag once', async () => {
    push('v1', 'v2', ...Array.from({ length: 20 }, (_, at) => `v3.${at}`), SIGNATURE)
    await nameAll()
    expect(await compare()).toMatchObject({ recounted: 0, changed: 23, failed: 0 })
    expect(rowOf().document).not.toHaveProperty('unread')
    await inLine(system)
    expect(await compare()).toMatchObject({ recounted: 0, changed: 0 })
  })

  it('ends with right counts where a tag was pushed that was not listed', async () => {
    push('v1', 'v2')
    await nameAll()
    push('v3')
    await system.index('app', 'v3')
    expect(documentOf()).toMatchObject({ visible: 2, unread: 1 })
    await system.index('app', 'v1')
    await system.index('app', 'v2')
    await inLine(system)
  })

  it('ends with right counts where a listed tag was removed before it was read', async () => {
    push('v1', 'v2', SIGNATURE)
    await nameAll()
    remove('v2')
    await system.index('app', 'v2')
    expect(documentOf()).toMatchObject({ visible: 2, unread: 2, hidden: 1, unreadHidden: 1 })
    remove(SIGNATURE)
    expect(await compare()).toMatchObject({ recounted: 0, changed: 1 })
    await inLine(system)
  })

  it('has no unread tags after a comparison that finds all of them read, but for one that is gone', async () => {
    push('v1', 'v2')
    await nameAll()
    remove('v2')
    await system.index('app', 'v1')
    expect(documentOf()).toMatchObject({ visible: 2, unread: 1 })
    expect(await compare()).toMatchObject({ recounted: 0, changed: 0 })
    await inLine(system)
  })

  it.each([0, 1])('is gone after a run if its tags went when %i of them was read', async (read) => {
    push('v1', 'v2')
    await nameAll()
    await system.index('app', ...['v1', 'v2'].slice(0, read))
    for (const tag of ['v1', 'v2']) remove(tag)
    system.registry.push('other', 'v1')
    await compare()
    expect(rowOf().document).toBeUndefined()
    await inLine(system)
  })

  it('is gone after a run if what was listed was no tag', async () => {
    system = memorySystem({ layouts: ['docker-v1'] })
    all(system.v1.push('library/app', '_a', [{ id: imageId('a') }]))
    all(system.v1.tag('library/other', '_a', imageId('a'), { byDocker: false }))
    expect(await nameAll()).toEqual(['library/app@docker-v1', 'library/other@docker-v1'])
    await compare()
    await inLine(system)
  })

  it('is recounted where it stands for a row that was lost', async () => {
    push('v1', 'v2')
    await system.index('app', 'v1')
    system.tables.lose('repositories')
    await nameAll()
    expect(await compare()).toMatchObject({ recounted: 1 })
    await inLine(system)
  })

  it('has no unread tags after a recount', async () => {
    push('v1', 'v2')
    await nameAll()
    await system.index('app', 'v1')
    await recount(system.ports, 'app', system.clock.now() + 60_000)
    expect(rowOf().document).not.toHaveProperty('unread')
    expect(documentOf()).toMatchObject({ visible: 1 })
  })

  it.each([
    { visible: 1, unread: 5 },
    { visible: 5, unread: 5, unreadHidden: 9 },
  ])('whose counts somebody wrote, %o, is mended by a run', async (counts) => {
    push('v1', 'v2')
    await nameAll()
    system.tables.damage('repositories', 'app', { document: { ...documentOf(), ...counts } })
    await compare()
    await inLine(system)
  })
})

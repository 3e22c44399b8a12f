// Several writers of one repository at once: what a lost race costs, and what may be kept of what was read.

import { beforeEach, describe, expect, it } from 'vitest'
import { ConflictError, ContradictionError } from '../../lambda/model/commit-errors.ts'
import { actions, type Change, MAX_ACTIONS } from '../../lambda/model/index-store.ts'
import { all, imageId } from '../fakes/docker-v1.ts'
import { inLine, type System } from '../fakes/filled.ts'
import { described } from '../fakes/registry.ts'
import { memorySystem } from '../fakes/system.ts'

const BASE = { id: imageId('base'), size: 300 }

let system: System
beforeEach(() => {
  system = memorySystem()
})

/** Lets so much time pass that nobody is taken to be writing a repository any more. */
const quiet = () => system.clock.sleep(60_000)
const linkReads = (tag: string) => system.bucket.calls.get.filter((key) => key.endsWith(`/${tag}/current/link`)).length
const rev = (name = 'app') => system.tables.repositories.get(name)?.rev

/** Does this before the next commit, and keeps every change that is tried but those that it does itself. */
const beforeNextCommit = (work: () => Promise<unknown>) => {
  const tried: Change[] = []
  const { store } = system.ports
  const { commit } = store
  const watched = async (change: Change) => {
    tried.push(change)
    if (tried.length === 1) {
      store.commit = commit
      await work()
      store.commit = watched
    }
    return commit(change)
  }
  store.commit = watched
  return tried
}
const tried = () => beforeNextCommit(async () => {})

describe('where another has committed other tags first', () => {
  beforeEach(async () => {
    for (const tag of ['v1', 'v2', 'v3']) system.registry.push('app', tag, described(tag))
    await system.index('app', 'v1')
    await quiet()
  })

  it('a lost race costs one read of a row, and nothing is read of S3 again', async () => {
    const changes = beforeNextCommit(() => system.index('app', 'v2'))
    const { reads } = system.tables.calls
    await system.index('app', 'v3')
    expect(changes).toHaveLength(2)
    expect(linkReads('v3')).toBe(1)
    // Two reads of each, and the row once more.
    expect(system.tables.calls.reads - reads).toBe(5)
    await inLine(system)
  })

  it('no transaction is tried in vain while a repository is being written: its row is read once more before', async () => {
    const { ports } = system
    const { readTag } = ports
    system.registry.push('app', 'v0')
    await system.index('app', 'v0')
    ports.readTag = async (...asked) => {
      ports.readTag = readTag
      const found = await readTag(...asked)
      await system.index('app', 'v2')
      return found
    }
    const changes = tried()
    await system.index('app', 'v3')
    expect(changes.map(({ tags }) => tags.map(({ tag }) => tag))).toEqual([['v2'], ['v3']])
    expect(linkReads('v3')).toBe(1)
    await inLine(system)
  })

  it('a process that wrote it alone reads no row twice', async () => {
    const tags = ['v2', 'v3', ...Array.from({ length: 100 }, (_, at) => `w${at}`)]
    for (const tag of tags) system.registry.push('app', tag)
    const { reads } = system.tables.calls
    await system.index('app', ...tags)
    // Of each 48 tags the row and the rows of the tags.
    expect(system.tables.calls.reads - reads).toBe(6)
    expect(rev()).toBe(1 + 2 + 2 + 1)
    await inLine(system)
  })

  it('the tag that comes after its representative is read anew', async () => {
    const { registry, bucket, layout } = system
    registry.push('app', 'latest')
    await system.index('app', 'latest', 'v2', 'v3')
    await quiet()
    bucket.remove(layout.tagKey({ repository: 'app', tag: 'latest' }))
    beforeNextCommit(async () => {
      registry.push('app', 'v9', described('nine'))
      await system.index('app', 'v9')
    })
    await system.index('app', 'latest')
    await inLine(system)
    expect(system.tables.repositories.get('app')?.document).toMatchObject({ tag: 'v9', description: 'nine' })
  })
})

describe('what was read is read again', () => {
  beforeEach(async () => {
    system.registry.push('app', 'v1')
    await system.index('app', 'v1')
    await quiet()
  })

  it('if a commit since has removed a tag: one that is absent now may have been there meanwhile', async () => {
    const { registry, bucket, layout } = system
    registry.push('app', 'v2')
    beforeNextCommit(async () => {
      await system.index('app', 'v2')
      bucket.remove(layout.tagKey({ repository: 'app', tag: 'v2' }))
      await system.index('app', 'v2')
      registry.push('app', 'v3')
      await system.index('app', 'v3')
    })
    await system.index('app', 'v2')
    expect(system.tables.briefs.has('app\nv2')).toBe(false)
    await inLine(system)
  })

  it('if a commit since has found the tag absent that was there when it was read', async () => {
    const { registry, bucket, layout } = system
    registry.push('app', 'v2')
    beforeNextCommit(async () => {
      bucket.remove(layout.tagKey({ repository: 'app', tag: 'v2' }))
      await system.index('app', 'v2')
    })
    await system.index('app', 'v2')
    expect(system.tables.briefs.has('app\nv2')).toBe(false)
    await inLine(system)
  })

  it('if the commit was of the same tag', async () => {
    const { registry } = system
    registry.push('app', 'v1', described('first'))
    const changes = beforeNextCommit(async () => {
      registry.push('app', 'v1', described('second'))
      await system.index('app', 'v1')
    })
    await system.index('app', 'v1')
    expect(changes).toHaveLength(2)
    await inLine(system)
  })

  it('if an earlier commit was of the same tag, once the commit has failed for it some times', async () => {
    const { registry } = system
    registry.push('app', 'v1', described('first'))
    registry.push('app', 'v2')
    const changes = beforeNextCommit(async () => {
      registry.push('app', 'v1', described('second'))
      await system.index('app', 'v1')
      await system.index('app', 'v2')
    })
    await system.index('app', 'v1')
    // In vain before the other's, in vain with what was read first, and with what was read again.
    expect(changes).toHaveLength(3)
    await inLine(system)
  })

  it('if the row was lost and written anew', async () => {
    const { registry, tables } = system
    registry.push('app', 'v2')
    registry.push('app', 'v3')
    for (let more = 0; more < 3; more++) await system.index('app', 'v1')
    beforeNextCommit(async () => {
      tables.lose('repositories')
      await system.index('app', 'v3')
    })
    await system.index('app', 'v2')
    expect(linkReads('v2')).toBe(2)
  })

  it('where the rev of the last removal was damaged, until it is right again', async () => {
    const { registry, tables } = system
    tables.repositories.set('app', { ...tables.repositories.get('app'), removedRev: 9e9 } as never)
    registry.push('app', 'v2')
    registry.push('app', 'v3')
    beforeNextCommit(() => system.index('app', 'v3'))
    await system.index('app', 'v2')
    expect(linkReads('v2')).toBe(2)
    expect(tables.repositories.get('app')?.removedRev).toBeLessThanOrEqual(rev() ?? 0)
    await inLine(system)
  })

  it('where conflicts never end, four times later each time', async () => {
    const { registry, ports } = system
    registry.push('app', 'v2')
    let tries = 0
    const { commit } = ports.store
    ports.store.commit = async (change) => {
      tries++
      if (tries > 12) return commit(change)
      const row = system.tables.repositories.get('app')
      if (row !== undefined) row.rev++
      throw new ConflictError('another was first')
    }
    await system.index('app', 'v2')
    expect(tries).toBe(13)
    expect(linkReads('v2')).toBe(3)
  })
})

it('who may see a repository is asked again after a lost race', async () => {
  system = memorySystem({ layouts: ['docker-v1'] })
  const { v1, ports, tables } = system
  const name = 'team/app@docker-v1'
  all(v1.push('team/app', 'v1', [BASE]))
  all(v1.push('team/app', 'v2', [BASE]))
  await system.index(name, 'v1')
  await quiet()
  const { isPrivate } = ports
  beforeNextCommit(async () => {
    all(v1.setPrivate('team/app', true))
    await system.index(name)
  })
  await system.index(name, 'v2')
  expect(await isPrivate(name)).toBe(true)
  expect(tables.repositories.get(name)?.document?.private).toBe(true)
})

describe('tags that do not fit into one transaction', () => {
  const platforms = Array.from({ length: 12 }, (_, at) => `linux/p${at}`)

  it('are read once, and committed in as few as they fit into', async () => {
    const tags = Array.from({ length: 24 }, (_, at) => `v1.${at}`)
    for (const tag of tags) system.registry.pushIndex('app', tag, platforms)
    const changes = tried()
    await system.index('app', ...tags)
    for (const tag of tags) expect(linkReads(tag)).toBe(1)
    // Each has its brief, its detail and 13 lookups: 15 actions, so that six are in a transaction with the repository.
    expect(changes).toHaveLength(4)
    expect(Math.max(...changes.map(actions))).toBeLessThanOrEqual(MAX_ACTIONS)
    await inLine(system)
  })

  it('leave the right tag to represent the repository after each', async () => {
    const { registry, bucket, layout } = system
    const tags = Array.from({ length: 30 }, (_, at) => `v1.${at}`)
    for (const tag of tags)
      registry.pushIndex('app', tag, platforms, { labels: { 'org.opencontainers.image.title': tag } })
    await system.index('app', ...tags)
    for (const tag of tags.slice(10)) bucket.remove(layout.tagKey({ repository: 'app', tag }))
    const shown: unknown[] = []
    const { commit } = system.ports.store
    system.ports.store.commit = async (change) => {
      await commit(change)
      shown.push(change.repository.document?.tag)
    }
    // The greatest first, so that each transaction but the last leaves one that the next removes.
    await system.index('app', ...tags.slice(10).reverse())
    expect(shown.length).toBeGreaterThan(2)
    expect(shown.at(-1)).toBe('v1.9')
    await inLine(system)
  })

  it('may leave one of the first of them to represent it, where the last of them did', async () => {
    const { registry, bucket, layout } = system
    for (const tag of ['latest', 'v1.0']) registry.push('app', tag)
    await system.index('app', 'latest', 'v1.0')
    bucket.remove(layout.tagKey({ repository: 'app', tag: 'latest' }))
    const tags = Array.from({ length: 9 }, (_, at) => `v2.${at}`)
    for (const tag of tags) registry.pushIndex('app', tag, platforms)
    await system.index('app', ...tags.reverse(), 'latest')
    expect(system.tables.repositories.get('app')?.document?.tag).toBe('v2.8')
    await inLine(system)
  })

  it('are read again where rows contradict each other between them, but for those that are committed', async () => {
    const { registry, bucket, layout, ports } = system
    const tags = Array.from({ length: 9 }, (_, at) => `v2.${at}`)
    for (const tag of ['latest', 'v1.0', ...tags]) registry.pushIndex('app', tag, platforms)
    await system.index('app', 'latest', 'v1.0')
    await quiet()
    bucket.remove(layout.tagKey({ repository: 'app', tag: 'latest' }))
    const { greatest } = ports.store
    let asked = 0
    ports.store.greatest = async (...of) => {
      asked++
      // The first is of all tags; the second of the last of them.
      if (asked === 2) throw new ContradictionError('not to be seen yet')
      return greatest(...of)
    }
    const changes = tried()
    await system.index('app', ...tags, 'latest')
    expect(changes.map((change) => change.tags.length)).toEqual([6, 4])
    expect(tags.map(linkReads)).toEqual([1, 1, 1, 1, 1, 1, 2, 2, 2])
    await inLine(system)
  })

  it('are not begun anew by a conflict between them', async () => {
    const tags = Array.from({ length: 24 }, (_, at) => `v1.${at}`)
    for (const tag of [...tags, 'other']) system.registry.pushIndex('app', tag, platforms)
    const { store } = system.ports
    const { commit } = store
    let commits = 0
    store.commit = async (change) => {
      if (++commits !== 3) return commit(change)
      await system.index('app', 'other')
      return commit(change)
    }
    await system.index('app', ...tags)
    for (const tag of tags) expect(linkReads(tag)).toBe(1)
    await inLine(system)
  })

  it('have names of 256 bytes at most together, unless one alone is longer', async () => {
    const tags = Array.from({ length: 6 }, (_, at) => `${at}${'x'.repeat(100)}`)
    for (const tag of tags) system.registry.push('app', tag)
    const changes = tried()
    await system.index('app', ...tags)
    expect(changes.map((change) => change.tags.length)).toEqual([2, 2, 2])
  })
})

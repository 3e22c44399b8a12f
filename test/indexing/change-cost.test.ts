// What a change costs: actions and transactions, reads, and the sizes of its rows.

import { beforeEach, describe, expect, it } from 'vitest'
import { itemSize } from '../../bench/world/capacity.ts'
import { actions, type Change, MAX_ACTIONS } from '../../lambda/model/index-store.ts'
import { inLine, type System } from '../fakes/filled.ts'
import { described } from '../fakes/registry.ts'
import { memorySystem } from '../fakes/system.ts'

let system: System
beforeEach(() => {
  system = memorySystem()
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
    await inLine(system)
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
    await inLine(system)
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
    const stored = system.tables.repositories.get(name)
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
    const { images, attestations } = system.registry.pushAttested('app', 'v1', platforms)
    await system.index('app', 'v1')
    const hex = (of: string) => of.replace('sha256:', '')
    const children = [...images, ...attestations].map((one) => `h${hex(one)}`)
    expect(system.tables.details.get('app\nv1')?.lookups).toEqual(['tv1', ...children])
    await inLine(system)
  })

  it('takes for a known tag one transaction, two index reads, and reads of the link and its own blobs', async () => {
    const { registry, tables, bucket } = system
    registry.push('app', 'v1')
    await system.index('app', 'v1')
    // To a repository that was written a moment ago, a push takes one read more.
    await system.clock.sleep(60_000)
    const before = { reads: tables.calls.reads, commits: tables.calls.commits, gets: bucket.calls.get.length }
    registry.push('app', 'v1', described('changed'))
    await system.index('app', 'v1')
    expect(tables.calls.reads - before.reads).toBe(2)
    expect(tables.calls.commits - before.commits).toBe(1)
    expect(bucket.calls.get.length - before.gets).toBe(3)
  })
})

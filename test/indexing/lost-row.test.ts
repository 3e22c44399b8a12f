import { describe, expect, it } from 'vitest'
import { actions, MAX_ACTIONS } from '../../lambda/model/index-store.ts'
import { namePlaces } from '../../lambda/model/search-entries.ts'
import { inLine, run } from '../fakes/filled.ts'
import { memorySystem } from '../fakes/system.ts'

// The description stays the same: if it changed, nothing would know which entries of the lost row to remove.
const labels = {
  'org.opencontainers.image.description': Array.from({ length: 15 }, (_, at) => `word${at}`).join(' '),
}
const platforms = (of: string) => Array.from({ length: 20 }, (_, at) => `linux/${of}${at}`)

it('indexing takes more than one transaction if the row is lost while all entries of a tag change', async () => {
  const system = memorySystem()
  const name = 'a'.repeat(70)
  system.registry.pushIndex(name, 'v1', platforms('a'), { labels })
  system.registry.push(name, 'v0')
  await system.index(name, 'v1', 'v0')
  system.tables.lose('repositories')
  system.registry.pushIndex(name, 'v1', platforms('b'), { labels })
  const { commit } = system.ports.store
  const sizes: number[] = []
  system.ports.store.commit = (change) => {
    sizes.push(actions(change))
    return commit(change)
  }
  await system.index(name, 'v1')
  expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_ACTIONS)
  await inLine(system)
  await run(system)
  await inLine(system)
})

describe('a row of a repository that can not be parsed', () => {
  const pushed = async (description: string) => {
    const system = memorySystem()
    const of = (text: string) => ({ labels: { 'org.opencontainers.image.description': text } })
    system.registry.push('team/app', 'v1', of('caches old things'))
    await system.index('team/app', 'v1')
    system.registry.push('team/app', 'v1', of(description))
    return system
  }

  it('still says which of its entries are to be removed', async () => {
    const system = await pushed('stores new things')
    system.tables.damage('repositories', 'team/app', { visible: 'many' })
    await system.index('team/app', 'v1')
    await inLine(system)
  })

  it('says so also where the repository is gone', async () => {
    const system = await pushed('stores new things')
    system.tables.damage('repositories', 'team/app', { last: undefined })
    system.bucket.remove(system.layout.tagKey({ repository: 'team/app', tag: 'v1' }))
    await system.index('team/app', 'v1')
    expect(system.tables.entries()).toEqual([])
  })

  it.each([
    { words: ['', 'x'] },
    { words: 'caches' },
    { words: Array.from({ length: 16 }, (_, at) => `word${at}`) },
    { places: ['0999'] },
    { places: undefined },
  ])('is written anew with all its entries where what it says of them is no use: %j', async (fields) => {
    const system = await pushed('caches old things')
    system.tables.damage('repositories', 'team/app', { visible: 'many', ...fields })
    system.tables.clearEntries()
    await system.index('team/app', 'v1')
    const own = system.tables.entries().filter((entry) => !entry.startsWith('k'))
    expect(own.length).toBe(namePlaces('team/app').length + 3)
  })
})

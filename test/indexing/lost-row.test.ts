import { expect, it } from 'vitest'
import { actions, MAX_ACTIONS } from '../../lambda/model/index-store.ts'
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

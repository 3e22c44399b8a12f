import { expect, it } from 'vitest'
import { actions, MAX_ACTIONS } from '../../lambda/model/index-store.ts'
import { inLine, run } from '../fakes/filled.ts'
import { memorySystem } from '../fakes/system.ts'

// What the lost row said of words nobody knows any more, so these stay the same.
const labels = {
  'org.opencontainers.image.description': Array.from({ length: 15 }, (_, at) => `word${at}`).join(' '),
}
const platforms = (of: string) => Array.from({ length: 20 }, (_, at) => `linux/${of}${at}`)

it('a repository whose row is lost while all entries of a tag change takes more than one transaction', async () => {
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

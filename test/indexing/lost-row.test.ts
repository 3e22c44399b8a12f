import { expect, it } from 'vitest'
import { actions } from '../../lambda/model/index-store.ts'
import type { RepositoryRow } from '../../lambda/model/row-schemas.ts'
import { inLine, run } from '../fakes/filled.ts'
import { described } from '../fakes/registry.ts'
import { memorySystem } from '../fakes/system.ts'

const platforms = (of: string) => Array.from({ length: 60 }, (_, at) => `linux/${of}${at}`)

it.each(['lost', 'damaged'])(
  'indexing takes one transaction and a recount if the row is %s while all entries of a tag change',
  async (how) => {
    const system = memorySystem()
    const name = 'a'.repeat(70)
    system.registry.pushIndex(name, 'v1', platforms('a'), described('one'))
    system.registry.push(name, 'v0')
    await system.index(name, 'v1', 'v0')
    const row = system.tables.repositories.get(name)
    if (how === 'lost') system.tables.lose('repositories')
    else system.tables.repositories.set(name, { ...row, rev: 'x' } as unknown as RepositoryRow)
    system.registry.pushIndex(name, 'v1', platforms('b'), described('two'))
    const { commit } = system.ports.store
    const sizes: number[] = []
    system.ports.store.commit = (change) => {
      sizes.push(actions(change))
      return commit(change)
    }
    await system.index(name, 'v1')
    expect(sizes).toEqual([97, 1])
    await inLine(system)
    await run(system)
    await inLine(system)
  },
)

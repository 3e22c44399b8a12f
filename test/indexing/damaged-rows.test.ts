// Rows of a tag that can't be parsed, while others write them: what is read of them must still be of one commit.

import { beforeEach, expect, it } from 'vitest'
import { dynamoStore } from '../../lambda/aws/dynamo/dynamo-index-store.ts'
import { indexTags } from '../../lambda/indexing/index-tags.ts'
import { countedDynamo } from '../fakes/counted-dynamo.ts'
import { inLine } from '../fakes/filled.ts'
import { memorySystem } from '../fakes/system.ts'

const ROW = 'app\nv1'
let system: ReturnType<typeof memorySystem>
beforeEach(() => {
  system = memorySystem()
})

const push = (description: string): void => {
  system.registry.push('app', 'v1', { labels: { 'org.opencontainers.image.description': description } })
}

it('a detail that can not be parsed, of a commit of which only the brief is visible yet, is read again', async () => {
  const { details } = system.tables
  push('first')
  await system.index('app', 'v1')
  const first = details.get(ROW)
  push('second')
  await system.index('app', 'v1')
  const second = details.get(ROW)
  push('third')
  const { tags } = system.ports.store
  let reads = 0
  system.ports.store.tags = async (...of) => {
    reads++
    if (reads > 1) return tags(...of)
    details.set(ROW, { ...first, platforms: 'x' } as never)
    const stored = await tags(...of)
    details.set(ROW, second as never)
    return stored
  }
  await system.index('app', 'v1')
  expect(reads).toBe(2)
  await inLine(system)
})

it.each([
  ['details', { platforms: 'x' }],
  ['details', { digestEntry: 5 }],
  ['details', { revisionPartition: ['r'] }],
  ['briefs', { kind: 'x' }],
] as const)('one of the %s that still says of which commit it is is written anew at once', async (kind, damage) => {
  push('first')
  await system.index('app', 'v1')
  system.tables.damage(kind, ROW, damage)
  push('second')
  const before = system.clock.now()
  await system.index('app', 'v1')
  expect(system.clock.now()).toBe(before)
  await inLine(system)
})

it.each([
  ['details', { rev: 'x' }],
  ['briefs', { detailRev: undefined }],
] as const)('one of the %s that does not is written anew once no commit can be under way', async (kind, damage) => {
  push('first')
  await system.index('app', 'v1')
  system.tables.damage(kind, ROW, damage)
  push('second')
  const before = system.clock.now()
  await indexTags(system.ports, 'app', ['v1'], { deadline: before + 60_000 })
  expect(system.clock.now() - before).toBeGreaterThanOrEqual(10_000)
  await inLine(system)
})

it.each([
  ['a tag twice', ['latest', 'latest']],
  ['an empty tag', ['']],
  ['a tag that no key can have', ['x'.repeat(1025)]],
])('a repository whose row names %s in its last commit is indexed once no commit can be under way', async (_, tags) => {
  const { client, tables, write } = countedDynamo()
  const ports = { ...system.ports, store: dynamoStore(client, tables) }
  const index = () => indexTags(ports, 'app', ['v1', 'latest'], { deadline: system.clock.now() + 60_000 })
  for (const tag of ['v1', 'latest']) system.registry.push('app', tag, {})
  await index()
  write('repository', { name: 'app' }, { ...(await ports.store.repository('app')), last: { tags, removed: [] } })
  // Its tag of the greatest rank is gone, so the next one is looked for.
  system.bucket.remove(system.layout.tagKey({ repository: 'app', tag: 'latest' }))
  await index()
  expect(await ports.store.repository('app')).toMatchObject({ document: { visible: 1, tag: 'v1' } })
})

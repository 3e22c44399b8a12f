// The row of a repository whose fields all have their maximum sizes must not exceed 4 KB, which takes half a read unit:
// a run reads the rows of all repositories.

import { expect, it } from 'vitest'
import { itemSize } from '../../bench/world/capacity.ts'
import { memorySystem } from '../fakes/system.ts'

const ID = 'a1'.repeat(32)
const KEYS = ['title', 'version', 'licenses', 'vendor']
const labels = {
  'org.opencontainers.image.description': 'x'.repeat(1000),
  'org.opencontainers.image.source': 's'.repeat(128),
  ...Object.fromEntries(KEYS.map((key) => [`org.opencontainers.image.${key}`, 'x'.repeat(255)])),
}
const NAME = `${'ab-'.repeat(84)}abc`
const long = (letter: string) => letter.repeat(128)

// The longest row is that of a commit that removes tags, because it lists the removed tags twice.
const removeTwo = async (world: ReturnType<typeof memorySystem>, repository: string) => {
  const others = [long('y'), long('z')]
  const keys = others.map((tag) => world.ports.layouts.of(repository).tagKey({ repository, tag }))
  for (const key of keys) world.bucket.put(key, 'x')
  await world.index(repository, ...others)
  for (const key of keys) world.bucket.remove(key)
  await world.index(repository, ...others)
  const row = world.tables.repositories.get(repository)
  expect(row).toMatchObject({ document: { visible: 1, tag: long('a') }, last: { tags: others, removed: others } })
  return row
}

it('the longest row of a repository has at most 4 KB in the layout distribution', async () => {
  const world = memorySystem()
  const platforms = Array.from({ length: 8 }, (_, at) => `linux/${'p'.repeat(29)}${at}`)
  world.registry.pushIndex(NAME, long('a'), platforms, { labels })
  await world.index(NAME, long('a'))
  const row = await removeTwo(world, NAME)
  expect(itemSize(row ?? {})).toBeLessThanOrEqual(4096)
})

it('the longest row of a repository has at most 4 KB in the layout docker-v1', async () => {
  const world = memorySystem({ layouts: ['docker-v1'] })
  const path = `ns/${NAME.slice(3)}`
  const image = { os: 'linux', architecture: 'x'.repeat(99), config: { Labels: labels } }
  world.bucket.put(`registry/images/${ID}/json`, JSON.stringify(image))
  world.bucket.put(`registry/images/${ID}/ancestry`, JSON.stringify([ID]))
  world.bucket.put(`registry/repositories/${path}/_private`, '')
  world.bucket.put(`registry/repositories/${path}/tag_${long('a')}`, ID)
  await world.index(`${path}@docker-v1`, long('a'))
  const row = await removeTwo(world, `${path}@docker-v1`)
  expect(row).toMatchObject({ document: { private: true } })
  expect(itemSize(row ?? {})).toBeLessThanOrEqual(4096)
})

it('the row of a repository keeps all platforms and texts if names have a common length', async () => {
  const world = memorySystem()
  const platforms = Array.from({ length: 8 }, (_, at) => `linux/${'p'.repeat(10)}${at}`)
  world.registry.pushIndex('team/app', 'v1.0', platforms, { labels })
  await world.index('team/app', 'v1.0')
  const row = world.tables.repositories.get('team/app')
  expect(row?.document).toMatchObject({ platforms, vendor: `${'x'.repeat(61)}…`, source: 's'.repeat(128) })
})

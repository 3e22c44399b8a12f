// An index in memory that is consistent, for tests of what `verify` finds in it.

import { run } from '../../fakes/filled.ts'
import { memoryScan } from '../../fakes/memory-scan.ts'
import { memorySystem } from '../../fakes/system.ts'

/** A tag that is hidden. */
export const HIDDEN = `sha256-${'a'.repeat(64)}.sig`

/** A repository of it, and the key of the rows of one of its tags. */
export const cache = 'team/cache'
export const v1 = `${cache}\nv1.0`

/** An index of three repositories, and of one that is gone. */
export const filled = async () => {
  const system = memorySystem({ rootDirectory: 'sub', pageSize: 7 })
  const labels = { 'org.opencontainers.image.description': 'Caches things for a while' }
  system.registry.push(cache, 'v1.0', { labels })
  system.registry.push(cache, 'v2.0', { labels })
  system.registry.push(cache, HIDDEN)
  system.registry.push('redis', 'latest')
  system.registry.push('redis-tools', HIDDEN)
  system.registry.push('gone', 'v1')
  await run(system)
  system.bucket.remove(system.layout.tagKey({ repository: 'gone', tag: 'v1' }))
  await system.index('gone', 'v1')
  return { ...system, ...memoryScan(system.tables) }
}

export type Filled = Awaited<ReturnType<typeof filled>>

import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { lazyBucket } from './bucket.ts'
import { type Counts, noCounts } from './counts.ts'
import { repositoryNames } from './shape.ts'
import { memoryTables } from './tables.ts'

/**
 * Creates a made-up registry bucket with this many repositories, and the index's tables, empty. Counts every request.
 */
export const makeWorld = (repositories: number) => {
  let counts = noCounts()
  const layout = distribution('')
  const names = repositoryNames(repositories)
  const bucket = lazyBucket(layout, names, () => counts)
  const tables = memoryTables(() => counts)
  return {
    layout,
    names,
    bucket,
    tables,
    /** Returns the counts and resets them to zero. */
    takeCounts(): Counts {
      const taken = counts
      counts = noCounts()
      return taken
    },
  }
}

export type World = ReturnType<typeof makeWorld>

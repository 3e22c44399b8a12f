import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { lazyBucket } from './bucket.ts'
import { type Counts, noCounts } from './counts.ts'
import { repositoryNames } from './shape.ts'
import { memoryTables } from './tables.ts'

/**
 * Creates a made-up registry bucket with this many repositories, and the index's tables, empty. Counts every request.
 * @param repositories their number, or their names in the order in which S3 lists their keys
 */
export const makeWorld = (repositories: number | readonly string[]) => {
  let counts = noCounts()
  const layout = distribution('')
  const names = typeof repositories === 'number' ? repositoryNames(repositories) : repositories
  const bucket = lazyBucket(layout, names, () => counts)
  const tables = memoryTables(() => counts)
  return {
    layout,
    names,
    bucket,
    tables,
    /** The counts so far. */
    counts: () => counts,
    /** Returns the counts and resets them to zero. */
    takeCounts(): Counts {
      const taken = counts
      counts = noCounts()
      return taken
    },
  }
}

export type World = ReturnType<typeof makeWorld>

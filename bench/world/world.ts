import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { lazyBucket } from './bucket.ts'
import { type Counts, noCounts } from './counts.ts'
import { repositoryNames } from './shape.ts'
import { memoryTables } from './tables.ts'

/** A registry bucket of so many repositories and the index's tables, with everything counted that they are asked. */
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
    /** What was counted since this was last asked. */
    takeCounts(): Counts {
      const taken = counts
      counts = noCounts()
      return taken
    },
  }
}

export type World = ReturnType<typeof makeWorld>

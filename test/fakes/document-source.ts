// Where search loads its documents from, over the tables in memory.

import type { SearchSource } from '../../cli/verify/verify-search.ts'
import { memoryRows, memorySnapshots } from './memory-snapshots.ts'
import type { memoryStore } from './memory-store.ts'

/** Reads the rows as they are at each call; no build is there unless one is made. */
export const documentSource = ({
  repositories,
}: Pick<ReturnType<typeof memoryStore>, 'repositories'>): SearchSource => {
  const current = () => {
    const rows = memoryRows()
    for (const { name, changedAt, document } of repositories.values()) rows.put(name, changedAt, document)
    return rows.reader
  }
  return {
    reader: {
      changes: (...given) => current().changes(...given),
      rows: (...given) => current().rows(...given),
      scan: (...given) => current().scan(...given),
    },
    store: memorySnapshots().store,
  }
}

import type { IndexScan } from '../../cli/index-scan.ts'
import type { memoryStore } from './memory-store.ts'

type Tables = Pick<ReturnType<typeof memoryStore>, 'repositories' | 'briefs' | 'details' | 'entries'>

/** Reads of the index's tables in memory, as they are; `scans` counts those of the search table. */
export const memoryScan = ({ repositories, briefs, details, entries }: Tables) => {
  const calls = { scans: 0 }
  const rows = () => [...briefs.values(), ...details.values()]
  const scan: IndexScan = {
    repository: async (name) => structuredClone(repositories.get(name)),
    async *tagRows(name) {
      yield* structuredClone(rows().filter(({ repository }) => repository === name))
    },
    async *repositories() {
      yield* structuredClone([...repositories.values()])
    },
    async *repositoriesOfTagRows() {
      yield* rows().map(({ repository }) => repository)
    },
    async *entries() {
      calls.scans++
      for (const one of entries())
        yield { partition: one.slice(0, one.indexOf('|')), entry: one.slice(one.indexOf('|') + 1) }
    },
  }
  return { scan, calls }
}

// What search works with, over the tables in memory.

import type { SearchPorts } from '../../lambda/search/ports.ts'
import type { memoryStore } from './memory-store.ts'
import { plainDocuments } from './plain-documents.ts'

type Tables = Pick<ReturnType<typeof memoryStore>, 'lookups' | 'repositories'>

/** The documents of the repositories in the tables, as they are at each call. */
export const documentsOf = ({ repositories }: Pick<Tables, 'repositories'>) =>
  plainDocuments(() =>
    [...repositories.values()].flatMap((row) => {
      const { name, document } = row
      return document === undefined ? [] : [[name, document] as const]
    }),
  )

/** Both. */
export const searchPortsOf = (tables: Tables): SearchPorts => ({
  documents: documentsOf(tables),
  lookups: tables.lookups,
})

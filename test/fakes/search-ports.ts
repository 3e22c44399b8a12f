// What search works with, over the tables in memory.

import { documentOf } from '../../lambda/http/row-document.ts'
import { entryId } from '../../lambda/model/search-entries.ts'
import type { LookupReader, SearchPorts } from '../../lambda/search/ports.ts'
import type { memoryStore } from './memory-store.ts'
import { plainDocuments } from './plain-documents.ts'

type Tables = Pick<ReturnType<typeof memoryStore>, 'reader' | 'entries' | 'repositories'>

/** The documents of the repositories in the tables, as they are at each call. */
export const documentsOf = ({ repositories }: Pick<Tables, 'repositories'>) =>
  plainDocuments(() =>
    [...repositories.values()].flatMap((row) => {
      const document = documentOf(row)
      return document === undefined ? [] : [[row.name, { ...document, registry: 'registry' }] as const]
    }),
  )

/** The lookups in the tables. */
export const lookupsOf = (tables: Pick<Tables, 'reader' | 'entries'>): LookupReader => ({
  lookups: (...given) => tables.reader.shelf(...given),
  async entriesExist(entries) {
    const all = new Set(tables.entries().map((one) => one.replace('|', '\0')))
    return new Set(entries.map(entryId).filter((id) => all.has(id)))
  },
})

/** Both. */
export const searchPortsOf = (tables: Tables): SearchPorts => ({
  documents: documentsOf(tables),
  lookups: lookupsOf(tables),
})

// What search works with, over the tables in memory.

import type { ChangingDocuments, Documents } from '../../lambda/search/memory/documents.ts'
import { openDocuments } from '../../lambda/search/memory/overlays.ts'
import { packSegment } from '../../lambda/search/memory/pack-segment.ts'
import type { SearchPorts } from '../../lambda/search/ports.ts'
import type { memoryStore } from './memory-store.ts'
import { naiveDocuments } from './naive-documents.ts'

type Tables = Pick<ReturnType<typeof memoryStore>, 'lookups' | 'repositories'>
type Repositories = Pick<Tables, 'repositories'>

const statesOf = ({ repositories }: Repositories) =>
  [...repositories.values()].map(({ name, changedAt, document }) => ({ id: name, changedAt, document }))

/** The documents of the repositories in the tables, as they are now. */
export const documentsOf = (tables: Repositories): Documents => openDocuments([packSegment(statesOf(tables))])

/** The same, of the model. */
export const naiveDocumentsOf = (tables: Repositories): ChangingDocuments => naiveDocuments(statesOf(tables))

/** What search works with, as it is now. */
export const searchPortsOf = (tables: Tables): SearchPorts => ({
  documents: documentsOf(tables),
  lookups: tables.lookups,
})

// Compares what search holds in memory with the rows that it is loaded from: the newest build and the changes since, as a
// process of the search function would have them. The index `changes` may lag, so what differs is compared once more.

import { isDeepStrictEqual } from 'node:util'
import type { DocumentState, SearchDocument } from '../../lambda/model/search-document.ts'
import type { Layouts } from '../../lambda/registry/layouts/layouts.ts'
import type { ChangingDocuments } from '../../lambda/search/memory/documents.ts'
import { documentFormat } from '../../lambda/search/snapshot/document-format.ts'
import { loadMemory } from '../../lambda/search/snapshot/load.ts'
import type { DocumentReader, SnapshotStore } from '../../lambda/search/snapshot/ports.ts'
import { scanAll } from '../../lambda/search/snapshot/scan-all.ts'
import type { Clock } from '../../lambda/shared/clock.ts'
import type { Log } from '../../lambda/shared/log.ts'
import { batches } from '../batches.ts'
import type { Difference } from './differences.ts'

/** Where search loads its documents from. */
export interface SearchSource {
  readonly reader: DocumentReader
  readonly store: SnapshotStore
}

export interface VerifySearchPorts {
  readonly layouts: Layouts
  readonly search: SearchSource
  readonly clock: Clock
}

/** Time before what differs is compared once more; what changed within it is left out. */
const RECHECK_MS = 60_000
/** Rows of one read, and names of one page. */
const BATCH_SIZE = 100
const SHOWN_CHARACTERS = 300
const EVERYBODY = { hidesPrivate: false }
const SILENT: Log = { info: () => {}, warn: () => {}, error: () => {} }

/** Yields every lasting difference between the documents of search and their rows. Returns how many documents there are. */
export async function* verifySearch({
  layouts,
  search,
  clock,
}: VerifySearchPorts): AsyncGenerator<Difference, { readonly documents: number }> {
  const memory = await loadMemory(await search.store.pointer(), {
    ...search,
    format: documentFormat,
    clock,
    log: SILENT,
  })
  const { documents } = memory
  const suspects = new Set<string>()
  let known = 0
  await scanAll(search.reader, (states) => {
    for (const { id, document } of states) {
      if (document !== undefined) known++
      if (!isSame(documents, id, document)) suspects.add(id)
    }
  })
  // Where every row has its document, only a greater number can tell of one without a row.
  if (documents.count > known - suspects.size)
    for (const id of await withoutRow(layouts, search, documents)) suspects.add(id)
  if (suspects.size > 0) {
    await clock.sleep(RECHECK_MS)
    await memory.refresh()
  }
  for await (const ids of batches([...suspects], BATCH_SIZE)) {
    const { states } = await search.reader.rows(ids)
    const rows = new Map(states.map((state) => [state.id, state]))
    yield* ids.flatMap((id) => difference(documents, id, rows.get(id), clock.now()))
  }
  return { documents: documents.count }
}

const isSame = (documents: ChangingDocuments, id: string, document: SearchDocument | undefined): boolean =>
  isDeepStrictEqual(documents.get(id), document)

const withoutRow = async (
  { all }: Layouts,
  { reader }: SearchSource,
  documents: ChangingDocuments,
): Promise<string[]> => {
  const missing: string[] = []
  for (const layout of all)
    for (let last = '', page: string[]; ; last = page.at(-1) ?? '') {
      page = documents.names(layout.id, last, BATCH_SIZE, EVERYBODY)
      if (page.length === 0) break
      const ids = page.map((name) => layout.idOf(name))
      const { states, invalid } = await reader.rows(ids)
      const found = new Set([...states.map(({ id }) => id), ...invalid])
      missing.push(...ids.filter((id) => !found.has(id)))
    }
  return missing
}

const difference = (
  documents: ChangingDocuments,
  id: string,
  row: DocumentState | undefined,
  now: number,
): Difference[] => {
  const isChanging = row !== undefined && row.changedAt > now - RECHECK_MS
  if (isChanging || isSame(documents, id, row?.document)) return []
  const shown = (document: SearchDocument | undefined) =>
    document && JSON.stringify(document).slice(0, SHOWN_CHARACTERS)
  const [expected, found] = [shown(row?.document), shown(documents.get(id))]
  return [
    {
      kind: 'search',
      repository: id,
      ...(expected === undefined ? {} : { expected }),
      ...(found === undefined ? {} : { found }),
    },
  ]
}

// Compares what search holds in memory with the rows that it is loaded from: the newest build and the changes since, as a
// process of the search function would have them. The index `changes` may lag, so what differs is compared once more.

import { isDeepStrictEqual } from 'node:util'
import type { DocumentState, SearchDocument } from '../../lambda/model/search-document.ts'
import type { ChangingDocuments } from '../../lambda/search/memory/documents.ts'
import { documentFormat } from '../../lambda/search/snapshot/document-format.ts'
import { loadMemory } from '../../lambda/search/snapshot/load.ts'
import type { DocumentReader, SnapshotStore } from '../../lambda/search/snapshot/ports.ts'
import { scanAll } from '../../lambda/search/snapshot/scan-all.ts'
import { batches } from '../../lambda/shared/batches.ts'
import type { Clock } from '../../lambda/shared/clock.ts'
import type { Log } from '../../lambda/shared/log.ts'
import type { Difference } from './differences.ts'

/** Where search loads its documents from. */
export interface SearchSource {
  readonly reader: DocumentReader
  readonly store: SnapshotStore
}

export interface VerifySearchPorts {
  readonly search: SearchSource
  readonly clock: Clock
}

/** Time before what differs is compared once more; what changed within it is left out. */
const RECHECK_MS = 60_000
/** Rows of one read. */
const BATCH_SIZE = 100
const SHOWN_CHARACTERS = 300

/** Yields every lasting difference between the documents of search and their rows. Returns how many documents there are. */
export async function* verifySearch({
  search,
  clock,
}: VerifySearchPorts): AsyncGenerator<Difference, { readonly documents: number }> {
  const pointer = await search.store.pointer()
  const { log, reasons } = listening()
  const memory = await loadMemory(pointer, { ...search, format: documentFormat, clock, log })
  // Then the documents were scanned, and agree with what is scanned now. Each process that starts takes as long.
  for (const reason of reasons) yield unusable(`the newest build was passed over: ${reason}`)
  if (pointer === undefined && (await search.store.hasInvalidPointer())) yield unusable('the pointer is invalid')
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
  if (documents.count > known - suspects.size) for (const id of await withoutRow(search, documents)) suspects.add(id)
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

// What a process of search would log is what is wrong with a build.
const listening = () => {
  const reasons: string[] = []
  const log: Log = {
    info() {},
    warn(_, { reason }) {
      if (typeof reason === 'string') reasons.push(reason)
    },
    error() {},
  }
  return { log, reasons }
}

const unusable = (found: string): Difference => ({
  kind: 'search',
  repository: '',
  expected: 'a build that can be used',
  found,
})

const isSame = (documents: ChangingDocuments, id: string, document: SearchDocument | undefined): boolean =>
  isDeepStrictEqual(documents.get(id), document)

const withoutRow = async ({ reader }: SearchSource, documents: ChangingDocuments): Promise<string[]> => {
  const missing: string[] = []
  for await (const ids of batches(documents.ids(), BATCH_SIZE)) {
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

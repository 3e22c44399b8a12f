// Takes what the index `changes` shows into memory.
//
// The index may show an older state of a repository after a newer one, two states at once, or a state of a row that is
// gone. So an item counts by itself only where it is newer than a document in memory. Wherever that leaves a doubt, the
// row itself is read, strongly consistently, and decides.

import type { DocumentState } from '../../model/search-document.ts'
import type { Log } from '../../shared/log.ts'
import type { ChangingDocuments } from '../memory/documents.ts'
import type { DocumentReader, StatesRead } from './ports.ts'

export interface MergePorts {
  readonly reader: Pick<DocumentReader, 'rows'>
  readonly log: Log
}

/**
 * Takes one page of changes into memory. `damaged` has the ids of repositories whose items and rows were both found
 * invalid, and is kept by this function. Their rows are not read again for the same items: what mends a row gives it an
 * item that is valid.
 */
export const mergeChanges = async (
  documents: ChangingDocuments,
  { states, invalid }: StatesRead,
  damaged: Set<string>,
  { reader, log }: MergePorts,
): Promise<void> => {
  for (const { id } of states) damaged.delete(id)
  const { newer, doubtful } = sorted(
    documents,
    states,
    invalid.filter((id) => !damaged.has(id)),
  )
  documents.apply(newer)
  if (doubtful.size === 0) return
  const rows = await reader.rows([...doubtful.keys()])
  const found = new Map(rows.states.map((state) => [state.id, state]))
  const shown = new Set(invalid)
  for (const id of rows.invalid) {
    doubtful.delete(id)
    if (shown.has(id)) damaged.add(id)
  }
  // Nothing is known of a damaged row. What memory holds of it stays, until the next reconcile writes the row anew.
  if (rows.invalid.length > 0)
    log.warn('rows with invalid documents passed over', { count: rows.invalid.length, some: rows.invalid.slice(0, 5) })
  documents.apply([...doubtful].map(([id, changedAt]) => found.get(id) ?? { id, changedAt, document: undefined }))
}

// Returns the states to take as they are, and the repositories whose rows decide, each with the greatest `changedAt` that
// was seen of it.
const sorted = (
  documents: ChangingDocuments,
  states: readonly DocumentState[],
  invalid: readonly string[],
): { readonly newer: readonly DocumentState[]; readonly doubtful: Map<string, number> } => {
  const newer = new Map<string, DocumentState>()
  const doubtful = new Map<string, number>()
  const doubt = (id: string, changedAt: number) => {
    const known = Math.max(documents.changedAt(id) ?? 0, newer.get(id)?.changedAt ?? 0, doubtful.get(id) ?? 0)
    doubtful.set(id, Math.max(changedAt, known))
    newer.delete(id)
  }
  for (const state of states) {
    const { id, changedAt } = state
    const known = documents.changedAt(id)
    if (changedAt === known) continue
    // Emptied ones count as unknown: of a row that expired since, an older item may still be shown.
    const isNewer = known !== undefined && changedAt > known && documents.has(id)
    if (!isNewer || newer.has(id) || doubtful.has(id)) doubt(id, changedAt)
    else newer.set(id, state)
  }
  for (const id of invalid) doubt(id, 0)
  return { newer: [...newer.values()], doubtful }
}

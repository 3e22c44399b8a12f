// The rows of repositories and the snapshots in memory, behind the ports of lambda/search/snapshot/: the index shows every
// change at once.

import type { DocumentState } from '../../lambda/model/search-document.ts'
import type { DocumentReader, PageKey, Pointer, SnapshotStore, StatesPage } from '../../lambda/search/snapshot/ports.ts'

const sumOf = (id: string): number => Buffer.from(id).reduce((sum, one) => sum + one, 0)

/** Rows by their ids. Whatever is put into them is seen at once. */
export const memoryRows = (pageSize = 1000) => {
  const rows = new Map<string, DocumentState>()
  const invalid = new Set<string>()
  const read = (states: readonly DocumentState[]) => ({
    states: states.filter(({ id }) => !invalid.has(id)),
    invalid: states.filter(({ id }) => invalid.has(id)).map(({ id }) => id),
  })
  const pageOf = (all: readonly DocumentState[], after: PageKey | undefined): StatesPage => {
    const from = Number(after?.['at'] ?? 0)
    const end = from + pageSize
    return { ...read(all.slice(from, end)), next: end < all.length ? { at: end } : undefined }
  }
  const reader: DocumentReader = {
    async changes(since, after) {
      const sorted = [...rows.values()]
        .filter(({ changedAt }) => changedAt >= since)
        .sort((a, b) => a.changedAt - b.changedAt || (a.id < b.id ? -1 : 1))
      return pageOf(sorted, after)
    },
    rows: async (ids) => read(ids.flatMap((id) => rows.get(id) ?? [])),
    async scan(part, parts, after) {
      const ofPart = [...rows.values()].filter(({ id }) => sumOf(id) % parts === part)
      return pageOf(ofPart, after)
    },
  }
  return {
    rows,
    /** Ids of rows whose documents are invalid. */
    invalid,
    reader,
    put: (id: string, changedAt: number, document: DocumentState['document']) =>
      void rows.set(id, { id, changedAt, document }),
  }
}

/** Snapshots in memory. */
export const memorySnapshots = () => {
  const chunks = new Map<string, { bytes: Uint8Array; expires: number }>()
  const state: { counter: number; pointer?: Pointer; isInvalid?: boolean; minReader?: number } = { counter: 0 }
  const store: SnapshotStore = {
    nextNumber: async () => ++state.counter,
    put: async (id, bytes, expires) => void chunks.set(id, { bytes, expires }),
    get: async (ids) => ids.map((id) => chunks.get(id)?.bytes),
    pointer: async () => (state.isInvalid ? undefined : state.pointer),
    hasInvalidPointer: async () => state.isInvalid === true,
    async point(pointer) {
      if (pointer.number > state.counter || (state.pointer?.number ?? 0) >= pointer.number) return false
      state.pointer = pointer
      return true
    },
    minReader: async () => state.minReader,
  }
  return { store, chunks, state }
}

// The rows of repositories and the snapshots in memory, behind the ports of lambda/search/snapshot/: the index shows every
// change at once.

import { itemSize } from '../../bench/world/capacity.ts'
import { pointerRow } from '../../lambda/aws/dynamo/dynamo-snapshot-store.ts'
import type { DocumentState } from '../../lambda/model/search-document.ts'
import type { DocumentReader, PageKey, SnapshotStore, StatesPage } from '../../lambda/search/snapshot/ports.ts'

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

type Row = Readonly<Record<string, unknown>>
/** What DynamoDB takes as a row. */
const MAX_ROW_BYTES = 400 * 1024

/** Snapshots in memory: rows of the version table, which anybody may have written. */
export const memorySnapshots = () => {
  const chunks = new Map<string, { bytes: Uint8Array; expires: number }>()
  /** The row `snapshot`, which counts builds and points to the newest one, and the row `index`. */
  const state: { snapshot: Row; index: Row } = { snapshot: {}, index: {} }
  const store: SnapshotStore = {
    async nextNumber() {
      const { counter = 0 } = state.snapshot
      const next = typeof counter === 'number' ? counter + 1 : Number.NaN
      state.snapshot = Number.isSafeInteger(next) && next > 0 ? { ...state.snapshot, counter: next } : { counter: 1 }
      return Number(state.snapshot['counter'])
    },
    async put(id, bytes, expires) {
      const size = itemSize({ id, chunk: '', expires }) + bytes.length
      if (size > MAX_ROW_BYTES) throw new Error(`the size of the row ${id} is ${size}, more than ${MAX_ROW_BYTES}`)
      chunks.set(id, { bytes, expires })
    },
    get: async (ids) => ids.map((id) => chunks.get(id)?.bytes),
    pointer: async () => pointerRow.safeParse(state.snapshot).data,
    async hasInvalidPointer() {
      const isThere = Object.keys(state.snapshot).some((name) => name in pointerRow.shape)
      return isThere && !pointerRow.safeParse(state.snapshot).success
    },
    async point(pointer) {
      const { counter, number } = state.snapshot
      if (!isAtLeast(counter, pointer.number)) return false
      if (isAtLeast(number, pointer.number) && isAtLeast(counter, Number(number))) return false
      state.snapshot = { ...state.snapshot, ...pointer }
      return true
    },
    async schemas() {
      const { schema, migratingTo, minReader } = state.index
      const valid = (one: unknown) => (Number.isInteger(one) ? Number(one) : undefined)
      return { schema: valid(schema), migratingTo: valid(migratingTo), minReader: valid(minReader) }
    },
  }
  return {
    store,
    chunks,
    state,
    /** Writes any row in the place of what is there. A chunk that is no bytes is none. */
    async write({ id, ...row }: Row & { readonly id: string }) {
      if (id === 'snapshot' || id === 'index') state[id] = row
      else if (row['chunk'] instanceof Uint8Array) throw new Error(`use store.put for ${id}`)
      else chunks.delete(id)
    },
  }
}

// As DynamoDB compares: what is no number is neither less nor more.
const isAtLeast = (value: unknown, bound: number): boolean => typeof value === 'number' && value >= bound

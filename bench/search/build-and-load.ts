// The search under test: documents are packed by the deployed build, and loaded as the search function loads them.

import { find } from '../../lambda/search/find.ts'
import type { Documents } from '../../lambda/search/memory/documents.ts'
import { parseQuery } from '../../lambda/search/query/query.ts'
import { build } from '../../lambda/search/snapshot/build.ts'
import { documentFormat } from '../../lambda/search/snapshot/document-format.ts'
import { loadMemory } from '../../lambda/search/snapshot/load.ts'
import type { DocumentReader, Pointer, StatesPage } from '../../lambda/search/snapshot/ports.ts'
import { noLog } from '../../test/fakes/log.ts'
import { memorySnapshots } from '../../test/fakes/memory-snapshots.ts'
import { plainLookups } from '../../test/fakes/plain-lookups.ts'
import { madeDocuments } from './made-documents.ts'
import { memoryInUse, once, timed } from './processor.ts'
import type { Asked } from './queries.ts'

export const NOW = Date.parse('2026-11-24T12:00:00Z')
/** Results of a page. */
export const LIMIT = 25
const PAGE = 10_000
const clock = { now: () => NOW, sleep: async () => {}, random: () => 0 }

/** A build in memory: what it has, and what making it took. */
export interface Built {
  readonly chunks: ReadonlyMap<string, Uint8Array>
  readonly pointer: Pointer
  readonly buildMs: number
}

/** Builds a snapshot of so many documents. */
export const built = async (count: number): Promise<Built> => {
  const { store, chunks } = memorySnapshots()
  const ports = { reader: readerOf(count), store, format: documentFormat, clock, log: noLog }
  const { value: pointer, ms } = await once(() => build(ports))
  if (pointer === undefined) throw new Error('another build came first')
  return { chunks: new Map([...chunks].map(([id, { bytes }]) => [id, bytes])), pointer, buildMs: ms }
}

/** Loads a build. The requests that it takes are counted elsewhere. */
export const loaded = async ({ chunks, pointer }: Built) => {
  const get = async (ids: readonly string[]) => ids.map((id) => chunks.get(id))
  let openMs = 0
  const open = (segments: readonly Buffer[]) => {
    const opened = timed(() => documentFormat.open(segments))
    openMs = opened.ms
    return opened.value
  }
  const store = { ...memorySnapshots().store, get }
  const ports = { reader: readerOf(0), store, format: { ...documentFormat, open }, clock }
  const before = memoryInUse()
  const { value, ms } = await once(() => loadMemory(pointer, { ...ports, log: noLog }))
  const { documents } = value
  if (documents.count !== pointer.documents) throw new Error(`${documents.count} documents were loaded`)
  return { documents: documents as Documents, ms, openMs, heap: memoryInUse() - before }
}

/** Returns a search of the documents: a page of results with their total, and facets if they are wanted. */
export const searchIn = (documents: Documents) => {
  const ports = { documents, lookups: plainLookups([]).lookups }
  return ({ q, facets = [] }: Asked) =>
    find(ports, { hidesPrivate: false }, parseQuery(q, NOW), { limit: LIMIT, facets, now: NOW })
}

// The made-up documents as rows of the repository table: one part has them all, page by page. Nothing changes.
const readerOf = (count: number): DocumentReader => {
  const pages = madeDocuments(count, PAGE)
  const nothing: StatesPage = { states: [], invalid: [], next: undefined }
  return {
    changes: async () => nothing,
    rows: async () => nothing,
    async scan(part) {
      const { value: states } = part === 0 ? pages.next() : {}
      return states ? { states, invalid: [], next: {} } : nothing
    },
  }
}

import type { DocumentState } from '../../model/search-document.ts'
import type { ChangingDocuments } from '../memory/documents.ts'
import { type ChangingMemory, changingMemory, type MemoryPorts } from './changing-memory.ts'
import { openSnapshot } from './open-snapshot.ts'
import type { DocumentFormat, DocumentReader, Pointer, SnapshotStore } from './ports.ts'
import { scanAll } from './scan-all.ts'
import { BUILD_MARGIN_MS } from './times.ts'

export interface LoadPorts extends MemoryPorts {
  readonly reader: DocumentReader
  readonly store: SnapshotStore
  readonly format: DocumentFormat
}

/** A memory, and the build that it was loaded from; undefined if it was loaded from the table. */
export interface Loaded {
  readonly memory: ChangingMemory
  readonly pointer: Pointer | undefined
}

/** States that are applied at once while memory is loaded from the table. */
const SCANNED_AT_ONCE = 10_000

/** Loads memory: from this build, or from the table itself where it can't be used, and then all changes since. */
export const loadMemory = async (pointer: Pointer | undefined, ports: LoadPorts): Promise<Loaded> => {
  const { clock, log } = ports
  const began = clock.now()
  const opened = pointer && (await openSnapshot(pointer, { ...ports, now: began }))
  const documents = opened ?? (await scanned(ports))
  const memory = changingMemory(documents, ports)
  // What is committed while the table is scanned may have been scanned before.
  const since = opened === undefined || pointer === undefined ? began - BUILD_MARGIN_MS : pointer.watermark
  await memory.catchUp(since)
  const from = opened === undefined ? undefined : pointer
  log.info('search documents loaded', {
    documents: documents.count,
    build: from?.number ?? 'none: the table was scanned',
    milliseconds: clock.now() - began,
  })
  return { memory, pointer: from }
}

const scanned = async ({ reader, format, log }: LoadPorts): Promise<ChangingDocuments> => {
  const documents = format.open([])
  let waiting: DocumentState[] = []
  const invalid = await scanAll(reader, (states) => {
    waiting.push(...states)
    if (waiting.length < SCANNED_AT_ONCE) return
    documents.apply(waiting)
    waiting = []
  })
  documents.apply(waiting)
  if (invalid > 0) log.warn('rows with invalid documents passed over', { count: invalid })
  return documents
}

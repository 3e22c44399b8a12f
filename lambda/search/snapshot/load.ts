import type { ChangingDocuments } from '../memory/documents.ts'
import { type ChangingMemory, changingMemory, type MemoryPorts } from './changing-memory.ts'
import { collectedStates } from './collected-states.ts'
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
  const all = collectedStates()
  const invalid = await scanAll(reader, all.add)
  if (invalid > 0) log.warn('rows with invalid documents passed over', { count: invalid })
  return format.open([...all.sorted()].map((states) => format.pack(states)))
}

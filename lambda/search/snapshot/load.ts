import type { ChangingDocuments } from '../memory/documents.ts'
import { type ChangingMemory, changingMemory, type MemoryPorts } from './changing-memory.ts'
import { collectedStates } from './collected-states.ts'
import { openSnapshot } from './open-snapshot.ts'
import type { DocumentFormat, DocumentReader, Pointer, SnapshotStore } from './ports.ts'
import { scanAll } from './scan-all.ts'
import { BUILD_MARGIN_MS } from './times.ts'

/** As a function's memory is counted. */
const MEGABYTE = 1024 * 1024

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
export const loadMemory = async (pointer: Pointer | undefined, ports: LoadPorts): Promise<Loaded> =>
  (pointer && (await loadBuild(pointer, ports))) ?? (await loadTable(ports))

/** Loads memory from this build, and then all changes since. Returns undefined if the build can't be used. */
export const loadBuild = async (pointer: Pointer, ports: LoadPorts): Promise<Loaded | undefined> => {
  const began = ports.clock.now()
  const documents = await openSnapshot(pointer, { ...ports, now: began })
  return documents && brought(ports, { documents, since: pointer.watermark, began, pointer })
}

const loadTable = async (ports: LoadPorts): Promise<Loaded> => {
  const began = ports.clock.now()
  const documents = await scanned(ports)
  // What is committed while the table is scanned may have been scanned before.
  return brought(ports, { documents, since: began - BUILD_MARGIN_MS, began, pointer: undefined })
}

interface Opened {
  readonly documents: ChangingDocuments
  readonly since: number
  readonly began: number
  readonly pointer: Pointer | undefined
}

// Brings documents up to date, which then are a memory.
const brought = async (ports: LoadPorts, { documents, since, began, pointer }: Opened): Promise<Loaded> => {
  const { clock, log } = ports
  const memory = changingMemory(documents, ports)
  await memory.catchUp(since)
  log.info('search documents loaded', {
    documents: documents.count,
    build: pointer?.number ?? 'none: the table was scanned',
    milliseconds: clock.now() - began,
    megabytes: Math.round(process.memoryUsage().rss / MEGABYTE),
  })
  return { memory, pointer }
}

const scanned = async ({ reader, format, log }: LoadPorts): Promise<ChangingDocuments> => {
  const all = collectedStates()
  const invalid = await scanAll(reader, all.add)
  if (invalid > 0) log.warn('rows with invalid documents passed over', { count: invalid })
  return format.open([...all.sorted()].map((states) => format.pack(states)))
}

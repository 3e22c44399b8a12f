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

/** Loads memory: from this build, or from the table itself where it can't be used, and then all changes since. */
export const loadMemory = async (
  pointer: Pointer | undefined,
  ports: LoadPorts,
  segmentDocuments?: number,
): Promise<ChangingMemory> =>
  (pointer && (await loadBuild(pointer, ports))) ?? (await loadTable(ports, segmentDocuments))

/** Loads memory from this build, and then all changes since. Returns undefined if the build can't be used. */
export const loadBuild = async (pointer: Pointer, ports: LoadPorts): Promise<ChangingMemory | undefined> => {
  const began = ports.clock.now()
  const documents = await openSnapshot(pointer, { ...ports, now: began })
  return documents && brought(ports, { documents, since: pointer.watermark, began, build: pointer.number })
}

const loadTable = async (ports: LoadPorts, segmentDocuments: number | undefined): Promise<ChangingMemory> => {
  const began = ports.clock.now()
  const documents = await scanned(ports, segmentDocuments)
  // What is committed while the table is scanned may have been scanned before.
  return brought(ports, { documents, since: began - BUILD_MARGIN_MS, began, build: undefined })
}

interface Opened {
  readonly documents: ChangingDocuments
  readonly since: number
  readonly began: number
  /** Number of the build that they are from; undefined if they were scanned. */
  readonly build: number | undefined
}

// Brings documents up to date, which then are a memory.
const brought = async (ports: LoadPorts, { documents, since, began, build }: Opened): Promise<ChangingMemory> => {
  const { clock, log } = ports
  const memory = changingMemory(documents, ports)
  await memory.catchUp(since)
  log.info('search documents loaded', {
    documents: documents.count,
    build: build ?? 'none: the table was scanned',
    milliseconds: clock.now() - began,
    megabytes: Math.round(process.memoryUsage().rss / MEGABYTE),
  })
  return memory
}

const scanned = async (
  { reader, format, log }: LoadPorts,
  segmentDocuments: number | undefined,
): Promise<ChangingDocuments> => {
  const all = collectedStates()
  const invalid = await scanAll(reader, all.add)
  if (invalid > 0) log.warn('rows with invalid documents passed over', { count: invalid })
  // One segment after the other, so that only one of them is in memory as objects.
  return format.open(Array.from(all.sorted(segmentDocuments), (states) => format.pack(states)))
}

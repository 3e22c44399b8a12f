import type { Log } from '../../shared/log.ts'
import type { ChangingDocuments } from '../memory/documents.ts'
import { chunkDigest, chunkId, digestOver, segmentOf } from './chunks.ts'
import type { DocumentFormat, Pointer, SnapshotStore } from './ports.ts'
import { MAX_AGE_MS } from './times.ts'

/** Returns why a build can't be used, as far as its pointer tells; undefined if it can. */
export const whyUnusable = (pointer: Pointer, format: Pick<DocumentFormat, 'version'>, now: number) => {
  if (pointer.format !== format.version) return `it has format ${pointer.format}, this code reads ${format.version}`
  if (now - pointer.builtAt > MAX_AGE_MS) return `it was built at ${new Date(pointer.builtAt).toISOString()}`
  return undefined
}

/**
 * Opens the build that a pointer points to. Returns undefined, and says so in the log, if it can't be used: its format or
 * age, chunks that are missing or of another build, contents that can't be unpacked.
 */
export const openSnapshot = async (
  pointer: Pointer,
  { store, format, log, now }: { store: SnapshotStore; format: DocumentFormat; log: Log; now: number },
): Promise<ChangingDocuments | undefined> => {
  const passOver = (reason: string, error?: unknown): undefined => {
    log.warn('snapshot passed over', { number: pointer.number, reason, ...(error === undefined ? {} : { error }) })
  }
  const unusable = whyUnusable(pointer, format, now)
  if (unusable !== undefined) return passOver(unusable)
  const count = pointer.segments.reduce((sum, one) => sum + one, 0)
  const found = await store.get(Array.from({ length: count }, (_, at) => chunkId(pointer.number, at)))
  const chunks = found.filter((chunk) => chunk !== undefined)
  if (chunks.length < count) return passOver(`${count - chunks.length} of ${count} chunks are missing`)
  if (digestOver(chunks.map(chunkDigest)) !== pointer.digest) return passOver('its chunks have another digest')
  try {
    return format.open(pointer.segments.map((many) => segmentOf(chunks.splice(0, many))))
  } catch (error) {
    return passOver('it could not be opened', error)
  }
}

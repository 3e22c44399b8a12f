// Builds a snapshot: all search documents as of some time, packed. It is an accelerator, never the truth.
//
// A build is right because it reads every row anew, strongly consistently: never the build before it, whose mistakes it
// would keep, and never the index, which may lag. It takes its number before it reads, so that of two builds at the same
// time the one that read later wins, whichever ends first. A build that dies leaves chunks that nobody points to, and
// that expire.

import type { Clock } from '../../shared/clock.ts'
import type { Log } from '../../shared/log.ts'
import { chunkDigest, chunkId, chunksOf, digestOver } from './chunks.ts'
import { collectedStates } from './collected-states.ts'
import type { DocumentFormat, DocumentReader, Pointer, SnapshotStore } from './ports.ts'
import { scanAll } from './scan-all.ts'
import { BUILD_MARGIN_MS } from './times.ts'

export interface BuildPorts {
  readonly reader: Pick<DocumentReader, 'scan' | 'changes'>
  readonly store: SnapshotStore
  readonly format: Pick<DocumentFormat, 'version' | 'pack'>
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
}

/** How long chunks are kept. Seconds. A build is replaced long before, also if making the next one fails for a day. */
export const CHUNK_TTL_S = 3 * 86_400

/** Builds a snapshot of all documents, and points to it. Returns undefined if a later build came first. */
export const build = async (ports: BuildPorts, segmentDocuments?: number): Promise<Pointer | undefined> => {
  const { reader, store, format, clock, log } = ports
  const number = await store.nextNumber()
  const builtAt = clock.now()
  const all = collectedStates()
  const invalid = await scanAll(reader, all.add)
  const expires = Math.floor(builtAt / 1000) + CHUNK_TTL_S
  const segments: number[] = []
  const digests: Buffer[] = []
  let bytes = 0
  for (const states of all.sorted(segmentDocuments)) {
    const chunks = chunksOf(format.pack(states))
    segments.push(chunks.length)
    // One after the other: a partition takes 1,000 write units a second, and a chunk has 380.
    for (const chunk of chunks) {
      await store.put(chunkId(number, digests.length), chunk, expires)
      digests.push(chunkDigest(chunk))
      bytes += chunk.length
    }
  }
  const pointer: Pointer = {
    number,
    format: format.version,
    segments,
    digest: digestOver(digests),
    documents: all.documents(),
    bytes,
    watermark: builtAt - BUILD_MARGIN_MS,
    builtAt,
  }
  const isNewest = await store.point(pointer)
  const { documents } = pointer
  log.info('snapshot built', { number, documents, bytes, chunks: digests.length, invalid, isNewest })
  return isNewest ? pointer : undefined
}

// Cuts packed segments into chunks that fit into rows of DynamoDB, and puts them together again.

import { createHash } from 'node:crypto'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/** Bytes of a chunk. An item of DynamoDB has at most 400 KB, its key and the names of its attributes included. */
export const MAX_CHUNK_BYTES = 380 * 1024
/** Bytes that a segment may have when it is unpacked: more is not what a build packed. */
const MAX_SEGMENT_BYTES = 512 * 1024 * 1024

const COMPRESSION = { [constants.ZSTD_c_compressionLevel]: 3 }

/** Compresses a segment and cuts it into chunks; at least one. */
export const chunksOf = (segment: Uint8Array): Uint8Array[] => {
  const packed = zstdCompressSync(segment, { params: COMPRESSION, pledgedSrcSize: segment.length })
  const count = Math.max(1, Math.ceil(packed.length / MAX_CHUNK_BYTES))
  return Array.from({ length: count }, (_, at) => packed.subarray(at * MAX_CHUNK_BYTES, (at + 1) * MAX_CHUNK_BYTES))
}

/**
 * Puts a segment's chunks together.
 * @throws RangeError where the result is larger than `maxBytes`; Error where the chunks are no compressed segment
 */
export const segmentOf = (chunks: readonly Uint8Array[], maxBytes = MAX_SEGMENT_BYTES): Buffer =>
  zstdDecompressSync(Buffer.concat(chunks), { maxOutputLength: maxBytes })

/** Returns the SHA-256 digest of a chunk. */
export const chunkDigest = (chunk: Uint8Array): Buffer => createHash('sha256').update(chunk).digest()

/** Returns the digest over the digests of chunks, in their order: it is short however many chunks there are. */
export const digestOver = (digests: readonly Uint8Array[]): string => {
  const hash = createHash('sha256')
  for (const digest of digests) hash.update(digest)
  return hash.digest('hex')
}

/** Returns the id of a chunk. No two builds have the same, so that none overwrites what another process reads. */
export const chunkId = (number: number, chunk: number): string => `snapshot:${number}:${chunk}`

import pLimit from 'p-limit'
import { isOfOneObject } from '../bucket/bucket-error.ts'
import type { RegistryBucket } from '../bucket/registry-bucket.ts'
import { hasDigest } from './digest.ts'
import { Problem } from './problem.ts'

/** Distribution refuses larger manifests, clients larger configs (both 4 MiB). */
const MAX_BYTES = 4 * 1024 * 1024
/** Blobs read at once: an index may name a hundred manifests of 4 MiB, and many tags are read side by side. */
const AT_ONCE = 8
/** What is kept in memory, in all. */
const CACHE_BYTES = 32 * 1024 * 1024

/** Where a layout keeps its blobs. */
export interface BlobKeys {
  /** The key of a blob (layer, config or manifest); digest is `algorithm:hex`. */
  blobKey(digest: string): string
}

/** Reads blobs by digest. */
export interface Blobs {
  /**
   * The content, checked against its digest; of at most so many bytes (default 4 MiB).
   * @throws Problem where it is missing, too large, archived, or not what its digest says
   * @throws BucketError where S3 fails
   */
  get(digest: string, maxBytes?: number): Promise<Uint8Array>
}

/** Blobs of a registry bucket. They are immutable: what was read once is kept, across attempts and invocations. */
export const blobs = (bucket: RegistryBucket, layout: BlobKeys): Blobs => {
  const kept = new Map<string, Uint8Array>()
  let keptBytes = 0
  const keep = (digest: string, content: Uint8Array) => {
    keptBytes += content.byteLength - (kept.get(digest)?.byteLength ?? 0)
    kept.set(digest, content)
    for (const [oldest, { byteLength }] of kept) {
      if (keptBytes <= CACHE_BYTES) break
      kept.delete(oldest)
      keptBytes -= byteLength
    }
  }
  const limit = pLimit(AT_ONCE)
  const reading = new Map<string, Promise<Uint8Array>>()
  return {
    get(digest, maxBytes = MAX_BYTES) {
      const known = kept.get(digest)
      // What may be read of it is said of the blob, not of what happens to be in memory.
      if (known !== undefined && known.byteLength > maxBytes) return Promise.reject(tooLarge(digest, known, maxBytes))
      if (known !== undefined) return Promise.resolve(known)
      const id = `${digest} ${maxBytes}`
      const underWay = reading.get(id)
      if (underWay !== undefined) return underWay
      const read = limit(() => readBlob(bucket, layout, digest, maxBytes))
        .then((content) => {
          keep(digest, content)
          return content
        })
        .finally(() => reading.delete(id))
      reading.set(id, read)
      return read
    },
  }
}

/**
 * What the read gives.
 * @throws Problem where S3 says of this one object only that it can't be read
 */
export const unlessOfOneObject = <T>(what: string, read: () => Promise<T>): Promise<T> =>
  read().catch((error: unknown) => {
    if (isOfOneObject(error)) throw new Problem(`${what} can't be read: ${error.code}`, { cause: error, heals: true })
    throw error
  })

const tooLarge = (digest: string, { byteLength }: { readonly byteLength: number }, maxBytes: number): Problem =>
  new Problem(`blob ${digest} has ${byteLength} bytes, more than ${maxBytes}`)

const readBlob = async (
  bucket: RegistryBucket,
  layout: BlobKeys,
  digest: string,
  maxBytes: number,
): Promise<Uint8Array> => {
  const read = await unlessOfOneObject(`blob ${digest}`, () => bucket.get(layout.blobKey(digest), maxBytes))
  if (read === undefined) throw new Problem(`blob ${digest} is missing`, { heals: true })
  if (read.body === undefined) throw tooLarge(digest, { byteLength: read.size }, maxBytes)
  if (!hasDigest(read.body, digest))
    throw new Problem(`blob ${digest} has another digest than its key says`, { heals: true })
  return read.body
}

// Reads blobs of a registry bucket by digest: checks, limits and caches them.

import pLimit from 'p-limit'
import { boundedCache } from '../../../shared/bounded-cache.ts'
import { isObjectError } from '../../bucket/bucket-error.ts'
import type { RegistryBucket } from '../../bucket/registry-bucket.ts'
import { hasDigest, isEmptyContent } from '../json/digest.ts'
import { Problem } from '../json/problem.ts'
import { missingBlob } from './gone.ts'

/** Distribution refuses larger manifests, and clients larger configs (both 4 MiB). */
const DEFAULT_MAX_BYTES = 4 * 1024 * 1024
/** Nearly all manifests and configs are smaller, by far. Bytes. */
export const LARGE_BYTES = 256 * 1024
/** Blobs read in parallel: 16 MB of those that are not large. */
const PARALLEL_READS = 64
/** Large blobs read in parallel. An image index may name a hundred manifests of 4 MiB, and many tags are read at once. */
const PARALLEL_LARGE_READS = 8
/** Most bytes of blobs that are cached in memory, in all, if nothing else is said. */
const CACHE_MAX_BYTES = 32 * 1024 * 1024

/** Where a layout stores its blobs. */
export interface BlobKeys {
  /** The key of a blob (layer, config or manifest). The digest is `algorithm:hex`. */
  blobKey(digest: string): string
}

/** Reads blobs by digest. */
export interface Blobs {
  /**
   * Returns the content, checked against its digest. A large blob takes two GETs: its size is only known by the first, which
   * is broken off.
   * @param maxBytes the largest size that is accepted, 4 MiB by default
   * @param beforeLarge is waited for before a large blob is read
   * @throws Problem if the blob is missing, too large, unreadable (such as archived), or does not match its digest
   * @throws BucketError if S3 fails
   */
  get(digest: string, maxBytes?: number, beforeLarge?: () => Promise<void>): Promise<Uint8Array>
  /**
   * Looks for a blob by a LIST, whatever is cached, and forgets what is cached of one that is gone. One without content counts as gone: an upload that broke off leaves it.
   * @throws BucketError if S3 fails
   */
  has(digest: string): Promise<boolean>
}

/**
 * Returns a reader of the blobs of a bucket. Blobs are immutable, so they are cached across attempts and invocations.
 * @param cacheMaxBytes most bytes that are cached, in all
 */
export const blobs = (
  bucket: Pick<RegistryBucket, 'get' | 'list'>,
  layout: BlobKeys,
  cacheMaxBytes: number = CACHE_MAX_BYTES,
): Blobs => {
  const cache = boundedCache<Uint8Array>(cacheMaxBytes)
  const limit = pLimit(PARALLEL_READS)
  const largeLimit = pLimit(PARALLEL_LARGE_READS)
  const reading = new Map<string, Promise<Read>>()
  // A blob that several ask for at the same time is read once.
  const readOnce = (digest: string, maxBytes: number, take: typeof limit): Promise<Read> => {
    const id = `${digest} ${maxBytes}`
    const pending = reading.get(id)
    if (pending !== undefined) return pending
    const read = take(() => readBlob(bucket, layout, digest, maxBytes))
      .then((found) => {
        if (found.body !== undefined) cache.set(digest, found.body, found.body.byteLength)
        return found
      })
      .finally(() => reading.delete(id))
    reading.set(id, read)
    return read
  }
  // The limit applies to a cached blob too, so that the result does not depend on what happens to be cached.
  const cachedBlob = (digest: string, maxBytes: number): Uint8Array | undefined => {
    const cached = cache.get(digest)
    if (cached !== undefined && cached.byteLength > maxBytes) throw tooLarge(digest, cached.byteLength, maxBytes)
    return cached
  }
  return {
    async get(digest, maxBytes = DEFAULT_MAX_BYTES, beforeLarge) {
      const cached = cachedBlob(digest, maxBytes)
      if (cached !== undefined) return cached
      const small = await readOnce(digest, Math.min(maxBytes, LARGE_BYTES), limit)
      if (small.body !== undefined) return small.body
      if (small.size > maxBytes) throw tooLarge(digest, small.size, maxBytes)
      // Each caller waits for itself: what one of them waits for, another may hold, which must not wait for the first.
      await beforeLarge?.()
      const large = cachedBlob(digest, maxBytes) ?? (await readOnce(digest, maxBytes, largeLimit)).body
      if (large === undefined) throw tooLarge(digest, small.size, maxBytes)
      return large
    },
    async has(digest) {
      const key = layout.blobKey(digest)
      const { objects } = await limit(() => bucket.list(key, undefined))
      const found = objects.find((object) => object.key === key)
      const isThere = found !== undefined && (found.size > 0 || isEmptyContent(digest))
      // Of very many that are gone only the first are looked for: of others the cache must not say otherwise for long.
      if (!isThere) cache.remove(digest)
      return isThere
    },
  }
}

/**
 * Returns what the read returns.
 * @throws Problem if the read fails with an error that concerns only this object
 */
export const objectErrorAsProblem = <T>(what: string, read: () => Promise<T>): Promise<T> =>
  read().catch((error: unknown) => {
    if (isObjectError(error)) throw new Problem(`${what} can't be read: ${error.code}`, { cause: error, heals: true })
    throw error
  })

const tooLarge = (digest: string, size: number, maxBytes: number): Problem =>
  new Problem(`blob ${digest} has ${size} bytes, more than ${maxBytes}`)

/** A blob, or its size where it is larger than was asked for. */
interface Read {
  readonly body: Uint8Array | undefined
  readonly size: number
}

const readBlob = async (
  bucket: Pick<RegistryBucket, 'get'>,
  layout: BlobKeys,
  digest: string,
  maxBytes: number,
): Promise<Read> => {
  const read = await objectErrorAsProblem(`blob ${digest}`, () => bucket.get(layout.blobKey(digest), maxBytes))
  if (read === undefined) throw missingBlob(digest)
  const { body, size } = read
  if (body !== undefined && !hasDigest(body, digest))
    throw new Problem(`blob ${digest} does not match its digest`, { heals: true })
  return { body, size }
}

// Reads blobs of a registry bucket by digest: checks, limits and caches them.

import pLimit from 'p-limit'
import { boundedCache } from '../../shared/bounded-cache.ts'
import { isObjectError } from '../bucket/bucket-error.ts'
import type { RegistryBucket } from '../bucket/registry-bucket.ts'
import { hasDigest, isEmptyContent } from './digest.ts'
import { missingBlob } from './gone.ts'
import { Problem } from './problem.ts'

/** Distribution refuses larger manifests, and clients larger configs (both 4 MiB). */
const DEFAULT_MAX_BYTES = 4 * 1024 * 1024
/** Blobs read in parallel. An image index may name a hundred manifests of 4 MiB, and many tags are read at once. */
const PARALLEL_READS = 8
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
   * Returns the content, checked against its digest.
   * @param maxBytes the largest size that is accepted, 4 MiB by default
   * @throws Problem if the blob is missing, too large, unreadable (such as archived), or does not match its digest
   * @throws BucketError if S3 fails
   */
  get(digest: string, maxBytes?: number): Promise<Uint8Array>
  /**
   * Looks for a blob by a LIST, whatever is cached. One without content counts as gone: an upload that broke off leaves it.
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
  const reading = new Map<string, Promise<Uint8Array>>()
  return {
    get(digest, maxBytes = DEFAULT_MAX_BYTES) {
      const cached = cache.get(digest)
      // The limit applies to a cached blob too, so that the result does not depend on what happens to be cached.
      if (cached !== undefined && cached.byteLength > maxBytes)
        return Promise.reject(tooLarge(digest, cached, maxBytes))
      if (cached !== undefined) return Promise.resolve(cached)
      const id = `${digest} ${maxBytes}`
      const pending = reading.get(id)
      if (pending !== undefined) return pending
      const read = limit(() => readBlob(bucket, layout, digest, maxBytes))
        .then((content) => {
          cache.set(digest, content, content.byteLength)
          return content
        })
        .finally(() => reading.delete(id))
      reading.set(id, read)
      return read
    },
    async has(digest) {
      const key = layout.blobKey(digest)
      const { objects } = await limit(() => bucket.list(key, undefined))
      const found = objects.find((object) => object.key === key)
      return found !== undefined && (found.size > 0 || isEmptyContent(digest))
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

const tooLarge = (digest: string, { byteLength }: { readonly byteLength: number }, maxBytes: number): Problem =>
  new Problem(`blob ${digest} has ${byteLength} bytes, more than ${maxBytes}`)

const readBlob = async (
  bucket: Pick<RegistryBucket, 'get'>,
  layout: BlobKeys,
  digest: string,
  maxBytes: number,
): Promise<Uint8Array> => {
  const read = await objectErrorAsProblem(`blob ${digest}`, () => bucket.get(layout.blobKey(digest), maxBytes))
  if (read === undefined) throw missingBlob(digest)
  if (read.body === undefined) throw tooLarge(digest, { byteLength: read.size }, maxBytes)
  if (!hasDigest(read.body, digest)) throw new Problem(`blob ${digest} does not match its digest`, { heals: true })
  return read.body
}

// Lists all that a registry stores of its images, once: its blobs, or the images of a registry v1.

import pLimit from 'p-limit'
import type { ListedObject, RegistryBucket } from '../../registry/bucket/registry-bucket.ts'
import type { ContentListing } from '../../registry/layouts/layout.ts'
import { listObjects } from '../../registry/listing.ts'
import { ReconcileRefused } from '../reconcile-refused.ts'
import { type ContentSet, contentSet } from './content-set.ts'

/** Listings at the same time. S3 answers thousands of requests a second for a prefix, each within some 100 ms. */
const PARALLEL_LISTS = 16
/** 400 MB of the function's memory, and 50,000 LISTs, which take five minutes. */
const MAX_CONTENTS = 50_000_000

/** How far a listing goes. */
interface ListingLimits {
  /** True once there is no more time for it. A step that is killed in a listing would begin it again, and the run never end. */
  readonly isOver?: () => boolean
  readonly max?: number
}

/** What a registry stores, and the number of objects that were listed. */
export interface ListedContent {
  readonly content: ContentSet
  readonly objects: number
}

/**
 * Returns all digests, or ids of images, of which everything is there: one LIST for 1,000 keys and at most 17 more.
 * @throws ReconcileRefused if there are more than `max`, or more keys than there is time for
 * @throws BucketError if S3 fails
 */
export const listContent = async (
  bucket: Pick<RegistryBucket, 'list'>,
  listing: ContentListing,
  { isOver = () => false, max = MAX_CONTENTS }: ListingLimits = {},
): Promise<ListedContent> => {
  const content = contentSet()
  let objects = 0
  // Where one listing fails, the others must not go on behind a step that has ended.
  let isEnded = false
  const onPage = (): void => {
    if (isEnded || isOver())
      throw new ReconcileRefused(
        `the bucket has more blobs than can be listed in the time of a step, which sufficed for ${objects} objects; whether blobs are gone was not looked at`,
      )
  }
  const list = async function* (prefix: string) {
    for await (const object of listObjects(bucket, prefix, onPage)) {
      objects++
      yield object
    }
  }
  const limit = pLimit(PARALLEL_LISTS)
  const listings = listing.prefixes.map(async (prefix) => {
    // Few have a second page of this. For those that have, it was one LIST too many.
    const first = await limit(() => bucket.list(prefix, undefined))
    objects += first.more ? 0 : first.objects.length
    if (!first.more) return addAll(content, listing, first.objects, max)
    const digits = [...'0123456789abcdef']
    await Promise.all(digits.map((digit) => limit(() => addAll(content, listing, list(prefix + digit), max))))
  })
  try {
    await Promise.all(listings)
  } finally {
    isEnded = true
  }
  return { content, objects }
}

const addAll = async (
  set: ContentSet,
  listing: ContentListing,
  objects: Iterable<ListedObject> | AsyncIterable<ListedObject>,
  max: number,
): Promise<void> => {
  let digit = ''
  let add = set.part()
  let last: string | undefined
  let keys = 0
  for await (const { key, size } of objects) {
    const digest = listing.parse(key, size)
    if (digest === undefined) continue
    keys = digest === last ? keys + 1 : 1
    last = digest
    if (keys !== listing.keysEach) continue
    const first = digest.charAt(digest.indexOf(':') + 1)
    if (first !== digit) add = set.part()
    digit = first
    add(digest)
    if (set.size() > max)
      throw new ReconcileRefused(
        `the bucket has more than ${max} blobs, which is more than the function keeps in its memory; whether blobs are gone was not looked at`,
      )
  }
}

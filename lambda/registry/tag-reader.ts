// Reads tags from a registry bucket: the key of a tag, then what the key points to. A tag that exists but can't be read
// is returned with a problem; it must never look as if it were gone.

import pLimit from 'p-limit'
import { BucketError, isObjectError } from './bucket/bucket-error.ts'
import type { RegistryBucket } from './bucket/registry-bucket.ts'
import { broken, type Facts } from './content/facts.ts'
import { Problem } from './content/problem.ts'
import { distinguishDeniedObjects } from './denied-object.ts'
import type { Layout, TagName } from './layouts/layout.ts'
import type { Layouts } from './layouts/layouts.ts'

/** Most bytes that are read of a tag's key. A digest has 71 or 135 bytes. */
const LINK_MAX_BYTES = 512
/** Tags that are read in parallel where anybody may have written any number of them. */
const PARALLEL_READS = 16

/** A tag, as it is in the bucket. */
export interface ObservedTag {
  /** ETag of the link. */
  readonly etag: string
  /** LastModified of the link: when the tag was last pushed. ISO 8601, whole seconds. */
  readonly pushedAt: string
  readonly facts: Facts
  /** Set if the facts are those that the caller already knew. */
  readonly isKnown?: true
}

/** Returns what is already known of the tag: its facts, if they are complete and belong to this digest. */
type KnownFacts = (digest: string) => Facts | undefined

/** Reads from a registry bucket what the index needs. All methods throw BucketError if S3 fails. */
export interface RegistryReader {
  /** Reads a tag. Undefined if it is gone. Where `known` returns facts, only the tag's key is read. */
  readTag(name: TagName, known?: KnownFacts): Promise<ObservedTag | undefined>
  /** True if a repository is hidden from unauthenticated callers. */
  isPrivate(repository: string): Promise<boolean>
}

/** Returns a reader of a bucket that holds registries of these layouts. */
export const registryReader = (rawBucket: RegistryBucket, layouts: Layouts): RegistryReader => {
  const bucket = distinguishDeniedObjects(rawBucket, layouts.all)
  const readers = new Map(layouts.all.map((layout) => [layout, layout.reader(bucket)]))
  return {
    async readTag(name, known) {
      const layout = layouts.of(name.repository)
      const key = layout.tagKey(name)
      const link = await orObjectError(() => bucket.get(key, LINK_MAX_BYTES))
      if (link === undefined) return undefined
      if (link instanceof BucketError) return unreadableTag(bucket, layout, name, link.code)
      const { etag, lastModified, size, body } = link
      if (layout.parseTagKey(key, size) === undefined) return undefined
      if (body === undefined) {
        const facts = broken(new Problem(`the tag's link has ${size} bytes that are not a digest`))
        return { etag, pushedAt: lastModified, facts }
      }
      const knownFacts = known?.(Buffer.from(body).toString('latin1').trim())
      if (knownFacts !== undefined) return { etag, pushedAt: lastModified, facts: knownFacts, isKnown: true }
      const facts = await readers.get(layout)?.(body, name)
      return facts && { etag, pushedAt: lastModified, facts }
    },
    async isPrivate(repository) {
      const key = layouts.of(repository).privateKey(repository)
      // An object that can't be read exists, and its existence is all that counts.
      return key !== undefined && (await orObjectError(() => bucket.get(key, 0))) !== undefined
    },
  }
}

/**
 * Returns those of the listed but unknown tags that are no tags by the content of their keys; a listing only has the
 * size of the content. Reads only the keys of which the size does not decide it.
 * @throws BucketError
 */
export const notTags = async (
  { readTag }: Pick<RegistryReader, 'readTag'>,
  layout: Layout,
  repository: string,
  tags: Iterable<string>,
): Promise<string[]> => {
  // If a key is not that of a tag when it is empty, it may not be one at another size either.
  const ambiguous = [...tags].filter((tag) => layout.parseTagKey(layout.tagKey({ repository, tag }), 0) === undefined)
  const limit = pLimit(PARALLEL_READS)
  const found = ambiguous.map((tag) =>
    limit(async () => ((await readTag({ repository, tag })) === undefined ? [tag] : [])),
  )
  return (await Promise.all(found)).flat()
}

const orObjectError = <T>(read: () => Promise<T>): Promise<T | BucketError> =>
  read().catch((error: unknown) => {
    if (isObjectError(error)) return error
    throw error
  })

// A listing still tells that the tag exists and when it was pushed, but not what it points to.
const unreadableTag = async (
  bucket: RegistryBucket,
  layout: Layout,
  name: TagName,
  code: string,
): Promise<ObservedTag | undefined> => {
  const key = layout.tagKey(name)
  const { objects } = await bucket.list(key, undefined)
  const listed = objects.find((object) => object.key === key)
  const facts = broken(new Problem(`the tag's link can't be read: ${code}`, { heals: true }))
  return listed && layout.parseTagKey(key, listed.size) && { etag: listed.etag, pushedAt: listed.lastModified, facts }
}

// Reads tags from a registry bucket: the key of a tag, then what the key points to. A tag that exists but can't be read
// is returned with a problem; it must never look as if it were gone.

import pLimit from 'p-limit'
import { DEFAULT_LABEL_KEYS, labelKeysIn } from '../names/labels.ts'
import { defined } from '../shared/defined.ts'
import { BucketError, isObjectError } from './bucket/bucket-error.ts'
import type { RegistryBucket } from './bucket/registry-bucket.ts'
import { NO_SUSPICION, type Suspicion } from './content/blobs/tag-blobs.ts'
import { broken, type Facts } from './content/facts.ts'
import { Problem } from './content/json/problem.ts'
import { distinguishDeniedObjects } from './denied-object.ts'
import { type LabelKeys, type LabelValues, labelValues } from './label-keys.ts'
import type { Layout, TagName } from './layouts/layout.ts'
import type { Layouts } from './layouts/layouts.ts'

/** Most bytes that are read of a tag's key. A digest has 71 or 135 bytes. */
const LINK_MAX_BYTES = 512
/** Tags that are read in parallel where anybody may have written any number of them. */
const PARALLEL_READS = 16

const DEFAULT: LabelKeys = labelKeysIn(DEFAULT_LABEL_KEYS) ?? []

/** A tag, as it is in the bucket. */
export interface ObservedTag {
  /** ETag of the link. */
  readonly etag: string
  /** LastModified of the link: when the tag was last pushed. ISO 8601, whole seconds. */
  readonly pushedAt: string
  readonly facts: Facts
  /** The labels that it is looked up by, where the facts were read. */
  readonly labels?: LabelValues
  /** Set if the facts are those that the caller already knew. */
  readonly isKnown?: true
}

/** Returns what is already known of the tag: its facts, if they are complete and belong to this digest. */
type KnownFacts = (digest: string) => Facts | undefined

/** Reads from a registry bucket what the index needs. All methods throw BucketError if S3 fails. */
export interface RegistryReader {
  /**
   * Reads a tag. Undefined if it is gone. Where `known` returns facts, only the tag's key is read. What is suspected to be
   * gone of that which the tag points to is looked for.
   */
  readTag(name: TagName, known?: KnownFacts, isSuspected?: Suspicion): Promise<ObservedTag | undefined>
  /** Reads the facts of what a tag has pointed to, a digest or an image id, whatever its key says now. */
  readTarget(name: TagName, target: string, isSuspected: Suspicion): Promise<Facts | undefined>
  /** Reads only a tag's key, and gives the tag a problem in place of its facts. Undefined if the tag is gone. */
  readTagWith(name: TagName, problem: Problem): Promise<ObservedTag | undefined>
  /** True if a repository is hidden from unauthenticated callers. */
  isPrivate(repository: string): Promise<boolean>
}

/**
 * Returns a reader of a bucket that holds registries of these layouts.
 * @param labelKeys keys of the labels that tags are looked up by; those of the default setting if not given
 */
export const registryReader = (
  rawBucket: RegistryBucket,
  layouts: Layouts,
  labelKeys: LabelKeys = DEFAULT,
): RegistryReader => {
  const bucket = distinguishDeniedObjects(rawBucket, layouts.all)
  const readers = new Map(layouts.all.map((layout) => [layout, layout.reader(bucket)]))
  // Reads a tag's key; `read` makes the facts of its content.
  const readLink = async (
    name: TagName,
    read: (content: Uint8Array, layout: Layout) => Promise<Omit<ObservedTag, 'etag' | 'pushedAt'> | undefined>,
  ): Promise<ObservedTag | undefined> => {
    const layout = layouts.of(name.repository)
    const key = layout.tagKey(name)
    const link = await orObjectError(() => bucket.get(key, LINK_MAX_BYTES))
    if (link === undefined) return undefined
    if (link instanceof BucketError) return unreadableTag(bucket, layout, name, link.code)
    const { etag, lastModified: pushedAt, size, body } = link
    if (layout.parseTagKey(key, size) === undefined) return undefined
    if (body === undefined)
      return { etag, pushedAt, facts: broken(new Problem(`the tag's link has ${size} bytes that are not a digest`)) }
    const found = await read(body, layout)
    return found && { etag, pushedAt, ...found }
  }
  return {
    readTag: (name, known, isSuspected = NO_SUSPICION) =>
      readLink(name, async (content, layout) => {
        const facts = known?.(Buffer.from(content).toString('latin1').trim())
        if (facts !== undefined) return { facts, isKnown: true }
        const read = await readers.get(layout)?.(content, name, isSuspected)
        return read && { facts: read, labels: labelValues(read, labelKeys) }
      }),
    async readTarget(name, target, isSuspected) {
      return readers.get(layouts.of(name.repository))?.(Buffer.from(target), name, isSuspected)
    },
    readTagWith: (name, problem) =>
      readLink(name, async (content, layout) => {
        const digest = layout.parseTarget(content)
        if (digest === undefined && isAmbiguous(layout, name)) return undefined
        return { facts: { ...defined({ digest }), ...broken(problem) } }
      }),
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
  const ambiguous = [...tags].filter((tag) => isAmbiguous(layout, { repository, tag }))
  const limit = pLimit(PARALLEL_READS)
  const found = ambiguous.map((tag) =>
    limit(async () => ((await readTag({ repository, tag })) === undefined ? [tag] : [])),
  )
  return (await Promise.all(found)).flat()
}

// If a key is not that of a tag when it is empty, it may not be one at another size either: only its content tells.
const isAmbiguous = (layout: Layout, name: TagName): boolean => layout.parseTagKey(layout.tagKey(name), 0) === undefined

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

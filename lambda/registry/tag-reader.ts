import pLimit from 'p-limit'
import { BucketError, isOfOneObject } from './bucket/bucket-error.ts'
import type { RegistryBucket } from './bucket/registry-bucket.ts'
import { broken, type Facts } from './content/facts.ts'
import { Problem } from './content/problem.ts'
import { tellingDenied } from './denied-object.ts'
import type { Layout, TagName } from './layouts/layout.ts'
import type { Layouts } from './layouts/layouts.ts'

/** Longest content of a tag's key that is read; a digest has 71 or 135 bytes. */
const LINK_BYTES = 512
/** Tags read side by side where anybody may have written any number. */
const AT_ONCE = 16

/** A tag as the bucket has it. */
export interface ObservedTag {
  /** ETag of the link. */
  readonly etag: string
  /** LastModified of the link: when the tag was last pushed. ISO 8601, whole seconds. */
  readonly pushedAt: string
  readonly facts: Facts
  /** The facts are those that were known. */
  readonly isKnown?: true
}

/** What is known of a tag already: its facts, where they are whole and those of this digest. */
type KnownFacts = (digest: string) => Facts | undefined

/** Reads of a registry bucket what an index is made of. All throw BucketError where S3 fails. */
export interface RegistryReader {
  /** A tag; undefined where it is gone. Of facts that are known already nothing is read. */
  readTag(name: TagName, known?: KnownFacts): Promise<ObservedTag | undefined>
  /** Whether a repository is hidden from the anonymous. */
  isPrivate(repository: string): Promise<boolean>
}

/** A reader of a bucket with registries of these layouts: a tag's key, then what it points to. */
export const registryReader = (all: RegistryBucket, layouts: Layouts): RegistryReader => {
  const bucket = tellingDenied(all, layouts.all)
  const readers = new Map(layouts.all.map((layout) => [layout, layout.reader(bucket)]))
  return {
    async readTag(name, known) {
      const layout = layouts.of(name.repository)
      const key = layout.tagKey(name)
      const link = await unlessUnreadable(() => bucket.get(key, LINK_BYTES))
      if (link === undefined) return undefined
      if (link instanceof BucketError) return unreadable(bucket, layout, name, link.code)
      const { etag, lastModified, size, body } = link
      if (layout.parseTagKey(key, size) === undefined) return undefined
      if (body === undefined) {
        const facts = broken(new Problem(`the tag's link has ${size} bytes that are no digest`))
        return { etag, pushedAt: lastModified, facts }
      }
      const own = known?.(Buffer.from(body).toString('latin1').trim())
      if (own !== undefined) return { etag, pushedAt: lastModified, facts: own, isKnown: true }
      const facts = await readers.get(layout)?.(body, name)
      return facts && { etag, pushedAt: lastModified, facts }
    },
    async isPrivate(repository) {
      const key = layouts.of(repository).privateKey(repository)
      // What is there but can't be read is there.
      return key !== undefined && (await unlessUnreadable(() => bucket.get(key, 0))) !== undefined
    },
  }
}

/**
 * Which of the tags that are listed, but not known, are none by the content of their keys: a listing has only its size.
 * Reads those alone of which the size can't say it.
 * @throws BucketError
 */
export const notTags = async (
  { readTag }: Pick<RegistryReader, 'readTag'>,
  layout: Layout,
  repository: string,
  tags: Iterable<string>,
): Promise<string[]> => {
  // A key that is none of a tag when it is empty may be none at another size too.
  const unsure = [...tags].filter((tag) => layout.parseTagKey(layout.tagKey({ repository, tag }), 0) === undefined)
  const limit = pLimit(AT_ONCE)
  const found = unsure.map((tag) =>
    limit(async () => ((await readTag({ repository, tag })) === undefined ? [tag] : [])),
  )
  return (await Promise.all(found)).flat()
}

const unlessUnreadable = <T>(read: () => Promise<T>): Promise<T | BucketError> =>
  read().catch((error: unknown) => {
    if (isOfOneObject(error)) return error
    throw error
  })

// The tag is there, a listing says so and when; what it points to nobody can say.
const unreadable = async (
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

import { type Blobs, isOfOneObject } from './blobs.ts'
import { BucketError, type RegistryBucket } from './bucket.ts'
import { isDigest } from './digest.ts'
import { broken, type Facts, readFacts } from './facts.ts'
import type { Layout, TagName } from './layout.ts'
import { Problem } from './problem.ts'

/** Longest content of a link that is read; a digest has 71 or 135 bytes. */
const LINK_BYTES = 512

/** A tag as the bucket has it. */
export interface ObservedTag {
  /** ETag of the link. */
  readonly etag: string
  /** LastModified of the link: when the tag was last pushed. ISO 8601, whole seconds. */
  readonly pushedAt: string
  readonly facts: Facts
}

/** Reads a tag from the bucket; undefined where it is gone. Throws BucketError where S3 fails. */
export type ReadTag = (name: TagName) => Promise<ObservedTag | undefined>

/** A reader of tags: the link, then the manifest, then what it points to. */
export const tagReader =
  (bucket: RegistryBucket, layout: Layout, blobs: Blobs): ReadTag =>
  async (name) => {
    const key = layout.tagKey(name)
    const link = await bucket.get(key, LINK_BYTES).catch((error: unknown) => {
      if (isOfOneObject(error)) return error
      throw error
    })
    if (link === undefined) return undefined
    if (link instanceof BucketError) return unreadable(bucket, key, link.code)
    const { etag, lastModified } = link
    const digest = Buffer.from(link.body ?? [])
      .toString('latin1')
      .trim()
    const facts = isDigest(digest)
      ? await readFacts(blobs, digest)
      : broken(new Problem(`the tag's link has ${link.size} bytes that are no digest`))
    return { etag, pushedAt: lastModified, facts }
  }

// The tag is there, a listing says so and when; what it points to nobody can say.
const unreadable = async (bucket: RegistryBucket, key: string, code: string): Promise<ObservedTag | undefined> => {
  const { objects } = await bucket.list(key, undefined)
  const listed = objects.find((object) => object.key === key)
  const facts = broken(new Problem(`the tag's link can't be read: ${code}`))
  return listed && { etag: listed.etag, pushedAt: listed.lastModified, facts }
}

import type { Blobs } from './blobs.ts'
import type { RegistryBucket } from './bucket.ts'
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
    const link = await bucket.get(layout.tagKey(name), LINK_BYTES)
    if (link === undefined) return undefined
    const { etag, lastModified } = link
    const digest = Buffer.from(link.body ?? [])
      .toString('latin1')
      .trim()
    const facts = isDigest(digest)
      ? await readFacts(blobs, digest)
      : broken(new Problem(`the tag's link has ${link.size} bytes that are no digest`))
    return { etag, pushedAt: lastModified, facts }
  }

import type { RegistryBucket } from '../bucket/registry-bucket.ts'
import type { Suspicion } from '../content/blobs/tag-blobs.ts'
import type { Facts } from '../content/facts.ts'
import type { ManifestDetails } from '../content/manifest-details.ts'

/** Names a tag in a registry: the id of its repository (see repository-id.ts) and the name of the tag. */
export interface TagName {
  readonly repository: string
  readonly tag: string
}

/**
 * Reads the facts of a tag from the content of its key. Undefined if the content shows that the key is not that of a
 * tag. Broken content is reported in the facts. What is suspected to be gone is looked for, whatever is cached.
 * @throws BucketError if S3 fails
 */
type ReadContent = (content: Uint8Array, name: TagName, isSuspected: Suspicion) => Promise<Facts | undefined>

/** How a listing shows what tags point to: manifests, configs and layers, or images of a registry v1. */
export interface ContentListing {
  /** Prefixes of its keys; what follows is a digest or an id in lower-case hex, so that keys are in their order. */
  readonly prefixes: readonly string[]
  /** Keys that one has, next to each other. It is whole if all are there. */
  readonly keysEach: number
  /** Returns the digest or id of which this is one of the keys. Undefined for another key, and for an object cut off. */
  parse(key: string, size: number): string | undefined
}

/** A manifest that a repository has. */
export interface LinkedManifest {
  /** When it was last pushed to this repository. ISO 8601, whole seconds. */
  readonly pushedAt: string
  readonly details: ManifestDetails
}

/**
 * Reads a manifest by its digest, if this repository has it; undefined if not. Blobs are shared by all repositories, so
 * that what one of them has says nothing of another.
 * @throws BucketError if S3 fails
 */
type ReadManifest = (repository: string, digest: string) => Promise<LinkedManifest | undefined>

/**
 * How one kind of registry lays repositories out as S3 keys. Keys are whole, as S3 has them: decoded, with the root
 * directory of the registry. No method may throw, whatever the key. How to write a layout: docs/layouts.md.
 */
export interface Layout {
  readonly id: string
  /** The registry's root in the bucket, without slashes at its ends. */
  readonly root: string
  /** Prefix of all keys that say something about tags. */
  readonly prefix: string
  /** Most components that the path of a repository has. */
  readonly maxDepth: number
  /**
   * True if a repository may lie in this folder, or be it: a path below the prefix, with a slash at its end. At such a path a
   * listing can be split: the keys of one repository's tags are all before it, or all behind it.
   */
  isFolder(path: string): boolean
  /** The key that exists exactly as long as the tag does. Its content says what the tag points to. */
  tagKey(name: TagName): string
  /**
   * Returns the tag that has this key; undefined for every other key. A listing also knows the object's size, in bytes.
   */
  parseTagKey(key: string, size?: number): TagName | undefined
  /**
   * Returns what the content of a tag's key points to: a digest or an image id. Undefined if the content is neither.
   */
  parseTarget(content: Uint8Array): string | undefined
  /** The key that exists exactly as long as the repository is private; undefined if the layout has no such key. */
  privateKey(repository: string): string | undefined
  /** Returns the repository that has this private key; undefined for every other key. */
  parsePrivateKey(key: string): string | undefined
  /** True if the notification's filter cannot exclude this key, although it is unrelated to tags. */
  isByproduct(key: string): boolean
  /** Prefix of the keys that record what a tag has pointed to; undefined if the layout keeps no history. */
  historyPrefix(name: TagName): string | undefined
  /** Returns the digest that a history key stands for; undefined for every other key. */
  parseHistoryKey(key: string): string | undefined
  /** The id of the repository that has this name. */
  idOf(name: string): string
  /**
   * Returns the key after which a listing goes on when a page ends at this key. In the midst of keys that say nothing
   * about tags, this is a key behind them. Only worth it at the end of a page, since a listing fetches whole pages.
   */
  skip(key: string): string
  /** A key that sorts after all keys of the repository's tags and before the keys of the next repository. */
  afterTags(repository: string): string
  /** The path that the catalog is sorted by: in UTF-8 bytes it sorts repositories as S3 sorts their keys. */
  catalogPath(repository: string): string
  /** What only the paths of this repository begin with. */
  rangeOf(repository: string): string
  /** What the catalog paths of all repositories begin with whose paths begin with this. */
  catalogStart(path: string): string
  readonly content: ContentListing
  /** Returns a reader of what the keys of tags point to. The reader caches what can't change. */
  reader(bucket: RegistryBucket): ReadContent
  /**
   * Returns a reader of manifests by their digests, which caches what can't change; undefined if the layout does not record
   * which manifests a repository has.
   */
  manifestReader(bucket: RegistryBucket): ReadManifest | undefined
}

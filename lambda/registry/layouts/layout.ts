import type { RegistryBucket } from '../bucket/registry-bucket.ts'
import type { Facts } from '../content/facts.ts'

/** A tag's place in a registry: which repository (its id, see repository-id.ts), which tag. */
export interface TagName {
  readonly repository: string
  readonly tag: string
}

/**
 * The facts of a tag, from the content of its key; undefined where by that the key is none of a tag. Broken content is
 * said in the facts.
 * @throws BucketError where S3 fails
 */
type ReadContent = (content: Uint8Array, name: TagName) => Promise<Facts | undefined>

/**
 * How one kind of registry lays repositories out as S3 keys. Keys are whole, as S3 has them (decoded, with the
 * registry's root directory). Nothing here throws, whatever the key. How to write one: docs/layouts.md.
 */
export interface Layout {
  readonly id: string
  /** The registry's root in the bucket, without slashes at its ends. */
  readonly root: string
  /** All keys that say something of tags start with this. */
  readonly prefix: string
  /** The listing is split into these ranges of first characters; together they cover every repository. */
  readonly ranges: readonly string[]
  /** The key that exists exactly as long as the tag does; its content says what the tag is of. */
  tagKey(name: TagName): string
  /** The tag whose key this is; undefined for every other key. A listing knows the size of the object too, in bytes. */
  parseTagKey(key: string, size?: number): TagName | undefined
  /** What a tag's key says that the tag points to, from its content: a digest or an id; undefined where it holds neither. */
  parseTarget(content: Uint8Array): string | undefined
  /** The key that exists exactly as long as the repository is private; undefined where the layout has no such thing. */
  privateKey(repository: string): string | undefined
  /** The repository whose private key this is; undefined for every other key. */
  parsePrivateKey(key: string): string | undefined
  /** Whether S3 tells of this key although it says nothing of tags, since a notification can't leave it out. */
  isByproduct(key: string): boolean
  /** What the keys start with that tell what a tag once pointed to; undefined where the layout keeps none. */
  historyPrefix(name: TagName): string | undefined
  /** The digest that such a key is of; undefined for every other key. */
  parseHistoryKey(key: string): string | undefined
  /** The id of the repository with this name. */
  idOf(name: string): string
  /**
   * Where a listing goes on when a page ends at this key: behind what holds no tags, if the key is in the midst of such.
   * Worth it only at the end of a page, which a listing has whole anyway.
   */
  skip(key: string): string
  /** A key that sorts after all keys of the repository's tags and before those of what follows. */
  afterTags(repository: string): string
  /** What the catalog is sorted by: as S3 sorts the repositories' keys, by UTF-8 bytes. */
  catalogPath(repository: string): string
  /** The range that has this repository only. */
  rangeOf(repository: string): string
  /** What the paths of all repositories start with that lie in this range. */
  catalogStart(range: string): string
  /** A reader of what tags' keys point to; it keeps what it read, as far as that can't change. */
  reader(bucket: RegistryBucket): ReadContent
}

/** A tag's place in a registry: which repository, which tag. */
export interface TagName {
  readonly repository: string
  readonly tag: string
}

/**
 * How one kind of registry lays repositories out as S3 keys. Keys are whole, as S3 has them (decoded, with the
 * registry's root directory).
 */
export interface Layout {
  readonly id: string
  /** All keys that say something of tags start with this. */
  readonly prefix: string
  /** The listing is split into these ranges of first characters; together they cover every repository name. */
  readonly ranges: readonly string[]
  /** The key that exists exactly as long as the tag does; its content is the manifest's digest. */
  tagKey(name: TagName): string
  /** The tag whose key this is; undefined for every other key. Never throws. */
  parseTagKey(key: string): TagName | undefined
  /** The key of a blob (layer, config or manifest); digest is `algorithm:hex`. */
  blobKey(digest: string): string
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
  /** What the paths of all repositories start with whose names start with these characters. */
  catalogStart(range: string): string
}

import type { RegistryBucket } from './bucket/registry-bucket.ts'
import type { LinkedManifest } from './layouts/layout.ts'
import type { Layouts } from './layouts/layouts.ts'

/** Reads manifests by their digests. */
export interface ManifestReader {
  /** True if the layout of a repository records which manifests the repository has. */
  hasManifests(repository: string): boolean
  /**
   * Reads a manifest that a repository has; undefined if it has none with this digest. Takes a LIST for the link, and two
   * GETs at most of immutable blobs, none of those that are cached.
   * @throws BucketError if S3 fails
   */
  read(repository: string, digest: string): Promise<LinkedManifest | undefined>
}

/** Returns a reader of the manifests in a bucket that holds registries of these layouts. */
export const manifestReader = (bucket: RegistryBucket, layouts: Layouts): ManifestReader => {
  const readers = new Map(layouts.all.map((layout) => [layout, layout.manifestReader(bucket)]))
  const readerOf = (repository: string) => readers.get(layouts.of(repository))
  return {
    hasManifests: (repository) => readerOf(repository) !== undefined,
    read: async (repository, digest) => readerOf(repository)?.(repository, digest),
  }
}

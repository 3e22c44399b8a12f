import type { ListedObject } from '../../lambda/registry/bucket/registry-bucket.ts'
import type { Amount, BlobTable } from './blob-table.ts'
import { packDigest } from './packed-digest.ts'
import type { RepositoryKey } from './repository-keys.ts'
import { revisionTable } from './revisions.ts'

/** The storage of one repository. Bytes count every blob once. */
export interface RepositoryStorage {
  readonly name: string
  readonly tags: number
  /** Bytes of all blobs that the repository links. */
  readonly logicalBytes: number
  /** Bytes of the linked blobs that no other repository links. */
  readonly uniqueBytes: number
  /** Bytes of the linked blobs that other repositories link too. */
  readonly sharedBytes: number
  /** Manifests that no tag leads to. Bytes are those of the manifests alone: a listing does not show their layers. */
  readonly untagged: Amount
  /** Number of links of layers and manifests to missing blobs. */
  readonly brokenLinks: number
  /** Uploads that were given up, or are still in progress. */
  readonly uploads: Amount
}

/** One repository after all of its keys. Unique bytes are known only after all repositories. */
export interface CountedRepository extends Omit<RepositoryStorage, 'uniqueBytes' | 'sharedBytes' | 'untagged'> {
  /** Packed digests. */
  readonly untagged: readonly string[]
}

/**
 * Returns a counter for one repository, which takes the repository's keys in the order of S3.
 * @param number the repository's number in the table of blobs, from 1
 */
export const repositoryCounter = (name: string, number: number, blobs: BlobTable) => {
  const revisions = revisionTable()
  const uploads = { count: 0, bytes: 0 }
  let logicalBytes = 0
  let brokenLinks = 0
  let upload: string | undefined

  const link = (packed: string): void => {
    const size = blobs.link(packed, number)
    if (size === undefined) brokenLinks++
    else logicalBytes += size
  }
  return {
    name,
    take(key: RepositoryKey, object: ListedObject): void {
      if (key.kind === 'upload') {
        // The keys of one upload are contiguous.
        if (key.upload !== upload) uploads.count++
        upload = key.upload
        uploads.bytes += object.size
      } else if (key.kind === 'current') revisions.current(key.tag, object)
      else if (key.kind === 'history') revisions.history(key.tag, packDigest(key.digest), object)
      else {
        const packed = packDigest(key.digest)
        if (key.kind === 'revision') revisions.revision(packed, object)
        link(packed)
      }
    },
    /**
     * Returns the counts after the last key.
     * @param before epoch milliseconds; untagged manifests count only if their link was last written earlier
     */
    end(before: number): CountedRepository {
      return { name, ...revisions.end(before), logicalBytes, brokenLinks, uploads }
    },
  }
}

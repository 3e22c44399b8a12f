import type { ListedObject } from '../../lambda/registry/bucket/registry-bucket.ts'
import type { Amount, BlobTable } from './blob-table.ts'
import { pack } from './packed-digest.ts'
import type { RepositoryKey } from './repository-keys.ts'
import { revisionTable } from './revisions.ts'

/** What one repository takes. Bytes count every blob once. */
export interface RepositoryStorage {
  readonly name: string
  readonly tags: number
  /** All blobs that it links. */
  readonly logicalBytes: number
  /** Of those, blobs that no other repository links, and the rest. */
  readonly uniqueBytes: number
  readonly sharedBytes: number
  /** Manifests that no tag leads to, and the bytes of the manifests alone: a listing can't tell their layers. */
  readonly untagged: Amount
  /** Links of layers and manifests to blobs that are not there. */
  readonly brokenLinks: number
  /** Uploads that were not finished, or not yet. */
  readonly uploads: Amount
}

/** One repository, when all of its keys were taken; what is unique is known when all repositories are. */
export interface CountedRepository extends Omit<RepositoryStorage, 'uniqueBytes' | 'sharedBytes' | 'untagged'> {
  /** Short digests. */
  readonly untagged: readonly string[]
}

/**
 * Counts one repository from its keys, in the order of S3.
 * @param number its number in the table of blobs, from 1
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
        // The keys of one upload follow each other.
        if (key.upload !== upload) uploads.count++
        upload = key.upload
        uploads.bytes += object.size
      } else if (key.kind === 'current') revisions.current(key.tag, object)
      else if (key.kind === 'history') revisions.history(key.tag, pack(key.digest), object)
      else {
        const packed = pack(key.digest)
        if (key.kind === 'revision') revisions.revision(packed, object)
        link(packed)
      }
    },
    /** @param before epoch milliseconds: untagged manifests count whose link was last written earlier */
    end(before: number): CountedRepository {
      return { name, ...revisions.end(before), logicalBytes, brokenLinks, uploads }
    },
  }
}

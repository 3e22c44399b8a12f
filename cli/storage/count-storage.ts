// What repositories take in the bucket of a distribution registry, from listings alone: no object is read.
//
// Blobs are listed first, then repositories, of which one at a time is in memory, and a few that wait for their children.
// The keys of a repository follow each other in the order of S3: all begin with its name and "/_", and no component of a
// nested repository's name begins with an underscore.

import type { ListedObject } from '../../lambda/registry/bucket/registry-bucket.ts'
import { isDigest } from '../../lambda/registry/content/digest.ts'
import type { BlobLayout } from '../../lambda/registry/layouts/distribution.ts'
import { batches } from '../batches.ts'
import { type Amount, type BlobTable, blobTable } from './blob-table.ts'
import { pack } from './packed-digest.ts'
import { parseRepositoryKey } from './repository-keys.ts'
import { type CountedRepository, type RepositoryStorage, repositoryCounter } from './repository-storage.ts'

/** What all repositories take together, and what none of them does. */
export interface StorageReport {
  /** Those that have a link, a tag or an upload; the largest by unique bytes first. */
  readonly repositories: readonly RepositoryStorage[]
  readonly tags: number
  readonly blobs: Amount
  /** Blobs that no repository links. */
  readonly unlinked: Amount
  readonly untagged: Amount
  readonly brokenLinks: number
  readonly uploads: Amount
  /** Repositories of which not all children could be told, so that some may count as untagged. */
  readonly childrenUnknown: number
}

/** The manifests that the tagged indexes of a repository lead to. */
export interface Children {
  readonly digests: readonly string[]
  /** Whether these are all. */
  readonly complete: boolean
}

export interface StorageSource {
  readonly layout: Pick<BlobLayout, 'prefix' | 'blobKey'>
  /** All objects below the prefix of the blobs, in any order. */
  readonly blobs: AsyncIterable<ListedObject>
  /** All objects below the layout's prefix, in the order of S3. */
  readonly repositories: AsyncIterable<ListedObject>
  /** Untagged manifests count whose link was last written before. Epoch milliseconds. */
  readonly before: number
  /** Asked of repositories that have tags and also manifests without; eight at once. */
  childrenOf(repository: string): Promise<Children>
}

const AT_ONCE = 8
const NO_CHILDREN: Children = { digests: [], complete: true }

/**
 * Counts it all. Keys that no registry writes are passed over.
 * @throws whatever the listings or `childrenOf` throw
 */
export const countStorage = async (source: StorageSource): Promise<StorageReport> => {
  const blobs = blobTable()
  for await (const { key, size } of source.blobs) {
    const digest = blobDigest(source.layout, key)
    if (digest !== undefined) blobs.add(pack(digest), size)
  }
  const counted: Omit<RepositoryStorage, 'uniqueBytes' | 'sharedBytes'>[] = []
  let childrenUnknown = 0
  const withoutChildren = async (one: CountedRepository) => {
    const isAsked = one.tags > 0 && one.untagged.length > 0
    const { digests, complete } = isAsked ? await source.childrenOf(one.name) : NO_CHILDREN
    if (!complete) childrenUnknown++
    const children = new Set(digests.filter(isDigest).map(pack))
    return { ...one, untagged: blobs.amount(one.untagged.filter((packed) => !children.has(packed))) }
  }
  for await (const some of batches(countEach(source, blobs), AT_ONCE))
    counted.push(...(await Promise.all(some.map(withoutChildren))))

  const unique = blobs.uniqueBytes(counted.length)
  const repositories = counted.map((one, at) => {
    const uniqueBytes = unique[at] ?? 0
    return { ...one, uniqueBytes, sharedBytes: one.logicalBytes - uniqueBytes }
  })
  return {
    repositories: repositories.sort((a, b) => b.uniqueBytes - a.uniqueBytes || (a.name < b.name ? -1 : 1)),
    tags: sum(counted.map(({ tags }) => tags)),
    blobs: blobs.all(),
    unlinked: blobs.unlinked(),
    untagged: together(counted.map(({ untagged }) => untagged)),
    brokenLinks: sum(counted.map(({ brokenLinks }) => brokenLinks)),
    uploads: together(counted.map(({ uploads }) => uploads)),
    childrenUnknown,
  }
}

async function* countEach(
  { layout, repositories, before }: StorageSource,
  blobs: BlobTable,
): AsyncGenerator<CountedRepository> {
  let open: ReturnType<typeof repositoryCounter> | undefined
  let number = 0
  for await (const object of repositories) {
    const key = parseRepositoryKey(layout, object.key)
    if (key === undefined) continue
    if (open?.name !== key.repository) {
      if (open !== undefined) yield open.end(before)
      open = repositoryCounter(key.repository, ++number, blobs)
    }
    open.take(key, object)
  }
  if (open !== undefined) yield open.end(before)
}

const BLOB = /([^/]+)\/[^/]+\/([^/]+)\/data$/

// The digest of the blob whose key this is; undefined for every other key.
const blobDigest = (layout: Pick<BlobLayout, 'blobKey'>, key: string): string | undefined => {
  const [, algorithm, hex] = BLOB.exec(key) ?? []
  const digest = `${algorithm}:${hex}`
  return isDigest(digest) && layout.blobKey(digest) === key ? digest : undefined
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

const together = (amounts: readonly Amount[]): Amount => ({
  count: sum(amounts.map(({ count }) => count)),
  bytes: sum(amounts.map(({ bytes }) => bytes)),
})

// Counts the storage that each repository takes in the bucket of a distribution registry, and what is unused there.
// Only listings are used, so that counting stays cheap: it must never read an object.
//
// All blobs are listed first and kept in memory (blob-table.ts). The repositories are listed next. Their digests stay
// in memory only for the repository being listed, and for up to eight whose children are looked up in the index.
//
// The keys of one repository are contiguous in the order of S3: all start with its name and "/_", and no component of a
// nested repository's name starts with an underscore.

import type { ListedObject } from '../../lambda/registry/bucket/registry-bucket.ts'
import { isDigest } from '../../lambda/registry/content/json/digest.ts'
import type { BlobLayout } from '../../lambda/registry/layouts/distribution.ts'
import { batches } from '../../lambda/shared/batches.ts'
import { type Amount, type BlobTable, blobTable } from './blob-table.ts'
import { packDigest } from './packed-digest.ts'
import { parseRepositoryKey } from './repository-keys.ts'
import { type CountedRepository, type RepositoryStorage, repositoryCounter } from './repository-storage.ts'

/** The storage of all repositories, each by itself and together. */
export interface StorageReport {
  /** All repositories that have a link, a tag or an upload. Sorted by unique bytes, largest first. */
  readonly repositories: readonly RepositoryStorage[]
  readonly tags: number
  readonly blobs: Amount
  /** Blobs that no repository links. */
  readonly unlinked: Amount
  readonly untagged: Amount
  readonly brokenLinks: number
  readonly uploads: Amount
  /** Number of repositories whose children are not all known, so that some children may count as untagged. */
  readonly childrenUnknown: number
}

/** The manifests listed in the tagged image indexes of a repository. */
export interface Children {
  readonly digests: readonly string[]
  /** True if `digests` has all of them. */
  readonly complete: boolean
}

/** What is counted. */
export interface StorageSource {
  readonly layout: Pick<BlobLayout, 'prefix' | 'blobKey'>
  /** Lists all objects below the prefix of the blobs, in any order. */
  readonly blobs: AsyncIterable<ListedObject>
  /** Lists all objects below the layout's prefix, in the order of S3. */
  readonly repositories: AsyncIterable<ListedObject>
  /** Untagged manifests count only if their link was last written before this time. Epoch milliseconds. */
  readonly before: number
  /** Returns the children of a repository. Called only if it has tags and untagged manifests, eight in parallel. */
  childrenOf(repository: string): Promise<Children>
}

/** Repositories whose children are looked up in parallel. */
const PARALLEL_LOOKUPS = 8
const NO_CHILDREN: Children = { digests: [], complete: true }

/**
 * Counts the storage of all repositories. Skips keys that no registry writes.
 * @throws whatever the listings or `childrenOf` throw
 */
export const countStorage = async (source: StorageSource): Promise<StorageReport> => {
  const blobs = blobTable()
  for await (const { key, size } of source.blobs) {
    const digest = blobDigest(source.layout, key)
    if (digest !== undefined) blobs.add(packDigest(digest), size)
  }
  const counted: Omit<RepositoryStorage, 'uniqueBytes' | 'sharedBytes'>[] = []
  let childrenUnknown = 0
  const excludeChildren = async (one: CountedRepository) => {
    const needsChildren = one.tags > 0 && one.untagged.length > 0
    const { digests, complete } = needsChildren ? await source.childrenOf(one.name) : NO_CHILDREN
    if (!complete) childrenUnknown++
    const children = new Set(digests.filter(isDigest).map(packDigest))
    return { ...one, untagged: blobs.amount(one.untagged.filter((packed) => !children.has(packed))) }
  }
  for await (const some of batches(countRepositories(source, blobs), PARALLEL_LOOKUPS))
    counted.push(...(await Promise.all(some.map(excludeChildren))))

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
    untagged: sumAmounts(counted.map(({ untagged }) => untagged)),
    brokenLinks: sum(counted.map(({ brokenLinks }) => brokenLinks)),
    uploads: sumAmounts(counted.map(({ uploads }) => uploads)),
    childrenUnknown,
  }
}

// Yields each repository when all of its keys were listed.
async function* countRepositories(
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

// Returns the digest of the blob that has this key, or undefined for a key that is not a blob's.
const blobDigest = (layout: Pick<BlobLayout, 'blobKey'>, key: string): string | undefined => {
  const [, algorithm, hex] = BLOB.exec(key) ?? []
  const digest = `${algorithm}:${hex}`
  return isDigest(digest) && layout.blobKey(digest) === key ? digest : undefined
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

const sumAmounts = (amounts: readonly Amount[]): Amount => ({
  count: sum(amounts.map(({ count }) => count)),
  bytes: sum(amounts.map(({ bytes }) => bytes)),
})

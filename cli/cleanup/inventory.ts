// Lists what a registry has: the manifests and tags of each repository, then the blobs. Repositories come first: what a
// manifest needs is pushed before it, so that the blobs of every listed manifest are there when blobs are listed.

import { createHash } from 'node:crypto'
import type { ListedObject } from '../../lambda/registry/bucket/registry-bucket.ts'
import { isDigest } from '../../lambda/registry/content/json/digest.ts'
import type { BlobLayout } from '../../lambda/registry/layouts/distribution.ts'
import { parseRepositoryKey, type RepositoryKey } from '../storage/repository-keys.ts'
import { type DigestTable, digestTable } from './digest-table.ts'

/** A tag, as a listing shows it. */
export interface ListedTag {
  readonly name: string
  /** When its link was last written. Epoch milliseconds. */
  readonly time: number
  readonly etag: string
  /** Number of the digest that it points to; undefined if the listing does not prove any. */
  target?: number
}

/** A repository that has a link or an upload. */
export interface ListedRepository {
  readonly name: string
  /** By the number of each manifest's digest, when its link was last written. Epoch milliseconds. */
  readonly manifests: Map<number, number>
  readonly tags: ListedTag[]
}

export interface Inventory {
  /** Numbers of all digests of manifests and blobs. */
  readonly digests: DigestTable
  readonly repositories: readonly ListedRepository[]
}

type Listing = AsyncIterable<ListedObject>

/** Lists a registry. Skips keys that no registry writes. Throws whatever the listings throw. */
export const takeInventory = async (
  layout: Pick<BlobLayout, 'prefix' | 'blobKey'>,
  listings: { readonly repositories: () => Listing; readonly blobs: () => Listing },
): Promise<Inventory> => {
  const digests = digestTable()
  const repositories: ListedRepository[] = []
  let open: ListedRepository | undefined
  for await (const object of listings.repositories()) {
    const key = parseRepositoryKey(layout, object.key)
    if (key === undefined) continue
    // The keys of one repository are contiguous (storage/count-storage.ts).
    if (open?.name !== key.repository) {
      open = { name: textOfItsOwn(key.repository), manifests: new Map(), tags: [] }
      repositories.push(open)
    }
    take(open, key, object, digests)
  }
  for await (const { key, size } of listings.blobs()) {
    const digest = blobDigest(layout, key)
    if (digest !== undefined) digests.setSize(digests.add(digest), size)
  }
  return { digests, repositories }
}

const take = (
  { manifests, tags }: ListedRepository,
  key: RepositoryKey,
  { lastModified, etag }: ListedObject,
  digests: DigestTable,
): void => {
  const time = Date.parse(lastModified)
  if (key.kind === 'revision') manifests.set(digests.add(key.digest), time)
  else if (key.kind === 'current') tags.push({ name: textOfItsOwn(key.tag), time, etag })
  else if (key.kind === 'history') {
    // A tag's link is listed before its history, and holds the digest and nothing else. Where S3 stores it as it came (not
    // with SSE-KMS), its ETag is the MD5 of that.
    const tag = tags.at(-1)
    if (tag?.name !== key.tag || tag.target !== undefined) return
    if (createHash('md5').update(key.digest).digest('hex') === tag.etag) tag.target = digests.add(key.digest)
  }
}

// A part of a key keeps the whole key in memory.
const textOfItsOwn = (part: string): string => Buffer.from(part, 'latin1').toString('latin1')

const BLOB = /([^/]+)\/[^/]+\/([^/]+)\/data$/

const blobDigest = (layout: Pick<BlobLayout, 'blobKey'>, key: string): string | undefined => {
  const [, algorithm, hex] = BLOB.exec(key) ?? []
  const digest = `${algorithm}:${hex}`
  return isDigest(digest) && layout.blobKey(digest) === key ? digest : undefined
}

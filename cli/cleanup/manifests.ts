// Reads each manifest of a registry once, and keeps what it leads to.

import pLimit from 'p-limit'
import type { RegistryBucket } from '../../lambda/registry/bucket/registry-bucket.ts'
import { objectErrorAsProblem } from '../../lambda/registry/content/blobs/blobs.ts'
import { hasDigest } from '../../lambda/registry/content/json/digest.ts'
import { Problem } from '../../lambda/registry/content/json/problem.ts'
import type { BlobLayout } from '../../lambda/registry/layouts/distribution.ts'
import { batches } from '../../lambda/shared/batches.ts'
import type { DigestTable } from './digest-table.ts'
import { type References, referencesOf } from './references.ts'

/** What is kept of a manifest. Digests are numbers of the table, each once. */
export interface ManifestContent {
  readonly is: 'manifest'
  readonly kind: References['kind']
  /** Entries of an image index; those that have neither a blob nor a link anywhere are only counted. */
  readonly children: readonly number[]
  readonly lostChildren: number
  /** Config and layers. */
  readonly references: readonly number[]
  /** True if its config or one of its layers is not in the registry, though it should be. */
  readonly lacksBlob: boolean
  /** What it refers to; undefined also if that has no number. */
  readonly subject: number | undefined
  readonly hasSubject: boolean
}

/** A manifest whose blob does not exist, or exists and can't be read, and why. */
type NoContent = { readonly is: 'missing' } | { readonly is: 'unreadable'; readonly why: string }
export type Content = ManifestContent | NoContent

/** Manifests read in parallel: the SDK opens 50 connections. */
const PARALLEL_READS = 50
/** Manifests that wait for their turn at once. */
const BATCH = 1000
/** The registry refuses larger manifests (distribution, handlers/manifests.go: 4 MiB). */
const MAX_BYTES = 4 * 1024 * 1024

/**
 * Reads these manifests, one GET each.
 * @param onProgress called with the number of manifests that were read
 * @throws BucketError if S3 fails
 */
export const readManifests = async (
  bucket: Pick<RegistryBucket, 'get'>,
  layout: Pick<BlobLayout, 'blobKey'>,
  digests: DigestTable,
  ids: Iterable<number>,
  onProgress?: (read: number) => void,
): Promise<Map<number, Content>> => {
  const contents = new Map<number, Content>()
  const limit = pLimit(PARALLEL_READS)
  for await (const batch of batches(ids, BATCH)) {
    const read = await Promise.all(batch.map((id) => limit(() => readManifest(bucket, layout, digests, id))))
    for (const [at, content] of read.entries()) contents.set(batch[at] ?? -1, content)
    onProgress?.(contents.size)
  }
  return contents
}

const readManifest = async (
  bucket: Pick<RegistryBucket, 'get'>,
  layout: Pick<BlobLayout, 'blobKey'>,
  digests: DigestTable,
  id: number,
): Promise<Content> => {
  const digest = digests.digest(id)
  try {
    const object = await objectErrorAsProblem('it', () => bucket.get(layout.blobKey(digest), MAX_BYTES))
    if (object === undefined) return { is: 'missing' }
    if (object.body === undefined) return { is: 'unreadable', why: `it has ${object.size} bytes` }
    if (!hasDigest(object.body, digest)) return { is: 'unreadable', why: 'it does not match its digest' }
    return numbered(referencesOf(object.body, digest), digests)
  } catch (error) {
    if (error instanceof Problem) return { is: 'unreadable', why: error.message }
    throw error
  }
}

// Digests that have no number yet are of nothing that is there: numbering them would let an image author fill the memory.
const numbered = ({ kind, children, blobs, subject }: References, digests: DigestTable): ManifestContent => {
  const find = (all: readonly string[]) => new Set(all.flatMap((digest) => digests.find(digest) ?? []))
  const distinct = new Set(children)
  const known = find([...distinct])
  const needed = blobs.filter(({ isForeign }) => !isForeign).map(({ digest }) => digest)
  // The entries of a cache are layers.
  const lacks = (kind === 'cache' ? [...needed, ...distinct] : needed).some((digest) => {
    const id = digests.find(digest)
    return id === undefined || !digests.hasBlob(id)
  })
  return {
    is: 'manifest',
    kind,
    children: [...known],
    lostChildren: distinct.size - known.size,
    references: [...find(blobs.map(({ digest }) => digest))],
    lacksBlob: lacks,
    subject: subject === undefined ? undefined : digests.find(subject),
    hasSubject: subject !== undefined,
  }
}

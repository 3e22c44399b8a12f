// The blobs of a bucket, as one tag is read. Blobs that the tag points to may be gone: garbage collection deletes what it
// takes for unused, and so do lifecycle rules. Most are never read, such as layers, and some are cached. So somebody who has
// listed the bucket, or who found a blob gone before, says which are suspected: these are looked for.

import { Problem } from '../json/problem.ts'
import type { Blobs } from './blobs.ts'
import { missingBlob } from './gone.ts'

/** True for the digest of a blob, or the id of an image of a registry v1, that may be gone. To be wrong costs a LIST. */
export type Suspicion = (digest: string) => boolean

export const NO_SUSPICION: Suspicion = () => false

/** Blobs that are looked for while one tag is read. */
const MAX_LOOKED_FOR = 64
/** Blobs that are gone of which a tag keeps the digests. Of those that are not read no more are counted. */
export const MAX_GONE = 16

/** Reads the blobs that one tag points to, and notes which of them are gone. */
export interface TagBlobs extends Pick<Blobs, 'get'> {
  /**
   * Returns those of these digests whose blobs are gone, each once: they were read in vain, or are suspected and not listed.
   * @throws BucketError if S3 fails
   */
  lookFor(digests: readonly string[]): Promise<string[]>
  /** Returns the digests of the blobs that are gone, the first few of them. */
  gone(): string[]
  /** True if no more of them are looked for, since so many are gone. */
  isCut(): boolean
}

/** Returns the blobs for reading one tag. Only suspected ones are looked for before they are read. */
export const tagBlobs = (blobs: Blobs, isSuspected: Suspicion): TagBlobs => {
  const looks = new Map<string, Promise<boolean>>()
  const notListed = new Set<string>()
  const readInVain = new Set<string>()
  const look = async (digest: string): Promise<boolean> => {
    const isThere = await blobs.has(digest)
    if (!isThere) notListed.add(digest)
    return isThere
  }
  const isThere = async (digest: string): Promise<boolean> => {
    if (readInVain.has(digest)) return false
    const known = looks.get(digest)
    if (known !== undefined) return known
    if (!isSuspected(digest) || looks.size >= MAX_LOOKED_FOR) return true
    const looked = look(digest)
    looks.set(digest, looked)
    return looked
  }
  const isCut = () => notListed.size >= MAX_GONE
  return {
    async get(digest, maxBytes) {
      if (!(await isThere(digest))) throw missingBlob(digest)
      return blobs.get(digest, maxBytes).catch((error: unknown) => {
        if (error instanceof Problem && error.isMissing) readInVain.add(digest)
        throw error
      })
    },
    async lookFor(digests) {
      const gone: string[] = []
      // One after the other, so that of very many the same are looked for each time.
      for (const digest of new Set(digests)) {
        const isLeft = isCut() && !looks.has(digest) && !readInVain.has(digest)
        if (!isLeft && !(await isThere(digest))) gone.push(digest)
      }
      return gone
    },
    // What is not read is kept first: only so it is looked for again the next time. Sorted, since reads end in any order.
    gone: () => [...new Set([...[...notListed].sort(), ...[...readInVain].sort()])].slice(0, MAX_GONE),
    isCut,
  }
}

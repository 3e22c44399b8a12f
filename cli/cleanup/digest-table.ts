// Numbers the digests of a registry, and holds the size of each blob. It must stay small, since all blobs of a registry
// are in memory at once: some 100 bytes each, as in storage/blob-table.ts.

import { packDigest, unpackDigest } from '../storage/packed-digest.ts'

/** Number of Maps, one for each first byte of a digest: a single Map holds 16.7 million entries at most. */
const MAP_COUNT = 256

/** Returns an empty table. Numbers of digests count from 0. */
export const digestTable = () => {
  const maps = Array.from({ length: MAP_COUNT }, () => new Map<string, number>())
  const packed: string[] = []
  // -1 as long as no blob is known.
  const sizes: number[] = []
  const mapOf = (key: string) => maps[key.charCodeAt(0)]
  return {
    /** Returns the number of a valid digest, and adds it if it has none yet. */
    add(digest: string): number {
      const key = packDigest(digest)
      const known = mapOf(key)?.get(key)
      if (known !== undefined) return known
      mapOf(key)?.set(key, packed.length)
      sizes.push(-1)
      return packed.push(key) - 1
    },
    /** Returns the number of a valid digest; undefined if it has none. */
    find(digest: string): number | undefined {
      const key = packDigest(digest)
      return mapOf(key)?.get(key)
    },
    digest: (id: number): string => unpackDigest(packed[id] ?? ''),
    /** Says that there is a blob with this digest, of so many bytes. */
    setSize(id: number, bytes: number): void {
      sizes[id] = bytes
    },
    hasBlob: (id: number): boolean => (sizes[id] ?? -1) >= 0,
    /** Bytes of the blob; 0 if there is none. */
    bytes: (id: number): number => Math.max(0, sizes[id] ?? 0),
    count: (): number => packed.length,
  }
}

export type DigestTable = ReturnType<typeof digestTable>

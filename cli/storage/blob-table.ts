// What is known of every blob while the storage of a registry is counted: some 100 bytes of heap a blob, measured with a
// million (99 after the blobs, 103 after a million links of 20,000 repositories; 9 s, without the requests).

/** How many, and how many bytes they have together. */
export interface Amount {
  readonly count: number
  readonly bytes: number
}

/** A Map holds 16.7 million entries at most, so there is one for each first byte of a digest. */
const PARTS = 256

/** All blobs of a registry by their short digests, with their sizes and who links them. */
export const blobTable = () => {
  const parts = Array.from({ length: PARTS }, () => new Map<string, number>())
  const sizes: number[] = []
  // 0: nobody links it; n: only repository n; -n: several, n the last of them.
  const links: number[] = []
  const at = (packed: string) => parts[packed.charCodeAt(0)]?.get(packed)
  return {
    /** Takes a blob; once. */
    add(packed: string, size: number): void {
      parts[packed.charCodeAt(0)]?.set(packed, sizes.length)
      sizes.push(size)
      links.push(0)
    },
    /**
     * Notes that a repository (a number from 1) links a blob. All links of one repository must be noted before the next one's.
     * @returns its size, 0 where this repository linked it already; undefined where there is no such blob
     */
    link(packed: string, repository: number): number | undefined {
      const blob = at(packed)
      if (blob === undefined) return undefined
      const before = links[blob] ?? 0
      if (Math.abs(before) === repository) return 0
      links[blob] = before === 0 ? repository : -repository
      return sizes[blob]
    },
    /** What the first so many repositories have that no other one links, in bytes, by number from 1 (so at index 0: of 1). */
    uniqueBytes(repositories: number): number[] {
      const bytes = Array<number>(repositories).fill(0)
      for (const [blob, repository] of links.entries())
        if (repository > 0) bytes[repository - 1] = (bytes[repository - 1] ?? 0) + (sizes[blob] ?? 0)
      return bytes
    },
    /** What these take; of those that are not there nothing is known. */
    amount: (packed: readonly string[]): Amount => ({
      count: packed.length,
      bytes: packed.reduce((sum, one) => sum + (sizes[at(one) ?? -1] ?? 0), 0),
    }),
    all: (): Amount => ({ count: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) }),
    /** Blobs that no repository links. */
    unlinked(): Amount {
      const unlinked = sizes.filter((_, blob) => links[blob] === 0)
      return { count: unlinked.length, bytes: unlinked.reduce((sum, size) => sum + size, 0) }
    },
  }
}

export type BlobTable = ReturnType<typeof blobTable>

// Compares two sets of entries, repository by repository, without keeping either in memory: it keeps a count and a sum
// of hashes for each repository. So memory grows with the number of repositories, not with the number of entries.

import { type Entry, entryId } from '../../lambda/model/search-entries.ts'

interface Sum {
  count: number
  a: number
  b: number
}

/** Returns empty fingerprints. One set is added, the other subtracted; equal sets cancel out. */
export const fingerprints = () => {
  const sums = new Map<string, Sum>()
  const change = (repository: string, entry: Entry, sign: 1 | -1): void => {
    const sum = sums.get(repository) ?? { count: 0, a: 0, b: 0 }
    const [a, b] = hash(entryId(entry))
    sums.set(repository, { count: sum.count + sign, a: (sum.a + sign * a) | 0, b: (sum.b + sign * b) | 0 })
  }
  return {
    add: (repository: string, entry: Entry): void => change(repository, entry, 1),
    subtract: (repository: string, entry: Entry): void => change(repository, entry, -1),
    /** Returns the repositories whose subtracted entries are not the added ones. */
    differing: (): string[] =>
      [...sums].filter(([, { count, a, b }]) => count !== 0 || a !== 0 || b !== 0).map(([name]) => name),
  }
}

// Hashes by FNV-1a with two offsets: 64 bits, enough against accidental collisions, not against an adversary.
const hash = (text: string): [number, number] => {
  let a = 0x811c9dc5
  let b = 0x2b0ad6f1
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    a = Math.imul(a ^ unit, 0x01000193)
    b = Math.imul(b ^ (unit + at), 0x01000193)
  }
  return [a, b]
}

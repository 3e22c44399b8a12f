// Whether two sets of entries are the same, repository by repository, without keeping either: a count and a sum of hashes
// for each repository. Memory grows with the repositories, not with their entries.

import { type Entry, entryId } from '../../lambda/model/search-entries.ts'

interface Sum {
  count: number
  a: number
  b: number
}

/** Sums of entries by repository; what is taken away must have been added, or it shows. */
export const fingerprints = () => {
  const sums = new Map<string, Sum>()
  const change = (repository: string, entry: Entry, sign: 1 | -1): void => {
    const sum = sums.get(repository) ?? { count: 0, a: 0, b: 0 }
    const [a, b] = hash(entryId(entry))
    sums.set(repository, { count: sum.count + sign, a: (sum.a + sign * a) | 0, b: (sum.b + sign * b) | 0 })
  }
  return {
    add: (repository: string, entry: Entry): void => change(repository, entry, 1),
    take: (repository: string, entry: Entry): void => change(repository, entry, -1),
    /** Repositories of which not the same was taken as was added. */
    differing: (): string[] =>
      [...sums].filter(([, { count, a, b }]) => count !== 0 || a !== 0 || b !== 0).map(([name]) => name),
  }
}

// FNV-1a with two offsets: 64 bits against chance, not against an adversary.
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

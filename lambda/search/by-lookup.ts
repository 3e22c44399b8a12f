// Tags by a value: entries of lookups, kind after kind.

import { lookupShelf, parseLookupEntry } from '../model/search-entries.ts'
import type { Candidate, Candidates } from './candidates.ts'
import type { Lookup } from './lookup.ts'
import type { SearchReader } from './reader.ts'

/** The first class of lookups; those of terms are below. */
const FIRST = 10

/** Tags with a value that starts so. All kinds are asked side by side. */
export const byLookup = (reader: SearchReader, { kinds, value }: Lookup): Candidates => ({
  async page(after, limit) {
    const from = after === undefined ? 0 : after.class - FIRST
    const read = kinds.slice(from).map(async (kind, at) => {
      const start = at === 0 ? after?.entry : undefined
      return reader.shelf(lookupShelf(kind, value), value, start, limit)
    })
    const found = (await Promise.all(read)).flatMap((entries, at) =>
      entries.map((entry): Candidate => ({ ...ofEntry(entry), class: FIRST + from + at, entry })),
    )
    return found.slice(0, limit)
  },
  accepts: ({ class: at, entry }) => at >= FIRST && at < FIRST + kinds.length && entry.startsWith(value),
})

const ofEntry = (entry: string) => {
  const { repository, tag } = parseLookupEntry(entry)
  return { repository, tag }
}

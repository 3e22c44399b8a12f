// Lookups of many tags in sorted lists, which count what DynamoDB would.

import { type Entry, entryId, indexOfPartition, parseLookupEntry } from '../../lambda/model/search-entries.ts'
import { detailKey } from '../../lambda/model/tag-keys.ts'
import { SEARCH, TAG } from '../../lambda/names/tables.ts'
import type { LookupReader } from '../../lambda/search/ports.ts'

const PAGE_BYTES = 4096
const bytes = (...texts: string[]) => texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)

/** Bytes of an entry, as DynamoDB counts them: with the names of its attributes, and in an index with the keys of the row. */
const bytesOf = (partition: string, entry: string) => {
  const index = indexOfPartition(partition)
  if (index === undefined) return bytes(SEARCH.partition, partition, SEARCH.sort, entry)
  const { repository, tag } = parseLookupEntry(entry)
  const ofRow = bytes(TAG.partition, repository, TAG.sort, detailKey(tag))
  return bytes(index.partition, partition, index.sort, entry) + ofRow
}

// The number of the first entry that does not stand before a text, or up to it.
const placeIn = (entries: readonly string[], text: string, isBehind: boolean): number => {
  let [low, high] = [0, entries.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const order = Buffer.compare(Buffer.from(entries[middle] ?? ''), Buffer.from(text))
    if (order < 0 || (isBehind && order === 0)) low = middle + 1
    else high = middle
  }
  return low
}

/** Entries as a reader; eventually consistent reads cost half a unit for each 4 KB, of a BatchGet for each entry. */
export const plainLookups = (entries: Iterable<Entry>) => {
  const ids = new Set<string>()
  const partitions = new Map<string, string[]>()
  for (const entry of entries) {
    const id = entryId(entry)
    ids.add(id)
    const partition = id.slice(0, id.indexOf('\0'))
    const all = partitions.get(partition)
    if (all === undefined) partitions.set(partition, [entry.entry])
    else all.push(entry.entry)
  }
  for (const all of partitions.values()) all.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  const counts = { requests: 0, units: 0 }
  const lookups: LookupReader = {
    async lookups(partition, start, after, limit) {
      counts.requests++
      if (partition === '' || start === '' || limit < 1) throw new Error('DynamoDB refuses an empty key')
      if (after !== undefined && !after.startsWith(start)) throw new Error('it goes on outside of its range')
      const all = partitions.get(partition) ?? []
      const from = placeIn(all, after ?? start, after !== undefined)
      const found = all.slice(from, from + limit).filter((entry) => entry.startsWith(start))
      const size = found.reduce((sum, entry) => sum + bytesOf(partition, entry), 0)
      counts.units += Math.max(1, Math.ceil(size / PAGE_BYTES)) / 2
      return found
    },
    async entriesExist(asked) {
      counts.requests++
      counts.units += asked.length / 2
      if (new Set(asked.map(entryId)).size < asked.length || asked.length > 100 || asked.length === 0)
        throw new Error(`a BatchGet asks for 1 to 100 distinct keys, not ${asked.length}`)
      if (asked.some(({ partition }) => indexOfPartition(partition) !== undefined))
        throw new Error('the search table has no such entry; an index has it')
      return new Set(asked.map(entryId).filter((id) => ids.has(id)))
    },
  }
  return { lookups, counts }
}

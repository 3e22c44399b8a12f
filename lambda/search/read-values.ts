// Reads the tags that have a value, from the lookups. How much one answer reads is bounded: a value may be that of every
// tag there is.

import { commitStart } from '../model/git-revision.ts'
import { isKey } from '../model/key-bytes.ts'
import { type LookupKind, lookupPartition, parseLookupEntry } from '../model/search-entries.ts'
import type { LookupReader } from './ports.ts'
import type { Lookup } from './query/lookup.ts'

/** Requests of one answer, if nothing else is said. */
export const MAX_REQUESTS = 16
/** Requests for what was probably meant by a query that took its own already: together they are at most 20. */
export const MAX_REQUESTS_OF_MEANT = 4
/** Entries of the first page; some 100 bytes each, so four read units, and twice that in an index. */
const FIRST_PAGE = 300
/** Entries of a further page, and the most of the search table that fit into DynamoDB's 1 MB whatever they are. */
export const FURTHER_PAGE = 1000
/** What follows a tag of one character where people mean its versions and variants: `7.2`, `7-alpine`. */
const BEHIND_A_DIGIT = ['-', '.', '_']
const NUL = '\0'

/** Entries of one partition that begin with a text. */
export interface ValueRange {
  readonly partition: string
  readonly start: string
}

/** Where reading is: the number of a range, and an entry of it. */
export interface ValuePlace {
  readonly at: number
  readonly entry: string
}

/** An entry that was read. */
export interface ValueEntry extends ValuePlace {
  readonly value: string
  readonly repository: string
  readonly tag: string
}

const rangeOf = (kind: LookupKind, start: string, value = start): ValueRange => ({
  partition: lookupPartition(kind, value),
  start,
})

/**
 * Returns the ranges of what begins with a value, in their order. Partitions are by the first two characters: a value of
 * one is looked up whole, and a digit with what usually follows one.
 */
export const rangesOf = ({ kinds, value }: Lookup): ValueRange[] =>
  kinds.flatMap((kind) => {
    if ([...value].length > 1) return [rangeOf(kind, kind === 'revision' ? commitStart(value) : value)]
    const behind = /^\d$/.test(value) ? BEHIND_A_DIGIT.map((next) => rangeOf(kind, value + next)) : []
    return [rangeOf(kind, value + NUL, value), ...behind]
  })

/** Returns the places behind all tags of exactly this value. */
export const behindValue = (value: string): string => `${value}${NUL}\u{10ffff}`

/** True if reading may go on behind this place. It may come from a forged cursor. */
export const isValuePlace = (ranges: readonly ValueRange[], { at, entry }: ValuePlace): boolean => {
  const range = ranges[at]
  return range !== undefined && entry.startsWith(range.start) && isKey(entry)
}

interface ReadOptions {
  readonly pageSize: number
  /** The bound; the first pages are read whatever it is. */
  readonly maxRequests: number
  /** Is given each page as soon as it is next in the order. */
  enough(entries: readonly ValueEntry[]): boolean
}

/**
 * Reads the entries of ranges in their order, until `enough` of what was read says so or the bound is met. The first
 * pages are read side by side.
 * @returns whether everything was read
 */
export const readValues = async (
  reader: LookupReader,
  ranges: readonly ValueRange[],
  from: ValuePlace | undefined,
  { pageSize, maxRequests, enough }: ReadOptions,
): Promise<boolean> => {
  const size = Math.min(FURTHER_PAGE, Math.max(FIRST_PAGE, pageSize))
  const first = from?.at ?? 0
  const firstPages = await Promise.all(
    ranges
      .slice(first)
      .map(({ partition, start }, at) => reader.lookups(partition, start, at === 0 ? from?.entry : undefined, size)),
  )
  let requests = firstPages.length
  for (const [index, page] of firstPages.entries()) {
    const at = first + index
    const { partition, start } = ranges[at] as ValueRange
    let [entries, asked] = [page, size]
    for (;;) {
      const isEnough = enough(entries.map((entry) => ({ at, entry, ...parseLookupEntry(entry) })))
      const isEnd = entries.length < asked
      if (isEnd) break
      if (isEnough || requests >= maxRequests) return false
      requests++
      asked = FURTHER_PAGE
      entries = await reader.lookups(partition, start, entries.at(-1), asked)
    }
  }
  return true
}

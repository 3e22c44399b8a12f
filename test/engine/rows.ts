// Rows of one partition in the order of their sort keys, which is that of the bytes of UTF-8.

import type { Item } from '../../bench/world/capacity.ts'
import { insert, position, remove } from '../../bench/world/sorted.ts'
import type { KeyRange } from './key-range.ts'
import { precedes } from './values.ts'

export interface Row {
  /** The item as JSON text, which takes less memory than an object: a large registry has many rows. */
  readonly json: string
  /** Bytes, as DynamoDB counts them. */
  readonly size: number
}

/** Rows by their places, see `place`. */
export interface Partition {
  readonly sorted: string[]
  readonly rows: Map<string, Row>
}

export const itemOf = ({ json }: Row): Item => JSON.parse(json) as Item

/** Returns a partition without rows. */
export const noRows = (): Partition => ({ sorted: [], rows: new Map() })

const escaped = (sort: string): string => (sort.includes('\0') ? sort.replaceAll('\0', '\0\u0001') : sort)

/**
 * Returns the place of a row: places sort by the sort key, and rows of an index that have the same one by `tie`. Sort
 * keys may have NUL in them, so that it is written as two characters, the second of which is greater than that of the
 * end.
 */
export const place = (sort: string, tie = ''): string => `${escaped(sort)}\0\0${tie}`

/** Puts a row at its place, or removes what is there. */
export const putRow = ({ sorted, rows }: Partition, at: string, row: Row | undefined): void => {
  if (row === undefined) {
    if (rows.delete(at)) remove(sorted, at, precedes)
    return
  }
  if (!rows.has(at)) insert(sorted, at, precedes)
  rows.set(at, row)
}

export interface Walk {
  /** The place after which it goes on; undefined for the start. */
  readonly after?: string | undefined
  readonly isForward: boolean
}

/** Yields the rows of a range, in the order of the walk. */
export function* inRange({ sorted, rows }: Partition, range: KeyRange, { after, isForward }: Walk): Generator<Row> {
  const { least, most, prefix } = range
  const past = (text: string) => `${escaped(text)}\0\u0001`
  const low =
    prefix !== undefined
      ? escaped(prefix)
      : least === undefined
        ? ''
        : least.isIncluded
          ? `${escaped(least.text)}\0\0`
          : past(least.text)
  const first = position(sorted, low, false, precedes)
  let end = sorted.length
  if (most !== undefined) end = position(sorted, most.isIncluded ? past(most.text) : place(most.text), false, precedes)
  if (prefix !== undefined) for (end = first; sorted[end]?.startsWith(low); ) end++
  const from = after === undefined ? first : Math.max(first, position(sorted, after, true, precedes))
  const to = after === undefined ? end : Math.min(end, position(sorted, after, false, precedes))
  const rowAt = (at: number) => rows.get(sorted[at] ?? '')
  for (let at = isForward ? from : to - 1; isForward ? at < end : at >= first; at += isForward ? 1 : -1) {
    const row = rowAt(at)
    if (row !== undefined) yield row
  }
}

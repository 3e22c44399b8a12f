// Which documents of a segment a caller may see: the predicate of `isInScope`, over the bytes of all names at once. A test
// holds the two together.

import type { Scope } from '../documents.ts'
import { firstNot } from '../packed/bytes.ts'
import { compareName, nameEnd, nameStart, type Segment } from '../packed/open-segment.ts'

/** Returns 1 for each document in the scope, or undefined if all are. */
export const inScope = (segment: Segment, { hidesPrivate, prefixes }: Scope): Uint8Array | undefined => {
  if (!hidesPrivate && prefixes === undefined) return undefined
  const allowed = new Uint8Array(segment.size)
  if (prefixes === undefined) allowed.fill(1)
  for (const prefix of prefixes ?? []) {
    const namespace = prefix.endsWith('/') ? prefix : `${prefix}/`
    allowed.fill(1, ...rangeOfNames(segment, Buffer.from(namespace)))
    allowed.fill(1, ...rangeOfName(segment, Buffer.from(prefix)))
  }
  if (hidesPrivate) {
    const { private: isPrivate } = segment.parts.columns
    for (let at = 0; at < allowed.length; at++) if (isPrivate[at] === 1) allowed[at] = 0
  }
  return allowed
}

/** Returns the range of documents whose names begin so: in the order of names they lie beside each other. */
export const rangeOfNames = (segment: Segment, start: Uint8Array): readonly [first: number, end: number] => {
  const { bytes } = segment.parts.pools.keys
  const first = firstNot(segment.size, (at) => compareName(segment, at, start) < 0)
  const begins = (at: number): boolean => {
    const from = nameStart(segment, at)
    return (
      from + start.length <= nameEnd(segment, at) &&
      bytes.compare(start, 0, start.length, from, from + start.length) === 0
    )
  }
  return [first, first + firstNot(segment.size - first, (ahead) => begins(first + ahead))]
}

// Several layouts may each have a repository of one name.
const rangeOfName = (segment: Segment, name: Uint8Array): readonly [first: number, end: number] => {
  const first = firstNot(segment.size, (at) => compareName(segment, at, name) < 0)
  return [first, first + firstNot(segment.size - first, (ahead) => compareName(segment, first + ahead, name) === 0)]
}

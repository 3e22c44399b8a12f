// Names as they are searched for, normalized. Nearly all names are their own normalized form and stand in the order of the
// documents; the others stand in the pool `folded`, which has an order of its own.

import { compareBytes, firstNot } from '../packed/bytes.ts'
import { compareName, nameEnd, nameStart, type Segment } from '../packed/open-segment.ts'
import { lowerBound, textAt } from '../packed/text-pool.ts'
import { rangeOfNames } from './segment-scope.ts'

const SLASH = '/'.charCodeAt(0)

/** Returns 1 for each document whose normalized name begins with this text. */
export const nameBegins = (segment: Segment, start: string): Uint8Array => {
  const { foldedDocuments, pools } = segment.parts
  const begins = new Uint8Array(segment.size)
  const key = Buffer.from(start)
  begins.fill(1, ...rangeOfNames(segment, key))
  for (const document of foldedDocuments) begins[document] = 0
  for (let at = lowerBound(pools.folded, key); at < foldedDocuments.length; at++) {
    if (!textAt(pools.folded, at).startsWith(start.toWellFormed())) break
    begins[foldedDocuments[at] as number] = 1
  }
  return begins
}

/** Returns 1 for each document whose normalized namespace, with a slash at its end, passes. */
export const namespacePasses = (segment: Segment, test: (namespace: string) => boolean): Uint8Array => {
  const { foldedDocuments, pools } = segment.parts
  const { bytes } = pools.keys
  const passes = new Uint8Array(segment.size)
  // Most names stand behind one of the same namespace, which is tested once.
  let [start, end, does] = [0, 0, test('') ? 1 : 0]
  for (let at = 0; at < segment.size; at++) {
    const from = nameStart(segment, at)
    let to = nameEnd(segment, at)
    while (to > from && bytes[to - 1] !== SLASH) to--
    if (compareBytes(bytes, from, to, bytes, start, end) !== 0) does = test(bytes.toString('utf8', from, to)) ? 1 : 0
    ;[start, end] = [from, to]
    passes[at] = does
  }
  for (let at = 0; at < foldedDocuments.length; at++) {
    const name = textAt(pools.folded, at)
    passes[foldedDocuments[at] as number] = test(name.slice(0, name.lastIndexOf('/') + 1)) ? 1 : 0
  }
  return passes
}

/** Returns the documents whose normalized name is this text. */
export const namedSo = (segment: Segment, name: string): number[] => {
  const { foldedDocuments, pools } = segment.parts
  const key = Buffer.from(name)
  const named: number[] = []
  let at = firstNot(segment.size, (at) => compareName(segment, at, key) < 0)
  for (; at < segment.size && compareName(segment, at, key) === 0; at++) if (!isFolded(segment, at)) named.push(at)
  for (let at = lowerBound(pools.folded, key); at < foldedDocuments.length; at++) {
    if (textAt(pools.folded, at) !== name.toWellFormed()) break
    named.push(foldedDocuments[at] as number)
  }
  return named
}

const isFolded = ({ parts }: Segment, document: number): boolean => parts.foldedDocuments.includes(document)

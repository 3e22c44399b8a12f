// Keeps the best results of many: a heap with the worst of them on top.

import { repositoryName } from '../../../registry/layouts/repository-id.ts'
import type { SortKey } from '../documents.ts'
import { compareAsBytes } from '../packed/bytes.ts'
import { compareDocuments, compareId, compareName, type Segment } from '../packed/open-segment.ts'

/** A document and its place in the order. */
export interface Ranked {
  readonly value: number
  readonly segment: Segment
  readonly at: number
}

/** Compares places in the order of results: greater values first, then in the order of segments, which is by name. */
const compareRanked = (a: Ranked, b: Ranked): number =>
  b.value - a.value || compareStanding(a.segment, a.at, b.segment, b.at)

const compareStanding = (a: Segment, aAt: number, b: Segment, bAt: number): number =>
  a === b ? aAt - bAt : compareDocuments(a, aAt, b, bAt)

/** Returns a list that keeps the best `room` results. */
export const bestOf = (room: number) => {
  const heap: Ranked[] = []
  const sink = (from: number): void => {
    let at = from
    for (;;) {
      let worst = at
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < heap.length && compareRanked(heap[child] as Ranked, heap[worst] as Ranked) > 0) worst = child
      if (worst === at) return
      const moved = heap[at] as Ranked
      heap[at] = heap[worst] as Ranked
      heap[worst] = moved
      at = worst
    }
  }
  return {
    offer(value: number, segment: Segment, at: number): void {
      if (heap.length < room) {
        heap.push({ value, segment, at })
        // Until it is full it is only a list.
        if (heap.length === room) for (let from = room >> 1; from >= 0; from--) sink(from)
        return
      }
      const worst = heap[0]
      if (worst === undefined || value < worst.value) return
      if (value === worst.value && compareStanding(segment, at, worst.segment, worst.at) > 0) return
      heap[0] = { value, segment, at }
      sink(0)
    },
    /** Returns them in their order. */
    sorted: (): Ranked[] => heap.sort(compareRanked),
  }
}

/** Returns a test for what comes after a place, whatever that holds. Nothing comes after a value that isn't a number. */
export const comesAfter = (place: SortKey | undefined): ((value: number, segment: Segment, at: number) => boolean) => {
  if (place === undefined) return () => true
  const [name, id] = [Buffer.from(nameOf(place.id)), Buffer.from(place.id)]
  return (value, segment, at) =>
    value < place.value || (value === place.value && (compareName(segment, at, name) || compareId(segment, at, id)) > 0)
}

/** True if one result comes after another in their order. */
export const isBehind = (key: SortKey, after: SortKey): boolean =>
  key.value === after.value
    ? (compareAsBytes(nameOf(key.id), nameOf(after.id)) || compareAsBytes(wellFormed(key), wellFormed(after))) > 0
    : key.value < after.value

const nameOf = (id: string): string => repositoryName(id.toWellFormed())
const wellFormed = ({ id }: SortKey): string => id.toWellFormed()

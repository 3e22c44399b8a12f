// Mirrors of other registries: the only image of a name, or one more copy of an image that a team has of its own.

import { lastComponent, type Segment } from '../packed/open-segment.ts'
import { indexOfInterned } from '../packed/text-pool.ts'
import { COPY, MIRROR } from '../weights.ts'
import { type CopyNames, pointsOfCopies } from './copies.ts'

/** What a query finds in a segment. */
export interface Found {
  readonly segment: Segment
  matches(document: number): boolean
}

/**
 * Returns what it adds to each document of a segment that it is a copy. A mirror counts as a copy where an original with the
 * same last component is found, too: both of what a query finds in its caller's scope. A chart is no original of an image.
 */
export const copyPointsAmong = (
  all: readonly Found[],
  words: readonly string[],
  names: CopyNames,
): ((segment: Segment) => (document: number) => number) => {
  const points = new Map(all.map(({ segment }) => [segment, pointsOfCopies(segment, names, words)]))
  const pointsIn = (segment: Segment) => {
    const { numbers } = segment.parts.interned.copies
    const ofNumber = points.get(segment)
    return (at: number): number => ofNumber?.[numbers[at] as number] ?? 0
  }
  const mirrored = [...points.values()].some((some) => some.includes(MIRROR)) ? mirroredNames(all, pointsIn) : undefined
  return (segment) => {
    const pointsOf = pointsIn(segment)
    if (mirrored === undefined || mirrored.size === 0) return pointsOf
    return (at) => {
      const known = pointsOf(at)
      return known === MIRROR && mirrored.has(lastComponent(segment, at)) ? COPY : known
    }
  }
}

// The last components that a mirror has, and an original beside it.
const mirroredNames = (
  all: readonly Found[],
  pointsIn: (segment: Segment) => (document: number) => number,
): ReadonlySet<number> => {
  const ofMirrors = new Set<number>()
  for (const { segment, matches } of all) {
    const pointsOf = pointsIn(segment)
    for (let at = 0; at < segment.size; at++)
      if (pointsOf(at) === MIRROR && matches(at)) ofMirrors.add(lastComponent(segment, at))
  }
  const mirrored = new Set<number>()
  if (ofMirrors.size === 0) return mirrored
  for (const { segment, matches } of all) {
    const pointsOf = pointsIn(segment)
    const { numbers, texts } = segment.parts.interned.kind
    const chart = indexOfInterned(texts, 'chart')
    for (let at = 0; at < segment.size; at++) {
      if (pointsOf(at) !== 0 || numbers[at] === chart || !matches(at)) continue
      const name = lastComponent(segment, at)
      if (ofMirrors.has(name)) mirrored.add(name)
    }
  }
  return mirrored
}

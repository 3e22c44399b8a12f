// Mirrors of other registries: the only image of a name, or one more copy of an image that a team has of its own.

import { type CopyNames, pointsOfCopies } from './copies.ts'
import type { DocumentQuery } from './documents.ts'
import { lastComponent, type Segment } from './open-segment.ts'
import { indexOfInterned } from './text-pool.ts'
import { MIRROR } from './weights.ts'

/** What a query finds in a segment. */
export interface Found {
  readonly segment: Segment
  matches(document: number): boolean
}

/**
 * Returns the numbers of the last components that a mirror has, and an original beside it: both of what a query finds in its
 * caller's scope. A chart is no original of an image.
 */
export const mirroredNames = (all: readonly Found[], query: DocumentQuery, copies: CopyNames): ReadonlySet<number> => {
  const points = all.map(({ segment }) => pointsOfCopies(segment, copies, query.words))
  if (query.sort !== 'relevance' || points.every((some) => !some.includes(MIRROR))) return new Set()
  const each = (worth: number, call: (name: number, segment: Segment, document: number) => void): void => {
    for (const [number, { segment, matches }] of all.entries()) {
      const { numbers } = segment.parts.interned.copies
      for (let at = 0; at < segment.size; at++)
        if (points[number]?.[numbers[at] as number] === worth && matches(at))
          call(lastComponent(segment, at), segment, at)
    }
  }
  const ofMirrors = new Set<number>()
  each(MIRROR, (name) => ofMirrors.add(name))
  const found = new Set<number>()
  if (ofMirrors.size === 0) return found
  const charts = new Map(
    all.map(({ segment }) => [segment, indexOfInterned(segment.parts.interned.kind.texts, 'chart')]),
  )
  each(0, (name, segment, at) => {
    const isChart = segment.parts.interned.kind.numbers[at] === charts.get(segment)
    if (!isChart && ofMirrors.has(name)) found.add(name)
  })
  return found
}

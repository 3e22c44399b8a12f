// Descriptions that many repositories share, and so say nothing of each: "Managed by the platform team".

import { crc32 } from 'node:zlib'
import { lastComponent, type Segment } from '../packed/open-segment.ts'
import type { Scores } from './term-scores.ts'

/** A description is boilerplate if the matches that have it end in so many different last components. */
export const MIN_SHARING = 10
/** Descriptions are first counted by so many of the bits of their numbers. */
const BITS = 20

/** Matches of a segment. */
export interface Matched {
  readonly segment: Segment
  readonly scores: Scores
  matches(document: number): boolean
}

/** Returns the number by which a segment knows a description: equal ones have equal numbers, 0 is that of none. */
export const descriptionNumber = (description: string | undefined): number => crc32(description ?? '')

/**
 * Returns the numbers of the descriptions that are boilerplate. Only what a query finds in its caller's scope counts, and
 * copies of one image count once. Not many matches share a description, so most are not looked at twice.
 */
export const boilerplateOf = (all: readonly Matched[]): ReadonlySet<number> => {
  let counts: Uint8Array | undefined
  let isAnyShared = false
  eachDescribed(all, (number) => {
    counts ??= new Uint8Array(2 ** BITS)
    const at = bucketOf(number)
    const count = (counts[at] as number) + 1
    if (count <= MIN_SHARING) counts[at] = count
    isAnyShared ||= count === MIN_SHARING
  })
  if (!isAnyShared) return new Set()
  const components = new Map<number, Set<number>>()
  eachDescribed(all, (number, segment, document) => {
    if (counts?.[bucketOf(number)] !== MIN_SHARING) return
    const known = components.get(number)
    const component = lastComponent(segment, document)
    if (known === undefined) components.set(number, new Set([component]))
    else if (known.size < MIN_SHARING) known.add(component)
  })
  return new Set([...components].flatMap(([number, { size }]) => (size === MIN_SHARING ? [number] : [])))
}

const bucketOf = (number: number): number => number & (2 ** BITS - 1)

// Calls back with the matches to whose score their description adds.
const eachDescribed = (
  all: readonly Matched[],
  each: (number: number, segment: Segment, document: number) => void,
): void => {
  for (const { segment, scores, matches } of all) {
    const { description } = segment.parts.columns
    for (let at = 0; at < segment.size; at++)
      if (scores.all[at] !== scores.undescribed[at] && matches(at)) each(description[at] as number, segment, at)
  }
}

// Pages of repository names, for catalogs.

import { compareAsBytes, firstNot } from './bytes.ts'
import type { Scope } from './documents.ts'
import { compareName, nameAt, type Segment } from './open-segment.ts'
import { inScope } from './segment-scope.ts'
import { indexOfInterned } from './text-pool.ts'

/** Returns the names of a layout's repositories that come after `last`, each once. */
export const namesAfter = (
  segments: readonly Segment[],
  layout: string,
  last: string,
  limit: number,
  scope: Scope,
): string[] => {
  const names = segments.flatMap((segment) => namesOf(segment, layout, last, limit, scope))
  return [...new Set(names)].sort(compareAsBytes).slice(0, Math.max(limit, 0))
}

// The first names of one segment are among its first documents after the last name.
const namesOf = (segment: Segment, layout: string, last: string, limit: number, scope: Scope): string[] => {
  const { numbers, texts } = segment.parts.interned.layout
  const number = indexOfInterned(texts, layout)
  if (number === undefined) return []
  const allowed = inScope(segment, scope)
  const key = Buffer.from(last)
  const names = new Set<string>()
  let at = firstNot(segment.size, (at) => compareName(segment, at, key) <= 0)
  for (; at < segment.size && names.size < limit; at++)
    if (segment.stands[at] === 1 && numbers[at] === number && allowed?.[at] !== 0) names.add(nameAt(segment, at))
  return [...names]
}

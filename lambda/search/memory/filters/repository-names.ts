// Names and ids of repositories in their order: pages of names for catalogs, and what follows an id.

import type { Scope } from '../documents.ts'
import { compareAsBytes, firstNot } from '../packed/bytes.ts'
import { compareId, compareName, idAt, indexOfId, nameAt, type Segment } from '../packed/open-segment.ts'
import { indexOfInterned } from '../packed/text-pool.ts'
import { inScope } from './segment-scope.ts'

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

/**
 * Returns the first id after this one of a document in the scope that can be found. Segments have the order of names, so all
 * of their documents are looked at.
 */
export const idAfter = (segments: readonly Segment[], id: string, scope: Scope): string | undefined => {
  let first: string | undefined
  const after = Buffer.from(id)
  for (const segment of segments) {
    const allowed = inScope(segment, scope)
    let end = first === undefined ? undefined : Buffer.from(first)
    for (let at = 0; at < segment.size; at++) {
      if (segment.found[at] === 0 || allowed?.[at] === 0 || compareId(segment, at, after) <= 0) continue
      if (end !== undefined && compareId(segment, at, end) >= 0) continue
      first = idAt(segment, at)
      end = Buffer.from(first)
    }
  }
  return first
}

/** Returns a test whether a document of this id is in the scope and can be found. */
export const visibleIn = (segments: readonly Segment[], scope: Scope): ((id: string) => boolean) => {
  const all = segments.map((segment) => ({ segment, allowed: inScope(segment, scope) }))
  return (id) =>
    all.some(({ segment, allowed }) => {
      const at = indexOfId(segment, id)
      return at !== undefined && segment.found[at] === 1 && allowed?.[at] !== 0
    })
}

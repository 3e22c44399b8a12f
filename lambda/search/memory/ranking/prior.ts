// The prior: what a document is worth whatever is looked for, in points. It is packed with the document, so it holds
// nothing that time changes.

import type { SearchDocument } from '../../../model/search-document.ts'
import { AGES, POINTS } from '../weights.ts'
import { endsAsCopy } from './copies.ts'

const MAX_NAMESPACES = 20
const MAX_CHARACTERS = 100
const DAY_S = 24 * 60 * 60

/** Returns the prior of a document. More tags are better, and short names that are not deep in namespaces. */
export const priorOf = (
  components: readonly string[],
  words: readonly (readonly string[])[],
  { visible, kind }: Pick<SearchDocument, 'visible' | 'kind'>,
): number => {
  const namespaces = Math.min(components.length - 1, MAX_NAMESPACES)
  const characters = Math.min(components.at(-1)?.length ?? 0, MAX_CHARACTERS)
  return (
    POINTS.START +
    Math.round(POINTS.PER_DOUBLING_OF_TAGS * Math.log2(1 + Math.min(visible, 2 ** 32))) +
    POINTS.PER_NAMESPACE * namespaces +
    POINTS.PER_CHARACTER * characters +
    (kind === 'chart' ? POINTS.CHART : 0) +
    (endsAsCopy(words.at(-1) ?? []) ? POINTS.ENDS_AS_COPY : 0)
  )
}

/**
 * Returns what the age of the newest push is worth, by its epoch seconds. An absent time is NaN, which says nothing.
 * @param now epoch milliseconds: the same for all pages, so that nothing changes places between two of them
 */
export const agePoints = (now: number): ((pushedAt: number) => number) => {
  const limits = AGES.map(([days, points]) => ({ before: now / 1000 - days * DAY_S, points }))
  return (pushedAt) => {
    for (const { before, points } of limits) if (pushedAt < before) return points
    return 0
  }
}

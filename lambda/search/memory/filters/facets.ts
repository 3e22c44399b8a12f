// Counts the values of facets over all matches.

import type { Facet, FacetValue } from '../documents.ts'
import type { Segment } from '../packed/open-segment.ts'
import type { Interned } from '../packed/segment-format.ts'
import { unpackPlatforms } from '../packed/stored-fields.ts'
import { textAt } from '../packed/text-pool.ts'

/** Values of a facet that are returned. */
const MAX_FACET_VALUES = 50
const DAY_S = 24 * 60 * 60

/** Ages of the facet `pushed`, in days. Each holds what is no older, and in none before it. */
const AGES = [
  ['7d', 7],
  ['30d', 30],
  ['90d', 90],
  ['365d', 365],
  ['older', Number.POSITIVE_INFINITY],
] as const

const FIELDS: Record<Exclude<Facet, 'pushed'>, Interned> = {
  platform: 'platforms',
  kind: 'kind',
  namespace: 'namespace',
  license: 'licenses',
  vendor: 'vendor',
}

/** Counts of a segment's documents: `count` takes them one by one, `add` adds up all of them. */
export interface FacetCounter {
  count(document: number): void
  add(sums: Map<string, number>): void
}

/** Returns a counter for the documents of a segment. Interned texts are decoded once, after all are counted. */
export const facetCounter = (segment: Segment, facet: Facet, now: number): FacetCounter =>
  facet === 'pushed' ? agesOf(segment, now) : textsOf(segment, FIELDS[facet])

const textsOf = (segment: Segment, field: Interned): FacetCounter => {
  const { numbers, texts } = segment.parts.interned[field]
  const counts = new Uint32Array(texts.size)
  return {
    count(document) {
      const number = numbers[document] as number
      counts[number] = (counts[number] as number) + 1
    },
    add(sums) {
      for (let number = 1; number < counts.length; number++) {
        const count = counts[number] as number
        if (count === 0) continue
        const text = textAt(texts, number)
        for (const value of field === 'platforms' ? new Set(unpackPlatforms(text)) : [text]) addTo(sums, value, count)
      }
    },
  }
}

const agesOf = ({ parts }: Segment, now: number): FacetCounter => {
  const { pushedAt } = parts.floats
  const counts = AGES.map(() => 0)
  const limits = AGES.map(([, days]) => now / 1000 - days * DAY_S)
  return {
    count(document) {
      const seconds = pushedAt[document] as number
      const age = limits.findIndex((limit) => seconds >= limit)
      // An absent time is NaN, which is of no age.
      if (age >= 0) counts[age] = (counts[age] as number) + 1
    },
    add(sums) {
      for (const [index, [value]] of AGES.entries()) addTo(sums, value, counts[index] as number)
    },
  }
}

const addTo = (sums: Map<string, number>, value: string, count: number): void => {
  if (value !== '' && count > 0) sums.set(value, (sums.get(value) ?? 0) + count)
}

/** Returns the values with the greatest counts; of equal ones the lesser value. */
export const topValues = (sums: ReadonlyMap<string, number>): FacetValue[] =>
  [...sums]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, MAX_FACET_VALUES)

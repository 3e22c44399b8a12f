// What documents are sorted by: greater values come first.

import type { DocumentQuery } from '../documents.ts'
import { namedSo } from '../filters/normalized-names.ts'
import type { Segment } from '../packed/open-segment.ts'
import { INSTEAD, NAMED, NAMED_IN_LIBRARY, NAMED_TWICE, POINTS_PER_WEIGHT } from '../weights.ts'
import { agePoints } from './prior.ts'

/** What has no such value comes last. It is finite, so that a cursor can hold it. */
const LAST = Number.MIN_SAFE_INTEGER

/** Returns the value of a document. A score of 0 says that the words don't match it. */
export type SortValue = (document: number, score: number) => number

/**
 * Returns what sorts a segment's documents.
 * @param ofCopies what it adds to a document that it is a copy; undefined if there are no words to rank by
 */
export const sortValues = (
  segment: Segment,
  query: DocumentQuery,
  ofCopies: ((document: number) => number) | undefined,
): SortValue => {
  const { columns, floats } = segment.parts
  const orLast = (value: number): number => (Number.isNaN(value) ? LAST : value)
  switch (query.sort) {
    case 'relevance':
      return ofCopies !== undefined
        ? relevance(segment, query, ofCopies)
        : (document) => orLast(floats.pushedAt[document] as number)
    case 'newest':
      return (document) => orLast(floats.pushedAt[document] as number)
    case 'oldest':
      return (document) => orLast(-(floats.pushedAt[document] as number))
    case 'created':
      return created(segment)
    case 'name':
      return () => 0
    case 'size':
      return (document) => orLast(floats.size[document] as number)
    case 'tags':
      return (document) => columns.visible[document] as number
  }
}

// Nothing was built after it was pushed, whatever it says.
const created = ({ parts }: Segment): SortValue => {
  const { created, pushedAt } = parts.floats
  return (document) => {
    const [built, pushed] = [created[document] as number, pushedAt[document] as number]
    if (Number.isNaN(built)) return LAST
    return Number.isNaN(pushed) ? built : Math.min(built, pushed)
  }
}

const relevance = (segment: Segment, query: DocumentQuery, ofCopies: (document: number) => number): SortValue => {
  const { columns, floats } = segment.parts
  const named = namedPoints(segment, query.name)
  const ofAge = agePoints(query.now)
  return (document, score) =>
    (columns.prior[document] as number) +
    ofAge(floats.pushedAt[document] as number) +
    ofCopies(document) +
    (score === 0 ? INSTEAD : POINTS_PER_WEIGHT * score + (named.size === 0 ? 0 : (named.get(document) ?? 0)))
}

const namedPoints = (segment: Segment, name: string): ReadonlyMap<number, number> => {
  const points = new Map<number, number>()
  if (name === '') return points
  for (const document of namedSo(segment, `${name}/${name}`)) points.set(document, NAMED_TWICE)
  for (const document of namedSo(segment, `library/${name}`)) points.set(document, NAMED_IN_LIBRARY)
  for (const document of namedSo(segment, name)) points.set(document, NAMED)
  return points
}

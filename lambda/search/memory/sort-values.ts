// What documents are sorted by: greater values come first.

import type { DocumentQuery } from './documents.ts'
import { namedSo } from './normalized-names.ts'
import type { Segment } from './open-segment.ts'
import { INSTEAD, NAMED, NAMED_IN_LIBRARY, POINTS_PER_WEIGHT } from './weights.ts'

/** What has no such value comes last. It is finite, so that a cursor can hold it. */
const LAST = Number.MIN_SAFE_INTEGER

/** Returns the value of a document. A score of 0 says that the words don't match it. */
export type SortValue = (document: number, score: number) => number

/** Returns what sorts a segment's documents. */
export const sortValues = (segment: Segment, { sort, name }: DocumentQuery, hasWords: boolean): SortValue => {
  const { columns, floats } = segment.parts
  const orLast = (value: number): number => (Number.isNaN(value) ? LAST : value)
  switch (sort) {
    case 'relevance':
      return hasWords ? relevance(segment, name) : (document) => orLast(floats.pushedAt[document] as number)
    case 'newest':
      return (document) => orLast(floats.pushedAt[document] as number)
    case 'oldest':
      return (document) => orLast(-(floats.pushedAt[document] as number))
    case 'name':
      return () => 0
    case 'size':
      return (document) => orLast(floats.size[document] as number)
    case 'tags':
      return (document) => columns.visible[document] as number
  }
}

const relevance = (segment: Segment, name: string): SortValue => {
  const { prior } = segment.parts.columns
  const named = new Map<number, number>()
  if (name !== '') {
    for (const document of namedSo(segment, `library/${name}`)) named.set(document, NAMED_IN_LIBRARY)
    for (const document of namedSo(segment, name)) named.set(document, NAMED)
  }
  return (document, score) =>
    (prior[document] as number) +
    (score === 0 ? INSTEAD : POINTS_PER_WEIGHT * score + (named.size === 0 ? 0 : (named.get(document) ?? 0)))
}

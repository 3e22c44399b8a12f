// All documents in memory: the segments of a build, and behind them small ones with what changed since. What a newer
// segment says of a repository replaces what older ones say.

import { correctionsOf } from './corrections.ts'
import type { ChangingDocuments } from './documents.ts'
import { idAfter, namesAfter, visibleIn } from './filters/repository-names.ts'
import { packSegment } from './pack-segment.ts'
import { bury, compareDocuments, emptiedAt, idAt, indexOfId, openSegment, type Segment } from './packed/open-segment.ts'
import { statesOf } from './packed/segment-states.ts'
import { documentAt } from './packed/stored-fields.ts'
import { textAt } from './packed/text-pool.ts'
import { COPY_NAMES, type CopyNames } from './ranking/copies.ts'
import { matcherOf, searchSegments } from './search-segments.ts'

/** A segment of changes has at least so many times as many states as the one behind it, so there are only a few. */
const GROWTH = 2

/**
 * Opens packed documents, the oldest segment first.
 * @param copies what says of a namespace that copies lie in it
 * @throws Error if a segment is of another format or damaged
 */
export const openDocuments = (buffers: readonly Buffer[], copies: CopyNames = COPY_NAMES): ChangingDocuments => {
  let segments = buffers.map(openSegment)
  for (const [index, newer] of segments.entries())
    for (const older of segments.slice(0, index)) buryReplaced(older, newer)
  const built = segments.length
  let count = segments.reduce((sum, segment) => sum + standing(segment), 0)
  return {
    get count() {
      return count
    },
    get(id) {
      const found = newestOf(segments, id)
      return found?.at === undefined ? undefined : documentAt(found.segment, found.at)
    },
    has: (id) => newestOf(segments, id)?.at !== undefined,
    ids: () => standingIds(segments),
    changedAt: (id) => newestOf(segments, id)?.changedAt,
    search: (query) => searchSegments(segments, query, copies),
    matcher: (query) => matcherOf(segments, query),
    names: (layout, last, limit, scope) => namesAfter(segments, layout, last, limit, scope),
    visibleIn: (scope) => visibleIn(segments, scope),
    idAfter: (id, scope) => idAfter(segments, id, scope),
    corrections: (word, scope, limit) => correctionsOf(segments, word, scope, limit),
    apply(changes) {
      if (changes.length === 0) return
      const states = new Map(changes.map((state) => [state.id.toWellFormed(), state]))
      const changed = [...states.values()]
      let kept = segments.length
      for (; kept > built; kept--) {
        const last = segments[kept - 1] as Segment
        if (statesIn(last) >= GROWTH * states.size) break
        for (const state of statesOf(last)) if (!states.has(state.id)) states.set(state.id, state)
      }
      // Nothing is changed before the new segment is there: packing may fail.
      const newest = openSegment(packSegment([...states.values()]))
      for (const segment of segments)
        for (const { id } of changed) {
          const at = indexOfId(segment, id)
          if (at === undefined || segment.stands[at] === 0) continue
          bury(segment, at)
          count--
        }
      count += changed.filter(({ document }) => document !== undefined).length
      segments = [...segments.slice(0, kept), newest]
    },
  }
}

const standing = ({ stands }: Segment): number => stands.reduce((sum, one) => sum + one, 0)
const statesIn = ({ size, parts }: Segment): number => size + parts.emptiedAt.length

function* standingIds(segments: readonly Segment[]): Generator<string> {
  for (const segment of segments)
    for (let at = 0; at < segment.size; at++) if (segment.stands[at] === 1) yield idAt(segment, at)
}

interface NewestState {
  readonly segment: Segment
  /** Number of the document, if there is one. */
  readonly at: number | undefined
  readonly changedAt: number
}

const newestOf = (segments: readonly Segment[], id: string): NewestState | undefined => {
  for (const segment of segments.toReversed()) {
    const at = indexOfId(segment, id)
    const changedAt = at === undefined ? emptiedAt(segment, id) : segment.parts.floats.changedAt[at]
    if (changedAt !== undefined) return { segment, at, changedAt }
  }
  return undefined
}

// Both are sorted, so one pass over both meets all documents that both have.
const buryReplaced = (older: Segment, newer: Segment): void => {
  for (let emptied = 0; emptied < newer.parts.emptiedAt.length; emptied++) {
    const at = indexOfId(older, textAt(newer.parts.pools.emptied, emptied))
    if (at !== undefined) bury(older, at)
  }
  let [at, newerAt] = [0, 0]
  while (at < older.size && newerAt < newer.size) {
    const order = compareDocuments(older, at, newer, newerAt)
    if (order === 0) bury(older, at)
    if (order <= 0) at++
    if (order >= 0) newerAt++
  }
}

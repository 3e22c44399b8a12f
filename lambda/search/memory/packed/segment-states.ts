// Takes a segment apart again, to merge it with another.

import type { DocumentState } from '../../../model/search-document.ts'
import { idAt, type Segment } from './open-segment.ts'
import { documentAt } from './stored-fields.ts'
import { textAt } from './text-pool.ts'

/** Decodes all states of a segment that stand. */
export const statesOf = (segment: Segment): DocumentState[] => {
  const { floats, pools, emptiedAt } = segment.parts
  const states: DocumentState[] = []
  for (let at = 0; at < segment.size; at++)
    if (segment.stands[at] === 1)
      states.push({
        id: idAt(segment, at),
        changedAt: floats.changedAt[at] as number,
        document: documentAt(segment, at),
      })
  for (let at = 0; at < emptiedAt.length; at++)
    states.push({ id: textAt(pools.emptied, at), changedAt: emptiedAt[at] as number, document: undefined })
  return states
}

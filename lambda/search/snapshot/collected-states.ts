// All states of a registry, on their way from the repository table into segments.

import type { DocumentState, SearchDocument } from '../../model/search-document.ts'
import { compareAsBytes } from '../memory/packed/bytes.ts'

/** Documents of a segment. Packing takes several times a segment's size in memory. */
const SEGMENT_DOCUMENTS = 250_000

/** Keeps states with their documents as JSON text: a third of the memory that objects take, with a million of them. */
export const collectedStates = () => {
  const kept: { id: string; changedAt: number; json: string | undefined }[] = []
  let documents = 0
  return {
    add(states: readonly DocumentState[]): void {
      for (const { id, changedAt, document } of states) {
        kept.push({ id, changedAt, json: document && JSON.stringify(document) })
        if (document !== undefined) documents++
      }
    },
    documents: () => documents,
    /** Yields all states in the order of their ids, so many at a time. Pack each before the next, or all are objects at once. */
    *sorted(many = SEGMENT_DOCUMENTS): Generator<DocumentState[]> {
      kept.sort((a, b) => compareAsBytes(a.id, b.id))
      for (let at = 0; at < kept.length; at += many)
        yield kept.slice(at, at + many).map(({ id, changedAt, json }) => ({
          id,
          changedAt,
          // It was made of a parsed document, above.
          document: json === undefined ? undefined : (JSON.parse(json) as SearchDocument),
        }))
    },
  }
}

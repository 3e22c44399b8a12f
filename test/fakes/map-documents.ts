// The simplest documents in memory, and the simplest packing: for tests of what loads them and keeps them up to date.

import * as z from 'zod/mini'
import { type DocumentState, type SearchDocument, searchDocument } from '../../lambda/model/search-document.ts'
import type { ChangingDocuments } from '../../lambda/search/memory/documents.ts'
import type { DocumentFormat } from '../../lambda/search/snapshot/ports.ts'

const packed = z.array(z.object({ id: z.string(), changedAt: z.number(), document: z.optional(searchDocument) }))

/** Documents in a Map, which are found by their ids only. */
export const mapDocuments = (states: readonly DocumentState[] = []): ChangingDocuments => {
  const known = new Map(states.map((state) => [state.id, state]))
  const notHere = () => {
    throw new Error('these documents are found by their ids only')
  }
  return {
    get count() {
      return [...known.values()].filter(({ document }) => document !== undefined).length
    },
    get: (id) => known.get(id)?.document,
    has: (id) => known.get(id)?.document !== undefined,
    ids: () => [...known.values()].flatMap(({ id, document }) => (document === undefined ? [] : [id])),
    changedAt: (id) => known.get(id)?.changedAt,
    apply(changed) {
      if (new Set(changed.map(({ id }) => id)).size < changed.length) throw new Error('a repository is named twice')
      for (const state of changed) known.set(state.id, state)
    },
    search: notHere,
    matcher: notHere,
    names: notHere,
    visibleIn: notHere,
    idAfter: notHere,
    corrections: notHere,
  }
}

/** Packs states as JSON text. */
export const jsonFormat = (version = 1): DocumentFormat => ({
  version,
  pack: (states) => Buffer.from(JSON.stringify(states)),
  open: (segments) =>
    mapDocuments(
      segments
        .flatMap((segment) => packed.parse(JSON.parse(Buffer.from(segment).toString())))
        .map(({ id, changedAt, document }) => ({ id, changedAt, document })),
    ),
})

/** A document of which only the number of visible tags tells it from others. */
export const documentWith = (visible: number): SearchDocument => ({
  registry: 'registry',
  layout: 'distribution',
  visible,
  hidden: 0,
})

// Whatever is packed, changed and asked for: the documents in memory answer as the plainest model does.

import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ChangingDocuments, DocumentQuery, SortKey } from '../../../lambda/search/memory/documents.ts'
import { openDocuments } from '../../../lambda/search/memory/overlays.ts'
import { packSegment } from '../../../lambda/search/memory/pack-segment.ts'
import { runs } from '../../effort.ts'
import { naiveDocuments } from '../../fakes/naive-documents.ts'
import { query, scope, statesUpTo, typed } from './arbitrary-documents.ts'

const asked = fc.record({
  changes: statesUpTo(8),
  queries: fc.array(query, { minLength: 1, maxLength: 4 }),
  typed,
  scope,
  last: fc.constantFrom('', 'a', 'library/', 'redis', 'z'),
  layout: fc.constantFrom('distribution', 'docker-v1', 'unknown'),
  limit: fc.nat(5),
})

it('answers as the naive model does, of several segments and through all changes', () => {
  const registries = fc.tuple(
    fc.array(statesUpTo(15), { maxLength: 3 }),
    fc.array(asked, { minLength: 1, maxLength: 4 }),
  )
  fc.assert(
    fc.property(registries, ([segments, rounds]) => {
      const real = openDocuments(segments.map(packSegment))
      const naive = naiveDocuments([])
      for (const states of segments) naive.apply(states)
      const ids = [...segments, ...rounds.map(({ changes }) => changes)].flat().map(({ id }) => id)
      for (const { changes, queries, typed, scope, last, layout, limit } of rounds) {
        real.apply(changes)
        naive.apply(changes)
        expect(real.count).toBe(naive.count)
        expect([...real.ids()].sort()).toEqual([...naive.ids()].sort())
        for (const id of [...ids, 'unknown']) {
          expect(real.get(id)).toEqual(naive.get(id))
          expect(real.changedAt(id)).toBe(naive.changedAt(id))
          expect(real.has(id)).toBe(naive.has(id))
          expect(real.idAfter(id, scope)).toBe(naive.idAfter(id, scope))
          expect(real.visibleIn(scope)(id)).toBe(naive.visibleIn(scope)(id))
        }
        for (const one of queries) {
          expect(real.search(one)).toEqual(naive.search(one))
          const [found, expected] = [real.matcher(one), naive.matcher(one)]
          for (const id of [...ids, 'unknown']) expect(found(id)).toEqual(expected(id))
          expect(pagesOf(real, one)).toEqual(naive.search({ ...one, skip: 0, limit: 1000, after: undefined }).hits)
        }
        expect(real.corrections(typed, scope, limit)).toEqual(naive.corrections(typed, scope, limit))
        expect(real.names(layout, last, limit, scope)).toEqual(naive.names(layout, last, limit, scope))
      }
    }),
    { numRuns: runs(700, 15_000) },
  )
})

/** All results, page by page. */
const pagesOf = (documents: ChangingDocuments, query: DocumentQuery) => {
  const hits = []
  let after: SortKey | undefined
  do {
    const page = documents.search({ ...query, skip: 0, limit: 3, after })
    hits.push(...page.hits)
    after = page.hits.at(-1)?.key
  } while (after !== undefined)
  return hits
}

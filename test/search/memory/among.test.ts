import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { DocumentQuery } from '../../../lambda/search/memory/documents.ts'
import { openDocuments } from '../../../lambda/search/memory/overlays.ts'
import { packSegment } from '../../../lambda/search/memory/pack-segment.ts'

const ids = ['app', 'library/app', 'team/app-web', 'team/web', 'web', 'x/app@docker-v1']
const document = { registry: 'registry', layout: 'distribution', visible: 1, hidden: 0 }
const states = ids.map((id) => ({ id, changedAt: 1, document }))
// Some are in the build, some in what changed since.
const documents = openDocuments([packSegment(states.slice(0, 4)), packSegment(states.slice(3))])
const found = (more: Partial<DocumentQuery>) => {
  const scope = { hidesPrivate: false }
  const query = { words: [], name: '', without: [], filters: [], scope, sort: 'name', limit: 10, facets: [], now: 0 }
  const { hits, total } = documents.search({ ...query, ...more } as DocumentQuery)
  expect(total).toBe(hits.length)
  return hits.map(({ id }) => id).sort()
}

it('among some documents only those are found that are asked for, and match', () => {
  fc.assert(
    fc.property(fc.subarray([...ids, 'gone', '', '\ud800']), fc.constantFrom([], ['app'], ['web']), (some, words) => {
      const among = new Set(some)
      expect(found({ among, words })).toEqual(found({ words }).filter((id) => among.has(id)))
    }),
  )
})

it('several words are left out where all of them match, and one wherever it does', () => {
  expect(found({ without: ['web'] })).toEqual(['app', 'library/app', 'x/app@docker-v1'])
  expect(found({ without: ['team app'] })).toEqual(['app', 'library/app', 'team/web', 'web', 'x/app@docker-v1'])
  expect(found({ without: ['team app', 'library'] })).toEqual(['app', 'team/web', 'web', 'x/app@docker-v1'])
})

import { expect, it } from 'vitest'
import { lookupEntry } from '../../lambda/model/search-entries.ts'
import { find } from '../../lambda/search/find.ts'
import { openDocuments } from '../../lambda/search/memory/overlays.ts'
import { packSegment } from '../../lambda/search/memory/pack-segment.ts'
import { parseQuery } from '../../lambda/search/query/query.ts'
import { plainLookups } from '../fakes/plain-lookups.ts'
import { stateOf } from './memory/documents-of.ts'

it('facets have 50 values at most, also of what is found as a word and as a value', async () => {
  const named = Array.from({ length: 40 }, (_, at) => `n${at}/facade`)
  const built = Array.from({ length: 40 }, (_, at) => [`v${at}/app`, `v${at}/web`]).flat()
  const documents = openDocuments([packSegment([...named, ...built].map((id) => stateOf(id)))])
  const { lookups } = plainLookups(built.map((id) => lookupEntry('rfacade01', id, 'v1')))
  const options = { limit: 5, now: 0, facets: ['namespace'] as const }
  const page = await find({ documents, lookups }, { hidesPrivate: false }, parseQuery('facade', 0), options)
  expect(page).toMatchObject({ total: 120, isComplete: true })
  const values = page.facets.namespace ?? []
  expect(values.map(({ count }) => count)).toEqual([...Array(40).fill(2), ...Array(10).fill(1)])
})

import { expect, it } from 'vitest'
import { find } from '../../lambda/search/find.ts'
import type { Documents } from '../../lambda/search/memory/documents.ts'
import { parseQuery } from '../../lambda/search/query/query.ts'
import { add } from '../fakes/many.ts'
import { searchPortsOf } from '../fakes/search-ports.ts'
import { memorySystem } from '../fakes/system.ts'

it('a search for a value scores its words once, however many pages of lookups it reads', async () => {
  const { tables } = memorySystem()
  for (let at = 0; at < 700; at++) await add(tables, `team/app${at}`, {}, ['v1.0'])
  const { documents, lookups } = searchPortsOf(tables)
  const counts = { searches: 0, matchers: 0 }
  const counted: Documents = {
    ...documents,
    search(query) {
      counts.searches++
      return documents.search(query)
    },
    matcher(query) {
      counts.matchers++
      return documents.matcher(query)
    },
  }
  const query = parseQuery('zz :v1.0', 0)
  const page = await find({ documents: counted, lookups }, { hidesPrivate: false }, query, { limit: 25, now: 0 })
  expect(page.hits).toEqual([])
  // One search looks for what to suggest.
  expect(counts).toEqual({ searches: 1, matchers: 1 })
})

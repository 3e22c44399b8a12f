import { expect, it } from 'vitest'
import { searchTables } from '../../bench/search-tables.ts'
import { parseQuery } from '../../lambda/search/query.ts'
import { suggest } from '../../lambda/search/suggest.ts'

const { reader } = searchTables([
  { name: 'ml/nginx', description: '' },
  { name: 'edge/redis', description: 'Persistent key-value database' },
  { name: 'x/rtv', description: 'a reddit viewer' },
])

it.each([
  ['two letters swapped across the middle', 'ngnix', ['nginx']],
  ['two letters swapped elsewhere', 'ngixn', ['nginx']],
  ['a letter too many', 'nginxx', ['nginx']],
  ['a word of a description, after the names that are as near', 'reddis', ['redis', 'reddit']],
  ['words that are joined, where descriptions have but words', 'key-value database', ['key value database']],
  ['nothing like it', 'qwertz', []],
  ['too short for an error', 'ng', []],
])('%s: %s', async (_, q, expected) => {
  expect(await suggest(reader, parseQuery(q, 0))).toEqual(expected)
})

// Repositories of one name in two layouts stand together, wherever an order is by name.

import { expect, it } from 'vitest'
import { find } from '../../lambda/search/find.ts'
import type { Sort } from '../../lambda/search/memory/documents.ts'
import { openDocuments } from '../../lambda/search/memory/overlays.ts'
import { packSegment } from '../../lambda/search/memory/pack-segment.ts'
import { parseQuery } from '../../lambda/search/query/query.ts'
import { plainLookups } from '../fakes/plain-lookups.ts'
import { stateOf } from './memory/documents-of.ts'

const OLD = 'docker-v1'
/** As their ids sort, which have the layout behind the name. */
const ids = [
  'team/app',
  'team/app-web',
  `team/app@${OLD}`,
  `team/app%257Ex@${OLD}`,
  'team/app/a',
  `team/app/a@${OLD}`,
].sort()
const byName = [
  'team/app',
  `team/app@${OLD}`,
  'team/app-web',
  'team/app/a',
  `team/app/a@${OLD}`,
  `team/app%257Ex@${OLD}`,
]
const layoutOf = (id: string) => (id.includes('@') ? OLD : 'distribution')
const states = ids.map((id) => stateOf(id, { layout: layoutOf(id), tag: 'latest', pushedAt: '2026-01-01T00:00:00Z' }))
// Those of one name are in different segments.
const documents = openDocuments(
  [false, true].map((isOld) => packSegment(states.filter(({ id }) => id.includes('@') === isOld))),
)

const pagesOf = async (q: string, sort: Sort) => {
  const found: string[] = []
  const ports = { documents, lookups: plainLookups([]).lookups }
  let cursor: string | undefined
  do {
    const options = { limit: 1, sort, cursor, now: 0 }
    const page = await find(ports, { hidesPrivate: false }, parseQuery(q, 0), options)
    found.push(...page.hits.map(({ id }) => id))
    cursor = page.cursor
  } while (cursor !== undefined && found.length < 20)
  return found
}

it.each(['name', 'newest', 'oldest', 'created', 'size', 'tags'] as const)(
  'equal results by %s come by name, on all pages',
  async (sort) => {
    expect(await pagesOf('', sort)).toEqual(byName)
  },
)

it('the catalog has the same order', () => {
  const scope = { hidesPrivate: false }
  for (const layout of ['distribution', OLD]) {
    const names = byName
      .filter((id) => layoutOf(id) === layout)
      .map((id) => id.replace(`@${OLD}`, '').replace('%257E', '~'))
    expect(documents.names(layout, '', 9, scope)).toEqual(names)
  }
})

it('repositories with a tag have it, too', async () => {
  expect(await pagesOf('team:latest', 'name')).toEqual(byName)
})

it('behind hidden repositories values go on with the next id, for that is their order', () => {
  const hidden = openDocuments([packSegment([...states, stateOf('team/app+', { private: true })])])
  const scope = { hidesPrivate: true }
  const all: (string | undefined)[] = []
  for (let id = hidden.idAfter('', scope); id !== undefined; id = hidden.idAfter(id, scope)) all.push(id)
  expect(all).toEqual(ids)
})

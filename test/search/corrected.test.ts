import { describe, expect, it } from 'vitest'
import type { SearchDocument } from '../../lambda/model/search-document.ts'
import { lookupEntry } from '../../lambda/model/search-entries.ts'
import { find } from '../../lambda/search/find.ts'
import { openDocuments } from '../../lambda/search/memory/overlays.ts'
import { packSegment } from '../../lambda/search/memory/pack-segment.ts'
import { MIN_SHARING } from '../../lambda/search/memory/ranking/boilerplate.ts'
import { encodeCursor } from '../../lambda/search/page-cursor.ts'
import { parseQuery } from '../../lambda/search/query/query.ts'
import { plainLookups } from '../fakes/plain-lookups.ts'
import { NOW } from './memory/arbitrary-documents.ts'
import { stateOf } from './memory/documents-of.ts'

const finder = (repositories: Record<string, Partial<SearchDocument>>, tags: readonly [string, string][] = []) => {
  const documents = openDocuments([packSegment(Object.entries(repositories).map(([id, more]) => stateOf(id, more)))])
  const entries = tags.map(([id, tag]) => lookupEntry(`t${tag}`, id, tag))
  const ports = { documents, lookups: plainLookups(entries).lookups }
  return async (q: string, more: object = {}) => {
    const page = await find(ports, { hidesPrivate: true }, parseQuery(q, NOW), { limit: 25, now: NOW, ...more })
    return { ...page, ids: page.hits.map(({ id, match }) => (match === undefined ? id : `${id}:${match}`)) }
  }
}

describe('an error of typing', () => {
  const found = finder({
    'team/redis': {},
    'x/redis-ui': {},
    'x/y': { description: 'rediscovers things', title: 'redirects' },
    secret: { private: true },
  })

  it('is put right where nothing is found, on every page', async () => {
    const first = await found('reids', { limit: 1 })
    expect(first).toMatchObject({ ids: ['team/redis'], total: 3, corrected: 'redis', suggestions: ['redis'] })
    const second = await found('reids', { limit: 1, cursor: first.cursor })
    expect(second).toMatchObject({ ids: ['x/redis-ui'], total: 3, corrected: 'redis' })
    expect(await found('reids', { skip: 1 })).toMatchObject({ ids: ['x/redis-ui', 'x/y'], corrected: 'redis' })
  })

  it('keeps what was meant on further pages, also when what was typed was pushed meanwhile', async () => {
    const { cursor } = await found('reids', { limit: 1 })
    const later = finder({ 'team/redis': {}, 'x/redis-ui': {}, 'x/reids': {} })
    expect(await later('reids', { limit: 1, cursor })).toMatchObject({ ids: ['x/redis-ui'], corrected: 'redis' })
  })

  it('is refused where a cursor says that another label was meant, which nobody has checked', async () => {
    const asked = (q: string, corrected: string) => {
      const place = { asOf: NOW, part: 'values' as const, value: 0, id: 'b=x\0x/y\0v1', isWhole: false, corrected }
      return found(q, { cursor: encodeCursor(place, `newest\n${q}`), sort: 'newest' })
    }
    for (const q of ['reids', 'label:a=x'])
      await expect(asked(q, 'label:b=*')).rejects.toThrow(/cursor \S+ is not of this query/)
    expect(await asked('label:b=x', 'label:b=*')).toMatchObject({ ids: [], corrected: 'label:b=*' })
  })

  it('is refused where a cursor says that no query was meant', async () => {
    const of = (corrected: string) =>
      encodeCursor({ asOf: NOW, part: 'documents', value: 0, id: 'x', isWhole: false, corrected }, 'relevance\nreids')
    for (const corrected of ['x'.repeat(257), 'kind:']) {
      const asked = found('reids', { cursor: of(corrected) })
      await expect(asked).rejects.toThrow(/cursor \S+ is not of this query/)
    }
  })

  it('is put right where only descriptions have words that begin so', async () => {
    expect(await found('redisc')).toMatchObject({
      ids: ['team/redis', 'x/redis-ui', 'x/y'],
      corrected: 'redis',
      suggestions: [],
    })
    expect(await found('redirect')).toMatchObject({ ids: ['x/y'], corrected: undefined })
  })

  it('is none where a whole word was typed of a description, also of one that many share', async () => {
    const shared = Array.from({ length: MIN_SHARING }, (_, at) => [`x/app${at}`, { description: 'Managed by us' }])
    const managed = finder({ ...Object.fromEntries(shared), 'team/manager': {} })
    expect(await managed('managed')).toMatchObject({ total: MIN_SHARING, corrected: undefined })
    expect(await managed('managed us')).toMatchObject({ total: MIN_SHARING, corrected: undefined })
    expect(await managed('manages')).toMatchObject({ total: 1, corrected: 'manager' })
  })

  it('is none where the beginning of a name, of a team or of a title was typed', async () => {
    const begun = finder({ 'payments/api': {}, 'games/play': {}, 'x/stock': { title: 'Warehouse' }, 'x/care': {} })
    for (const [q, id] of [
      ['pay', 'payments/api'],
      ['ment', 'payments/api'],
      ['ware', 'x/stock'],
    ] as const)
      expect(await begun(q)).toMatchObject({ ids: [id], corrected: undefined })
  })

  it('gives nothing away', async () => {
    expect(await found('secrex')).toMatchObject({ ids: [], corrected: undefined, suggestions: [] })
  })
})

describe('a version behind a space', () => {
  const found = finder({ 'library/redis': {}, 'base/node20': {}, 'library/node': {} }, [
    ['library/redis', '7.2.1'],
    ['library/node', '20'],
  ])
  it.each([
    ['redis 7.2', ['library/redis:7.2.1'], undefined],
    ['redis 9', ['library/redis'], { tag: '9' }],
    // A name that has it is meant.
    ['node 20', ['base/node20'], undefined],
    ['reids 7.2', ['library/redis:7.2.1'], undefined],
  ])('%s finds %j', async (q, ids, missing) => {
    const page = await found(q)
    expect([page.ids, page.missing]).toEqual([ids, missing])
  })
})

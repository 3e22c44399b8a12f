import { describe, expect, it } from 'vitest'
import type { DocumentQuery } from '../../../lambda/search/memory/documents.ts'
import { openDocuments } from '../../../lambda/search/memory/overlays.ts'
import { packSegment } from '../../../lambda/search/memory/pack-segment.ts'
import * as weights from '../../../lambda/search/memory/weights.ts'
import { NOW } from './arbitrary-documents.ts'
import { asked, idsOf, named, stateOf } from './documents-of.ts'

const OPEN = { hidesPrivate: false }
const daysAgo = (days: number): string => new Date(NOW - days * 86_400_000).toISOString().replace('.000Z', 'Z')

describe('matching', () => {
  const documents = openDocuments([
    packSegment([
      stateOf('team/node-js'),
      stateOf('described', { description: 'a nodejs runtime', title: 'Prerequisites' }),
      stateOf('chinese', { description: '容器漏洞扫描工具' }),
      stateOf('hidden-nodejs', { visible: 0, hidden: 2 }),
    ]),
  ])
  it.each([
    [['node'], ['team/node-js', 'described']],
    [['nodejs'], ['team/node-js', 'described']],
    [['dejs'], ['team/node-js']],
    [['node', 'js'], ['team/node-js']],
    [['no', 'dejs'], ['team/node-js']],
    [['requi'], ['described']],
    [['untime'], []],
    [['runt'], ['described']],
    [['n'], ['team/node-js', 'described']],
    [['o'], []],
    [['漏洞'], ['chinese']],
    [['洞'], ['chinese']],
  ])('%j finds %j', (words, ids) => {
    expect(idsOf(documents.search(asked(words)))).toEqual(ids)
  })

  it('repositories with hidden tags only are in the catalog and nowhere else', () => {
    expect(documents.get('hidden-nodejs')).toBeDefined()
    expect(documents.names('distribution', 'described', 9, OPEN)).toEqual(['hidden-nodejs', 'team/node-js'])
    expect(documents.search(asked(['hidden'])).total).toBe(0)
    expect(documents.corrections('hiddn', OPEN, 9)).toEqual([])
  })

  it('of the words only the first twelve distinct ones count', () => {
    const documents = openDocuments([packSegment([stateOf('one', { description: 'a b c d e f g h i j k l' })])])
    expect(documents.search(asked([...'aabcdefghijklz'])).total).toBe(1)
    expect(documents.search(asked([...'abcdefghijkz'])).total).toBe(0)
  })

  it('of a word that is longer than 255 bytes, so many are looked at', () => {
    const long = 'x'.repeat(254)
    const documents = openDocuments([packSegment([stateOf('one', { description: `${long}yz` })])])
    expect(documents.search(asked([`${long}y`])).total).toBe(1)
    expect(documents.search(asked([`${long}ya`])).total).toBe(1)
    expect(documents.search(asked([`${long}z`])).total).toBe(0)
  })
})

describe('relevance', () => {
  it('the name that was typed comes first, then that name in library, whatever else has more tags', () => {
    const documents = openDocuments([
      packSegment([
        stateOf('redis'),
        stateOf('library/redis'),
        stateOf('team/redis', { visible: 60_000, title: 'Redis', description: 'redis' }),
      ]),
    ])
    expect(idsOf(documents.search(asked(['redis'])))).toEqual(['redis', 'library/redis', 'team/redis'])
    expect(idsOf(documents.search(asked(['library', 'redis'], { name: 'library/redis' })))[0]).toBe('library/redis')
  })

  it('what is matched more comes first: component, word, beginning, description, inside', () => {
    const documents = openDocuments([
      packSegment([
        stateOf('q/redis'),
        stateOf('q/redis-cli'),
        stateOf('q/rediscli'),
        stateOf('q/myredis'),
        stateOf('q/q', { description: 'like redis' }),
        stateOf('my-redis-team/q'),
      ]),
    ])
    expect(idsOf(documents.search(asked(['redis'])))).toEqual([
      'q/redis',
      'q/redis-cli',
      'q/rediscli',
      'q/q',
      'my-redis-team/q',
      'q/myredis',
    ])
  })

  it('keywords are found as words of a title are, and separators of a list are no part of them', () => {
    const documents = openDocuments([packSegment([stateOf('q/a', { keywords: 'key-value store, in-memory' })])])
    for (const word of ['value', 'store', 'memo', 'emory'])
      expect(idsOf(documents.search(asked([word])))).toEqual(['q/a'])
    expect(documents.search(asked(['storein'])).total).toBe(0)
  })

  it('copies come after all others, however well they match, unless they are asked for', () => {
    const documents = openDocuments([
      packSegment([
        stateOf('archive/web', { visible: 400 }),
        stateOf('ci/pr-17/web'),
        stateOf('hub-mirror/library/web'),
        stateOf('q/q', { description: 'web' }),
        stateOf('q/web-api'),
        stateOf('q/web'),
        stateOf('ci-tools/web'),
      ]),
    ])
    const real = ['ci-tools/web', 'q/web', 'q/web-api', 'q/q']
    const found = documents.search(asked(['web']))
    expect(idsOf(found)).toEqual([...real, 'archive/web', 'ci/pr-17/web', 'hub-mirror/library/web'])
    expect(idsOf(documents.search(asked(['web'], { name: 'archive/web' })))[0]).toBe('archive/web')
    expect(idsOf(documents.search(asked(['pr', 'web'])))).toEqual(['ci/pr-17/web'])
    const copies = named('archive/api', 'q/api-archive', 'dev/archive-api')
    expect(idsOf(copies.search(asked(['api', 'arch'])))).toEqual(['q/api-archive', 'archive/api', 'dev/archive-api'])
  })

  it('a team has its repositories first, by its name alone', () => {
    const documents = named('a/x', 'a/y-z', 'q/a-x', 'q/a', 'q/b-x', 'data-eng/x', 'q/data-eng-x')
    expect(idsOf(documents.search(asked(['a'])))).toEqual(['a/x', 'a/y-z', 'q/a', 'q/a-x'])
    expect(idsOf(documents.search(asked(['data', 'eng'])))).toEqual(['data-eng/x', 'q/data-eng-x'])
    for (const words of [
      ['a', 'x'],
      ['x', 'a'],
    ])
      expect(idsOf(documents.search(asked(words)))).toEqual(['a/x', 'q/a-x'])
    expect(idsOf(documents.search(asked(['a', 'y', 'z'])))).toEqual(['a/y-z'])
  })

  it('what is upstream of a name is its organisation with that name', () => {
    const documents = named('grafana/loki', 'grafana/grafana', 'q/grafana')
    expect(idsOf(documents.search(asked(['grafana'])))).toEqual(['grafana/grafana', 'grafana/loki', 'q/grafana'])
  })

  it('of equal matches the one with more tags comes first, and one that is pushed to', () => {
    const documents = openDocuments([
      packSegment([
        stateOf('a/web', { pushedAt: daysAgo(400) }),
        stateOf('b/web', { pushedAt: daysAgo(20) }),
        stateOf('c/web', { pushedAt: daysAgo(30), visible: 50 }),
        stateOf('d/web', { pushedAt: daysAgo(30), kind: 'chart' }),
      ]),
    ])
    expect(idsOf(documents.search(asked(['web'])))).toEqual(['c/web', 'b/web', 'a/web', 'd/web'])
  })

  it('what passes `instead` comes after all that the words match', () => {
    const documents = openDocuments([
      packSegment([
        stateOf('other', { vendor: 'redis', visible: 60_000 }),
        stateOf('described', { description: 'redis' }),
      ]),
    ])
    const instead = { by: 'text', field: 'vendor', test: (value: string) => value === 'redis' } as const
    expect(idsOf(documents.search(asked(['redis'], { instead })))).toEqual(['described', 'other'])
    expect(documents.search(asked(['redis'], { instead, without: ['other'] })).total).toBe(1)
  })

  it('without words the newest come first', () => {
    const documents = openDocuments([
      packSegment([stateOf('a'), stateOf('b', { pushedAt: daysAgo(2) }), stateOf('c', { pushedAt: daysAgo(1) })]),
    ])
    expect(idsOf(documents.search(asked([])))).toEqual(['c', 'b', 'a'])
  })

  it('by the time of building, the newest come first, not later than their push, and those without one last', () => {
    const pushedAt = daysAgo(1)
    const documents = openDocuments([
      packSegment([
        stateOf('old', { pushedAt, created: daysAgo(900) }),
        stateOf('new', { pushedAt, created: daysAgo(3) }),
        stateOf('none', { pushedAt }),
        stateOf('future', { pushedAt: daysAgo(500), created: daysAgo(-500) }),
      ]),
    ])
    const found = documents.search({ ...asked([]), sort: 'created' })
    expect(idsOf(found)).toEqual(['new', 'future', 'old', 'none'])
    expect(found.hits.map(({ document }) => document.created)).toEqual([
      daysAgo(3),
      daysAgo(-500),
      daysAgo(900),
      undefined,
    ])
  })

  it('the weights that stand for a kind of match belong to no other', () => {
    const { SEPARATED, UNSEPARATED, PLACE, TEAM, COMPONENT, WHOLE_COMPONENT } = weights
    for (const [exact, ...others] of [SEPARATED, UNSEPARATED]) {
      expect([exact[PLACE.team], exact[PLACE.component]]).toEqual([TEAM, COMPONENT])
      const namespaces = [PLACE.team, PLACE.component] as number[]
      const rest = [...exact].filter((_, place) => !namespaces.includes(place)).concat(...others.map((one) => [...one]))
      expect(rest).not.toContain(TEAM)
      expect(rest).not.toContain(COMPONENT)
      const whole = [PLACE.whole, PLACE.joined] as number[]
      for (const [place, weight] of exact.entries()) expect(weight >= WHOLE_COMPONENT).toBe(whole.includes(place))
      for (const table of others) expect(Math.max(...table)).toBeLessThan(WHOLE_COMPONENT)
    }
  })
})

describe('pages', () => {
  const documents = named('a', 'b', 'c@docker-v1', 'c-d')
  it.each([
    [{ value: Number.NaN, id: 'a' }, []],
    [{ value: Number.POSITIVE_INFINITY, id: 'z' }, ['a', 'b', 'c@docker-v1', 'c-d']],
    [{ value: Number.NEGATIVE_INFINITY, id: '' }, []],
    [{ value: 0, id: 'c' }, ['c@docker-v1', 'c-d']],
    [{ value: 0, id: 'c@docker-v1' }, ['c-d']],
    [{ value: 0, id: 'c-c' }, ['c-d']],
    [{ value: 0, id: '\ud800' }, []],
  ])('after %j come %j', (after, ids) => {
    expect(idsOf(documents.search(asked([], { sort: 'name', after })))).toEqual(ids)
  })

  it.each<Partial<DocumentQuery>>([
    { limit: Number.NaN },
    { limit: -1 },
    { limit: 0 },
    { skip: 1e12 },
    { skip: Number.POSITIVE_INFINITY },
  ])('%j gives no results, and the total', (bounds) => {
    expect(documents.search(asked([], bounds))).toMatchObject({ hits: [], total: 4 })
  })
})

describe('facets', () => {
  it('count each age once, and what is absent not at all', () => {
    const ages = [-1, 0, 7, 8, 30, 89, 365, 366]
    const documents = openDocuments([
      packSegment([...ages.map((days, at) => stateOf(`r${at}`, { pushedAt: daysAgo(days) })), stateOf('never')]),
    ])
    expect(documents.search(asked([], { facets: ['pushed', 'namespace', 'kind'] })).facets).toEqual({
      pushed: [
        { value: '7d', count: 3 },
        { value: '30d', count: 2 },
        { value: '365d', count: 1 },
        { value: '90d', count: 1 },
        { value: 'older', count: 1 },
      ],
      namespace: [],
      kind: [],
    })
  })
})

describe('the scope', () => {
  const documents = openDocuments([
    packSegment([
      stateOf('team/kubernetes', { private: true }),
      stateOf('team/kubernets'),
      ...['a', 'b', 'c'].map((id) => stateOf(`other/${id}`, { description: 'kubernotes', vendor: 'Other' })),
    ]),
  ])
  it('decides what is found, counted and suggested', () => {
    const scope = { hidesPrivate: true, prefixes: ['team/'] }
    expect(documents.corrections('kubernetis', OPEN, 9)).toEqual(['kubernetes', 'kubernets', 'kubernotes'])
    expect(documents.corrections('kubernetis', scope, 9)).toEqual(['kubernets'])
    expect(documents.search(asked([], { scope, facets: ['vendor', 'namespace'] }))).toMatchObject({
      total: 1,
      facets: { vendor: [], namespace: [{ value: 'team', count: 1 }] },
    })
    expect(documents.names('distribution', '', 9, scope)).toEqual(['team/kubernets'])
    expect(documents.search(asked([], { scope: { hidesPrivate: false, prefixes: [] } })).total).toBe(0)
  })

  it('has a repository with what is below it, or only what is in a namespace, and nothing that only begins so', () => {
    const ids = ['team', 'team-b', 'team/app', 'team/app/x', 'team/apps', 'teams', 'teams/app', 'x/team/app']
    const named = openDocuments([packSegment(ids.map((id) => stateOf(id)))])
    const namesOf = (...prefixes: string[]) => named.names('distribution', '', 99, { hidesPrivate: false, prefixes })
    expect(namesOf('team')).toEqual(['team', 'team/app', 'team/app/x', 'team/apps'])
    expect(namesOf('team/')).toEqual(['team/app', 'team/app/x', 'team/apps'])
    expect(namesOf('team/app')).toEqual(['team/app', 'team/app/x'])
    expect(namesOf('team/app', 'teams/')).toEqual(['team/app', 'team/app/x', 'teams/app'])
    expect(namesOf('te', 'team/a', 'teams/app/')).toEqual([])
  })

  it('decides which correction is the likeliest', () => {
    const documents = openDocuments([
      packSegment([stateOf('mine/redix'), stateOf('mine/redit'), stateOf('x/redix'), stateOf('y/redix')]),
    ])
    expect(documents.corrections('redis', OPEN, 9)).toEqual(['redix', 'redit'])
    expect(documents.corrections('redis', { hidesPrivate: false, prefixes: ['mine/'] }, 9)).toEqual(['redit', 'redix'])
    expect(documents.corrections('redis', { hidesPrivate: false, prefixes: ['mine/redix'] }, 9)).toEqual(['redix'])
    expect(documents.corrections('redit', OPEN, 9)).toEqual(['redix'])
  })

  it('decides whether a correction stands in a name, which comes before what many describe', () => {
    const described = ['a', 'b', 'c'].map((id) => stateOf(id, { title: 'boxed', description: 'boxed' }))
    const named = [stateOf('x/boxes', { private: true }), stateOf('x/my-boxe', { private: true })]
    const documents = openDocuments([packSegment([...described, ...named]), packSegment([stateOf('d/boxep-e')])])
    expect(documents.corrections('boxex', OPEN, 9)).toEqual(['boxe', 'boxep', 'boxes', 'boxed'])
    expect(documents.corrections('boxex', { hidesPrivate: true }, 9)).toEqual(['boxep', 'boxed'])
  })

  it('decides nothing about words of one or two letters, which are not corrected', () => {
    const documents = openDocuments([packSegment(['r', 're', 'red', '数据'].map((id) => stateOf(id)))])
    for (const short of ['', 'r', 'ra', 'rd', '数', '数居']) expect(documents.corrections(short, OPEN, 9)).toEqual([])
    expect(documents.corrections('rad', OPEN, 9)).toEqual(['red'])
  })
})

describe('changes', () => {
  it('replace, remove and bring back documents', () => {
    const documents = openDocuments([packSegment([stateOf('a', {}, 1), stateOf('b', {}, 1)])])
    documents.apply([stateOf('a', { description: 'new' }, 2), { id: 'b', changedAt: 3, document: undefined }])
    expect([documents.count, documents.changedAt('b'), documents.get('b')]).toEqual([1, 3, undefined])
    expect(idsOf(documents.search(asked(['new'])))).toEqual(['a'])
    documents.apply([stateOf('b', {}, 4)])
    expect([documents.count, documents.changedAt('b')]).toEqual([2, 4])
  })

  it('one by one, for many repositories, leave everything to be found', () => {
    const documents = openDocuments([])
    for (let at = 0; at < 300; at++) documents.apply([stateOf(`r${at % 200}`, { description: `change${at}x` }, at)])
    expect(documents.count).toBe(200)
    expect(documents.search(asked(['change'])).total).toBe(200)
    expect(idsOf(documents.search(asked(['change299x'])))).toEqual(['r99'])
    expect(documents.search(asked(['change99x'])).total).toBe(0)
  })
})

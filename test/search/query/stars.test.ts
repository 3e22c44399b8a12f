// Stars at the ends of values: one rule for all qualifiers.

import { describe, expect, it } from 'vitest'
import type { SearchDocument } from '../../../lambda/model/search-document.ts'
import { openDocuments } from '../../../lambda/search/memory/overlays.ts'
import { packSegment } from '../../../lambda/search/memory/pack-segment.ts'
import { QUALIFIERS } from '../../../lambda/search/query/qualifiers.ts'
import { parseQuery } from '../../../lambda/search/query/query.ts'
import { asked, stateOf } from '../memory/documents-of.ts'

const NOW = Date.parse('2026-11-24T12:00:00Z')

type Fields = Partial<SearchDocument> & { readonly id?: string }
/** Names of the documents that a query finds. */
const found = (q: string, documents: Readonly<Record<string, Fields>>): string[] => {
  const states = Object.entries(documents).map(([title, { id = title, ...more }]) => stateOf(id, { ...more, title }))
  const page = openDocuments([packSegment(states)]).search(asked([], { filters: parseQuery(q, NOW).filters }))
  expect(page.total).toBe(page.hits.length)
  return page.hits.map(({ document }) => document.title ?? '').sort()
}

const vendors = { no: {}, empty: { vendor: '' }, inc: { vendor: 'Acme Inc' }, acme: { vendor: 'Big Acme' } }
const licenses = { no: {}, mit: { licenses: 'MIT' }, both: { licenses: 'Apache-2.0 OR MIT' } }
const platforms = {
  no: {},
  amd: { platforms: ['linux/amd64'] },
  arm: { platforms: ['linux/arm64/v8', 'linux/arm/v7'] },
  win: { platforms: ['windows/386'] },
}
const kinds = { no: {}, image: { kind: 'image' }, index: { kind: 'index' }, chart: { kind: 'chart' } } as const
const names = {
  top: { id: 'team' },
  team: { id: 'team/app' },
  deep: { id: 'a/Team/b/app' },
  other: { id: 'teams/x-team' },
}
const sources = {
  no: {},
  empty: { source: '' },
  web: { source: 'https://Git.example.com/team/web.git' },
  app: { source: 'git@git.example.com:team/app' },
}
const times = {
  no: {},
  odd: { pushedAt: 'never' },
  old: { pushedAt: '1960-01-01T00:00:00Z' },
  new: { pushedAt: '2026-11-24T00:00:00Z' },
}
const sizes = { no: {}, none: { size: 0 }, some: { size: 5 } }
const states = { no: {}, none: { dangling: 0 }, one: { dangling: 1 } }

describe('a star alone asks for any value, with a minus for none', () => {
  it.each<[string, Record<string, Fields>, string[]]>([
    ['arch', platforms, ['amd', 'arm', 'win']],
    ['os', platforms, ['amd', 'arm', 'win']],
    ['kind', kinds, ['chart', 'image', 'index']],
    ['license', licenses, ['both', 'mit']],
    ['vendor', vendors, ['acme', 'inc']],
    ['namespace', names, ['deep', 'other', 'team']],
    ['pushed', times, ['new', 'old']],
    ['older', times, ['new', 'old']],
    ['size', sizes, ['none', 'some']],
    ['is', states, ['one']],
  ])('%s:*', (key, documents, expected) => {
    expect(found(`${key}:*`, documents)).toEqual(expected)
    expect(found(`${key}:**`, documents)).toEqual(expected)
    const others = Object.keys(documents).filter((name) => !expected.includes(name))
    expect(found(`-${key}:*`, documents)).toEqual(others.sort())
  })

  it('source:*', () => {
    expect(found('source:*', sources)).toEqual(['app', 'web'])
    expect(parseQuery('source:*', NOW).isVain).toBe(false)
  })
})

describe('a star at an end says where the value stands', () => {
  it.each<[string, Record<string, Fields>, string[]]>([
    ['arch:arm*', platforms, ['arm']],
    ['arch:ARM6*', platforms, ['arm']],
    ['arch:*64', platforms, ['amd', 'arm']],
    ['arch:*md6*', platforms, ['amd']],
    ['arch:*v7', platforms, ['arm']],
    ['arch:*s', platforms, []],
    ['arch:*nux*', platforms, []],
    ['arch:linux/*', platforms, ['amd', 'arm']],
    ['arch:*/amd64', platforms, ['amd']],
    ['arch:*linux/a*', platforms, ['amd', 'arm']],
    ['os:win*', platforms, ['win']],
    ['os:*ows', platforms, ['win']],
    ['os:*in*', platforms, ['amd', 'arm', 'win']],
    ['os:*64', platforms, []],
    ['os:*/386', platforms, ['win']],
    ['os:linux/a*', platforms, ['amd', 'arm']],
    ['kind:i*', kinds, ['image', 'index']],
    ['kind:Hel*', kinds, ['chart']],
    ['kind:*dex', kinds, ['index']],
    ['kind:*ma*', kinds, ['image']],
    ['-kind:i*', kinds, ['chart', 'no']],
    ['license:mit*', licenses, ['mit']],
    ['license:*MIT', licenses, ['both', 'mit']],
    ['license:*2.0*', licenses, ['both']],
    ['license:mit', licenses, ['both', 'mit']],
    ['vendor:acme*', vendors, ['inc']],
    ['vendor:*acme', vendors, ['acme']],
    ['vendor:*g a*', vendors, []],
    ['vendor:"*g a*"', vendors, ['acme']],
    ['vendor:acme', vendors, ['acme', 'inc']],
    ['namespace:te*', names, ['other', 'team']],
    ['namespace:team/*', names, ['team']],
    ['namespace:*am', names, ['deep', 'team']],
    ['namespace:*Eam*', names, ['deep', 'other', 'team']],
    ['namespace:*app*', names, []],
    ['-namespace:*am', names, ['other', 'top']],
    ['te*/*', names, ['other', 'team']],
    ['*am/*', names, ['deep', 'team']],
    ['-*am/*', names, ['other', 'top']],
    ['source:git.example.com/t*', sources, ['app', 'web']],
    ['source:team*', sources, []],
    ['source:*team/web', sources, ['web']],
    ['source:*/web.git', sources, ['web']],
    ['source:*TEAM*', sources, ['app', 'web']],
    ['is:dang*', states, ['one']],
    ['is:*ling', states, ['one']],
    ['is:*gli*', states, ['one']],
  ])('%s', (q, documents, expected) => {
    expect(found(q, documents)).toEqual(expected)
  })
})

describe('of values that are looked up', () => {
  it.each(['revision', 'base'])('%s: a star may end the beginning only', (key) => {
    expect(parseQuery(`${key}:4f2a*`, NOW).lookup).toEqual(parseQuery(`${key}:4f2a`, NOW).lookup)
    for (const value of ['*', '*4f2a', '*4f2a*'])
      expect(() => parseQuery(`${key}:${value}`, NOW)).toThrow(
        `${key}:${value} can't be looked up; a star may only stand at the end of what ${key}: looks for`,
      )
  })
})

it.each([
  ['kind:rp*', /^kind:rp\* is not known; after kind: comes one of image, index/],
  ['is:*old', /^is:\*old is not known/],
  ['size:1*', /is no size/],
  ['pushed:2026*', /is no time/],
  ['created:2026*', /is no time/],
  ['older:1*', /is no age/],
])('%s is refused', (q, message) => {
  expect(() => parseQuery(q, NOW)).toThrow(message)
})

it('no qualifier is forgotten here', () => {
  expect([...QUALIFIERS].sort()).toEqual(
    'arch base created is kind label license namespace older os pushed revision size source vendor'.split(' '),
  )
})

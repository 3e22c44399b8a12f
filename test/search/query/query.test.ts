import { describe, expect, it } from 'vitest'
import type { SearchDocument } from '../../../lambda/model/search-document.ts'
import { openDocuments } from '../../../lambda/search/memory/overlays.ts'
import { packSegment } from '../../../lambda/search/memory/pack-segment.ts'
import { parseQuery } from '../../../lambda/search/query/query.ts'
import { stateOf } from '../memory/documents-of.ts'

const NOW = Date.parse('2026-11-24T12:00:00Z')
const HEX = 'a1b2c3'

/** What a query asks for, without what it does not. */
const asked = (q: string) => {
  const { text, name, terms, filters, sort, instead, otherwise, joined, ...query } = parseQuery(q, NOW)
  const isSaid = ([, value]: [string, unknown]) =>
    value !== undefined && value !== false && JSON.stringify(value) !== '[]'
  return Object.fromEntries(Object.entries(query).filter(isSaid))
}
/** The only document in memory. */
const only = (name: string, more: Partial<SearchDocument>) => openDocuments([packSegment([stateOf(name, more)])])
/** True if a document passes all that is asked for. */
const passes = (q: string, { name = 'team/app', ...more }: Partial<SearchDocument> & { readonly name?: string }) => {
  const { words, name: typed, without, filters, instead, sort } = parseQuery(q, NOW)
  const documents = only(name, more)
  const scope = { hidesPrivate: false }
  const query = { words, name: typed, without, filters, instead, scope, sort, limit: 1, facets: [], now: NOW }
  return documents.search(query).total === 1
}

describe('words', () => {
  it.each([
    ['', {}],
    ['redis', { words: ['redis'] }],
    ['  redis\tmy-cache\n', { words: ['redis', 'my', 'cache'] }],
    ['redis redis REDIS', { words: ['redis'] }],
    ['ab cd', { words: ['ab', 'cd'] }],
    ['x', { words: ['x'] }],
    ['ﬁle ＡＢＣ Ä', { words: ['file', 'abc', 'a'] }],
    ['/team/app', { words: ['team', 'app'] }],
    ['--_./app', { words: ['app'] }],
    ['"red is" "cache', { words: ['red', 'is', 'cache'] }],
    ['redis\u0000cache', { words: ['redis', 'cache'] }],
    ['redis -cache -"a b"', { words: ['redis'], without: ['cache', 'a b'] }],
    ['redis -team/app', { words: ['redis'], without: ['team app'] }],
    ['redis - -- ""', { words: ['redis'] }],
    ['-a.a -a -a.b -b.a -a -… -"a b"', { without: ['a', 'a b', 'b a'] }],
    [`${[...'abcdefgh'].map((word) => `-${word}`).join(' ')} -i.j -k.l`, { without: [...'abcdefgh', 'i j', 'k l'] }],
    ['redis\ud800', { words: ['redis'] }],
  ])('%j are these words', (q, expected) => {
    expect(asked(q)).toEqual(expected)
  })

  it.each(['-', '--- ...', '…', '\ud800'])('%j finds nothing', (q) => {
    expect(parseQuery(q, NOW).isVain).toBe(true)
  })

  it('have one form, to which cursors are bound', () => {
    expect(parseQuery(' redis \t app ', NOW).text).toBe('redis app')
    expect(parseQuery('redis app', NOW).text).not.toBe(parseQuery('app redis', NOW).text)
  })

  it.each([
    ['/Library/Redis', 'library/redis'],
    ['docker.io/library/redis', 'library/redis'],
    ['index.docker.io/redis:7', 'redis'],
    ['my-cache arch:arm64', 'my-cache'],
    ['kind:image', ''],
  ])('of %j may be the name %j', (q, name) => {
    expect(parseQuery(q, NOW).name).toBe(name)
  })

  it.each([
    ['redis*', { words: ['redis'] }],
    ['*redis*', { words: ['redis'] }],
    ['*', {}],
    ['*/*', {}],
    ['redis:7*', { words: ['redis'], tag: '7' }],
    ['redis:*', { words: ['redis'] }],
    [':7*', { lookup: { kinds: ['tag'], value: '7' } }],
    ['-test*', { without: ['test'] }],
    ['library/re*', { words: ['library', 're'] }],
    ['library/*', {}],
    ['prom/*:latest', { tag: 'latest' }],
    ['docker.io/prom/*:V7*', { tag: 'V7' }],
    ['prom/*:*', {}],
    ['prom/*:', {}],
    ['redis*:7*', { words: ['redis'], tag: '7' }],
    ['prom/re*:7', { words: ['prom', 're'], tag: '7' }],
    ['*/*:Latest', { lookup: { kinds: ['tag'], value: 'latest' } }],
    ['a1b2c3*', { words: [HEX], alsoWord: HEX, lookup: { kinds: expect.any(Array), value: HEX } }],
  ])('with stars at the ends, %j, mean %j', (q, expected) => {
    expect(asked(q)).toEqual(expected)
  })
})

describe('tags and values', () => {
  const own = ['digest', 'config', 'child']
  const digest = `sha256:${'AB'.repeat(32)}`
  it.each([
    ['redis:7', { words: ['redis'], tag: '7' }],
    ['team/redis:V7-alpine cache', { words: ['team', 'redis', 'cache'], tag: 'V7-alpine' }],
    [':Latest', { lookup: { kinds: ['tag'], value: 'latest' } }],
    [digest, { lookup: { kinds: own, value: 'ab'.repeat(32) } }],
    ['SHA512:abc', { lookup: { kinds: own, value: 'abc' } }],
    ['sha256:ab', { lookup: { kinds: own, value: 'ab' } }],
    ['sha256:a', { words: ['sha256'], tag: 'a' }],
    [`redis@${digest}`, { words: ['redis'], digest: digest, lookup: { kinds: own, value: 'ab'.repeat(32) } }],
    [`redis:7@${digest}`, { words: ['redis'], digest: digest, lookup: { kinds: own, value: 'ab'.repeat(32) } }],
    ['a1b2c', { words: ['a1b2c'] }],
    ['A1B2C3', { words: [HEX], alsoWord: HEX, lookup: { kinds: [...own, 'revision'], value: HEX } }],
    ['a1b2c3g', { words: ['a1b2c3g'] }],
    ['revision:ABC', { lookup: { kinds: ['revision'], value: 'abc' } }],
    ['base:Alpine:3.20', { lookup: { kinds: ['baseName'], value: 'alpine:3.20' } }],
    ['a/b.c/d', { words: ['a', 'b', 'c', 'd'] }],
    // Names with the registry before them.
    ['localhost:5000/team/app:1.0', { words: ['team', 'app'], tag: '1.0' }],
    ['docker://registry.example.com/team/app:1.0', { words: ['team', 'app'], tag: '1.0' }],
    ['oci://registry.example.com:5000/charts/app', { words: ['charts', 'app'] }],
    ['-registry.example.com:443/app', { without: ['app'] }],
    [
      `registry.example.com:5000/app@${digest}`,
      { words: ['app'], digest: digest, lookup: { kinds: own, value: 'ab'.repeat(32) } },
    ],
    ['localhost/app:1', { words: ['app'], tag: '1' }],
    [
      `registry.example.com/app:7@${digest}`,
      { words: ['app'], digest: digest, lookup: { kinds: own, value: 'ab'.repeat(32) } },
    ],
    // Of what looks like a qualifier.
    ['arhc:arm64', { words: ['arhc'], tag: 'arm64', mistyped: 'arhc' }],
    ['arcade:arm64', { words: ['arcade'], tag: 'arm64' }],
    [`base:${digest}`, { lookup: { kinds: ['baseDigest'], value: 'ab'.repeat(32) } }],
  ])('%j asks for %j', (q, expected) => {
    expect(asked(q)).toEqual(expected)
  })

  it('of two words that may be digests the longest may be one, and none beside a value or a tag', () => {
    expect(asked('facade a1b2c3d4')).toMatchObject({
      words: ['facade', 'a1b2c3d4'],
      alsoWord: 'a1b2c3d4',
      lookup: { value: 'a1b2c3d4' },
    })
    expect(asked('facade :v1')).toEqual({ words: ['facade'], lookup: { kinds: ['tag'], value: 'v1' } })
    expect(asked('facade app:v1')).toEqual({ words: ['facade', 'app'], tag: 'v1' })
  })

  it('a value is cut as entries are', () => {
    const { lookup } = parseQuery(`revision:${'ﷺ'.repeat(100)}`, NOW)
    expect(Buffer.byteLength(lookup?.value ?? '')).toBeLessThanOrEqual(255)
  })
})

it.each([
  ['x:1 y', { tag: '1_y', words: ['x'] }],
  ['x:1.2.3 y.4 z', { tag: '1.2.3_y.4', words: ['x', 'z'] }],
  ['z x:v1 0a', { tag: 'v1_0a', words: ['z', 'x'] }],
  [':1.2 y', { lookup: { kinds: ['tag'], value: '1.2_y' } }],
  ['x 1.2 y', { versioned: { tag: '1.2_y' } }],
  ['arch:arm64 x:1 y', { tag: '1_y', words: ['x'] }],
])('in %j a space may have been a plus that was not encoded', (q, expected) => {
  expect(parseQuery(q, NOW).joined).toMatchObject(expected)
})

it.each([
  'x:1',
  'x y',
  'x:latest y',
  'x 7 y',
  'x:1 -y',
  'label:org.a:1 b x:2',
  'x:1 y*',
  'x:1 arch:arm64',
  'x:1 "y z"',
  'created:2024-01-01 y',
  `x:${'1'.repeat(100)} ${'y'.repeat(100)}`,
])('in %j none was', (q) => {
  expect(parseQuery(q, NOW).joined).toBeUndefined()
})

describe('addresses of sources', () => {
  const source = 'https://github.com/a/b.git'
  it.each([
    'https://GitHub.com/a/b.git',
    'git@github.com:a/b.git',
    'ssh://git@github.com:22/a/b',
    'scm:git:https://github.com/a/b.git',
    'pkg:github/a/b@v1',
    '[git@github.com:22]:a/b.git',
    '[github.com:22]:a/b.git',
    'https://api.github.com/repos/a/b/releases',
    'https://github.com/a/b/pull/3',
    'https://user:token@github.com/a',
    'source:github.com/a/',
    'source:github.com/a*',
    'github.com/A/b.git',
    'app github.com/a/b',
  ])('%s finds what has it, however it is written', (q) => {
    const query = parseQuery(q, NOW)
    const { words, filters, instead, otherwise } = query
    const found = otherwise ?? { words, filters, instead }
    const scope = { hidesPrivate: false }
    const asked = { ...query, ...found, scope, limit: 1, facets: [], now: NOW }
    for (const written of [source, 'git@github.com:a/b.git', 'scm:git:ssh://git@github.com:22/a/b'])
      expect(only('team/app', { source: written }).search(asked).total).toBe(1)
    for (const other of ['https://github.com/b', undefined, ''])
      expect(only('team/app', other === undefined ? {} : { source: other }).search(asked).total).toBe(0)
  })

  it('are compared with what is packed, so that no query normalizes the address of each document', () => {
    const filter = { by: 'sourcePrefix', start: 'github.com/a' }
    expect(parseQuery('source:GitHub.com/a', NOW).filters).toEqual([filter])
    expect(parseQuery('git@github.com:a', NOW).filters).toEqual([filter])
    expect(parseQuery('github.com/a', NOW).instead).toEqual(filter)
  })

  it('are names as well where they have no scheme', () => {
    expect(passes('quay.io/team/app', { name: 'quay.io/team/app' })).toBe(true)
    expect(parseQuery('https://quay.io/team/app', NOW).words).toEqual([])
  })
})

describe('times', () => {
  const day = (text: string) => `${text}T00:00:00Z`
  it.each<[string, string | undefined, string | undefined]>([
    ['pushed:>2026-01-01', day('2026-01-02'), undefined],
    ['pushed:>=2026-01-01', day('2026-01-01'), undefined],
    ['pushed:<2026-01-01', undefined, day('2026-01-01')],
    ['pushed:<=2026-01-01', undefined, day('2026-01-02')],
    ['pushed:2024-02-29', day('2024-02-29'), day('2024-03-01')],
    ['pushed:2026-01-01..2026-01-31', day('2026-01-01'), day('2026-02-01')],
    ['pushed:2026-01-01..9999-12-31', day('2026-01-01'), '9999-12-31T23:59:59Z'],
    ['pushed:>2026-01-01T10:00', '2026-01-01T10:00:01Z', undefined],
    ['pushed:<2026-01-01T10:00:05Z', undefined, '2026-01-01T10:00:05Z'],
    ['older:1d', undefined, '2026-11-23T12:00:00Z'],
    ['older:2h', undefined, '2026-11-24T10:00:00Z'],
    ['older:1w', undefined, '2026-11-17T12:00:00Z'],
    ['older:1m', undefined, '2026-10-25T12:00:00Z'],
    ['OLDER:1y', undefined, '2025-11-24T12:00:00Z'],
    ['older:1d older:2d pushed:>2026-01-01 pushed:>2026-02-01', day('2026-02-02'), '2026-11-22T12:00:00Z'],
  ])('%s is from %s to before %s', (q, from, before) => {
    const second = (time: string, more: number) =>
      new Date(Date.parse(time) + more * 1000).toISOString().replace('.000', '')
    if (from !== undefined) {
      expect(passes(q, { pushedAt: from })).toBe(true)
      expect(passes(q, { pushedAt: second(from, -1) })).toBe(false)
    }
    if (before !== undefined) {
      expect(passes(q, { pushedAt: second(before, -1) })).toBe(true)
      expect(passes(q, { pushedAt: before })).toBe(false)
    }
  })
})

describe('the order if none is asked for', () => {
  it.each([
    ['', 'newest'],
    ['kind:image', 'newest'],
    ['redis older:1d', 'relevance'],
    ['namespace:team', 'name'],
    ['team/*', 'name'],
    ['team/*:latest', 'name'],
    ['older:1d', 'oldest'],
    ['pushed:<2026-01-01 kind:image', 'oldest'],
    ['pushed:2026-01-01', 'newest'],
    ['created:<2026-01-01', 'newest'],
    ['-older:1d', 'newest'],
  ])('of %j is %s', (q, sort) => {
    expect(parseQuery(q, NOW).sort).toBe(sort)
  })
})

describe('qualifiers', () => {
  const GB = 1_000_000_000
  it.each<[string, Parameters<typeof passes>[1], Parameters<typeof passes>[1]]>([
    ['arch:ARM64', { platforms: ['linux/amd64', 'linux/arm64/v8'] }, { platforms: ['linux/arm'] }],
    ['os:windows', { platforms: ['windows/amd64'] }, {}],
    ['kind:Chart', { kind: 'chart' }, { kind: 'image' }],
    ['license:apache', { licenses: 'MIT OR Apache-2.0' }, { licenses: 'MIT' }],
    ['created:>2026-01-01', { created: '2026-01-02T00:00:00Z' }, { created: '2026-01-01T23:59:59Z' }],
    ['created:<2026-01-01', { created: '2025-12-31T23:59:59Z' }, { pushedAt: '2025-12-31T23:59:59Z' }],
    ['created:2026-01-01..2026-01-31', { created: '2026-01-31T10:00:00Z' }, { created: '2026-02-01T00:00:00Z' }],
    ['created:*', { created: '2026-01-31T10:00:00Z' }, { pushedAt: '2026-01-31T10:00:00Z' }],
    ['-created:*', { pushedAt: '2026-01-31T10:00:00Z' }, { created: '2026-01-31T10:00:00Z' }],
    ['vendor:"ACME inc"', { vendor: 'Acme Inc.' }, { vendor: 'Acme' }],
    ['size:>1GB', { size: GB + 1 }, { size: GB }],
    ['size:>=1GB', { size: GB }, { size: GB - 1 }],
    ['size:<1gib', { size: 2 ** 30 - 1 }, { size: 2 ** 30 }],
    ['size:<=1.5kB', { size: 1500 }, {}],
    ['size:1MB..2MB', { size: 2_000_000 }, { size: 2_000_001 }],
    ['size:>5', { size: 6 }, { size: 5 }],
    ['size:<1000.5B', { size: 1000 }, { size: 1001 }],
    ['size:<=1000.5', { size: 1000 }, { size: 1001 }],
    ['size:>1000.5', { size: 1001 }, { size: 1000 }],
    ['size:>=1000.5b', { size: 1001 }, { size: 1000 }],
    ['size:<=4.1MB', { size: 4_100_000 }, { size: 4_100_001 }],
    ['size:8.3MB..9MB', { size: 8_300_000 }, { size: 8_299_999 }],
    ['library/*', { name: 'library/a/b' }, { name: 'library' }],
    ['namespace:Team/', { name: 'team/app' }, { name: 'teams/app' }],
    ['Library/*:7', { name: 'library/a/b' }, { name: 'library' }],
    ['-team/*', { name: 'teams/app' }, { name: 'team/app' }],
    ['-team/app', { name: 'team/web' }, { name: 'x/team-app' }],
    ['vendor:*', { vendor: 'Acme' }, {}],
    ['license:apache*', { licenses: 'Apache-2.0' }, { licenses: 'MIT' }],
    ['is:dangling', { dangling: 1 }, { dangling: 0 }],
    ['-is:dangling', {}, { dangling: 3 }],
    ['-kind:image', {}, { kind: 'image' }],
    ['-arch:arm64', { platforms: ['linux/amd64'] }, { platforms: ['linux/amd64', 'linux/arm64'] }],
    ['-namespace:Team', { name: 'team' }, { name: 'team/app' }],
    ['-namespace:te', { name: 'team/app' }, { name: 'te/app' }],
    ['-older:1d', { pushedAt: '2026-11-23T12:00:00Z' }, { pushedAt: '2026-11-23T11:59:59Z' }],
    ['-pushed:2026-01-01', { pushedAt: '2026-01-02T00:00:00Z' }, { pushedAt: '2026-01-01T23:59:59Z' }],
    ['kind:image size:>1', { kind: 'image', size: 2 }, { kind: 'image', size: 1 }],
  ])('%j lets through one and not the other', (q, one, other) => {
    expect(passes(q, one)).toBe(true)
    expect(passes(q, other)).toBe(false)
  })

  it('leave no word', () => {
    expect(parseQuery('arch:arm64 kind:image is:dangling', NOW).words).toEqual([])
  })
})

describe('qualifiers in the words of others', () => {
  it.each([
    ['arch:x86_64', 'linux/amd64'],
    ['arch:aarch64', 'linux/arm64'],
    ['arch:arm64/v8', 'linux/arm64/v8'],
    ['arch:arm64/v8', 'linux/arm64'],
    ['arch:arm', 'linux/arm/v7'],
    ['arch:armhf', 'linux/arm/v7'],
    ['arch:linux/arm64', 'linux/arm64/v8'],
    ['arch:linux/aarch64', 'linux/arm64'],
    ['arch:arm*', 'linux/arm64'],
    ['os:linux/amd64', 'linux/amd64'],
    ['os:Linux/x86_64', 'linux/amd64'],
    ['os:win*', 'windows/amd64'],
    ['os:macos', 'darwin/arm64'],
  ])('%s finds %s', (q, platform) => {
    expect(passes(q, { platforms: ['linux/s390x', platform] })).toBe(true)
    expect(passes(q, { platforms: ['plan9/riscv64'] })).toBe(false)
    expect(passes(q, {})).toBe(false)
  })

  it.each([
    ['arch:arm', 'linux/arm64'],
    ['arch:armhf', 'linux/arm/v6'],
    ['arch:linux/arm64', 'windows/arm64'],
    ['os:linux/amd64', 'linux/arm64'],
    ['os:lin', 'linux/arm64'],
  ])('%s does not find %s', (q, platform) => {
    expect(passes(q, { platforms: [platform] })).toBe(false)
  })

  it('kind:helm finds charts', () => {
    expect(passes('kind:helm', { kind: 'chart' })).toBe(true)
    expect(passes('kind:helm', { kind: 'image' })).toBe(false)
  })

  it.each([
    ['size:2GB..1GB', 'size:2GB..1GB ends before it begins; the smaller size comes first'],
    [
      'pushed:2026-02-01..2026-01-01',
      'pushed:2026-02-01..2026-01-01 ends before it begins; the earlier time comes first',
    ],
  ])('%s is refused', (q, message) => {
    expect(() => parseQuery(q, 0)).toThrow(message)
  })
})

import { describe, expect, it } from 'vitest'
import type { RepositoryRow } from '../../lambda/model/row-schemas.ts'
import { parseQuery } from '../../lambda/search/query.ts'

const NOW = Date.parse('2026-11-24T12:00:00Z')
const HEX = 'a1b2c3'

/** What a query asks for, without what it does not. */
const asked = (q: string) => {
  const { text, phrase, filters, ...query } = parseQuery(q, NOW)
  const isSaid = ([, value]: [string, unknown]) =>
    value !== undefined && value !== false && JSON.stringify(value) !== '[]' && JSON.stringify(value) !== '{}'
  return Object.fromEntries(Object.entries(query).filter(isSaid))
}
const row = (more: Partial<RepositoryRow> = {}): RepositoryRow => ({
  name: 'team/app',
  layout: 'distribution',
  rev: 1,
  visible: 1,
  hidden: 0,
  last: { tags: [], removed: [] },
  places: [],
  words: [],
  ...more,
})
/** Whether a repository passes all that looks at rows. */
const passes = (q: string, more: Partial<RepositoryRow>) =>
  parseQuery(q, NOW).filters.every((filter) => filter(row(more)))

describe('words', () => {
  it.each([
    ['', {}],
    ['redis', { terms: ['redis'] }],
    ['  redis\tmy-cache\n', { terms: ['my-cache', 'redis'] }],
    ['redis redis REDIS', { terms: ['redis'] }],
    ['ab cd', { terms: ['ab', 'cd'] }],
    ['x', { terms: ['x'] }],
    ['ﬁle ＡＢＣ Ä', { terms: ['file', 'abc', 'ä'] }],
    ['/team/app', { terms: ['team/app'] }],
    ['--_./app', { terms: ['app'] }],
    ['"red is" "cache', { terms: ['red is', 'cache'] }],
    ['redis\u0000cache', { terms: ['redis', 'cache'] }],
    ['redis -cache -"a b"', { terms: ['redis'], without: ['cache', 'a b'] }],
    ['redis - -- ""', { terms: ['redis'] }],
    ['redis\ud800', { terms: ['redis\ufffd'] }],
  ])('%j are these terms, the longest first', (q, expected) => {
    expect(asked(q)).toEqual(expected)
  })

  it.each(['-', '--- ...', '…', 'a'.repeat(256), 'ﷺ'.repeat(60)])('%j finds nothing', (q) => {
    expect(parseQuery(q, NOW).isVain).toBe(true)
  })

  it('have one form, to which cursors are bound', () => {
    expect(parseQuery(' redis \t app ', NOW).text).toBe('redis app')
    expect(parseQuery('redis app', NOW).text).not.toBe(parseQuery('app redis', NOW).text)
  })

  it('that stand in a longer one at the start of a word are one with it, but for digests', () => {
    expect(parseQuery('redis red redis-cli', NOW).terms).toEqual(['redis-cli'])
    expect(parseQuery('redis library/redis lib dis', NOW).terms).toEqual(['library/redis', 'dis'])
    expect(parseQuery('cafe cafebabe', NOW).terms).toEqual(['cafebabe', 'cafe'])
  })

  it('are a phrase as they were typed', () => {
    expect(parseQuery('Key -x  value arch:arm64 Key-store:7', NOW).phrase).toBe('key value key-store')
  })
})

describe('tags and values', () => {
  const own = ['digest', 'config', 'child']
  const digest = `sha256:${'AB'.repeat(32)}`
  const address = { kinds: ['source'], isAlsoTerm: true }
  it.each([
    ['redis:7', { terms: ['redis'], tag: '7' }],
    ['team/redis:V7-alpine cache', { terms: ['team/redis', 'cache'], tag: 'V7-alpine' }],
    [':Latest', { lookup: { kinds: ['tag'], value: 'latest' } }],
    [digest, { lookup: { kinds: own, value: 'ab'.repeat(32) } }],
    ['SHA512:abc', { lookup: { kinds: own, value: 'abc' } }],
    ['sha256:ab', { lookup: { kinds: own, value: 'ab' } }],
    ['sha256:a', { terms: ['sha256'], tag: 'a' }],
    [`redis@${digest}`, { terms: ['redis'], lookup: { kinds: own, value: 'ab'.repeat(32) } }],
    [`redis:7@${digest}`, { terms: ['redis'], lookup: { kinds: own, value: 'ab'.repeat(32) } }],
    ['a1b2c', { terms: ['a1b2c'] }],
    [
      'A1B2C3',
      { terms: [HEX], isAlsoTerm: true, lookup: { kinds: [...own, 'revision'], value: HEX, isAlsoTerm: true } },
    ],
    ['a1b2c3g', { terms: ['a1b2c3g'] }],
    ['https://GitHub.com/a/b.git', { lookup: { kinds: ['source'], value: 'github.com/a/b' } }],
    ['git@github.com:a/b.git', { lookup: { kinds: ['source'], value: 'github.com/a/b' } }],
    ['source:github.com/a/', { lookup: { kinds: ['source'], value: 'github.com/a' } }],
    ['revision:ABC', { lookup: { kinds: ['revision'], value: 'abc' } }],
    ['base:Alpine:3.20', { lookup: { kinds: ['baseName'], value: 'alpine:3.20' } }],
    [
      'github.com/A/b.git',
      { terms: ['github.com/a/b'], isAlsoTerm: true, lookup: { ...address, value: 'github.com/a/b' } },
    ],
    ['a/b.c/d', { terms: ['a/b.c/d'] }],
    // Names with the registry before them.
    ['localhost:5000/team/app:1.0', { terms: ['team/app'], tag: '1.0' }],
    ['docker://registry.example.com/team/app:1.0', { terms: ['team/app'], tag: '1.0' }],
    ['oci://registry.example.com:5000/charts/app', { terms: ['charts/app'] }],
    ['-registry.example.com:443/app', { without: ['app'] }],
    [`registry.example.com:5000/app@${digest}`, { terms: ['app'], lookup: { kinds: own, value: 'ab'.repeat(32) } }],
    ['localhost/app:1', { terms: ['app'], tag: '1' }],
    [`registry.example.com/app:7@${digest}`, { terms: ['app'], lookup: { kinds: own, value: 'ab'.repeat(32) } }],
    // Of what looks like a qualifier.
    ['arhc:arm64', { terms: ['arhc'], tag: 'arm64', mistyped: 'arhc' }],
    ['arcade:arm64', { terms: ['arcade'], tag: 'arm64' }],
    [`base:${digest}`, { lookup: { kinds: ['baseDigest'], value: 'ab'.repeat(32) } }],
  ])('%j asks for %j', (q, expected) => {
    expect(asked(q)).toEqual(expected)
  })

  it('of two words that may be digests the longest may be one, and none beside a value', () => {
    expect(asked('facade a1b2c3d4')).toMatchObject({ terms: ['a1b2c3d4', 'facade'], lookup: { value: 'a1b2c3d4' } })
    expect(asked('facade :v1')).toEqual({ terms: ['facade'], lookup: { kinds: ['tag'], value: 'v1' } })
  })

  it('a value is cut as entries are', () => {
    const { lookup } = parseQuery(`source:${'ﷺ'.repeat(100)}`, NOW)
    expect(Buffer.byteLength(lookup?.value ?? '')).toBeLessThanOrEqual(255)
  })
})

describe('qualifiers', () => {
  const day = (text: string) => `${text}T00:00:00Z`
  it.each([
    ['namespace:Team/', { namespace: 'team' }],
    ['pushed:>2026-01-01', { pushed: { from: day('2026-01-02') } }],
    ['pushed:>=2026-01-01', { pushed: { from: day('2026-01-01') } }],
    ['pushed:<2026-01-01', { pushed: { before: day('2026-01-01') } }],
    ['pushed:<=2026-01-01', { pushed: { before: day('2026-01-02') } }],
    ['pushed:2024-02-29', { pushed: { from: day('2024-02-29'), before: day('2024-03-01') } }],
    ['pushed:2026-01-01..2026-01-31', { pushed: { from: day('2026-01-01'), before: day('2026-02-01') } }],
    ['pushed:2026-01-01..9999-12-31', { pushed: { from: day('2026-01-01'), before: '9999-12-31T23:59:59Z' } }],
    ['pushed:>2026-01-01T10:00', { pushed: { from: '2026-01-01T10:00:01Z' } }],
    ['pushed:<2026-01-01T10:00:05Z', { pushed: { before: '2026-01-01T10:00:05Z' } }],
    ['older:1d', { pushed: { before: '2026-11-23T12:00:00Z' } }],
    ['older:2h', { pushed: { before: '2026-11-24T10:00:00Z' } }],
    ['older:1w', { pushed: { before: '2026-11-17T12:00:00Z' } }],
    ['older:1m', { pushed: { before: '2026-10-25T12:00:00Z' } }],
    ['OLDER:1y', { pushed: { before: '2025-11-24T12:00:00Z' } }],
    [
      'older:1d older:2d pushed:>2026-01-01 pushed:>2026-02-01',
      { pushed: { from: day('2026-02-02'), before: '2026-11-22T12:00:00Z' } },
    ],
    ['namespace:"a b"', { namespace: 'a b' }],
  ])('%j asks for %j', (q, expected) => {
    expect(asked(q)).toEqual(expected)
  })

  const GB = 1_000_000_000
  it.each<[string, Partial<RepositoryRow>, Partial<RepositoryRow>]>([
    ['arch:ARM64', { platforms: ['linux/amd64', 'linux/arm64/v8'] }, { platforms: ['linux/arm'] }],
    ['os:windows', { platforms: ['windows/amd64'] }, {}],
    ['kind:Chart', { kind: 'chart' }, { kind: 'image' }],
    ['license:apache', { licenses: 'MIT OR Apache-2.0' }, { licenses: 'MIT' }],
    ['vendor:"ACME inc"', { vendor: 'Acme Inc.' }, { vendor: 'Acme' }],
    ['size:>1GB', { size: GB + 1 }, { size: GB }],
    ['size:>=1GB', { size: GB }, { size: GB - 1 }],
    ['size:<1gib', { size: 2 ** 30 - 1 }, { size: 2 ** 30 }],
    ['size:<=1.5kB', { size: 1500 }, {}],
    ['size:1MB..2MB', { size: 2_000_000 }, { size: 2_000_001 }],
    ['size:>5', { size: 6 }, { size: 5 }],
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

  it('leave no term', () => {
    expect(parseQuery('arch:arm64 kind:image is:dangling', NOW).terms).toEqual([])
  })
})

describe('qualifiers in the words of others', () => {
  const row = (platforms: string[], kind = 'index') => ({ platforms, kind }) as unknown as RepositoryRow
  const keeps = (q: string, of: RepositoryRow) => parseQuery(q, 0).filters.every((filter) => filter(of))

  it.each([
    ['arch:x86_64', 'linux/amd64'],
    ['arch:aarch64', 'linux/arm64'],
    ['arch:arm64/v8', 'linux/arm64/v8'],
    ['arch:arm', 'linux/arm/v7'],
  ])('%s finds %s', (q, platform) => {
    expect(keeps(q, row([platform]))).toBe(true)
    expect(keeps(q, row(['linux/riscv64']))).toBe(false)
  })

  it('arch:arm does not find arm64, and kind:helm finds charts', () => {
    expect(keeps('arch:arm', row(['linux/arm64']))).toBe(false)
    expect(keeps('kind:helm', row([], 'chart'))).toBe(true)
    expect(keeps('kind:helm', row([], 'image'))).toBe(false)
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

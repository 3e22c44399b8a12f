import { describe, expect, it } from 'vitest'
import { isHidden, newestKey, parseNewestKey, rankKey, sortKeys } from '../../lambda/model/sort-keys.ts'

const TIME = '2026-11-01T10:00:00Z'
const hex = 'a'.repeat(64)

describe('the rank of tags', () => {
  it('puts latest first, then releases, pre-releases, dates, other tags by time, and hidden tags last', () => {
    const tags = [
      `sha256-${hex}`,
      'main',
      '1.9',
      'edge',
      'v1.10',
      '1.10.1',
      'latest',
      '20240131',
      '2',
      '2.1-rc1',
      '1-alpine',
    ]
    const later = new Map([
      ['edge', '2026-11-03T10:00:00Z'],
      ['20240131', '2026-11-02T10:00:00Z'],
    ])
    const rankOf = (tag: string) => sortKeys(tag, later.get(tag) ?? TIME, 'image').rank
    const sorted = tags.sort((a, b) => (rankOf(a) < rankOf(b) ? 1 : -1))
    expect(sorted).toEqual(`latest 2 1.10.1 v1.10 1.9 1-alpine 2.1-rc1 20240131 edge main sha256-${hex}`.split(' '))
  })
})

describe('isHidden', () => {
  it.each([
    [`sha256-${hex}`, true],
    [`sha256-${hex}.sig`, true],
    [`sha256-${hex}.att`, true],
    [`sha256-${hex}.sbom`, true],
    [`sha256-${hex}.sigs`, false],
    [`sha256-${hex.slice(1)}`, false],
    [`x-sha256-${hex}`, false],
    // The referrers tag schema cuts the hex of sha512 to 64 digits; who does not can't write more than 128 characters.
    [`sha512-${hex}`, true],
    [`sha512-${hex}${hex.slice(7)}`, true],
    [`sha512-${hex}.sig`, true],
    [`sha384-${hex}`, true],
    [`blake3-${hex}`, true],
    [`sha512-${hex.slice(1)}`, false],
    [`sha256-${hex}a`, false],
    [`sha1-${hex}`, false],
    [`SHA512-${hex}`, false],
    [`sha512-${hex.slice(1)}g`, false],
    [hex, false],
    ['latest', false],
  ])('of %s is %s', (tag, hidden) => {
    expect(isHidden(tag, 'image')).toBe(hidden)
  })
})

it('parseNewestKey returns the time and the tag that the key was made from', () => {
  expect(parseNewestKey(newestKey('v1', TIME, false))).toEqual({ pushedAt: TIME, tag: 'v1' })
})

it('a build cache is hidden, whatever its tag', () => {
  expect(isHidden('latest', 'cache')).toBe(true)
})

describe('the keys of a tag', () => {
  const LATER = '2026-11-01T10:00:01Z'

  it('rank the later of two equal versions higher, whatever their names', () => {
    expect(rankKey('1.2', LATER, false) > rankKey('v1.2', TIME, false)).toBe(true)
    expect(rankKey('1.2', TIME, false) > rankKey('1.02', TIME, false)).toBe(true)
  })

  it('rank hidden tags below all others, also if they are called latest', () => {
    const [cache, image] = [sortKeys('latest', LATER, 'cache'), sortKeys('a', TIME, 'image')]
    expect(cache.rank < image.rank).toBe(true)
    expect(cache.newest < image.newest).toBe(true)
    expect([cache.hidden, image.hidden]).toEqual([true, false])
  })

  it('rank latest in the same place after each push', () => {
    expect(rankKey('latest', LATER, false)).toBe(rankKey('latest', TIME, false))
  })

  it('rank versions above other tags, and latest above both', () => {
    const keys = [rankKey('main', LATER, false), rankKey('0.1', TIME, false), rankKey('latest', TIME, false)]
    expect([...keys].sort()).toEqual(keys)
  })
})

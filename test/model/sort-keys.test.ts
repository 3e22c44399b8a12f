import { describe, expect, it } from 'vitest'
import { isHidden, newestKey, parseNewestKey, rankKey, versionKey } from '../../lambda/model/sort-keys.ts'

const TIME = '2026-11-01T10:00:00Z'
const hex = 'a'.repeat(64)

describe('the rank of tags', () => {
  it('puts latest first, then versions by their numbers, then other tags by time, then hidden tags', () => {
    const tags = [`sha256-${hex}`, 'main', '1.9', 'v1.10', '1.10.1', 'latest', '2', '1.10-rc1']
    const later = new Map([
      ['2', '2026-11-03T10:00:00Z'],
      ['1.10-rc1', '2026-11-02T10:00:00Z'],
    ])
    const rankOf = (tag: string) => rankKey(tag, later.get(tag) ?? TIME, isHidden(tag, 'image'))
    const sorted = tags.sort((a, b) => (rankOf(a) < rankOf(b) ? 1 : -1))
    expect(sorted).toEqual(['latest', '1.10.1', 'v1.10', '1.9', '2', '1.10-rc1', 'main', `sha256-${hex}`])
  })

  it.each(['1', 'v1', '1.2.3.4.5', '1.2-rc1', '1.1234567890', '1.', 'latest', 'V1.2'])(
    'does not take %s for a version',
    (tag) => {
      expect(versionKey(tag)).toBeUndefined()
    },
  )
})

describe('isHidden', () => {
  it.each([
    [`sha256-${hex}`, true],
    [`sha256-${hex}.sig`, true],
    [`sha256-${hex}.att`, true],
    [`sha256-${hex}.sbom`, true],
    [`sha256-${hex}.sigs`, false],
    [`sha256-${hex.slice(1)}`, false],
    ['latest', false],
  ])('of %s is %s', (tag, hidden) => {
    expect(isHidden(tag, 'image')).toBe(hidden)
  })
})

it('parseNewestKey returns the time and the tag that the key was made from', () => {
  expect(parseNewestKey(newestKey('v1', TIME, false))).toEqual({ pushedAt: TIME, tag: 'v1' })
})

// What is suggested in place of a query that is none.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseQuery } from '../../../lambda/search/query/query.ts'
import { QueryError } from '../../../lambda/search/query/query-error.ts'
import { runs } from '../../effort.ts'

const NOW = Date.parse('2026-11-24T12:00:00Z')

const suggestionsOf = (q: string): readonly string[] => {
  try {
    parseQuery(q, NOW)
  } catch (error) {
    if (error instanceof QueryError) return error.suggestions
    throw error
  }
  throw new Error(`${q} is a query`)
}

describe('a query that is none suggests', () => {
  it.each([
    // A key.
    ['sizee:>1GB', ['size:>1GB']],
    ['redis -arhc:arm64', ['redis -arch:arm64']],
    ['LICENCE:>x', ['license:>x']],
    ['knid:>imag', []],
    // A value.
    ['kind:imag', ['kind:image']],
    ['kind:chrat', ['kind:chart']],
    ['-kind:indx app', ['-kind:index app']],
    ['kind:art', ['kind:artifact']],
    ['kind:constructor', []],
    ['is:danglign', ['is:dangling']],
    ['is:private', []],
    ['older:180', ['older:180d']],
    ['older:6months', ['older:6m']],
    ['older:"2 weeks"', ['older:2w']],
    ['older:>30d', ['older:30d']],
    ['older:2026-01-01', ['pushed:<2026-01-01']],
    ['pushed:2026', ['pushed:2026-01-01..2026-12-31']],
    ['pushed:2024-2', ['pushed:2024-02-01..2024-02-29']],
    ['pushed:>2026-11', ['pushed:>2026-11-30']],
    ['pushed:<2026/11/4', ['pushed:<2026-11-04']],
    ['pushed:2026-13', []],
    ['pushed:7d', ['pushed:>=2026-11-17']],
    ['pushed:2026-02-01..2026-01-01', ['pushed:2026-01-01..2026-02-01']],
    ['size:1GB', ['size:>1GB', 'size:<1GB']],
    ['size:>1,5GB', ['size:>1.5GB']],
    ['size:">1 GB"', ['size:>1GB']],
    ['size:1GB..1MB', ['size:1MB..1GB']],
    ['revision:*c0ffee', ['revision:c0ffee']],
    // What comes after a space.
    ['arch: arm64 redis', ['arch:arm64 redis']],
    ['redis kind: image', ['redis kind:image']],
    ['redis kind: image older:3', ['redis kind:image older:3d']],
    ['arch:', []],
    ['arch: kind:image', []],
    // More than one of them; and one that can't be put right.
    ['kind:imag older:180 redis', ['kind:image older:180d redis']],
    ['kind:imag is:private', []],
    [':v1 :v2', []],
    [`kind:imag ${'a'.repeat(246)}`, []],
  ])('%s: %j', (q, expected) => {
    expect(suggestionsOf(q)).toEqual(expected)
  })

  it('only queries, whatever was typed', () => {
    const key = fc.constantFrom(
      'kind',
      'is',
      'size',
      'older',
      'pushed',
      'revision',
      'base',
      'knid',
      'sise',
      '-kind',
      'x',
    )
    const value = fc.oneof(
      fc.constantFrom(
        '',
        '*',
        'imag',
        '1GB',
        '180',
        '2026',
        '2026-99',
        '9999-12-31',
        '*a*',
        '99999y',
        '1..2',
        '..',
        '"',
      ),
      fc.string({ maxLength: 8 }),
    )
    const token = fc.oneof(
      fc.tuple(key, value).map((both) => both.join(':')),
      fc.string({ maxLength: 8 }),
    )
    fc.assert(
      fc.property(fc.array(token, { maxLength: 4 }), (tokens) => {
        const q = tokens.join(' ')
        try {
          parseQuery(q, NOW)
        } catch (error) {
          if (!(error instanceof QueryError)) throw error
          for (const meant of error.suggestions) expect(() => parseQuery(meant, NOW)).not.toThrow()
        }
      }),
      { numRuns: runs(2000, 50_000) },
    )
  })
})

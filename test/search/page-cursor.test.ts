import { describe, expect, it } from 'vitest'
import { decodeCursor, encodeCursor, type Place, timeOfPage } from '../../lambda/search/page-cursor.ts'
import { QueryError } from '../../lambda/search/query/query-error.ts'

const NOW = Date.parse('2026-11-24T12:00:30Z')
const MINUTE = Date.parse('2026-11-24T12:00:00Z')
const place: Place = { asOf: MINUTE, part: 'documents', value: -12.5, id: 'team/app', isWhole: false }
const cursorOf = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url')

describe('a cursor', () => {
  it('gives its place back, for its own query only', () => {
    const cursor = encodeCursor(place, 'redis')
    expect(decodeCursor(cursor, 'redis')).toEqual(place)
    expect(() => decodeCursor(cursor, 'redi')).toThrow(QueryError)
  })

  it('says which query was meant', () => {
    const meant = { ...place, corrected: 'redis' }
    expect(decodeCursor(encodeCursor(meant, 'reids'), 'reids')).toEqual(meant)
  })

  it.each([
    '',
    'x',
    cursorOf(),
    cursorOf(0, 'documents', '1', 'a', false, null, 'x'),
    cursorOf(-1, 'x', 1, 'a', true, null, ''),
    cursorOf(0, 'documents', 1, 'a', true, 1, ''),
  ])('fails clearly where it is %j', (cursor) => {
    expect(() => decodeCursor(cursor, 'redis')).toThrow(/is not of this query/)
  })

  it('keeps the time of the first page, which is never later than now', () => {
    expect(timeOfPage(undefined, NOW)).toBe(MINUTE)
    expect(timeOfPage(encodeCursor({ ...place, asOf: MINUTE - 600_000 }, ''), NOW)).toBe(MINUTE - 600_000)
    expect(timeOfPage(encodeCursor({ ...place, asOf: MINUTE + 600_000 }, ''), NOW)).toBe(MINUTE)
    expect(timeOfPage('x', NOW)).toBe(MINUTE)
  })
})

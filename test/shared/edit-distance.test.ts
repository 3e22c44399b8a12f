import fc from 'fast-check'
import { expect, it } from 'vitest'
import { distance } from '../../lambda/shared/edit-distance.ts'
import { runs } from '../effort.ts'

/** The distance by its definition: the cheapest way to make the remaining letters equal. */
const naive = (a: readonly string[], b: readonly string[]): number => {
  const [x, ...restA] = a
  const [y, ...restB] = b
  if (x === undefined) return b.length
  if (y === undefined) return a.length
  const ways = [naive(restA, b) + 1, naive(a, restB) + 1, naive(restA, restB) + (x === y ? 0 : 1)]
  if (x === b[1] && a[1] === y) ways.push(naive(a.slice(2), b.slice(2)) + 1)
  return Math.min(...ways)
}

const letter = fc.constantFrom('a', 'b', '🦭')
const word = fc.array(letter, { maxLength: 6 })

it('equals the distance by definition, up to the limit that is asked for', () => {
  fc.assert(
    fc.property(word, word, fc.integer({ min: 0, max: 3 }), (a, b, max) => {
      const errors = naive(a, b)
      expect(distance(a.join(''), b.join(''), max)).toBe(errors > max ? undefined : errors)
    }),
    { numRuns: runs(2000, 100_000) },
  )
})

it.each([
  ['redis', 'redis', 0],
  ['reids', 'redis', 1],
  ['redi', 'redis', 1],
  ['redisx', 'redis', 1],
  ['ca', 'abc', undefined],
  ['', 'ab', 2],
])('finds that %j and %j are %j apart, with a limit of two', (a, b, expected) => {
  expect(distance(a, b, 2)).toBe(expected)
})

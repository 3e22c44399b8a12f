import fc from 'fast-check'
import { expect, it } from 'vitest'
import { alignment, decodeLetters } from '../../../lambda/search/memory/words/osa.ts'
import { distance } from '../../../lambda/shared/edit-distance.ts'

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '据', '😀'), maxLength: 12 })
/** A word and another that differs from it by a few letters, or altogether. */
const words = fc.oneof(
  fc.tuple(word, word),
  fc.tuple(word, fc.nat(11), fc.nat(3), word).map(([a, at, cut, put]): [string, string] => {
    const letters = [...a]
    letters.splice(at, cut, ...[...put].slice(0, 2))
    return [a, letters.join('')]
  }),
)

const lettersOf = (text: string): readonly [Uint32Array, number] => {
  const bytes = Buffer.from(text)
  const letters = new Uint32Array(bytes.length)
  return [letters, decodeLetters(bytes, 0, bytes.length, letters)]
}

it('finds as many errors as the shared distance does', () => {
  fc.assert(
    fc.property(words, fc.constantFrom(1, 2), ([a, b], max) => {
      const errors = alignment(...lettersOf(a), ...lettersOf(b), max)
      expect(errors > max ? undefined : errors).toBe(distance(a, b, max))
    }),
  )
})

it('takes two letters that were swapped for one error', () => {
  expect(alignment(...lettersOf('redis'), ...lettersOf('redsi'), 1)).toBe(1)
})

it('decodes letters of any script', () => {
  const [letters, count] = lettersOf('aé据😀')
  expect(String.fromCodePoint(...letters.subarray(0, count))).toBe('aé据😀')
})

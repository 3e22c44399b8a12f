import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  lookupEntry,
  lookups,
  nameEntry,
  namePlaces,
  parseEntry,
  wordEntries,
} from '../../lambda/model/search-entries.ts'
import { descriptionWords, isWordCharacter } from '../../lambda/model/tokenizer.ts'
import { byteLength } from '../../lambda/shared/text.ts'
import { runs } from '../effort.ts'
import { repositoryName } from '../fakes/arbitraries.ts'

const entriesOf = (name: string) => namePlaces(name).map((place) => nameEntry(name, place))

describe('the entries of a name', () => {
  it('distinguish starts of components, starts of words, and places inside of words', () => {
    expect(entriesOf('a/b-cd')).toEqual([
      { shelf: '0a', entry: 'a/b-cd\0a/b-cd' },
      { shelf: '0b', entry: 'b-cd\0a/b-cd' },
      { shelf: '1c', entry: 'cd\0a/b-cd' },
      { shelf: '2d', entry: 'd\0a/b-cd' },
    ])
  })

  it('match exactly the terms that the name contains and that begin with a letter or a digit', () => {
    const substring = fc.tuple(repositoryName, fc.nat(30), fc.nat(30)).map(([name, from, length]) => ({
      name,
      term: name.slice(from % name.length, (from % name.length) + 1 + length),
    }))
    const other = fc.tuple(repositoryName, repositoryName).map(([name, term]) => ({ name, term }))
    fc.assert(
      fc.property(fc.oneof(substring, other), ({ name, term }) => {
        const found = entriesOf(name).some(({ shelf, entry }) => shelf.slice(1) === term[0] && entry.startsWith(term))
        expect(found).toBe(name.includes(term) && isWordCharacter(term))
      }),
      { numRuns: runs(1000, 50_000) },
    )
  })

  it('number at most 60, with starts of components and words first', () => {
    const name = `${'a'.repeat(100)}/b`
    const places = namePlaces(name)
    expect(places).toHaveLength(60)
    expect(places.slice(0, 3)).toEqual(['00', '0101', '21'])
  })

  it('fit in the keys of the table and contain the name of the repository', () => {
    fc.assert(
      fc.property(repositoryName, (name) => {
        for (const { shelf, entry } of entriesOf(name)) {
          expect(byteLength(shelf)).toBeLessThanOrEqual(2048)
          expect(byteLength(entry)).toBeLessThanOrEqual(1024)
          expect(parseEntry(entry).name).toBe(name)
        }
      }),
    )
  })
})

describe('the words of a description', () => {
  it('are the first 15 distinct words of two or more characters, sorted, without stop words', () => {
    expect(descriptionWords('The Redis-compatible store, a store for x and Ünïcode')).toEqual([
      'compatible',
      'redis',
      'store',
      'ünïcode',
    ])
    const many = Array.from({ length: 30 }, (_, at) => `word${at}`)
    expect(descriptionWords(many.join(' '))).toEqual(many.slice(0, 15).sort())
  })

  it('are cut at 40 bytes, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const words = descriptionWords(text)
        expect(words.length).toBeLessThanOrEqual(15)
        for (const word of words) expect(byteLength(word)).toBeLessThanOrEqual(40)
      }),
    )
  })

  it('have entries of which exactly one counts for any matching term', () => {
    const words = fc.uniqueArray(fc.stringMatching(/^[ab]{1,6}$/), { maxLength: 15 }).map((all) => all.sort())
    fc.assert(
      fc.property(words, fc.stringMatching(/^[ab]{1,6}$/), (all, term) => {
        const counting = wordEntries('app', all)
          .map(({ entry }) => parseEntry(entry))
          .filter(({ text, shared }) => text.startsWith(term) && term.length > shared)
        expect(counting).toHaveLength(all.some((word) => word.startsWith(term)) ? 1 : 0)
      }),
    )
  })
})

it('lookups are partitioned by the start of their values', () => {
  const facts = { kind: 'image', platforms: [], digest: 'sha256:abcd', configDigest: 'sha256:ef01' } as const
  const [tag = '', digest = '', config = ''] = lookups('V1', facts).lookups
  expect(lookupEntry(tag, 'app', 'V1')).toEqual({ shelf: 'ktv', entry: 'v1\0app\0V1' })
  expect(lookupEntry(digest, 'app', 'V1')).toEqual({ shelf: 'kdab', entry: 'abcd\0app\0V1' })
  expect(lookupEntry(config, 'app', 'V1')).toEqual({ shelf: 'kcef', entry: 'ef01\0app\0V1' })
})

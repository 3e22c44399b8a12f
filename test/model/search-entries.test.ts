import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isLookup,
  lookupEntry,
  lookups,
  nameEntry,
  namePlaces,
  normalizeUrl,
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

describe('the lookups of a tag', () => {
  const of = (facts: object, tag = 'V1') => lookups(tag, { kind: 'image', platforms: [], ...facts })

  it('are the values by which it may be asked for, in a form that ignores case, scheme and algorithm', () => {
    const facts = {
      digest: 'sha256:d1',
      configDigest: 'sha256:c1',
      revision: 'ABC',
      source: 'https://GitHub.com/Team/App.git',
      baseName: 'Docker.io/Library/Alpine',
      baseDigest: 'sha256:E1',
      children: [{ digest: 'sha256:h1' }, { digest: 'sha256:h1' }, { digest: 'sha256:h2' }],
    }
    const values = [
      'tv1',
      'dd1',
      'cc1',
      'rabc',
      'sgithub.com/team/app',
      'bdocker.io/library/alpine',
      'ee1',
      'hh1',
      'hh2',
    ]
    expect(of(facts)).toEqual({ lookups: values, left: 0 })
  })

  it('are at most 20, of which children are the last', () => {
    const children = Array.from({ length: 30 }, (_, at) => ({ digest: `sha256:${at}` }))
    const { lookups: found, left } = of({ digest: 'sha256:d1', baseName: 'alpine', children })
    expect(found).toHaveLength(20)
    expect(found.slice(0, 4)).toEqual(['tv1', 'dd1', 'balpine', 'h0'])
    expect(left).toBe(13)
  })

  it('are no empty values', () => {
    expect(of({ digest: '', revision: '', source: 'https://' })).toEqual({ lookups: ['tv1'], left: 0 })
  })

  it('are cut at 255 bytes, without a mark', () => {
    expect(of({ baseName: 'x'.repeat(255) }).lookups[1]).toBe(`b${'x'.repeat(255)}`)
    expect(of({ baseName: 'x'.repeat(256) }).lookups[1]).toBe(`b${'x'.repeat(255)}`)
  })

  it('of a base and of children are partitioned like digests', () => {
    expect(lookupEntry('eabcd', 'app', 'V1').shelf).toBe('keab')
    expect(lookupEntry('habcd', 'app', 'V1').shelf).toBe('khab')
    expect(lookupEntry('rabcd', 'app', 'V1').shelf).toBe('kra')
  })
})

it.each([
  ['tv1', true],
  ['t\n', true],
  [`b${'x'.repeat(255)}`, true],
  [`b${'x'.repeat(256)}`, false],
  ['t', false],
  ['Tv1', false],
  ['tv\x001', false],
  [1, false],
])('a stored %j is a lookup: %s', (value, is) => {
  expect(isLookup(value)).toBe(is)
})

it.each([
  ['https://github.com/a/b', 'github.com/a/b'],
  ['git+ssh://git@github.com/a/b.git', 'github.com/a/b'],
  ['git@github.com:a/b.git', 'github.com/a/b'],
  ['https://user:secret@github.com/a/b/', 'github.com/a/b'],
  ['https://github.com/a/b//', 'github.com/a/b'],
  ['https://example.com:8443/a', 'example.com:8443/a'],
  ['example.com:8443', 'example.com:8443'],
  ['https://example.github.io/a', 'example.github.io/a'],
  ['https://github.com/a/b.github', 'github.com/a/b.github'],
])('the URL %s is compared as %s', (url, normalized) => {
  expect(normalizeUrl(url)).toBe(normalized)
})

import { describe, expect, it } from 'vitest'
import {
  isLookup,
  lookupEntry,
  lookupPartition,
  lookups,
  MAX_LOOKUPS,
  parseLookupEntry,
  repositoryOf,
} from '../../lambda/model/search-entries.ts'
import type { Facts } from '../../lambda/registry/content/facts.ts'

describe('the entry of a lookup', () => {
  it('is the value, the repository and the tag, partitioned by the kind and the first two characters', () => {
    const facts = { kind: 'image', platforms: [], digest: 'sha256:abcd', configDigest: 'sha256:ef01' } as const
    const [tag = '', digest = '', config = ''] = lookups('V1', facts).lookups
    expect(lookupEntry(tag, 'app', 'V1')).toEqual({ partition: 'tv1', entry: 'v1\0app\0V1' })
    expect(lookupEntry(digest, 'app', 'V1')).toEqual({ partition: 'dab', entry: 'abcd\0app\0V1' })
    expect(lookupEntry(config, 'app', 'V1')).toEqual({ partition: 'cef', entry: 'ef01\0app\0V1' })
    for (const kind of ['e', 'h', 'r', 'b']) expect(lookupEntry(`${kind}abcd`, 'app', 'V1').partition).toBe(`${kind}ab`)
  })

  it('of a value of one character has a partition of its own', () => {
    expect(lookupEntry('t1', 'app', '1').partition).toBe('t1')
    expect(lookupEntry('t1.0', 'app', '1.0').partition).toBe('t1.')
  })

  it('is partitioned by characters, not by halves of one', () => {
    expect(lookupEntry('r\u{1f9ad}\u{1f9ad}\u{1f9ad}', 'app', 'V1').partition).toBe('r\u{1f9ad}\u{1f9ad}')
  })

  it.each([
    ['tag', 't'],
    ['digest', 'd'],
    ['config', 'c'],
    ['child', 'h'],
    ['revision', 'r'],
    ['baseName', 'b'],
    ['baseDigest', 'e'],
  ] as const)('of kind %s is in the partition where it is looked for', (kind, letter) => {
    for (const value of ['a', 'ab', 'abcd'])
      expect(lookupPartition(kind, value)).toBe(lookupEntry(letter + value, 'app', 'V1').partition)
  })

  it('says what it is of', () => {
    const entry = lookupEntry('dabcd', 'team/app', 'V1')
    expect(repositoryOf(entry)).toBe('team/app')
    expect(parseLookupEntry(entry.entry)).toEqual({ value: 'abcd', repository: 'team/app', tag: 'V1' })
    expect(repositoryOf({ partition: 'x', entry: 'nonsense' })).toBe('')
  })
})

describe('the lookups of a tag', () => {
  const of = (facts: object, tag = 'V1') => lookups(tag, { kind: 'image', platforms: [], ...facts })

  it('are the values by which it may be asked for, in a form that ignores case and algorithm', () => {
    const facts = {
      digest: 'sha256:d1',
      configDigest: 'sha256:c1',
      revision: 'ABC',
      baseName: 'Docker.io/Library/Alpine',
      baseDigest: 'sha256:E1',
      children: [{ digest: 'sha256:h1' }, { digest: 'sha256:h1' }, { digest: 'sha256:h2' }],
    }
    const values = ['tv1', 'dd1', 'cc1', 'rabc', 'balpine:latest@docker.io', 'ee1', 'hh1', 'hh2']
    expect(of(facts)).toEqual({ lookups: values, left: 0 })
  })

  it('are at most 48, of which children are the last', () => {
    const children = Array.from({ length: 60 }, (_, at) => ({ digest: `sha256:${at}` }))
    const { lookups: found, left } = of({ digest: 'sha256:d1', baseName: 'alpine', children })
    expect(MAX_LOOKUPS).toBe(48)
    expect(found).toHaveLength(48)
    expect(found.slice(0, 4)).toEqual(['tv1', 'dd1', 'balpine:latest@docker.io', 'h0'])
    expect(left).toBe(15)
  })

  it('have the digests of all platforms before those of attestations, which stand between them in an image index', () => {
    const name = (at: number) => String(at).padStart(2, '0')
    const image = (at: number) => ({ digest: `sha256:a${name(at)}`, platform: `linux/p${at}` })
    const attestation = (at: number) => ({ digest: `sha256:f${name(at)}`, attests: `sha256:a${name(at)}` })
    const pairs = (length: number) =>
      Array.from({ length }, (_, at) => at).flatMap((at) => [image(at), attestation(at)])
    const facts = { digest: 'sha256:d1', revision: 'c0ffee', baseName: 'alpine', baseDigest: 'sha256:e1' }
    const ten = of({ ...facts, children: pairs(10) })
    expect(ten.left).toBe(0)
    expect(ten.lookups.slice(5)).toEqual([
      ...Array.from({ length: 10 }, (_, at) => `ha${name(at)}`),
      ...Array.from({ length: 10 }, (_, at) => `hf${name(at)}`),
    ])
    const thirty = of({ ...facts, children: pairs(30) })
    expect(thirty.lookups.slice(5, 35)).toEqual(Array.from({ length: 30 }, (_, at) => `ha${name(at)}`))
    expect(thirty.lookups.slice(35)).toEqual(Array.from({ length: 13 }, (_, at) => `hf${name(at)}`))
    expect(thirty.left).toBe(17)
  })

  it('are labels before children, by the whole key and the normalized value', () => {
    const facts: Facts = { kind: 'image', platforms: [], children: [{ digest: 'sha256:h1' }] }
    const labels = [
      ['maintainer', 'Ann Lee'],
      ['x'.repeat(129), 'y'],
      ['x'.repeat(128), 'y'.repeat(200)],
    ] as const
    const { lookups: found } = lookups('v1', facts, labels)
    expect(found.slice(1)).toEqual(['lmaintainer=ann lee', `l${'x'.repeat(128)}=${'y'.repeat(126)}`, 'hh1'])
    expect(lookupEntry(found[1] ?? '', 'app', 'v1')).toEqual({
      partition: 'lmaintainer',
      entry: 'maintainer=ann lee\0app\0v1',
    })
    for (const value of ['maintainer=', 'maintainer=a', 'maintainer=ann\0'])
      expect(lookupPartition('label', value)).toBe('lmaintainer')
  })

  it('have the digest of the base also where its name stands before it', () => {
    expect(of({ baseDigest: 'host:5000/base@sha256:E1' }).lookups).toEqual(['tv1', 'ee1'])
  })

  it('are no empty values', () => {
    expect(of({ digest: '', revision: '', baseDigest: 'sha256:' })).toEqual({ lookups: ['tv1'], left: 0 })
  })

  it('are cut at 255 bytes, without a mark', () => {
    expect(of({ revision: 'x'.repeat(255) }).lookups[1]).toBe(`r${'x'.repeat(255)}`)
    expect(of({ revision: 'x'.repeat(256) }).lookups[1]).toBe(`r${'x'.repeat(255)}`)
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

import { describe, expect, it } from 'vitest'
import {
  INDEX_KEYS,
  indexKeys,
  indexOfPartition,
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
    const facts = { kind: 'image', platforms: [], baseDigest: 'sha256:abcd', children: [{ digest: 'sha256:ef01' }] }
    const [tag = '', base = '', child = ''] = lookups('V1', { ...facts, kind: 'image' }).lookups
    expect(lookupEntry(tag, 'app', 'V1')).toEqual({ partition: 'tv1', entry: 'v1\0app\0V1' })
    expect(lookupEntry(base, 'app', 'V1')).toEqual({ partition: 'eab', entry: 'abcd\0app\0V1' })
    expect(lookupEntry(child, 'app', 'V1')).toEqual({ partition: 'hef', entry: 'ef01\0app\0V1' })
    for (const kind of ['d', 'c', 'r', 'b']) expect(lookupEntry(`${kind}abcd`, 'app', 'V1').partition).toBe(`${kind}ab`)
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

  it('have images first of its children, then image indexes, then artifacts of either form', () => {
    const children = [
      { digest: 'sha256:a1', evidence: [{ is: 'sbom' }] },
      { digest: 'sha256:a2', attests: 'sha256:c1' },
      { digest: 'sha256:b1', entries: 2 },
      { digest: 'sha256:c1' },
    ]
    expect(of({ children }).lookups).toEqual(['tv1', 'hc1', 'hb1', 'ha1', 'ha2'])
  })

  it('are the values by which it may be asked for, in a form that ignores case and algorithm', () => {
    const facts = {
      baseName: 'Docker.io/Library/Alpine',
      baseDigest: 'sha256:E1',
      children: [{ digest: 'sha256:h1' }, { digest: 'sha256:h1' }, { digest: 'sha256:h2' }],
    }
    const values = ['tv1', 'balpine:latest@docker.io', 'ee1', 'hh1', 'hh2']
    expect(of(facts)).toEqual({ lookups: values, left: 0 })
  })

  it('are at most 48, of which children are the last', () => {
    const children = Array.from({ length: 60 }, (_, at) => ({ digest: `sha256:${at}` }))
    const { lookups: found, left } = of({ baseName: 'alpine', children })
    expect(MAX_LOOKUPS).toBe(48)
    expect(found).toHaveLength(48)
    expect(found.slice(0, 3)).toEqual(['tv1', 'balpine:latest@docker.io', 'h0'])
    expect(left).toBe(14)
  })

  it('have the digests of all platforms before those of attestations, which stand between them in an image index', () => {
    const name = (at: number) => String(at).padStart(2, '0')
    const image = (at: number) => ({ digest: `sha256:a${name(at)}`, platform: `linux/p${at}` })
    const attestation = (at: number) => ({ digest: `sha256:f${name(at)}`, attests: `sha256:a${name(at)}` })
    const pairs = (length: number) =>
      Array.from({ length }, (_, at) => at).flatMap((at) => [image(at), attestation(at)])
    const facts = { baseName: 'alpine', baseDigest: 'sha256:e1' }
    const ten = of({ ...facts, children: pairs(10) })
    expect(ten.left).toBe(0)
    expect(ten.lookups.slice(3)).toEqual([
      ...Array.from({ length: 10 }, (_, at) => `ha${name(at)}`),
      ...Array.from({ length: 10 }, (_, at) => `hf${name(at)}`),
    ])
    const thirty = of({ ...facts, children: pairs(30) })
    expect(thirty.lookups.slice(3, 33)).toEqual(Array.from({ length: 30 }, (_, at) => `ha${name(at)}`))
    expect(thirty.lookups.slice(33)).toEqual(Array.from({ length: 15 }, (_, at) => `hf${name(at)}`))
    expect(thirty.left).toBe(15)
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
    expect(of({ baseName: '', baseDigest: 'sha256:' })).toEqual({ lookups: ['tv1'], left: 0 })
  })

  it('are cut at 255 bytes, without a mark', () => {
    expect(of({ baseDigest: 'x'.repeat(255) }).lookups[1]).toBe(`e${'x'.repeat(255)}`)
    expect(of({ baseDigest: 'x'.repeat(256) }).lookups[1]).toBe(`e${'x'.repeat(255)}`)
  })
})

describe('the keys by which indexes list a tag', () => {
  const of = (facts: object) => indexKeys('app', 'V1', { kind: 'image', platforms: [], ...facts })

  it('are a partition and an entry of its digest, the digest of its config, and its git revision', () => {
    const keys = of({ digest: 'sha256:d1', configDigest: 'sha256:c1', revision: 'ABC', baseName: 'alpine' })
    expect(keys).toEqual({
      digestPartition: 'dd1',
      digestEntry: 'd1\0app\0V1',
      configPartition: 'cc1',
      configEntry: 'c1\0app\0V1',
      revisionPartition: 'rab',
      revisionEntry: 'abc\0app\0V1',
    })
    expect(Object.keys(keys)).toEqual(INDEX_KEYS)
    expect(of({ revision: 'main@sha1:6C9F1E3' })).toEqual({
      revisionPartition: 'r6c',
      revisionEntry: '6c9f1e3\0app\0V1',
    })
  })

  it('are of no value that the tag does not have, and of none that is empty', () => {
    expect(of({ revision: 'abc' })).toEqual({ revisionPartition: 'rab', revisionEntry: 'abc\0app\0V1' })
    expect(of({ digest: 'sha256:', configDigest: '', revision: '' })).toEqual({})
  })

  it('are cut as other values are', () => {
    expect(of({ revision: 'x'.repeat(256) }).revisionEntry).toBe(`${'x'.repeat(255)}\0app\0V1`)
  })

  it('are those of the index that has the partition', () => {
    const keys = of({ digest: 'sha256:d1', configDigest: 'sha256:c1', revision: 'ABC' })
    for (const kind of ['digest', 'config', 'revision'] as const) {
      const found = indexOfPartition(lookupPartition(kind, 'abc'))
      expect(found).toMatchObject({ index: kind, partition: `${kind}Partition`, sort: `${kind}Entry` })
      expect(keys).toHaveProperty(found?.sort ?? 'none')
    }
    for (const kind of ['tag', 'child', 'baseName', 'baseDigest'] as const)
      expect(indexOfPartition(lookupPartition(kind, 'abc'))).toBeUndefined()
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

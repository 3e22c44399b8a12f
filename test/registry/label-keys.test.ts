import { describe, expect, it } from 'vitest'
import { factOfLabel, isLabelKey, labelValues } from '../../lambda/registry/label-keys.ts'

const of = (labels: Record<string, string>, keys: readonly string[], annotations: Record<string, string> = {}) =>
  labelValues({ kind: 'image', platforms: [], labels, annotations }, keys)

describe('the labels that a tag is looked up by', () => {
  it('are those of allowed keys, in the order of the keys', () => {
    const labels = { 'org.a': '1', maintainer: 'Ann', other: 'x', 'Com.Example.Team': 'A' }
    const keys = ['com.example.*', 'maintainer', 'org.*']
    expect(of(labels, keys, { 'org.b': '2' })).toEqual({
      values: [
        ['com.example.team', 'A'],
        ['maintainer', 'Ann'],
        ['org.a', '1'],
        ['org.b', '2'],
      ],
      left: 0,
    })
    expect(of(labels, [])).toEqual({ values: [], left: 0 })
  })

  it('are at most six, and how many more there are is known', () => {
    const labels = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`org.x${at}`, 'x']))
    const { values, left } = of({ ...labels, team: 'a' }, ['team', 'org.*'])
    expect(values.map(([key]) => key)).toEqual(['team', ...Array.from({ length: 5 }, (_, at) => `org.x${at}`)])
    expect(left).toBe(7)
  })

  it.each([
    [{}, 6],
    [{ baseName: 'alpine' }, 5],
    [{ baseDigest: 'sha256:01' }, 5],
    [{ baseName: 'alpine', baseDigest: 'sha256:01' }, 4],
  ])('of a tag with the base %j are %i at most', (base, most) => {
    const labels = Object.fromEntries(Array.from({ length: 7 }, (_, at) => [`org.x${at}`, 'x']))
    const { values, left } = labelValues({ kind: 'image', platforms: [], labels, ...base }, ['org.*'])
    expect([values.length, left]).toEqual([most, 7 - most])
  })

  it('are each element of a list, once', () => {
    expect(of({ 'io.openshift.tags': 'builder, python,,PYTHON' }, ['io.openshift.tags']).values).toEqual([
      ['io.openshift.tags', 'builder'],
      ['io.openshift.tags', 'PYTHON'],
    ])
  })

  it('are one where a label and an annotation say the same', () => {
    expect(of({ team: 'a' }, ['team'], { TEAM: 'A' })).toEqual({ values: [['team', 'A']], left: 0 })
  })

  it('are none without a value, and none that search knows as facts', () => {
    const labels = {
      'org.opencontainers.image.source': 'https://a.example/b',
      'org.opencontainers.image.revision': 'abc',
      'org.opencontainers.image.license': 'MIT',
      'org.opencontainers.image.created': '2026-01-01',
      'org.label-schema.vcs-ref': 'abc',
      'org.opencontainers.image.url': ' ',
      constructor: 'x',
    }
    expect(of(labels, ['org.*']).values).toEqual([])
  })
})

it.each([
  ['org.opencontainers.image.source', 'source'],
  ['org.opencontainers.image.license', 'licenses'],
  ['org.opencontainers.image.base.name', 'baseName'],
  ['org.label-schema.vcs-url', 'source'],
  ['org.opencontainers.image.url', undefined],
  ['org.opencontainers.image.authors', undefined],
  ['maintainer', undefined],
  ['version', undefined],
  ['constructor', undefined],
])('search knows the label %s as %s', (key, fact) => {
  expect(factOfLabel(key)).toBe(fact)
})

it('a key without a star is allowed alone', () => {
  expect(isLabelKey(['a.b', 'c.*'], 'a.b')).toBe(true)
  expect(isLabelKey(['a.b', 'c.*'], 'a.bc')).toBe(false)
  expect(isLabelKey(['a.b', 'c.*'], 'c.d')).toBe(true)
  expect(isLabelKey(['a.b', 'c.*'], 'c')).toBe(false)
})

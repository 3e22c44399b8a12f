import { describe, expect, it } from 'vitest'
import { QUALIFIERS } from '../../../lambda/search/query/qualifiers.ts'
import { parseQuery } from '../../../lambda/search/query/query.ts'
import { QueryError } from '../../../lambda/search/query/query-error.ts'
import { PROTOTYPE_NAMES } from '../../fakes/prototype-names.ts'

const NOW = Date.parse('2026-11-24T12:00:00Z')

describe('what is not allowed is said, with what is', () => {
  const names =
    'arch:, os:, kind:, license:, vendor:, namespace:, source:, revision:, base:, label:, pushed:, created:, older:, size:, is:'
  const noTime = (value: string) =>
    `pushed:${value} is no time; give a day or a time in UTC, such as pushed:>2026-01-01, pushed:<=2026-01-01T12:00 or pushed:2026-01-01..2026-01-31`
  const noSize = (value: string) =>
    `size:${value} is no size; give > or < and a number with kB, MB, GB or KiB, MiB, GiB, such as size:>1GB, or size:100MB..1GB`
  const noAge = (value: string) =>
    `older:${value} is no age; give a whole number and h, d, w, m or y, such as older:180d`
  it.each([
    ['a'.repeat(257), 'the query has 257 characters; at most 256 are allowed'],
    ['built:>2026-01-01', `there is no qualifier "built:"; there are ${names}`],
    ['-siz:<1GB', `there is no qualifier "siz:"; did you mean size:? there are ${names}`],
    ['-arhc:arm64', `there is no qualifier "arhc:"; did you mean arch:? there are ${names}`],
    ['Vendr:"Acme Inc"', `there is no qualifier "Vendr:"; did you mean vendor:? there are ${names}`],
    ['namspcae:team/a', `there is no qualifier "namspcae:"; did you mean namespace:? there are ${names}`],
    ['platform:linux/amd64', `there is no qualifier "platform:"; there are ${names}`],
    ['lable:a=b', `there is no qualifier "lable:"; did you mean label:? there are ${names}`],
    ['label:', 'nothing comes after label:; give a value, without a space before it'],
    ['label:a*', 'label:a* names no label; give its whole key'],
    ['label:=b', 'label:=b names no label; give its whole key'],
    ['label:a=', 'nothing comes after label:a=; give a value, or leave the = out to find any'],
    ['label:a=*b', "label:a=*b can't be looked up; give how its value begins, with a star at the end"],
    ['redis:', `there is no qualifier "redis:"; there are ${names}`],
    [[...'abcdefghijklm'].map((word) => `-${word}`).join(' '), 'the query leaves out 13 words; at most 12 are allowed'],
    ['-a.b.c.d.e.f -g.h.i.j.k.l.m', 'the query leaves out 13 words; at most 12 are allowed'],
    [`redis -${'a.b.'.repeat(30)}${'c.d.e.f.g.h.i.j.k.l.m'}`, 'the query leaves out 13 words; at most 12 are allowed'],
    ['arch: arm64', 'nothing comes after arch:; give a value, without a space before it'],
    ['vendor:""', 'nothing comes after vendor:; give a value, without a space before it'],
    [
      'kind:rpm',
      'kind:rpm is not known; after kind: comes one of image, index, chart, model, compose, wasm, bottle, policy, bundle, module, plugin, devcontainer, sif, artifact, cache, unknown',
    ],
    ['is:old', 'is:old is not known; after is: comes one of dangling'],
    ['-source:x', "-source: can't be left out of a search; without the minus it is searched for"],
    ['-redis:7', "-redis:7 can't be left out of a search; only words and qualifiers can, such as -word"],
    ['-prom/*:latest', "-prom/*:latest can't be left out of a search; only words and qualifiers can, such as -word"],
    ['-sha256:abcdef', "-sha256:abcdef can't be left out of a search; only words and qualifiers can, such as -word"],
    ['a:1 b:2', 'the query has 2 of repository:tag; give one of them'],
    [
      ':v1 sha256:abcdef source:x',
      'the query has 3 of digest, :tag, address, source:, revision:, base: and label:; give one of them',
    ],
    ['namespace:a namespace:b', 'the query has 2 of namespace:; give one of them'],
    ['namespace:a b/*', 'the query has 2 of namespace:; give one of them'],
    ...[
      'yesterday',
      '2026-1-1',
      '2026-13-01',
      '2026-02-30',
      '>2026-01-01..2026-02-01',
      '=2026-01-01',
      '>1767225600',
    ].map((value) => [`pushed:${value}`, noTime(value)]),
    ['created:yesterday', noTime('yesterday').replaceAll('pushed:', 'created:')],
    ...['1GB', '>', '>x', '>1XB', '>1.2.3GB', '>1GB..2GB', '..1GB', '-1', '>-1'].map((value) => [
      `size:${value}`,
      noSize(value),
    ]),
    ...['180', '1.5d', '-1d', '99999y', '1D', '123456h'].map((value) => [`older:${value}`, noAge(value)]),
  ])('%s', (q, message) => {
    expect(() => parseQuery(q, NOW)).toThrow(expect.objectContaining({ name: 'QueryError', message }))
  })
})

describe('a word that every object has as a property', () => {
  it('is a word like others, also as the value or the name of a qualifier', () => {
    for (const name of PROTOTYPE_NAMES) {
      expect(parseQuery(name, NOW).isVain).toBe(false)
      for (const q of [
        `${name}:x`,
        `-${name}:x`,
        ...QUALIFIERS.flatMap((key) => [`${key}:${name}`, `-${key}:${name}`]),
      ])
        try {
          expect(parseQuery(q, NOW)).toBeDefined()
        } catch (error) {
          expect(error, q).toBeInstanceOf(QueryError)
        }
    }
  })

  it('is refused where it is none of the words that are allowed', () => {
    expect(() => parseQuery('kind:constructor', NOW)).toThrow(/^kind:constructor is not known/)
    expect(() => parseQuery('is:valueOf', NOW)).toThrow(/^is:valueOf is not known/)
    expect(() => parseQuery('size:>1constructor', NOW)).toThrow(/is no size/)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseChallenges } from '../../../lambda/http/registry-sign-in/challenges.ts'
import { runs, SEED } from '../../effort.ts'

const parsed = (header: string) =>
  parseChallenges(header)?.map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)])

describe('challenges are read', () => {
  it.each([
    ['', []],
    [' , ,', []],
    ['Basic', [['basic', {}]]],
    // One token of the older kind, which may end in such signs.
    ['Basic realm=', [['basic', {}]]],
    ['Basic realm="registry-index"', [['basic', { realm: 'registry-index' }]]],
    ['BASIC Realm=plain', [['basic', { realm: 'plain' }]]],
    [
      'Bearer realm="https://auth.example.com/token",service="registry.example.com",scope="registry:catalog:*"',
      [
        [
          'bearer',
          { realm: 'https://auth.example.com/token', service: 'registry.example.com', scope: 'registry:catalog:*' },
        ],
      ],
    ],
    ['Bearer realm = "a" , service\t=\tb', [['bearer', { realm: 'a', service: 'b' }]]],
    [
      'Basic realm="a, Bearer realm=\\"b\\"", charset="UTF-8"',
      [['basic', { realm: 'a, Bearer realm="b"', charset: 'UTF-8' }]],
    ],
    [
      'Basic realm="a",Bearer realm="b",service="c"',
      [
        ['basic', { realm: 'a' }],
        ['bearer', { realm: 'b', service: 'c' }],
      ],
    ],
    // The example of RFC 9110, 11.6.1.
    [
      'Basic realm="simple", Newauth realm="apps", type=1, title="Login to \\"apps\\""',
      [
        ['basic', { realm: 'simple' }],
        ['newauth', { realm: 'apps', type: '1', title: 'Login to "apps"' }],
      ],
    ],
    [
      'Negotiate, NTLM,Basic realm="a"',
      [
        ['negotiate', {}],
        ['ntlm', {}],
        ['basic', { realm: 'a' }],
      ],
    ],
    [
      'Negotiate abc123==, Basic realm=""',
      [
        ['negotiate', {}],
        ['basic', { realm: '' }],
      ],
    ],
    [
      'Bearer constructor="a",__proto__="b"',
      [
        [
          'bearer',
          Object.fromEntries([
            ['constructor', 'a'],
            ['__proto__', 'b'],
          ]),
        ],
      ],
    ],
  ])('%j', (header, challenges) => {
    expect(parsed(header)).toEqual(challenges)
  })
})

describe('no challenges are read, because the grammar has no such', () => {
  it.each([
    'realm="a"',
    'Basic realm="a',
    'Basic realm="a"b',
    'Basic realm="a" service="b"',
    'Basic realm="a\\"',
    'Bearer realm="a",realm="b"',
    'Bearer realm="a",REALM="b"',
    'Bearer abc def',
    'Bearer =abc',
    'Bearer realm="a";service="b"',
    '"Basic" realm="a"',
    'Ba\u00e9sic',
  ])('%j', (header) => {
    expect(parsed(header)).toBeUndefined()
  })
})

it('whatever is written by the grammar is read as it was meant', () => {
  const token = fc.stringMatching(/^[A-Za-z!#$%&'*+.^_`|~0-9-]{1,12}$/)
  const value = fc.string({ maxLength: 20, unit: fc.constantFrom(...'ab "\\,=; \t/:é') })
  const challenge = fc.record({
    scheme: token,
    parameters: fc.uniqueArray(fc.tuple(token, value), { maxLength: 4, selector: ([name]) => name.toLowerCase() }),
  })
  fc.assert(
    fc.property(fc.array(challenge, { maxLength: 4 }), fc.constantFrom(',', ', ', ' ,\t, '), (challenges, comma) => {
      const header = challenges
        .map(({ scheme, parameters }) =>
          `${scheme} ${parameters.map(([name, text]) => `${name}="${text.replace(/["\\]/g, '\\$&')}"`).join(comma)}`.trim(),
        )
        .join(comma)
      expect(parsed(header)).toEqual(
        challenges.map(({ scheme, parameters }) => [
          scheme.toLowerCase(),
          Object.fromEntries(parameters.map(([name, text]) => [name.toLowerCase(), text])),
        ]),
      )
    }),
    { seed: SEED, numRuns: runs(300, 20_000) },
  )
})

it('a header that is too long is not read', () => {
  expect(parsed(`Bearer realm="${'a'.repeat(4000)}"`)).toHaveLength(1)
  expect(parsed(`Bearer realm="${'a'.repeat(4096)}"`)).toBeUndefined()
})

it('any other text is refused or read, and never breaks the reader', () => {
  const part = fc.constantFrom('Basic', 'realm', '=', '"', '\\', ',', ' ', '\t', 'a', '==', 'é', '\u0000')
  fc.assert(
    fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
      for (const one of parseChallenges(parts.join('')) ?? []) expect(one.scheme).toMatch(/^\S+$/)
    }),
    { seed: SEED, numRuns: runs(500, 50_000) },
  )
  for (const part of ['a', 'a ', 'a=', 'a="', '\\', ' ,', '"a', 'a=a '])
    expect(() => parseChallenges(part.repeat(4096 / part.length))).not.toThrow()
})

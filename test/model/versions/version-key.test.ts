import fc from 'fast-check'
import compareBuild from 'semver/functions/compare-build.js'
import { describe, expect, it } from 'vitest'
import { rankKey } from '../../../lambda/model/sort-keys.ts'
import { versionKey } from '../../../lambda/model/tag-order/version-key.ts'

const TIME = '2026-11-01T10:00:00Z'
/** A sort key of DynamoDB has at most this many bytes. */
const MAX_KEY_BYTES = 1024
const key = (tag: string): string => versionKey(tag) ?? ''
const order = (a: string, b: string) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0)

const number = fc.oneof(fc.nat(3), fc.nat(999_999)).map(String)
const identifier = fc.oneof(number, fc.constantFrom('alpha', 'beta', 'rc', 'foo', 'exp', 'zeta', 'ex'))
const release = fc.tuple(number, number, number).map((numbers) => numbers.join('.'))
const phase = fc.constantFrom('alpha', 'beta', 'dev', 'nightly', 'preview', 'rc')
const unreleased = fc
  .tuple(release, phase, fc.array(identifier, { maxLength: 3 }))
  .map(([numbers, first, more]) => `${numbers}-${[first, ...more].join('.')}`)
const build = fc
  .tuple(fc.oneof(number, fc.constantFrom('up', 'exp', 'foo')), fc.array(identifier, { maxLength: 3 }))
  .map(([first, more]) => `+${[first, ...more].join('.')}`)
const built = (of: fc.Arbitrary<string>) =>
  fc.tuple(of, fc.option(build, { nil: '' })).map(([version, behind]) => version + behind)
const tagOf = (semver: string): string => semver.replace('+', '_')

/** What tags may be: any characters of their grammar, and what resembles versions. */
const tag = fc.oneof(
  fc.stringMatching(/^\w[\w.-]{0,127}$/),
  fc.stringMatching(/^v?[0-9][0-9a-f._-]{0,60}$/),
  fc.stringMatching(/^[0-9]{1,4}([._-]?(alpha|rc|r|g|b|20240131|[0-9]{1,3}|[a-z])){0,12}$/),
  built(release).map(tagOf),
  built(unreleased).map(tagOf),
)

describe('keys of semver', () => {
  // Pre-releases are a class of their own, so each class is compared with the library by itself.
  it.each([
    ['releases', built(release)],
    ['pre-releases', built(unreleased)],
  ])('order %s as the library semver does, with builds', (_, versions) => {
    fc.assert(
      fc.property(versions, versions, (a, b) => {
        expect(Math.sign(order(tagOf(a), tagOf(b)))).toBe(Math.sign(compareBuild(a, b)))
      }),
    )
  })

  it('have every pre-release below every release', () => {
    fc.assert(
      fc.property(built(unreleased), built(release), (a, b) => {
        expect(order(tagOf(a), tagOf(b))).toBe(-1)
      }),
    )
  })

  it('are the same with a v', () => {
    fc.assert(
      fc.property(built(fc.oneof(release, unreleased)), (a) => {
        expect(key(`v${tagOf(a)}`)).toBe(key(tagOf(a)))
      }),
    )
  })
})

it('a variant of a version comes right below it, and a later build of it right above', () => {
  const variant = fc.constantFrom('alpine', 'slim', 'bookworm', 'alpine3.19', 'whatever', 'debian-12-r5', 'abcdef0')
  fc.assert(
    fc.property(release, release, variant, fc.nat(99), (a, b, kind, count) => {
      expect(order(`${a}-${kind}`, a)).toBe(-1)
      expect(order(`${a}-${count}`, a)).toBe(1)
      expect(order(`${a}-r${count}`, `${a}-r${count + 1}`)).toBe(-1)
      if (order(a, b) !== 0) {
        expect(order(`${a}-${kind}`, b)).toBe(order(a, b))
        expect(order(`${a}-${count}`, b)).toBe(order(a, b))
      }
    }),
  )
})

it('numbers of any length compare as numbers', () => {
  const digits = fc.oneof(fc.stringMatching(/^[0-9]{1,3}$/), fc.stringMatching(/^[0-9]{1,120}$/))
  fc.assert(
    fc.property(digits, digits, (a, b) => {
      const wanted = BigInt(a) < BigInt(b) ? -1 : BigInt(a) > BigInt(b) ? 1 : 0
      expect(order(`1.${a}`, `1.${b}`)).toBe(wanted)
      expect(order(`1.2-rc${a}x`, `1.2-rc${b}x`)).toBe(wanted)
    }),
  )
})

it('dates compare as times, however they are written', () => {
  const time = fc.date({
    min: new Date('2000-01-01T00:00:00Z'),
    max: new Date('2099-12-31T23:59:59Z'),
    noInvalidDate: true,
  })
  const seconds = time.map((date) => date.toISOString().slice(0, 19))
  const forms: readonly ((iso: string) => string)[] = [
    (iso) => `RELEASE.${iso.replaceAll(':', '-')}Z`,
    (iso) => iso.replaceAll(/[-:T]/g, ''),
    (iso) => iso.replaceAll(/[-:]/g, ''),
    (iso) => iso.replaceAll(/[-:]/g, '').replace('T', '-'),
    (iso) => iso.replaceAll(/[:T]/g, '-'),
  ]
  const form = fc.constantFrom(...forms)
  fc.assert(
    fc.property(seconds, seconds, form, form, (a, b, formOfA, formOfB) => {
      expect(order(formOfA(a), formOfB(b))).toBe(a < b ? -1 : a > b ? 1 : 0)
      // A day alone comes before its times.
      expect(order(a.slice(0, 10).replaceAll('-', ''), formOfA(a))).toBe(a.endsWith('T00:00:00') ? 0 : -1)
    }),
  )
})

it('commits and digests are no versions, also where they are all digits', () => {
  const hex = fc
    .constantFrom(7, 8, 9, 10, 12, 40, 64)
    .chain((length) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`)))
  const digits = fc
    .constantFrom(7, 8, 9, 11, 40, 64)
    .chain((length) => fc.stringMatching(new RegExp(`^[3-9][0-9]{${length - 1}}$`)))
  fc.assert(
    fc.property(
      fc.oneof(
        hex.filter((text) => /[a-f]/.test(text)),
        digits,
      ),
      (commit) => {
        for (const one of [commit, `sha-${commit}`, `git-${commit}`, `main-${commit}`, `${commit}-dirty`])
          expect(versionKey(one)).toBeUndefined()
      },
    ),
  )
})

describe('a key of whatever tag', () => {
  it('fits into a sort key, and is ASCII', () => {
    fc.assert(
      fc.property(tag, (any) => {
        expect(rankKey(any, TIME, false)).toMatch(/^[1-5][!-~]*$/)
        expect(rankKey(any, TIME, false).length).toBeLessThanOrEqual(MAX_KEY_BYTES)
        expect(key(any).length).toBeLessThanOrEqual(8 + 4 * any.length)
        expect(versionKey(any)).toBe(versionKey(any))
      }),
    )
  })

  // Time and name stand behind the key, and must decide between equal versions only.
  it('is no beginning of the key of another version', () => {
    fc.assert(
      fc.property(tag, tag, (a, b) => {
        if (key(a) !== '' && key(b) !== '' && key(a) !== key(b)) expect(key(a).startsWith(key(b))).toBe(false)
      }),
    )
  })

  it('differs for other numbers', () => {
    fc.assert(
      fc.property(release, release, (a, b) => {
        expect(key(a) === key(b)).toBe(a === b)
      }),
    )
  })

  const HOSTILE = [
    '1'.repeat(128),
    '0'.repeat(128),
    `v${'1.'.repeat(63)}1`,
    `1${'.'.repeat(127)}`,
    `1${'-'.repeat(126)}a`,
    `1.2.3${'-a1'.repeat(41)}`,
    `1.2.3-${'a'.repeat(122)}`,
    `1.2.3-rc${'.a'.repeat(60)}`,
    `1.2.3_${'a-'.repeat(61)}`,
    `1.2.3-${'0'.repeat(121)}a`,
    `1.2.3${'_1'.repeat(61)}`,
    `20240131${'-1'.repeat(60)}`,
    `r${'1'.repeat(127)}`,
    `version-${'1.1'.repeat(40)}`,
    `1.2.3-1-g${'a'.repeat(118)}`,
    `constructor-__proto__.${'1'.repeat(100)}`,
  ]
  it.each(HOSTILE)('is short and cheap for %s', (hostile) => {
    const start = performance.now()
    for (let times = 0; times < 500; times++) versionKey(hostile)
    expect(rankKey(hostile, TIME, false).length).toBeLessThanOrEqual(MAX_KEY_BYTES)
    // A quadratic one would take seconds.
    expect(performance.now() - start).toBeLessThan(1000)
  })
})

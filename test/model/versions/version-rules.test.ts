// The rules of versions, one by one, where the lists of real tags don't decide.

import { describe, expect, it } from 'vitest'
import { versionKey } from '../../../lambda/model/tag-order/version-key.ts'

const long = (digit: string, count: number) => digit.repeat(count)

describe('the key of a version', () => {
  it('is no beginning of that of a longer commit', () => {
    expect(versionKey('1.2.3-abcdef07')).not.toContain(versionKey('1.2.3-abcdef0'))
  })

  it.each([
    [
      'numbers compare as numbers',
      `1.${long('1', 101)} 1.${long('9', 99)} 1.${long('1', 37)} 1.${long('9', 11)} 1.99 1.9 1.0`,
    ],
    ['all numbers count', '1.2.3.4.6 1.2.3.4.5.7 1.2.3.4.5 1.2.3.4'],
    ['further numbers come after later builds', '1.2.0 1.2-2 1.2-1 1.2'],
    ['builds of a semver come between', '1.2.3.1 1.2.3-1 1.2.3_1 1.2.3 1.2.3-x 1.2.2'],
    [
      'builds of pre-releases are no identifiers',
      '1.0.0-rc.2 1.0.0-rc.1.2 1.0.0-rc.1_exp 1.0.0-rc.1_5 1.0.0-rc.1 1.0.0-rc.1-slim',
    ],
    ['of a pre-release the build says nothing else', '1.0.0-rc.2_alpha3 1.0.0-rc.1_beta4'],
    ['a pre-release is of the version, however many zeros it has', '1.2.0-rc4 1.2-rc3 1.2.0-rc2 v1.2.0.0-rc1'],
    ['words end before letters', '1.0.0-rc.ab.1 1.0.0-rc.a.zz 1.0.0-rc.a.1 1.0.0-rc.a'],
    ['identifiers need no dot', '1.0-rc2b2 1.0-rc2b1 1.0-rc2 1.0-rc2-b1'],
    ['known variants are none', '1.0.0-rc.1 1.0.0-rc.1.alpine 1.0.0-rc.1-alpine3.18'],
    ['what a hyphen joins to a pre-release is a variant', '1.0-rc1 1.0-rc1-zeta'],
    ['the variant may come first', '1.0-rc2 1.0-slim-rc2 1.0-rc1 1.0-slim-rc1'],
    ['the variant may come first, with more behind', '1.0-rc2.zz 1.0-slim-rc2.zz 1.0-rc2 1.0-slim-rc1.zz'],
    ['variants compare by numbers', '1.0 1.0-alpine 1.0-alpine3.19 1.0-alpine3.9'],
    ['builds are counted', '1.0-r10 1.0-r9 1.0-p8 1.0_update7 1.0.post6 1.0-b5 1.0-build.4 1.0-3 1.0'],
    ['builds have variants', '1.0-r2 1.0-r2-alpine 1.0-r1 1.0'],
    ['patches have letters', '1.0.2za 1.0.2k 1.0.2a 1.0.2 1.0.2x 1.0.2vm 1.0.2-k 1.0.1'],
    ['a number behind it makes it no patch', '1.0.2 1.0.2k8 1.0.2k7'],
    ['Alpine writes an underscore', '1.2.3_p2 1.2.3-1 1.2.3 1.2.3_rc2 1.2.3_alpha3'],
    ['short forms of PEP 440', '1.0 1.0c1 1.0b1 1.0a1 1.0.dev1'],
    ['short forms with a hyphen are none', '1.0-b1 1.0 1.0-a-b 1.0-a1'],
    ['semver compares -dev by its letters', '1.0.0 1.0.0-dev.1 1.0.0-beta 1.0.0-alpha'],
    ['names of phases', '1.0.Final 1.0.CR2 1.0.RC1 1.0.M2 1.0.M1 1.0.Beta1 1.0.Alpha1'],
    ['an m without a number is a variant', '2.0-m 1.9 2.0-m1'],
    ['the edge of Alpine is none', '2.0-alpine-edge 1.9 2.0-edge'],
    ['a hardened -dev is none', '2.0-debian12-dev 1.9 2.0-dev'],
    [
      'what git describes',
      '1.2.4 1.2.3-0-gabcdef0 1.2.3 1.2.4-rc1 1.2.3-14-gabcdef0 1.2.3-5-gabcd 1.2.3-rc1 1.2.3-alpha-9-gabcdef0',
    ],
    [
      'pseudo-versions of Go come before their version',
      'v1.2.3 v1.2.4-alpha v1.2.4-0.20240131101112-abcdef012345 v1.2.4-0.20230131101112-abcdef012345',
    ],
    [
      'commits are variants',
      '1.2.3-1 1.2.3 1.2.3-gfedcba9 1.2.3-g987654a 1.2.3-g1234567 1.2.3-9876543 1.2.3-0a1b2c3 1.2.2',
    ],
    ['numbers at the front', '17.1 17-1 17 17-alpine 17-alpine3.18 16-3.4 16-3.3 16 17-rc1 17beta1 17beta1-slim'],
    ['a prefix makes a version', 'v3-whatever release-2.1 version-2 V1.9'],
    ['seven digits are no version', '1 999999.1-rc1 9999999999999 1000000.1 v1000000'],
    [
      'dates and times',
      '2024-02-01 20240131-235959 20240131T2358 2024013123 20240131 20240131-slim 2024-01-30_07-05 2024-01-02 2024-01_12-30 2024-01',
    ],
    ['what is no time counts builds', '20240131-0900 20240131-10300 20240131-2561 20240131-99 20240131-1 20240131'],
    ['milliseconds', '20240131101112345 20240131101112344 20240131101112'],
  ])('%s: %s', (_, chain) => {
    const tags = chain.split(' ')
    const keys = tags.map((tag) => versionKey(tag) ?? '')
    expect(keys).not.toContain('')
    expect([...tags].sort((a, b) => ((versionKey(a) ?? '') < (versionKey(b) ?? '') ? 1 : -1))).toEqual(tags)
    expect(new Set(keys).size).toBe(tags.length)
  })

  it.each([
    ['1.2.3', 'v1.2.3', 'V1.2.3', 'version-1.2.3', 'release-v1.2.3', '1.02.03'],
    ['1.2-rc1', '1.2.0-rc.1', '1.2.0-RC1', '1.2.0.rc1', '1.2_rc1', '1.2rc1'],
    ['1.0-r2', '1.0-2', '1.0-b2', '1.0.post2'],
    ['1.2.3_p2', '1.2.3-p2', '1.2.3-2'],
    ['1.0rc1', '1.0.CR1', '1.0c1'],
    ['1.0a1', '1.0-alpha.1'],
    ['2.0-M1', '2.0-milestone1'],
    ['20240131', '2024-01-31', '2024_01_31', 'RELEASE.2024-01-31', 'v20240131', '20240131000000'],
    ['r12', 'build.12', 'b12', 'rev-12'],
  ])('of %s is that of %s', (one, ...others) => {
    for (const other of others) expect([other, versionKey(other)]).toEqual([other, versionKey(one)])
  })

  it.each([
    ...['main', 'x1.2', '_1.2', 'sha-1.2', 'pr-12', 'alpine3.19', 'r2d2', 'b2-whatever', 'rc-1', 'nightly-20240131'],
    ...['123-fix-login', '123-feature-login', '7zip', '2fa', '24w14a', '12factor', '8a1', 'v8engine', '2024-roadmap'],
    ...[
      '1234567',
      '12345678',
      '202401311',
      '1234567890abcdef',
      '20241301',
      '20240132',
      '123456789012',
      '1234567-dirty',
      'abcdef0',
      '1234e56',
    ],
  ])('does not take %s for a version', (tag) => {
    expect(versionKey(tag)).toBeUndefined()
  })
})

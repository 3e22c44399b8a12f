import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalisedTarget } from '../../local/request-path.ts'

describe('normalisedTarget', () => {
  it.each([
    '/',
    '/v2/',
    '/v2/_catalog?n=10&last=a%2Fb',
    '/v2/team/app/tags/list?n=3',
    '/v2/app/manifests/sha256:0a1b',
    '/v2/app/blobs/uploads/?mount=sha256:0a1b&from=b',
    '/v1/search?q=https://x//y/../z%20%5f',
    '/api/repositories/library/redis@docker-v1/tags/latest',
    '/caf%C3%A9',
    '/%25',
    '/a%3Fb%23c',
  ])('leaves %s as it is', (target) => {
    expect(normalisedTarget(target)).toBe(target)
  })

  it.each([
    ['/v2/%5fcatalog?n=1', '/v2/_catalog?n=1'],
    ['/v2/%5Fcat%61log', '/v2/_catalog'],
    ['/%762/_catalog', '/v2/_catalog'],
    ['/v2/./_catalog', '/v2/_catalog'],
    ['/v2/%2e/_catalog', '/v2/_catalog'],
    ['/v2//_catalog', '/v2/_catalog'],
    ['//v2/_catalog', '/v2/_catalog'],
    ['/v2/x/../_catalog', '/v2/_catalog'],
    ['/v2/x/%2E%2e/_catalog', '/v2/_catalog'],
    ['/../../v2/', '/v2/'],
    ['/v2/_catalog//', '/v2/_catalog/'],
    ['/v2/library%2Fnginx/tags/list', '/v2/library/nginx/tags/list'],
    ['/v2/app/manifests/sha256%3A0a1b', '/v2/app/manifests/sha256:0a1b'],
    ['/v2/%255fcatalog', '/v2/%255fcatalog'],
    ['/caf%c3%a9', '/caf%C3%A9'],
    ['/caf\u00c3\u00a9', '/caf%C3%A9'],
    ['/v2\\_catalog', '/v2%5C_catalog'],
    ['/v2/_catalog#x', '/v2/_catalog%23x'],
    ['/v2/_catalog?n=1#x', '/v2/_catalog?n=1%23x'],
    ['http://127.0.0.1:5050/v2/%5fcatalog?n=1', '/v2/_catalog?n=1'],
  ])('brings %s to %s', (target, normal) => {
    expect(normalisedTarget(target)).toBe(normal)
  })

  it.each(['', '*', 'v2/', '?n=1', '/v2/%', '/v2/%5', '/v2/%zz', 'http://127.0.0.1:5050'])('rejects %j', (target) => {
    expect(normalisedTarget(target)).toBeUndefined()
  })

  it('returns what is normal already, and what a parser of addresses leaves as it is', () => {
    const piece = fc.constantFrom(
      '/',
      '.',
      '..',
      '%2e',
      '%2F',
      '%5f',
      '\\',
      '%5C',
      '?',
      '#',
      '%',
      'v2',
      '_catalog',
      'ü',
      '"',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ unit: 'binary-ascii', maxLength: 2 }))), (pieces) => {
        const normal = normalisedTarget(`/${pieces.join('')}`)
        if (normal === undefined) return
        expect(normalisedTarget(normal)).toBe(normal)
        expect(new URL(normal, 'http://host').pathname).toBe(normal.split('?', 1)[0])
      }),
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distribution, isRepositoryName } from '../../../lambda/registry/layouts/distribution.ts'
import { isTagName } from '../../../lambda/registry/layouts/name-grammar.ts'
import { runs } from '../../effort.ts'
import { repositoryName, tagName } from '../../fakes/arbitraries.ts'

const bytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))
const rootDirectory = fc.constantFrom('', '/', 'registry', '/a/b/')

describe('the layout distribution', () => {
  it('builds the key of a tag as the registry writes it', () => {
    expect(distribution('/registry/').tagKey({ repository: 'team/app', tag: 'v1' })).toBe(
      'registry/docker/registry/v2/repositories/team/app/_manifests/tags/v1/current/link',
    )
  })

  it('builds the key of a blob as the registry writes it', () => {
    expect(distribution('').blobKey('sha256:abcd')).toBe('docker/registry/v2/blobs/sha256/ab/abcd/data')
  })

  it('parses every key that it builds', () => {
    fc.assert(
      fc.property(rootDirectory, repositoryName, tagName, (root, repository, tag) => {
        const layout = distribution(root)
        expect(layout.parseTagKey(layout.tagKey({ repository, tag }))).toEqual({ repository, tag })
      }),
    )
  })

  it('never throws, whatever the key, and builds the same key again from what it parsed', () => {
    const start = 'docker/registry/v2/repositories/'
    const piece = fc.oneof(
      fc.constantFrom(
        '/',
        '_manifests/tags/',
        '/_manifests/',
        'current/link',
        '/current/link',
        'index/sha256',
        '..',
        'A',
      ),
      repositoryName,
      fc.string({ unit: 'binary' }),
    )
    const key = fc.tuple(fc.constantFrom('', start), fc.array(piece)).map(([a, b]) => a + b.join(''))
    const layout = distribution('')
    fc.assert(
      fc.property(key, (any) => {
        const parsed = layout.parseTagKey(any)
        if (parsed !== undefined) expect(layout.tagKey(parsed)).toBe(any)
      }),
      { numRuns: runs(1000, 50_000) },
    )
  })

  it.each([
    'docker/registry/v2/repositories/app/_manifests/revisions/sha256/ab/link',
    'docker/registry/v2/repositories/app/_manifests/tags/v1/index/sha256/ab/link',
    'docker/registry/v2/repositories/app/_manifests/tags/v1/current/link/',
    'docker/registry/v2/repositories/app/_layers/sha256/ab/link',
    'docker/registry/v2/repositories/App/_manifests/tags/v1/current/link',
    'docker/registry/v2/repositories//_manifests/tags/v1/current/link',
    'docker/registry/v2/repositories/app/_manifests/tags//current/link',
    'docker/registry/v2/repositories/app/_manifests/tags/a/b/current/link',
    'docker/registry/v2/repositories/_manifests/tags/v1/current/link',
    'other/docker/registry/v2/repositories/app/_manifests/tags/v1/current/link',
    '',
  ])('does not parse %j as the key of a tag', (key) => {
    expect(distribution('').parseTagKey(key)).toBeUndefined()
  })

  it('sorts the catalog as S3 sorts the keys of the tags', () => {
    const layout = distribution('')
    fc.assert(
      fc.property(fc.uniqueArray(repositoryName, { minLength: 2 }), (names) => {
        const byPath = [...names].sort((a, b) => bytes(layout.catalogPath(a), layout.catalogPath(b)))
        const key = (repository: string) => layout.tagKey({ repository, tag: 'v1' })
        expect([...names].sort((a, b) => bytes(key(a), key(b)))).toEqual(byPath)
      }),
    )
  })

  it('continues after a repository behind all of its tags and before the next repository', () => {
    const layout = distribution('')
    fc.assert(
      fc.property(fc.uniqueArray(repositoryName, { minLength: 2, maxLength: 2 }), tagName, ([a = '', b = ''], tag) => {
        const [first, second] = bytes(layout.catalogPath(a), layout.catalogPath(b)) < 0 ? [a, b] : [b, a]
        const after = layout.afterTags(first)
        expect(bytes(layout.tagKey({ repository: first, tag }), after)).toBeLessThan(0)
        expect(bytes(layout.tagKey({ repository: second, tag }), after)).toBeGreaterThan(0)
      }),
    )
  })

  it.each([
    ['app/_layers/sha256/ab/link', 'app/_layers0'],
    ['a/b/_uploads/1/hashstates/sha256/7', 'a/b/_uploads0'],
    ['app/_manifests/revisions/sha256/ab/link', 'app/_manifests/revisions0'],
    ['app/_manifests/tags/v1/index/sha256/ab/link', 'app/_manifests/tags/v1/index0'],
    ['app/_manifests/tags/v1/current/link', 'app/_manifests/tags/v1/current/link'],
    ['odd', 'odd'],
  ])('continues a listing that ends at %s after %s', (key, next) => {
    const { skip, prefix } = distribution('')
    expect(skip(prefix + key)).toBe(prefix + next)
  })

  it('takes a folder for one of repositories if a name may begin with it or be it', () => {
    const { isFolder } = distribution('')
    fc.assert(
      fc.property(repositoryName, (name) => {
        for (let at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1))
          expect(isFolder(name.slice(0, at + 1))).toBe(true)
        expect([isFolder(name), isFolder(`${name}/`), isFolder(`${name}/_manifests/`)]).toEqual([false, true, false])
      }),
    )
    for (const odd of ['', '/', 'A/', 'a//', 'a b/', '../', 'é/', `${'a'.repeat(256)}/`])
      expect(isFolder(odd)).toBe(false)
  })

  it.each([
    ['a', true],
    ['a/b-c__d.e/f--g', true],
    [`${'a'.repeat(255)}`, true],
    [`${'a'.repeat(256)}`, false],
    ['a..b', false],
    ['-a', false],
    ['a-', false],
    ['a___b', false],
    ['Ä', false],
  ])('decides whether %s is a valid name: %s', (name, isValid) => {
    expect(isRepositoryName(name)).toBe(isValid)
  })

  it('accepts tags of up to 128 characters', () => {
    expect(isTagName('a'.repeat(128))).toBe(true)
    expect(isTagName('a'.repeat(129))).toBe(false)
  })
})

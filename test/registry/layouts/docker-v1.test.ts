import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distribution } from '../../../lambda/registry/layouts/distribution.ts'
import { dockerV1 } from '../../../lambda/registry/layouts/docker-v1.ts'
import { layoutOfId, pathOfId, repositoryId, repositoryName } from '../../../lambda/registry/layouts/repository-id.ts'
import { runs } from '../../effort.ts'
import { repositoryName as anyName, tagName, v1Path, v1TagName } from '../../fakes/arbitraries.ts'
import { v1Registry } from '../../fakes/docker-v1.ts'
import { memoryBucket } from '../../fakes/memory-bucket.ts'

const bytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))
const storagePath = fc.constantFrom('', '/', 'registry', '/prod/', 'docker/registry/v2', 'a b')
const layout = dockerV1('/registry')
const id = (path: string) => repositoryId('docker-v1', path)
const ofPath = v1Path.map(id)

describe('the layout docker-v1', () => {
  it('builds the keys of a tag and of a private repository as the registry writes them', () => {
    expect(layout.tagKey({ repository: 'library/redis@docker-v1', tag: '2.8' })).toBe(
      'registry/repositories/library/redis/tag_2.8',
    )
    expect(layout.privateKey('library/redis@docker-v1')).toBe('registry/repositories/library/redis/_private')
    expect(dockerV1('').prefix).toBe('repositories/')
  })

  it('parses every key that it builds, unless the size shows that it is a note', () => {
    fc.assert(
      fc.property(storagePath, ofPath, v1TagName, fc.nat(200), (root, repository, tag, size) => {
        const one = dockerV1(root)
        const key = one.tagKey({ repository, tag })
        expect(one.parseTagKey(key)).toEqual({ repository, tag })
        expect(one.parseTagKey(key, 64)).toEqual({ repository, tag })
        expect(one.parseTagKey(key, 16)).toEqual({ repository, tag })
        const isNote = tag.endsWith('_json') && size !== 16 && size !== 64
        expect(one.parseTagKey(key, size)).toEqual(isNote ? undefined : { repository, tag })
        expect(one.parsePrivateKey(one.privateKey(repository) ?? '')).toBe(repository)
        expect(one.parsePrivateKey(key)).toBeUndefined()
      }),
    )
  })

  const piece = fc.oneof(
    fc.constantFrom('/', '//', 'tag_', '/tag_', '_json', '/_private', '..', '%00', '@', '@docker-v1', '\0', '\n', 'é'),
    fc.constantFrom('_manifests/tags/', '/current/link', 'library', 'library/redis', 'json', '_index_images'),
    fc.string({ unit: 'binary' }),
    fc.constant('\ud800'),
    v1Path,
  )
  const start = fc.constantFrom('', 'registry/repositories/', 'docker/registry/v2/repositories/', 'registry/images/')
  const anyKey = fc.tuple(start, fc.array(piece)).map(([first, rest]) => first + rest.join(''))

  it('never throws, whatever the key, and builds the same key again from what it parsed', () => {
    fc.assert(
      fc.property(anyKey, fc.option(fc.nat(100), { nil: undefined }), (key, size) => {
        const tag = layout.parseTagKey(key, size)
        if (tag !== undefined) expect(layout.tagKey(tag)).toBe(key)
        const repository = layout.parsePrivateKey(key)
        if (repository !== undefined) expect(layout.privateKey(repository)).toBe(key)
        expect([tag, repository]).toContain(undefined)
        layout.isByproduct(key)
        layout.skip(key)
        for (const one of [key, repository ?? tag?.repository ?? '']) {
          expect(repositoryName(one)).toEqual(expect.any(String))
          expect(layoutOfId(layout.idOf(one))).toBe('docker-v1')
        }
      }),
      { numRuns: runs(2000, 100_000) },
    )
  })

  it.each(['', 'registry', 'docker/registry/v2'])(
    'does not parse a tag of distribution as its own below /%s, and the other way round',
    (root) => {
      const one = dockerV1(root)
      for (const other of [distribution(''), distribution(root)])
        fc.assert(
          fc.property(anyName, tagName, ofPath, v1TagName, (repository, tag, v1, v1Tag) => {
            const key = other.tagKey({ repository, tag })
            expect([one.parseTagKey(key), one.parsePrivateKey(key), one.isByproduct(key)]).toEqual([
              undefined,
              undefined,
              false,
            ])
            expect(other.parseTagKey(one.tagKey({ repository: v1, tag: v1Tag }))).toBeUndefined()
            expect(layoutOfId(repository)).toBe('distribution')
            expect(layoutOfId(v1)).toBe('docker-v1')
          }),
        )
    },
  )

  it.each([
    'registry/repositories/library/redis/tagv1_json',
    'registry/repositories/library/redis/json',
    'registry/repositories/library/redis/_index_images',
    'registry/repositories/library/redis/_private',
    'registry/repositories/library/redis/tag_',
    'registry/repositories/library/redis/tag_-a',
    `registry/repositories/library/redis/tag_${'a'.repeat(129)}`,
    'registry/repositories/redis/tag_v1',
    'registry/repositories/a/b/c/tag_v1',
    'registry/repositories/library//tag_v1',
    'registry/repositories//redis/tag_v1',
    'registry/repositories/library/a@docker-v1/tag_v1',
    'registry/repositories/library/é/tag_v1',
    'registry/repositories/library/a b/tag_v1',
    'registry/repositories/library/a\n/tag_v1',
    'registry/repositories/library/redis/tag_v1\n',
    `registry/repositories/library/${'a'.repeat(256)}/tag_v1`,
    'other/registry/repositories/library/redis/tag_v1',
    'registry/images/abc/tag_v1',
    '',
  ])('does not parse %j as the key of a tag', (key) => {
    expect(layout.parseTagKey(key)).toBeUndefined()
  })

  it.each(['json', '_index_images', '_images_list', '_private', 'tagv1_json', 'taglatest_json', 'tag_foo_json'])(
    'recognizes %s as a byproduct that the registry writes beside its tags',
    (file) => {
      expect(layout.isByproduct(`registry/repositories/library/redis/${file}`)).toBe(true)
      expect(layout.isByproduct(`registry/repositories/library/${file}`)).toBe(false)
      expect(layout.isByproduct(`other/repositories/library/redis/${file}`)).toBe(false)
    },
  )

  it('sorts the catalog as S3 sorts the keys of the tags, and keeps the keys of a repository together', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(ofPath, { minLength: 2 }),
        fc.uniqueArray(v1TagName, { minLength: 1, maxLength: 3 }),
        (names, tags) => {
          const byPath = [...names].sort((a, b) => bytes(layout.catalogPath(a), layout.catalogPath(b)))
          const keys = names.flatMap((repository) => tags.map((tag) => layout.tagKey({ repository, tag }))).sort(bytes)
          const ofKeys = keys.map((key) => layout.parseTagKey(key)?.repository)
          expect(ofKeys).toEqual(byPath.flatMap((name) => tags.map(() => name)))
          for (const name of names) expect(layout.catalogPath(name).startsWith(layout.catalogStart(''))).toBe(true)
        },
      ),
    )
  })

  it('continues after a repository behind all of its keys and before the next repository', () => {
    fc.assert(
      fc.property(fc.uniqueArray(ofPath, { minLength: 2, maxLength: 2 }), v1TagName, ([a = '', b = ''], tag) => {
        const [first, second] = bytes(layout.catalogPath(a), layout.catalogPath(b)) < 0 ? [a, b] : [b, a]
        const after = layout.afterTags(first)
        expect(bytes(layout.tagKey({ repository: first, tag }), after)).toBeLessThan(0)
        // The private key comes before the tags and has to be listed with them.
        for (const key of [layout.tagKey({ repository: second, tag }), layout.privateKey(second) ?? ''])
          expect(bytes(key, after)).toBeGreaterThan(0)
        expect(bytes(layout.privateKey(first) ?? '', layout.tagKey({ repository: first, tag }))).toBeLessThan(0)
      }),
    )
  })

  it('gives each repository a range that contains only this one, and takes its folder and its namespace for such', () => {
    fc.assert(
      fc.property(ofPath, ofPath, (a, b) => {
        const path = layout.tagKey({ repository: b, tag: 'x' }).slice(layout.prefix.length)
        expect(path.startsWith(layout.rangeOf(a))).toBe(a === b)
        expect(layout.catalogPath(b).startsWith(layout.catalogStart(layout.rangeOf(a)))).toBe(a === b)
        const folder = layout.rangeOf(a)
        const namespace = folder.slice(0, folder.indexOf('/') + 1)
        expect([layout.isFolder(folder), layout.isFolder(namespace)]).toEqual([true, true])
        expect([layout.isFolder(`${folder}x/`), layout.isFolder(folder.slice(0, -1))]).toEqual([false, false])
      }),
    )
    for (const odd of ['', '/', 'a//', 'a b/', 'é/', `${'a'.repeat(255)}/`]) expect(layout.isFolder(odd)).toBe(false)
  })
})

describe('the id of a repository', () => {
  it.each([
    ['redis', 'library/redis@docker-v1', 'library/redis'],
    ['library/redis', 'library/redis@docker-v1', 'library/redis'],
    ['team/app', 'team/app@docker-v1', 'team/app'],
    ['a/b/c', 'a/b%252Fc@docker-v1', 'a/b/c'],
    ['a/b/c/d', 'a/b%252Fc%252Fd@docker-v1', 'a/b/c/d'],
    ['acme/plus+name', 'acme/plus%252Bname@docker-v1', 'acme/plus+name'],
    ['acme/til~de', 'acme/til%257Ede@docker-v1', 'acme/til~de'],
    ['acme/sp ace', 'acme/sp%2Bace@docker-v1', 'acme/sp ace'],
    ["acme/it's", 'acme/it%2527s@docker-v1', "acme/it's"],
    ['pl+us/x', 'pl%2Bus/x@docker-v1', 'pl+us/x'],
    ['sp ace/x', 'sp+ace/x@docker-v1', 'sp ace/x'],
    ['team/é', 'team/%25C3%25A9@docker-v1', 'team/%25C3%25A9'],
    // Encoded once: the registry never wrote such a key, so it is shown as it is.
    ['team/sub%2Fapp', 'team/sub%2Fapp@docker-v1', 'team/sub%2Fapp'],
  ])('for the name %s is %s, whose name is %s', (name, of, shown) => {
    expect(layout.idOf(name)).toBe(of)
    expect(repositoryName(of)).toBe(shown)
    expect(layout.idOf(shown)).toBe(of)
  })

  it('can be recovered from the name, for all names that the registry writes', () => {
    fc.assert(
      fc.property(ofPath, (of) => {
        expect(repositoryId(layoutOfId(of), pathOfId(of))).toBe(of)
        expect(layout.idOf(repositoryName(of))).toBe(of)
      }),
    )
    fc.assert(fc.property(anyName, (name) => repositoryName(distribution('').idOf(name)) === name))
  })

  const sign = fc.constantFrom(..."aB7._-+~!*()' %@é/".split(''), '%2F', '%25', '\0')
  const odd = fc.string({ unit: sign, minLength: 1, maxLength: 8 })

  it('can be recovered from the name that is shown, whatever name was pushed', () => {
    const registry = v1Registry('registry', memoryBucket())
    fc.assert(
      fc.property(odd, odd, (first, rest) => {
        const directory = registry.directory(`${first.replaceAll('/', '')}x/${rest}`)
        const of = layout.parseTagKey(`${directory}tag_v1`)?.repository ?? ''
        expect(layout.tagKey({ repository: of, tag: 'v1' })).toBe(`${directory}tag_v1`)
        expect(layout.idOf(repositoryName(of))).toBe(of)
      }),
    )
  })

  it.each([
    'a/%00',
    'a/%2500',
    'a/%',
    'a/%ff',
    'a/%252e%252e',
    'a/%40docker-v1',
    'a/%253Cb%253E',
    'a/%C3%A9',
    '%2F/a',
    'a/..',
    'a/%2F',
  ])('gives the directory %s a name of letters, digits and a few signs only', (path) => {
    const of = layout.parseTagKey(`registry/repositories/${path}/tag_v1`)?.repository ?? ''
    expect(of).toBe(id(path))
    expect(repositoryName(of)).toMatch(/^[A-Za-z0-9._+%-]+(\/[A-Za-z0-9._+%-]+)+$/)
    expect(layout.tagKey({ repository: of, tag: 'v1' })).toBe(`registry/repositories/${path}/tag_v1`)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { merge } from '../../lambda/reconcile/merge-join.ts'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { dockerV1 } from '../../lambda/registry/layouts/docker-v1.ts'
import { repositoryId } from '../../lambda/registry/layouts/repository-id.ts'
import { listRepositories } from '../../lambda/registry/listing.ts'
import { repositoryName, tagName, v1Path, v1TagName } from '../fakes/arbitraries.ts'
import { memoryBucket } from '../fakes/memory-bucket.ts'

describe('a listing', () => {
  const sets = fc.uniqueArray(fc.tuple(repositoryName, fc.uniqueArray(tagName, { minLength: 1, maxLength: 4 })), {
    selector: ([name]) => name,
    maxLength: 12,
  })

  it('has every repository once, with all its tags, at every page size and from every start', async () => {
    const layout = distribution('')
    await fc.assert(
      fc.asyncProperty(sets, fc.integer({ min: 1, max: 5 }), fc.nat(12), async (repositories, pageSize, from) => {
        const { bucket, put } = memoryBucket(pageSize)
        for (const [repository, tags] of repositories)
          for (const tag of tags) {
            put(layout.tagKey({ repository, tag }), 'x')
            put(`${layout.prefix}${repository}/_layers/sha256/${tag}/link`, 'x')
          }
        const found: [string, string[]][] = []
        for await (const { name, tags } of listRepositories(bucket, layout, '', undefined))
          found.push([name, [...tags.keys()]])
        const sorted = (all: [string, string[]][]) => all.map(([name, tags]) => `${name}:${[...tags].sort()}`).sort()
        expect(sorted(found)).toEqual(sorted(repositories))
        const names: string[] = []
        const after = found[from]?.[0]
        for await (const { name } of listRepositories(bucket, layout, '', after)) names.push(name)
        expect(names).toEqual(found.slice(after === undefined ? 0 : from + 1).map(([name]) => name))
      }),
    )
  })

  it('tells for every repository of registry v1 whether it is private, at every page size', async () => {
    const layout = dockerV1('registry')
    const some = fc.uniqueArray(fc.tuple(v1Path, fc.uniqueArray(v1TagName, { maxLength: 3 }), fc.boolean()), {
      selector: ([path]) => path,
      maxLength: 8,
    })
    await fc.assert(
      fc.asyncProperty(some, fc.integer({ min: 1, max: 5 }), fc.nat(8), async (repositories, pageSize, from) => {
        const { bucket, put } = memoryBucket(pageSize)
        const expected: [string, string[], boolean][] = []
        for (const [path, tags, isPrivate] of repositories) {
          const repository = repositoryId('docker-v1', path)
          for (const file of ['_index_images', 'json', 'taglatest_json']) put(`${layout.prefix}${path}/${file}`, '[]')
          if (isPrivate) put(layout.privateKey(repository) ?? '', '')
          for (const tag of tags) put(layout.tagKey({ repository, tag }), 'x'.repeat(64))
          // A repository without tags is not listed.
          if (tags.length > 0) expected.push([repository, [...tags].sort(), isPrivate])
        }
        const order = ([a]: [string, ...unknown[]], [b]: [string, ...unknown[]]) =>
          Buffer.compare(Buffer.from(layout.catalogPath(a)), Buffer.from(layout.catalogPath(b)))
        expected.sort(order)
        const after = expected[from]?.[0]
        const found: [string, string[], boolean][] = []
        for await (const { name, tags, isPrivate } of listRepositories(bucket, layout, '', after))
          found.push([name, [...tags.keys()].sort(), isPrivate])
        expect(found).toEqual(expected.slice(after === undefined ? 0 : from + 1))
      }),
    )
  })

  it('skips keys that hold no tags when a page ends among them', async () => {
    const layout = distribution('')
    const { bucket, put, calls } = memoryBucket(1000)
    for (const name of ['a', 'b/c']) {
      for (let at = 0; at < 5000; at++) {
        put(`${layout.prefix}${name}/_layers/sha256/${at}/link`, '')
        put(`${layout.prefix}${name}/_manifests/revisions/sha256/${at}/link`, '')
        put(`${layout.prefix}${name}/_manifests/tags/v1/index/sha256/${at}/link`, '')
      }
      put(layout.tagKey({ repository: name, tag: 'v1' }), '')
      put(layout.tagKey({ repository: name, tag: 'v2' }), '')
    }
    const found = []
    for await (const { name, tags } of listRepositories(bucket, layout, '', undefined))
      found.push([name, [...tags.keys()]])
    expect(found).toEqual([
      ['a', ['v1', 'v2']],
      ['b/c', ['v1', 'v2']],
    ])
    // 30,000 keys in pages of 1,000.
    expect(calls.list).toBeLessThanOrEqual(8)
  })

  it('merges with the catalog in the order of S3, each name once', async () => {
    const layout = distribution('')
    const names = fc.uniqueArray(repositoryName)
    const sorted = (all: string[]) =>
      all.sort((a, b) => Buffer.compare(Buffer.from(layout.catalogPath(a)), Buffer.from(layout.catalogPath(b))))
    await fc.assert(
      fc.asyncProperty(names, names, async (bucket, catalog) => {
        async function* listed() {
          for (const name of sorted(bucket)) yield { name, isPrivate: false, tags: new Map() }
        }
        async function* known() {
          yield* sorted(catalog)
        }
        const merged = []
        for await (const one of merge(listed(), known(), layout.catalogPath)) merged.push(one)
        expect(merged.map(({ name }) => name)).toEqual(sorted([...new Set([...bucket, ...catalog])]))
        for (const { name, listed, known } of merged)
          expect([listed !== undefined, known]).toEqual([bucket.includes(name), catalog.includes(name)])
      }),
    )
  })
})

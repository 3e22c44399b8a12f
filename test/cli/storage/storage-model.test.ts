import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DISTRIBUTION } from '../../../lambda/names/layouts.ts'
import { isRepositoryName } from '../../../lambda/registry/layouts/distribution.ts'
import { repositoryName, tagName } from '../../fakes/arbitraries.ts'
import { day, digestOf } from '../../fakes/links.ts'
import { storedRegistry } from '../../fakes/stored-registry.ts'

describe('countStorage of any small registry', () => {
  // Blobs are represented by numbers. Blob n has n + 1 bytes.
  const blobs = fc.uniqueArray(fc.nat(9), { maxLength: 10 })
  const repositories = fc.uniqueArray(
    fc.record({
      name: repositoryName,
      layers: blobs,
      revisions: fc.uniqueArray(fc.tuple(fc.nat(11), fc.integer({ min: 1, max: 9 })), { selector: ([blob]) => blob }),
      /** The tags, each with the blobs that it pointed to, the current one last. */
      tags: fc.uniqueArray(fc.tuple(tagName, fc.array(fc.nat(11), { minLength: 1, maxLength: 4 })), {
        selector: ([tag]) => tag,
        maxLength: 4,
      }),
      children: blobs,
    }),
    { selector: ({ name }) => name, maxLength: 6 },
  )
  const content = (blob: number) => 'x'.repeat(blob + 1)
  const size = (some: Iterable<number>) => [...some].reduce((sum, blob) => sum + blob + 1, 0)

  it('equals a simple count of what was written, for every page size, encrypted or not', async () => {
    const pageSizes = fc.integer({ min: 1, max: 7 })
    const days = fc.integer({ min: 1, max: 9 })
    await fc.assert(
      fc.asyncProperty(
        blobs,
        repositories,
        pageSizes,
        fc.boolean(),
        days,
        async (stored, all, pageSize, encrypted, from) => {
          const written = storedRegistry(pageSize)
          if (encrypted) written.listing.etag = ({ key }) => digestOf(key).slice(7, 39)
          for (const blob of stored) written.blob(content(blob))
          for (const { name, layers, revisions, tags } of all) {
            for (const blob of layers) written.layer(name, digestOf(content(blob)))
            for (const [blob, at] of revisions) written.revision(name, digestOf(content(blob)), day(at))
            for (const [tag, was] of tags)
              for (const [at, blob] of was.entries()) {
                written.history(name, tag, digestOf(content(blob)), day(at + 1))
                written.current(name, tag, digestOf(content(blob)), day(at + 1))
              }
          }
          const children = Object.fromEntries(
            all.map(({ name, children }) => [
              name,
              { digests: children.map((blob) => digestOf(content(blob))), complete: true },
            ]),
          )
          const report = await written.count(children, day(from))

          const exists = (blob: number) => stored.includes(blob)
          const linksOf = ({ layers, revisions }: (typeof all)[number]) =>
            new Set([...layers, ...revisions.map(([blob]) => blob)].filter(exists))
          const expected = all
            .filter(({ layers, revisions, tags }) => layers.length + revisions.length + tags.length > 0)
            .map((one) => {
              const { name, layers, revisions, tags, children } = one
              const linked = linksOf(one)
              const others = new Set(all.filter((other) => other !== one).flatMap((other) => [...linksOf(other)]))
              const needed = new Set([...tags.map(([, was]) => was.at(-1)), ...(tags.length > 0 ? children : [])])
              const untagged = revisions.filter(([blob, at]) => !needed.has(blob) && at < from).map(([blob]) => blob)
              return {
                name,
                tags: tags.length,
                logicalBytes: size(linked),
                uniqueBytes: size([...linked].filter((blob) => !others.has(blob))),
                sharedBytes: size([...linked].filter((blob) => others.has(blob))),
                untagged: { count: untagged.length, bytes: size(untagged.filter(exists)) },
                brokenLinks: [...layers, ...revisions.map(([blob]) => blob)].filter((blob) => !exists(blob)).length,
                uploads: { count: 0, bytes: 0 },
              }
            })
          const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1)
          expect([...report.repositories].sort(byName)).toEqual(expected.sort(byName))
          const linked = new Set(all.flatMap((one) => [...linksOf(one)]))
          const unlinked = stored.filter((blob) => !linked.has(blob))
          expect(report.blobs).toEqual({ count: stored.length, bytes: size(stored) })
          expect(report.unlinked).toEqual({ count: unlinked.length, bytes: size(unlinked) })
          expect(report.repositories.map(({ uniqueBytes }) => uniqueBytes)).toEqual(
            report.repositories.map(({ uniqueBytes }) => uniqueBytes).sort((a, b) => b - a),
          )
        },
      ),
    )
  })

  it('counts valid repositories, and no others, whatever other keys there are', async () => {
    const words = [
      '_layers',
      '_manifests',
      '_uploads',
      'revisions',
      'tags',
      'current',
      'index',
      'link',
      'data',
      'sha256',
    ]
    const others = ['a', '', '..', '__proto__', 'constructor', 'ä\n', digestOf('x').slice(7), digestOf('x').slice(7, 9)]
    const paths = fc.array(fc.constantFrom(...words, ...others), { maxLength: 9 }).map((parts) => parts.join('/'))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(paths, fc.string())), async (some) => {
        const { layout, put, blob, push, count } = storedRegistry()
        push('b', 'v1', blob('manifest'))
        for (const path of some)
          for (const prefix of [layout.prefix, `sub/${DISTRIBUTION.blobs}`]) put(prefix + path, path)
        const { repositories } = await count()
        expect(repositories.filter(({ name }) => !isRepositoryName(name))).toEqual([])
        expect(repositories.find(({ name }) => name === 'b')).toMatchObject({ tags: 1, logicalBytes: 8 })
      }),
    )
  })
})

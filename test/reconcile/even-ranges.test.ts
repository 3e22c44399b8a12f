import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cut, evenRanges, MAX_RANGES, rangesFor } from '../../lambda/reconcile/even-ranges.ts'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { dockerV1 } from '../../lambda/registry/layouts/docker-v1.ts'
import type { Layout } from '../../lambda/registry/layouts/layout.ts'
import { repositoryId } from '../../lambda/registry/layouts/repository-id.ts'
import { listRepositories } from '../../lambda/registry/listing.ts'
import type { PathRange } from '../../lambda/registry/path-range.ts'
import { repositoryName, v1Path } from '../fakes/arbitraries.ts'
import { memoryBucket } from '../fakes/memory-bucket.ts'

const layout = distribution('sub')
const v1 = dockerV1('registry')

const filled = (of: Layout, names: Iterable<string>, pageSize?: number) => {
  const memory = memoryBucket(pageSize)
  for (const repository of names) memory.put(of.tagKey({ repository, tag: 'v1' }), 'x'.repeat(64))
  return memory
}

const listedIn = async (of: Layout, { bucket }: ReturnType<typeof memoryBucket>, range: PathRange) => {
  const names: string[] = []
  for await (const { name } of listRepositories(bucket, of, range, undefined)) names.push(name)
  return names
}

/** How many repositories each range has. Expects every one in one range. */
const sizes = async (of: Layout, names: readonly string[]) => {
  const memory = filled(of, names)
  const ranges = (await evenRanges(memory.bucket, of)) ?? [{}]
  const lists = memory.calls.list
  const listed = await Promise.all(ranges.map((range) => listedIn(of, memory, range)))
  expect(listed.flat().sort()).toEqual([...names].sort())
  return { sizes: listed.map(({ length }) => length), lists }
}

const many = (count: number, nameOf: (at: number) => string) => Array.from({ length: count }, (_, at) => nameOf(at))
const base36 = (at: number) => at.toString(36).padStart(4, '0')

describe('a registry that is split', () => {
  it.each<[shape: string, names: string[], least: number, lists: number]>([
    ['names of one component', many(6000, base36), 60, 23],
    ['one namespace', many(6000, (at) => `team/${base36(at)}`), 60, 8],
    ['one letter', many(6000, (at) => `a${base36(at % 700)}/x${at}`), 60, 18],
    ['digits only', many(6000, (at) => `${at}`), 60, 23],
    ['deep namespaces', many(6000, (at) => `a/b/c/d/e/f/${at % 10}/${at}`), 60, 60],
    ['a namespace in many that has most of all', [...many(30, base36), ...many(6000, (at) => `big/${at}`)], 60, 60],
  ])('by %s has about even ranges', async (_, names, least, lists) => {
    const found = await sizes(layout, names)
    expect(found.sizes.length).toBeGreaterThanOrEqual(least)
    expect(Math.max(...found.sizes)).toBeLessThan((3 * names.length) / MAX_RANGES)
    expect(found.lists).toBeLessThanOrEqual(lists)
  })

  it('of the registry v1 in one namespace has about even ranges, and lists no repository', async () => {
    const found = await sizes(
      v1,
      many(6000, (at) => repositoryId('docker-v1', `library/${at}`)),
    )
    expect(found.sizes).toHaveLength(MAX_RANGES)
    expect(Math.max(...found.sizes)).toBeLessThan(200)
    expect(found.lists).toBeLessThanOrEqual(8)
  })

  it('costs one LIST where one page lists all of it, and few where it is small', async () => {
    expect(await sizes(layout, ['a', 'b/c'])).toEqual({ sizes: [2], lists: 1 })
    expect(
      await sizes(
        layout,
        many(1200, (at) => `n${at % 40}/${at}`),
      ),
    ).toMatchObject({ lists: 18 })
  })

  it('lists no more than 200 pages, whatever its folders are', async () => {
    const names = many(3000, (at) => `n${base36(at)}/a/b/c/d/e/x`)
    const memory = filled(layout, names, 10)
    await evenRanges(memory.bucket, layout)
    expect(memory.calls.list).toBeLessThanOrEqual(1 + 200 + 15)
  })

  it('covers every repository once, also those that come later, by any names, at any places', async () => {
    const check = (of: Layout, name: fc.Arbitrary<string>) =>
      fc.asyncProperty(fc.uniqueArray(name), fc.uniqueArray(name), fc.integer({ min: 1, max: 9 }), async (a, b, n) => {
        const places = a.map((id) => ({ path: folderOf(of, id), weight: 1 }))
        const ranges = cut(of, places, n)
        expect(ranges.length).toBeLessThanOrEqual(n)
        expect([ranges[0]?.from, ranges.at(-1)?.to]).toEqual([undefined, undefined])
        const all = [...new Set([...a, ...b])]
        const memory = filled(of, all, 3)
        const listed: string[] = []
        for (const range of ranges) listed.push(...(await listedIn(of, memory, range)))
        expect(listed.sort()).toEqual(all.sort())
      })
    await fc.assert(check(layout, repositoryName))
    await fc.assert(
      check(
        v1,
        v1Path.map((path) => repositoryId('docker-v1', path)),
      ),
    )
  })

  it('is split at folders only, whatever the places say', () => {
    const odd = ['app/_manifests/tags/v1', 'app', '', 'é/', '__proto__/', 'constructor/'].map((path) => ({
      path,
      weight: 5,
    }))
    expect(cut(layout, odd, 9)).toEqual([{ to: 'constructor/' }, { from: 'constructor/' }])
    expect(cut(layout, [], 9)).toEqual([{}])
  })

  it('has a range for each 50 repositories', () => {
    expect([0, 49, 99, 100, 2999, 3000, 1e6].map((repositories) => rangesFor(repositories))).toEqual([
      1, 1, 1, 2, 59, 60, 60,
    ])
  })
})

const folderOf = (of: Layout, name: string): string => {
  const path = of.rangeOf(name)
  return path.slice(0, path.lastIndexOf('/') + 1)
}

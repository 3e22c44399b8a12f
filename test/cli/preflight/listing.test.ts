import { describe, expect, it } from 'vitest'
import { estimate } from '../../../cli/preflight/listing/estimate.ts'
import { findRegistries, MAX_FOLDER_LISTS } from '../../../cli/preflight/listing/find-registries.ts'
import { firstLoad, PRICES, UNITS_PER_TAG } from '../../../cli/preflight/listing/first-load.ts'
import { DISTRIBUTION, DOCKER_V1, type LayoutId } from '../../../lambda/names/layouts.ts'
import { distribution } from '../../../lambda/registry/layouts/distribution.ts'
import { dockerV1 } from '../../../lambda/registry/layouts/docker-v1.ts'
import { imageId } from '../../fakes/docker-v1.ts'
import { fakePreflightAws } from '../../fakes/preflight-aws.ts'

const v2 = (root: string) => distribution(root).tagKey({ repository: 'team/app', tag: 'v1' })
const v1 = (root: string) => dockerV1(root).tagKey({ repository: 'library/redis@docker-v1', tag: 'latest' })

const bucketOf = (keys: readonly string[], options = {}) => {
  const fake = fakePreflightAws(options)
  for (const key of keys) fake.put(key, imageId(key))
  return Object.assign(fake, {
    list: (request: Parameters<typeof fake.regional.list>[1]) => fake.regional.list('registry', request),
    find: (roots = new Map<LayoutId, string>()) =>
      findRegistries((request) => fake.regional.list('registry', request), roots),
  })
}
const placesOf = ({ registries }: Awaited<ReturnType<typeof findRegistries>>) =>
  registries.map(({ id, root }) => `${id} ${root}`).sort()

describe('registries', () => {
  it.each([
    [[v2('')], ['distribution ']],
    [[v2('registry')], ['distribution registry']],
    [[v2('a/b/c')], ['distribution a/b/c']],
    [[v2('docker')], ['distribution docker']],
    [[v1('registry')], ['docker-v1 registry']],
    [[v1('')], ['docker-v1 ']],
    [
      [v1('prod'), v1('test')],
      ['docker-v1 prod', 'docker-v1 test'],
    ],
    [[v1('old/hub')], ['docker-v1 old/hub']],
    [
      [v1('registry'), v2('')],
      ['distribution ', 'docker-v1 registry'],
    ],
    [
      [v2('x'), v2('y')],
      ['distribution x', 'distribution y'],
    ],
    [['logs/2026/1.gz', 'repositories/readme.txt'], []],
    [[v2('a/b/c/d')], []],
    [
      [v2('constructor'), v2('__proto__')],
      ['distribution __proto__', 'distribution constructor'],
    ],
  ])('of %j are found', async (keys, places) => {
    expect(placesOf(await bucketOf(keys).find())).toEqual(places)
  })

  it('are looked for only where the user said', async () => {
    const bucket = bucketOf([v2('a'), v2('b'), v1('registry')])
    expect(placesOf(await bucket.find(new Map([[DISTRIBUTION.id, 'b']])))).toEqual([
      'distribution b',
      'docker-v1 registry',
    ])
    expect(placesOf(await bucket.find(new Map([[DOCKER_V1.id, 'none']])))).toEqual(['distribution a', 'distribution b'])
  })

  it('that no setting can name are told', async () => {
    const { unnameable, registries } = await bucketOf([v2('mine').replace('mine', 'mein register')]).find()
    expect(registries).toEqual([])
    expect(unnameable).toEqual(['mein register'])
  })

  it('that are empty are told, and so is an empty bucket', async () => {
    const { empty, isEmptyBucket } = await bucketOf(['docker/registry/v2/blobs/sha256/00/00/data']).find()
    expect(empty.map(({ root }) => root)).toEqual([''])
    expect(isEmptyBucket).toBe(false)
    expect(await bucketOf([]).find()).toMatchObject({ isEmptyBucket: true, registries: [], empty: [] })
    expect(await bucketOf(['docker/compose.yml', 'repositories/a/b']).find()).toMatchObject({
      registries: [],
      empty: [],
    })
  })

  it('are looked for by a bounded number of LISTs, whatever the bucket holds', async () => {
    const folders = Array.from({ length: 80 }, (_, at) => `folder-${at}`)
    const keys = folders.flatMap((one) => [`${one}/docker/x/a`, `${one}/repositories/y/b`, `${one}/images/z`])
    const { lists, isPartial } = await bucketOf(keys, { pageSize: 100 }).find()
    expect(lists).toBeLessThanOrEqual(MAX_FOLDER_LISTS + 4 * (6 + 10))
    expect(isPartial).toBe(true)
  })

  it('at usual roots are found in a bucket with more folders than are looked into', async () => {
    const others = Array.from({ length: 500 }, (_, at) => `a${at}/b/c`)
    expect(placesOf(await bucketOf([...others, v2('registry')]).find())).toEqual(['distribution registry'])
  })
})

describe('an estimate', () => {
  const layout = distribution('')
  const registryOf = (names: readonly (readonly [repository: string, tags: number])[]) => {
    const keys = names.flatMap(([repository, tags]) =>
      Array.from({ length: tags }, (_, at) => {
        const tag = { repository, tag: `v${at}` }
        return [layout.tagKey(tag), `${layout.historyPrefix(tag)}sha256/${'0'.repeat(64)}/link`]
      }).flat(),
    )
    return bucketOf(keys, { pageSize: 100 })
  }

  it('counts what few LISTs hold', async () => {
    const bucket = registryOf([
      ['a/b', 30],
      ['c', 12],
    ])
    const { walked, ...found } = await estimate(bucket.list, layout, 200)
    expect(found).toEqual({ repositories: 2, tags: 42, tagsMargin: 0, isExact: true, isLeast: false, lists: 1 })
    expect(walked.names).toEqual(['a/b', 'c'])
  })

  const sizes: [string, (readonly [string, number])[]][] = [
    ['flat names', Array.from({ length: 1500 }, (_, at) => [`app-${at}`, 3 + (at % 5)] as const)],
    [
      'namespaces of unlike size',
      Array.from({ length: 60 }, (_, space) =>
        Array.from({ length: 5 + (space % 7) * 8 }, (_, at) => [`team-${space}/app-${at}`, 4] as const),
      ).flat(),
    ],
    ['one namespace', Array.from({ length: 1200 }, (_, at) => [`library/app-${at}`, 5] as const)],
  ]
  it.each(sizes)('of %s is near, keeps to its LISTs, and says how sure it is', async (_, names) => {
    const bucket = registryOf(names)
    const tags = names.reduce((sum, [, count]) => sum + count, 0)
    const found = await estimate(bucket.list, layout, 60)
    expect(found.isExact).toBe(false)
    expect(bucket.calls.length).toBe(found.lists)
    expect(found.lists).toBeLessThanOrEqual(60)
    expect(Math.abs(found.tags - tags)).toBeLessThanOrEqual(found.tagsMargin)
    expect(Math.abs(found.repositories - names.length)).toBeLessThan(names.length / 2)
    expect(found.tagsMargin).toBeLessThan(tags)
    // With enough LISTs it is a count.
    const exact = await estimate(registryOf(names).list, layout, 100_000)
    expect(exact).toMatchObject({ isExact: true, tags, repositories: names.length })
  })

  it('of one repository with very many tags counts them by folders, and says where that is not all', async () => {
    const few = await estimate(
      registryOf([
        ['huge', 2000],
        ['other', 1],
      ]).list,
      layout,
      40,
    )
    expect(few.tags).toBeGreaterThanOrEqual(500)
    expect(few).toMatchObject({ isExact: false, isLeast: true })
    expect(few.lists).toBeLessThanOrEqual(40)
  })

  it('never asks more often than it may', async () => {
    for (const maxLists of [2, 3, 5, 8, 13, 21]) {
      const bucket = registryOf(sizes.flatMap(([, names]) => names))
      const { lists } = await estimate(bucket.list, layout, maxLists)
      expect(bucket.calls.length).toBe(lists)
      expect(lists).toBeLessThanOrEqual(maxLists)
    }
  })
})

describe('the first load', () => {
  it('costs what its units cost', () => {
    const { dollars, seconds } = firstLoad(85_120, false, 10_000)
    // docs/figures.md, "Load and reconcile": units of 10,000 repositories.
    const counted =
      (912_986 + 71_372 + 213_828) * PRICES.writeUnit +
      193_101.5 * PRICES.readUnit +
      265_429 * PRICES.get +
      603 * PRICES.list
    expect(dollars).toBeGreaterThan(counted)
    expect(dollars).toBeLessThan(counted * 1.05)
    // What a new table takes, 500 tags a second: ten functions could do more.
    expect(seconds).toEqual({ least: 170, most: 170 })
  })

  it('costs a request to KMS for each object, where there is no bucket key', () => {
    const more = firstLoad(1000, true, 100).dollars - firstLoad(1000, false, 100).dollars
    expect(more).toBeCloseTo(1000 * UNITS_PER_TAG.gets * PRICES.kmsRequest)
  })

  it('takes as long as one function does, where the layout has one range', () => {
    expect(firstLoad(8500, false, 50).seconds).toEqual({ least: 17, most: 100 })
  })

  it('takes as long as one partition does, where all tags are of few repositories', () => {
    expect(firstLoad(125_000, false, 1).seconds.least).toBe(1000)
    expect(firstLoad(125_000, false, 3).seconds.least).toBe(333)
  })
})

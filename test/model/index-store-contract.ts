import { beforeAll, describe, expect, it } from 'vitest'
import { ConflictError } from '../../lambda/model/commit-errors.ts'
import type { Change, IndexStore } from '../../lambda/model/index-store.ts'
import type { RepositoryRow, TagBrief, TagDetail } from '../../lambda/model/row-schemas.ts'
import { isHidden, newestKey, rankKey } from '../../lambda/model/sort-keys.ts'
import { detailKey } from '../../lambda/model/tag-keys.ts'
import type { LookupReader } from '../../lambda/search/ports.ts'
import type { TagOrder, TagReader } from '../../lambda/search/tag-pages.ts'
import { lookupIndexContract } from './lookup-index-contract.ts'

const TIME = '2026-11-01T10:00:00Z'

const repositoryRow = (name: string, rev: number): RepositoryRow => ({
  name,
  rev,
  changedAt: 1_795_000_000_000 + rev,
  changes: '1',
  last: { tags: [], removed: [] },
  document: { registry: 'registry', layout: 'distribution', visible: 1, hidden: 0, platforms: [], size: 12345678901 },
  catalog: '1',
  path: `distribution:${name}/_`,
})
const brief = (repository: string, tag: string, rev: number, pushedAt = TIME): TagBrief => ({
  repository,
  tag,
  rev,
  detailRev: rev,
  kind: 'image',
  platforms: ['linux/amd64'],
  size: 12345678901,
  pushedAt,
  etag: 'abc',
  facts: 1,
  rank: rankKey(tag, pushedAt, isHidden(tag, 'image')),
  newest: newestKey(tag, pushedAt, isHidden(tag, 'image')),
  ...(isHidden(tag, 'image') ? { hidden: true as const } : {}),
})
const detail = (repository: string, tag: string, rev: number): TagDetail => ({
  repository,
  tag: detailKey(tag),
  rev,
  description: 'ünï\u0001code "quoted"',
  platforms: [],
  lookups: ['tv1'],
})
const change = (name: string, expected: number | undefined, more: Partial<Change> = {}): Change => ({
  repository: repositoryRow(name, (expected ?? 0) + 1),
  expected: expected === undefined ? undefined : { rev: expected },
  tags: [],
  added: [],
  removed: [],
  ...more,
})
const collect = async <T>(all: AsyncIterable<T>): Promise<T[]> => {
  const collected: T[] = []
  for await (const one of all) collected.push(one)
  return collected
}

interface StoreWithReaders {
  readonly store: IndexStore
  readonly lookups: LookupReader
  readonly tagReader: TagReader
}

/** The contract that every store of the index must fulfil. It runs against the stores in memory and in DynamoDB. */
export const storeContract = (make: () => Promise<StoreWithReaders>) => {
  let store: IndexStore
  let lookups: LookupReader
  let tagReader: TagReader
  beforeAll(async () => {
    ;({ store, lookups, tagReader } = await make())
  })

  describe('a commit', () => {
    it('writes all rows, which are read back unchanged', async () => {
      const tags = [{ tag: 'v1', expected: undefined, brief: brief('all', 'v1', 1), detail: detail('all', 'v1', 1) }]
      await store.commit(change('all', undefined, { tags, added: [{ partition: '0a', entry: 'all\0all' }] }))
      expect(await store.repository('all')).toEqual(repositoryRow('all', 1))
      expect(await store.tags('all', ['v1', 'v2'])).toEqual(
        new Map([['v1', { brief: tags[0]?.brief, detail: tags[0]?.detail, existing: { rev: 1 } }]]),
      )
      expect(await lookups.lookups('0a', 'al', undefined, 5)).toEqual(['all\0all'])
    })

    it('can keep a detail, and can remove a tag with its detail and entries', async () => {
      const name = 'removed'
      const tag = { tag: 'v1', expected: undefined, brief: brief(name, 'v1', 1), detail: detail(name, 'v1', 1) }
      const entry = { partition: '0r', entry: 'removed\0removed' }
      await store.commit(change(name, undefined, { tags: [tag], added: [entry] }))
      const again = { ...brief(name, 'v1', 2), detailRev: 1 }
      await store.commit(change(name, 1, { tags: [{ tag: 'v1', expected: { rev: 1 }, brief: again, detail: 'keep' }] }))
      expect(await store.tags(name, ['v1'])).toEqual(
        new Map([['v1', { brief: again, detail: tag.detail, existing: { rev: 2 } }]]),
      )
      const gone = { tag: 'v1', expected: { rev: 2 }, brief: undefined, detail: undefined }
      await store.commit(change(name, 2, { tags: [gone], removed: [entry] }))
      expect(await store.tags(name, ['v1'])).toEqual(new Map())
      expect(await lookups.lookups('0r', 'r', undefined, 5)).toEqual([])
    })

    const entry = { partition: '0c', entry: 'conflict\0conflict' }
    it.each<[string, number | undefined, Change['tags']]>([
      ['the repository is new, but it exists', undefined, []],
      ['the repository has rev 7, but it has rev 1', 7, []],
      [
        'a tag has rev 1, but it is absent',
        1,
        [{ tag: 'none', expected: { rev: 1 }, brief: brief('conflict', 'none', 2), detail: 'keep' }],
      ],
      [
        'a tag has rev 7, but it has rev 1',
        1,
        [{ tag: 'v1', expected: { rev: 7 }, brief: undefined, detail: undefined }],
      ],
      ['a tag is absent, but it exists', 1, [{ tag: 'v1', expected: undefined, brief: undefined, detail: undefined }]],
    ])('changes nothing and throws ConflictError if it expects that %s', async (_what, expected, tags) => {
      const first = {
        tag: 'v1',
        expected: undefined,
        brief: brief('conflict', 'v1', 1),
        detail: detail('conflict', 'v1', 1),
      }
      if ((await store.repository('conflict')) === undefined)
        await store.commit(change('conflict', undefined, { tags: [first] }))
      await expect(store.commit(change('conflict', expected, { tags, added: [entry] }))).rejects.toThrow(ConflictError)
      expect(await store.repository('conflict')).toEqual(repositoryRow('conflict', 1))
      expect((await store.tags('conflict', ['v1'])).get('v1')?.brief).toEqual(first.brief)
      expect(await lookups.lookups('0c', 'c', undefined, 5)).toEqual([])
    })

    it('succeeds if it expects a tag to be absent and it is', async () => {
      const absent = { tag: 'none', expected: undefined, brief: undefined, detail: undefined }
      await store.commit(change('absent', undefined, { tags: [absent] }))
      expect(await store.repository('absent')).toMatchObject({ rev: 1 })
    })
  })

  describe('the row of a repository that is new', () => {
    const { catalog, path, document, ...emptied } = repositoryRow('created-emptied', 4)
    const held = { 'created-full': repositoryRow('created-full', 3), 'created-emptied': emptied }

    it('is written, read back unchanged, and listed', async () => {
      expect(await store.create(repositoryRow('created', 1))).toBe(true)
      expect(await store.repository('created')).toEqual(repositoryRow('created', 1))
      expect(await collect(store.catalog('distribution:created', undefined))).toContain('created')
    })

    it.each(Object.entries(held))('does not replace that of %s', async (name, row) => {
      await store.commit({ ...change(name, undefined), repository: row })
      expect(await store.create(repositoryRow(name, 1))).toBe(false)
      expect(await store.repository(name)).toEqual(row)
    })

    it('lets a commit fail that read none, and one pass that read it', async () => {
      await store.create(repositoryRow('created-first', 1))
      await expect(store.commit(change('created-first', undefined))).rejects.toThrow(ConflictError)
      await store.commit(change('created-first', 1))
      expect(await store.repository('created-first')).toMatchObject({ rev: 2 })
    })
  })

  describe('the store', () => {
    const pushed = [
      ['latest', '2026-11-01T10:00:00Z'],
      ['v1.9', '2026-11-01T10:00:03Z'],
      ['v1.10', '2026-11-01T10:00:02Z'],
      [`sha256-${'a'.repeat(64)}`, '2026-11-01T10:00:09Z'],
    ] as const
    const hidden = pushed[3][0]
    beforeAll(async () => {
      const tags = pushed.map(([tag, at]) => ({
        tag,
        expected: undefined,
        brief: brief('many', tag, 1, at),
        detail: detail('many', tag, 1),
      }))
      const added = ['redis', 'redis/a', 'redis\0x', 'redisé', 'rfoo', 'redi'].map((entry) => ({
        partition: '0s',
        entry,
      }))
      await store.commit(change('many', undefined, { tags, added }))
      for (const name of ['cat/b', 'cat', 'cat-a', 'cat/a/c']) await store.commit(change(name, undefined))
      const { catalog, path, document, ...unlisted } = repositoryRow('cat-unlisted', 1)
      await store.commit({ ...change('cat-unlisted', undefined), repository: unlisted })
    })

    it('returns the greatest tags by rank and by time, hidden ones last', async () => {
      const tags = async (order: 'rank' | 'newest', limit: number) =>
        (await store.greatest('many', order, limit)).map(({ tag }) => tag)
      expect(await tags('rank', 9)).toEqual(['latest', 'v1.10', 'v1.9', hidden])
      expect(await tags('newest', 3)).toEqual(['v1.9', 'v1.10', 'latest'])
    })

    it('returns all briefs of a repository, and no details', async () => {
      expect((await collect(store.briefs('many'))).map(({ tag }) => tag).sort()).toEqual(
        pushed.map(([tag]) => tag).sort(),
      )
    })

    it('returns tags that are asked for twice once, and none by a name that no key can have', async () => {
      const tags = await store.tags('many', ['', 'v1.9', 'v1.9', 'x'.repeat(1025), '\ud800'])
      expect([...tags.keys()]).toEqual(['v1.9'])
    })

    it('returns all details of a repository with their tags, and no briefs', async () => {
      const found = await collect(store.details('many'))
      expect(found.map(({ tag }) => tag).sort()).toEqual(pushed.map(([tag]) => tag).sort())
      for (const { tag, detail: stored } of found) expect(stored).toMatchObject({ repository: 'many', tag: `#${tag}` })
      expect(await collect(store.details('none'))).toEqual([])
    })

    it('returns rows of several repositories, and consistent briefs if asked to', async () => {
      const rows = await store.repositories(['cat', 'nobody', 'many'])
      expect(rows.map(({ name }) => name).sort()).toEqual(['cat', 'many'])
      expect(await collect(store.briefs('many', { consistent: true }))).toHaveLength(4)
    })

    it('returns the catalog in the order of paths, from any point on, without unlisted repositories', async () => {
      const all = ['cat-a', 'cat', 'cat/a/c', 'cat/b']
      expect(await collect(store.catalog('distribution:cat', undefined))).toEqual(all)
      expect(await collect(store.catalog('distribution:cat', { path: 'distribution:cat/_', name: 'cat' }))).toEqual(
        all.slice(2),
      )
    })

    it('returns the catalog between two paths, the first of them included, from any point on', async () => {
      const between = (from: string, to: string) => ({ from: `distribution:${from}`, to: `distribution:${to}` })
      expect(await collect(store.catalog(between('cat', 'cau'), undefined))).toEqual([
        'cat-a',
        'cat',
        'cat/a/c',
        'cat/b',
      ])
      expect(await collect(store.catalog(between('cat/_', 'cat/b/_'), undefined))).toEqual(['cat', 'cat/a/c'])
      const after = { path: 'distribution:cat/_', name: 'cat' }
      expect(await collect(store.catalog(between('cat', 'cat/b/'), after))).toEqual(['cat/a/c'])
      expect(await collect(store.catalog(between('cat/', 'cat/_'), undefined))).toEqual([])
    })

    it('returns the entries of a partition that start with a term, in byte order, page by page', async () => {
      const all = ['redis', 'redis\0x', 'redis/a', 'redisé']
      expect(await lookups.lookups('0s', 'redis', undefined, 9)).toEqual(all)
      expect(await lookups.lookups('0s', 'redis', 'redis\0x', 1)).toEqual(['redis/a'])
      expect(await lookups.lookups('0s', 'x', undefined, 9)).toEqual([])
    })

    it('says which of some entries exist', async () => {
      const entries = ['redis', 'redis/b', 'redi'].map((entry) => ({ partition: '0s', entry }))
      const elsewhere = { partition: '1s', entry: 'redis' }
      expect(await lookups.entriesExist([...entries, elsewhere])).toEqual(new Set(['0s\0redis', '0s\0redi']))
      expect(await lookups.entriesExist([])).toEqual(new Set())
    })

    it('returns the tags of a repository in each order, page by page', async () => {
      const by = async (order: TagOrder, limit: number, after?: { tag: string; key: string }) =>
        (await tagReader.tagsBy('many', order, { after, limit })).map(({ tag }) => tag)
      expect(await by('newest', 9)).toEqual(['v1.9', 'v1.10', 'latest'])
      expect(await by('version', 9)).toEqual(['latest', 'v1.10', 'v1.9'])
      expect(await by('name', 9)).toEqual(['latest', hidden, 'v1.10', 'v1.9'])
      expect(await by('name', 9, { tag: 'm', key: 'm' })).toEqual([hidden, 'v1.10', 'v1.9'])
      const first = brief('many', 'v1.9', 1, pushed[1][1])
      expect(await by('newest', 1, { tag: 'v1.9', key: first.newest })).toEqual(['v1.10'])
      expect(await by('version', 9, { tag: 'v1.9', key: first.rank })).toEqual([])
      expect(await by('newest', 9, undefined)).toHaveLength(3)
    })

    it('reads more rows than one request can ask for', async () => {
      const names = Array.from({ length: 230 }, (_, at) => `batch${at}`)
      expect(await store.repositories([...names, 'cat'])).toHaveLength(1)
    })
  })

  lookupIndexContract(() => ({ store, lookups }))
}

import { describe, expect, it } from 'vitest'
import { INDEX_KEYS } from '../../../lambda/model/search-entries.ts'
import { kinds, rewrite, rewriteDocument, verified } from '../../fakes/verified.ts'
import { cache, type Filled, filled, HIDDEN, v1 } from './filled-index.ts'

describe('verify', () => {
  it.each<[string, (system: Filled) => void, string[]]>([
    ['a pushed tag', ({ registry }) => registry.push(cache, 'v3.0'), [`tag-missing ${cache}:v3.0`]],
    ['a new repository', ({ registry }) => registry.push('new', 'v1'), ['tag-missing new:v1']],
    [
      'a removed tag',
      ({ bucket, layout }) => bucket.remove(layout.tagKey({ repository: cache, tag: 'v1.0' })),
      [`tag-gone ${cache}:v1.0`],
    ],
    [
      'a removed repository',
      ({ bucket }) => {
        for (const key of bucket.keys()) if (key.includes('/redis/')) bucket.remove(key)
      },
      ['tag-gone redis:latest'],
    ],
    ['a moved tag', ({ registry }) => registry.push(cache, 'v1.0', { salt: 'x' }), [`tag-stale ${cache}:v1.0`]],
    [
      'a tag pushed again',
      ({ bucket, registry, tables, layout }) => {
        const key = layout.tagKey({ repository: cache, tag: 'v1.0' })
        bucket.remove(key)
        registry.tag(cache, 'v1.0', tables.briefs.get(v1)?.digest ?? '', new Date('2026-11-02T00:00:00Z'))
      },
      [`tag-stale ${cache}:v1.0`],
    ],
    [
      'a detail that does not belong to its brief',
      ({ tables }) => rewrite(tables.details, v1, (detail) => ({ ...detail, rev: 77 })),
      [`tag-torn ${cache}:v1.0`],
    ],
    [
      'a brief without its detail, and entries that no row records',
      ({ tables }) => tables.details.delete(v1),
      [`tag-torn ${cache}:v1.0`, `entry-extra ${cache}`],
    ],
    [
      'a detail without its brief',
      ({ tables }) => tables.briefs.delete(v1),
      [`tag-missing ${cache}:v1.0`, `repository ${cache}`],
    ],
    [
      'a brief with a wrong sort key',
      ({ tables }) => rewrite(tables.briefs, v1, (brief) => ({ ...brief, rank: '0' })),
      [`tag-keys ${cache}:v1.0`],
    ],
    [
      'a row with wrong counts',
      (system) => rewriteDocument(system.tables, cache, (document) => ({ ...document, visible: 7 })),
      [`repository ${cache}`],
    ],
    [
      'a row that differs from its representative tag',
      (system) => rewriteDocument(system.tables, cache, (document) => ({ ...document, description: 'other' })),
      [`repository ${cache}`],
    ],
    ['a missing row', ({ tables }) => tables.repositories.delete('redis'), ['repository redis']],
    [
      'an invalid row',
      ({ tables }) => rewrite(tables.repositories, cache, ({ rev, ...row }) => row),
      [`unreadable ${cache}`],
    ],
    [
      'an invalid brief, and the row that still counts its tag',
      ({ tables }) => rewrite(tables.briefs, v1, ({ etag, ...row }) => row),
      [`unreadable ${cache}:v1.0`, `repository ${cache}`],
    ],
    [
      'rows of tags of a repository that has no row and nothing in the bucket',
      ({ tables }) => {
        const brief = tables.briefs.get(v1)
        if (brief !== undefined) tables.briefs.set('lost\nv1.0', { ...brief, repository: 'lost' })
      },
      ['tag-gone lost:v1.0', 'tag-torn lost:v1.0', 'repository lost', 'catalog lost'],
    ],
    [
      'a row that counts tags although there are none',
      ({ tables }) =>
        rewrite(tables.repositories, 'gone', (row) => ({
          ...row,
          document: { registry: 'registry', layout: 'distribution', visible: 1, hidden: 0 },
        })),
      ['repository gone'],
    ],
    ['missing entries', ({ tables }) => tables.clearEntries(), expect.arrayContaining([`entry-missing ${cache}`])],
    [
      'a detail that records no lookups',
      ({ tables }) => rewrite(tables.details, v1, (detail) => ({ ...detail, lookups: [] })),
      [`tag-keys ${cache}:v1.0`, `entry-extra ${cache}`],
    ],
    ...INDEX_KEYS.slice(0, 4).flatMap((key): [string, (system: Filled) => void, string[]][] => [
      [
        `a detail that no index lists, for want of ${key}`,
        ({ tables }) => rewrite(tables.details, v1, (detail) => ({ ...detail, [key]: undefined })),
        [`tag-keys ${cache}:v1.0`],
      ],
      [
        `a detail that an index lists by another ${key}`,
        ({ tables }) => rewrite(tables.details, v1, (detail) => ({ ...detail, [key]: 'dxx' })),
        [`tag-keys ${cache}:v1.0`],
      ],
    ]),
    [
      'a detail that an index lists by a value that the tag does not have',
      ({ tables }) => rewrite(tables.details, v1, (detail) => ({ ...detail, revisionEntry: 'abc' })),
      [`tag-keys ${cache}:v1.0`],
    ],
    [
      'a detail of a hidden tag that an index lists',
      ({ tables }) => rewrite(tables.details, `${cache}\n${HIDDEN}`, (detail) => ({ ...detail, digestEntry: 'abc' })),
      [`tag-keys ${cache}:${HIDDEN}`],
    ],
    [
      'a detail whose keys of indexes are wrong, and whose children were cut off',
      ({ tables }) => rewrite(tables.details, v1, (detail) => ({ ...detail, cut: ['children'], digestEntry: 'abc' })),
      [`tag-keys ${cache}:v1.0`],
    ],
    [
      'a row without its document',
      ({ tables }) => rewrite(tables.repositories, cache, ({ document, ...row }) => row),
      [`repository ${cache}`],
    ],
    [
      'a row of another registry',
      (system) => rewriteDocument(system.tables, cache, (document) => ({ ...document, registry: 'other' })),
      [`repository ${cache}`],
    ],
    [
      'a document that is none',
      ({ tables }) => rewrite(tables.repositories, cache, (row) => ({ ...row, document: 'x' })),
      [`unreadable ${cache}`],
    ],
    [
      'a time of change that is none',
      ({ tables }) => rewrite(tables.repositories, cache, (row) => ({ ...row, changedAt: 9e15 })),
      [`unreadable ${cache}`],
    ],
    [
      'a row that is in no index',
      ({ tables }) => rewrite(tables.repositories, cache, (row) => ({ ...row, changes: 'x' })),
      [`repository ${cache}`],
    ],
  ])('finds %s', async (_, spoil, expected) => {
    const system = await filled()
    spoil(system)
    const found = await kinds(system)
    expect(found).toEqual(expected)
  })

  it('names the fields of the document that differ, and those that it does not know', async () => {
    const system = await filled()
    const { size } = system.tables.repositories.get(cache)?.document ?? {}
    const wrong = { visible: 7, hidden: 3, title: 'App', platforms: [], size: 1, odd: 1 }
    rewriteDocument(system.tables, cache, ({ description, ...document }) => ({ ...document, ...wrong }))
    expect((await verified(system)).differences).toEqual([
      { kind: 'unreadable', repository: cache, found: 'the unknown fields document.odd' },
      {
        kind: 'repository',
        repository: cache,
        expected: [
          'document.visible 2',
          'document.hidden 1',
          'document.description "Caches things for a while"',
          'document.title none',
          'document.platforms ["linux/amd64"]',
          `document.size ${size}`,
        ].join(', '),
        found: [
          'document.visible 7',
          'document.hidden 3',
          'document.description none',
          'document.title "App"',
          'document.platforms []',
          'document.size 1',
        ].join(', '),
      },
    ])
  })
})

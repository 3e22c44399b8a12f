import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Difference, differenceText } from '../../../cli/verify/differences.ts'
import { fingerprints } from '../../../cli/verify/fingerprints.ts'
import { type VerifyOptions, verify } from '../../../cli/verify/verify.ts'
import type { SearchDocument } from '../../../lambda/model/search-document.ts'
import { lookupEntry } from '../../../lambda/model/search-entries.ts'
import { runStep } from '../../../lambda/reconcile/run.ts'
import { parseRunEvent } from '../../../lambda/reconcile/run-events.ts'
import { runs } from '../../effort.ts'
import { repositoryName, tagName } from '../../fakes/arbitraries.ts'
import { memoryScan } from '../../fakes/memory-scan.ts'
import { memorySystem } from '../../fakes/system.ts'

const HIDDEN = `sha256-${'a'.repeat(64)}.sig`
const far = { soft: Number.MAX_SAFE_INTEGER, hard: Number.MAX_SAFE_INTEGER }

type System = ReturnType<typeof memorySystem>

const run = (system: System, event: unknown = {}) => runStep(system.ports, parseRunEvent(event), far)

const filled = async () => {
  const system = memorySystem({ rootDirectory: 'sub', pageSize: 7 })
  const labels = { 'org.opencontainers.image.description': 'Caches things for a while' }
  system.registry.push('team/cache', 'v1.0', { labels })
  system.registry.push('team/cache', 'v2.0', { labels })
  system.registry.push('team/cache', HIDDEN)
  system.registry.push('redis', 'latest')
  system.registry.push('redis-tools', HIDDEN)
  system.registry.push('gone', 'v1')
  await run(system)
  system.bucket.remove(system.layout.tagKey({ repository: 'gone', tag: 'v1' }))
  await system.index('gone', 'v1')
  return { ...system, ...memoryScan(system.tables) }
}

type Filled = Awaited<ReturnType<typeof filled>>

const verified = async ({ ports, scan }: Pick<Filled, 'ports' | 'scan'>, options: VerifyOptions = {}) => {
  const differences: Difference[] = []
  const all = verify({ ...ports, scan }, options)
  for (;;) {
    const { done, value } = await all.next()
    if (done) return { differences, counts: value }
    differences.push(value)
  }
}

const kinds = async (system: Filled, options?: VerifyOptions) =>
  (await verified(system, options)).differences.map(({ kind, repository, tag }) =>
    [kind, tag === undefined ? repository : `${repository}:${tag}`].join(' '),
  )

const rewrite = <T extends object>(map: Map<string, T>, key: string, change: (row: T) => object) => {
  const row = map.get(key)
  if (row === undefined) throw new Error(`no row ${key}`)
  // The type does not matter: anybody may have written the stored row.
  map.set(key, change(row) as T)
}

const rewriteDocument = ({ tables }: Filled, name: string, change: (document: SearchDocument) => object) =>
  rewrite(tables.repositories, name, ({ document, ...row }) => ({ ...row, document: document && change(document) }))

const cache = 'team/cache'
const v1 = `${cache}\nv1.0`

describe('verify', () => {
  it('finds no difference in a consistent index, scans the search table once and does not wait', async () => {
    const system = await filled()
    const before = system.clock.now()
    const { differences, counts } = await verified(system, { deep: true })
    expect(differences).toEqual([])
    expect(counts).toEqual({
      repositories: 3,
      tags: 5,
      entries: system.tables.entries().length,
      unsettled: 0,
    })
    expect(system.calls.scans).toBe(1)
    expect(system.clock.now()).toBe(before)
  })

  it('finds no difference in image indexes that have an attestation after each platform, however many', async () => {
    const system = await filled()
    for (const length of [3, 30]) {
      const platforms = Array.from({ length }, (_, at) => `linux/p${at}`)
      system.registry.pushAttested('attested', `of-${length}`, platforms)
    }
    await run(system)
    expect((await verified(system, { deep: true })).differences).toEqual([])
    expect(system.tables.details.get('attested\nof-30')?.lookups).toHaveLength(48)
  })

  it('finds no difference in labels that come back in another order, as maps of DynamoDB may', async () => {
    const system = await filled()
    system.registry.push('labelled', 'v1', { labels: { a: '1', b: '2' } })
    await run(system)
    rewrite(system.tables.details, 'labelled\nv1', (detail) => ({ ...detail, labels: { b: '2', a: '1' } }))
    expect((await verified(system, { deep: true })).differences).toEqual([])
  })

  it('finds no difference after indexing any registry', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(repositoryName, tagName, fc.string()), { maxLength: 12 }), async (pushes) => {
        const system = memorySystem()
        const labels = (text: string) => ({ 'org.opencontainers.image.description': text })
        for (const [name, tag, text] of pushes) system.registry.push(name, tag, { labels: labels(text) })
        await run(system)
        expect((await verified({ ...system, ...memoryScan(system.tables) }, { deep: true })).differences).toEqual([])
      }),
      { numRuns: runs(60, 3000) },
    ))

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
      [`tag-torn ${cache}:v1.0`, ...Array(3).fill(`entry-extra ${cache}`)],
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
      (system) => rewriteDocument(system, cache, (document) => ({ ...document, visible: 7 })),
      [`repository ${cache}`],
    ],
    [
      'a row that differs from its representative tag',
      (system) => rewriteDocument(system, cache, (document) => ({ ...document, description: 'other' })),
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
      [`tag-keys ${cache}:v1.0`, ...Array(3).fill(`entry-extra ${cache}`)],
    ],
    [
      'a row without its document',
      ({ tables }) => rewrite(tables.repositories, cache, ({ document, ...row }) => row),
      [`repository ${cache}`],
    ],
    [
      'a row of another registry',
      (system) => rewriteDocument(system, cache, (document) => ({ ...document, registry: 'other' })),
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
    rewriteDocument(system, cache, ({ description, ...document }) => ({ ...document, ...wrong }))
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

  it('finds entries that no row records, also of unknown repositories and of none', async () => {
    const system = await filled()
    const row = system.tables.repositories.get('redis')
    if (row === undefined) throw new Error('no row')
    await system.tables.store.commit({
      repository: { ...row, rev: row.rev + 1, last: { tags: [], removed: [] } },
      expected: { rev: row.rev },
      tags: [],
      added: [lookupEntry('tv1', 'nowhere', 'v1'), { partition: 'x', entry: 'nonsense' }],
      removed: [lookupEntry('tlatest', 'redis', 'latest')],
    })
    expect((await verified(system)).differences).toEqual([
      { kind: 'entry-extra', repository: '', found: 'x\0nonsense' },
      { kind: 'entry-extra', repository: 'nowhere', found: 'tv1\0v1\0nowhere\0v1' },
      { kind: 'entry-missing', repository: 'redis', expected: 'tla\0latest\0redis\0latest' },
    ])
  })

  it('finds a digest that differs from the content of its link; without reading links it finds that the rows disagree', async () => {
    const system = await filled()
    rewrite(system.tables.briefs, v1, (brief) => ({ ...brief, digest: `sha256:${'0'.repeat(64)}` }))
    expect(await kinds(system)).toEqual([`tag-keys ${cache}:v1.0`])
    expect(await kinds(system, { deep: true })).toEqual([`tag-keys ${cache}:v1.0`, `tag-digest ${cache}:v1.0`])
  })

  it('finds an index that was made from another bucket, or has not been made yet', async () => {
    const system = await filled()
    const other = { ...system, ports: { ...system.ports, bucketName: 'other' } }
    expect((await verified(other)).differences).toEqual([
      {
        kind: 'version',
        repository: '',
        expected: 'bucket other, layout distribution in /sub',
        found: 'bucket registry, layout distribution in /sub',
      },
      // Each document says in which registry its repository is.
      ...['redis-tools', 'redis', 'team/cache'].map((repository) => ({
        kind: 'repository',
        repository,
        expected: 'document.registry "other"',
        found: 'document.registry "registry"',
      })),
    ])
    const empty = memorySystem()
    expect((await verified({ ...empty, ...memoryScan(empty.tables) })).differences).toMatchObject([{ kind: 'version' }])
  })

  it('does not report a difference that is gone in the second pass', async () => {
    const system = await filled()
    system.registry.push(cache, 'v3.0')
    const sleep = async (): Promise<void> => void (await system.index(cache, 'v3.0'))
    const ports = { ...system.ports, clock: { ...system.clock, sleep } }
    expect(await verified({ ...system, ports })).toMatchObject({ differences: [], counts: { unsettled: 0 } })
    expect(system.calls.scans).toBe(2)
  })

  it('counts, but does not report, a repository that is written while it is compared', async () => {
    const system = await filled()
    system.registry.push(cache, 'v3.0')
    const tagRows: typeof system.scan.tagRows = async function* (name) {
      yield* system.scan.tagRows(name)
      await system.index(cache, 'v1.0')
    }
    const busy = { ...system, scan: { ...system.scan, tagRows } }
    expect(await verified(busy)).toMatchObject({ differences: [], counts: { unsettled: 1 } })
  })

  it('reports its progress', async () => {
    const counts: number[] = []
    await verified(await filled(), { onProgress: ({ repositories }) => void counts.push(repositories) })
    expect(counts.at(-1)).toBe(3)
  })

  it('finds no difference after a rebuild of a corrupt index', async () => {
    const system = await filled()
    const row = system.tables.repositories.get(cache)
    const brief = system.tables.briefs.get(v1)
    if (row?.document === undefined || brief === undefined) throw new Error('no rows')
    const document = { ...row.document, visible: 7, description: 'other' }
    await system.tables.store.commit({
      repository: { ...row, rev: row.rev + 1, last: { tags: [], removed: [] }, document },
      expected: { rev: row.rev },
      tags: [
        {
          tag: 'v1.0',
          expected: { rev: brief.rev },
          brief: { ...brief, rev: row.rev + 1, rank: '0' },
          detail: 'keep',
        },
      ],
      added: [],
      removed: [lookupEntry('tv1.0', cache, 'v1.0')],
    })
    expect(new Set((await verified(system)).differences.map(({ kind }) => kind))).toEqual(
      new Set(['tag-keys', 'repository', 'entry-missing']),
    )
    await run(system, { rebuild: true })
    expect(await kinds(system)).toEqual([])
  })
})

describe('differenceText', () => {
  it('returns one line without control characters', () => {
    expect(differenceText({ kind: 'entry-extra', repository: 'a', found: '0a\0a\u001b[2J\n' })).toBe(
      'entry-extra a: in the index: 0a|a?[2J?; according to its rows: nothing',
    )
  })
})

describe('fingerprints', () => {
  it('are equal for the same entries in any order, and differ by a single entry', () => {
    const prints = fingerprints()
    const [one, two] = [lookupEntry('tv1', 'a/b', 'v1'), lookupEntry('dab', 'a/b', 'v1')]
    const entries = [one, two, one]
    for (const entry of entries) prints.add('a/b', entry)
    for (const entry of entries.slice(1)) prints.subtract('a/b', entry)
    expect(prints.differing()).toEqual(['a/b'])
    prints.subtract('a/b', one)
    expect(prints.differing()).toEqual([])
    prints.subtract('c', lookupEntry('tv1', 'c', 'v1'))
    expect(prints.differing()).toEqual(['c'])
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lookupEntry } from '../../../lambda/model/search-entries.ts'
import { runs } from '../../effort.ts'
import { repositoryName, tagName } from '../../fakes/arbitraries.ts'
import { run } from '../../fakes/filled.ts'
import { loseBlob, pointedTo } from '../../fakes/lost-blobs.ts'
import { memoryScan } from '../../fakes/memory-scan.ts'
import { memorySystem } from '../../fakes/system.ts'
import { kinds, rewrite, verified } from '../../fakes/verified.ts'
import { cache, filled, HIDDEN, v1 } from './filled-index.ts'

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

  it('finds what is gone that the index does not say, if it is deep, until a deep run has found it too', async () => {
    const system = await filled()
    const digest = system.tables.briefs.get(v1)?.digest ?? ''
    const [layer = ''] = pointedTo(system, digest).layers
    const putBack = loseBlob(system, layer)
    expect((await verified(system)).differences).toEqual([])
    const others = [`${cache}:v2.0`, `${cache}:${HIDDEN}`, 'redis:latest', `redis-tools:${HIDDEN}`]
    // All of these images have the same layer.
    const found = [`${cache}:v1.0`, ...others].map((tag) => `tag-facts ${tag}`).sort()
    expect([...new Set(await kinds(system, { deep: true }))].sort()).toEqual(found)
    const { differences } = await verified(system, { deep: true })
    expect(differences.map(({ expected }) => expected).join()).toContain('1 of 1 layers is gone from the bucket')
    await run(system, { deep: true })
    expect((await verified(system, { deep: true })).differences).toEqual([])
    putBack()
    expect([...new Set(await kinds(system, { deep: true }))].sort()).toEqual(found)
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

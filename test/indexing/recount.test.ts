import { beforeEach, describe, expect, it } from 'vitest'
import { tagBrief } from '../../lambda/indexing/build-rows.ts'
import { count, emptyTally, isContradicted, recount } from '../../lambda/indexing/recount.ts'
import type { RepositoryRow } from '../../lambda/model/row-schemas.ts'
import type { SearchDocument } from '../../lambda/model/search-document.ts'
import type { Facts } from '../../lambda/registry/content/facts.ts'
import { inLine } from '../fakes/filled.ts'
import { memorySystem } from '../fakes/system.ts'

const SIGNATURE = `sha256-${'a'.repeat(64)}.sig`
let system: ReturnType<typeof memorySystem>
beforeEach(() => {
  system = memorySystem()
})
const rowOf = (name = 'app'): RepositoryRow => {
  const row = system.tables.repositories.get(name)
  if (row === undefined) throw new Error(`there is no row of ${name}`)
  return row
}
const briefsOf = (name: string) => [...system.tables.briefs.values()].filter(({ repository }) => repository === name)
const repository = (name = 'app', isPrivate = false) => ({
  name,
  registry: 'registry',
  layout: system.layout,
  isPrivate,
})
const documentOf = (name = 'app'): SearchDocument => {
  const { document } = rowOf(name)
  if (document === undefined) throw new Error(`${name} has no document`)
  return document
}

const brief = (tag: string, rev: number, minute: number, facts: Partial<Facts> = {}) => {
  const observed = {
    etag: 'x',
    pushedAt: `2026-11-01T10:0${minute}:00Z`,
    facts: { kind: 'image', platforms: [], ...facts },
  } as const
  return tagBrief('app', tag, { rev, detailRev: rev }, observed, undefined, 0)
}

describe('the tally of tags', () => {
  it('counts visible, hidden and dangling ones, and has the greatest in each order and the greatest rev', () => {
    const briefs = [
      brief('v1.0', 5, 1),
      brief('v2.0', 3, 2, { dangling: 1 }),
      brief('main', 2, 4),
      brief('v1.5', 1, 3),
      brief(SIGNATURE, 4, 9, { dangling: 1 }),
    ]
    for (const all of [briefs, briefs.toReversed()]) {
      const { rank, newest, ...counted } = count(all)
      expect(counted).toEqual({ visible: 4, hidden: 1, dangling: 1, rev: 5 })
      expect([rank?.tag, newest?.tag]).toEqual(['v2.0', 'main'])
    }
  })
})

describe('the row of a repository', () => {
  const index = async () => {
    const labels = {
      'org.opencontainers.image.description': 'Serves files',
      'org.opencontainers.image.source': 'https://example.org/app',
      'org.opencontainers.image.licenses': 'MIT',
      'org.opencontainers.image.vendor': 'Acme',
    }
    system.registry.push('app', 'v1.0', { labels })
    system.registry.push('app', SIGNATURE)
    await system.index('app', 'v1.0', SIGNATURE)
  }

  it('is not contradicted by the tags that it was made from', async () => {
    await index()
    expect(isContradicted(rowOf(), repository(), count(briefsOf('app')), [1, 1])).toBe(false)
  })

  it('is contradicted by any tag if it was lost', () => {
    expect(isContradicted(undefined, repository(), count([brief('v1', 1, 1)]), [])).toBe(true)
  })

  it.each<[keyof RepositoryRow, unknown]>([
    ['rank', '3'],
    ['newest', '1'],
    ['changes', '2'],
    ['catalog', '2'],
    ['path', 'x'],
    ['expires', 5],
    ['document', { registry: 'registry', layout: 'distribution', visible: 1, hidden: 1 }],
  ])('is contradicted if its %s is another, or is missing', async (field, wrong) => {
    await index()
    const counted = count(briefsOf('app'))
    expect(isContradicted({ ...rowOf(), [field]: wrong }, repository(), counted, [])).toBe(true)
    const { [field]: value, ...rest } = rowOf()
    expect(isContradicted(rest as RepositoryRow, repository(), counted, [])).toBe(value !== undefined)
  })

  it.each<[keyof SearchDocument, unknown]>([
    ['registry', 'other'],
    ['layout', 'docker-v1'],
    ['visible', 2],
    ['hidden', 0],
    ['dangling', 1],
    ['private', true],
    ['tag', 'v2.0'],
    ['kind', 'chart'],
    ['platforms', []],
    ['size', 1],
    ['licenses', 'GPL'],
    ['vendor', 'Other'],
    ['pushedAt', '2026-11-01T10:00:01Z'],
    ['newestTag', 'v2.0'],
    ['description', 'd'.repeat(600)],
    ['title', 't'.repeat(65)],
    ['source', 's'.repeat(129)],
  ])('is contradicted if the %s of its document is another, or is missing', async (field, wrong) => {
    await index()
    const counted = count(briefsOf('app'))
    const document = documentOf()
    const changed = { ...rowOf(), document: { ...document, [field]: wrong } }
    expect(isContradicted(changed, repository(), counted, [])).toBe(true)
    if (['description', 'title', 'source'].includes(field)) return
    const { [field]: value, ...rest } = document
    const without = { ...rowOf(), document: rest as SearchDocument }
    expect(isContradicted(without, repository(), counted, [])).toBe(value !== undefined)
  })

  it('is not contradicted by what no brief says: a comparison reads no details', async () => {
    await index()
    const counted = count(briefsOf('app'))
    const { description, source, ...rest } = documentOf()
    expect([description, source]).toEqual(['Serves files', 'https://example.org/app'])
    for (const document of [
      rest,
      { ...rest, source: 'https://example.org' },
      { ...rest, description: 'Other' },
      { ...rest, title: 'App' },
      { ...rest, keywords: 'files' },
    ])
      expect(isContradicted({ ...rowOf(), document }, repository(), counted, [])).toBe(false)
  })

  it('is contradicted if it does not count a tag that is dangling', async () => {
    await index()
    const counted = { ...count(briefsOf('app')), dangling: 1 }
    expect(isContradicted(rowOf(), repository(), counted, [])).toBe(true)
    const document = { ...documentOf(), dangling: 1 }
    expect(isContradicted({ ...rowOf(), document }, repository(), counted, [])).toBe(false)
  })

  it('is contradicted by a tag of a later commit, and by one of its last commit that has another rev', async () => {
    await index()
    const counted = count(briefsOf('app'))
    expect(isContradicted(rowOf(), repository(), { ...counted, rev: 2 }, [])).toBe(true)
    expect(isContradicted(rowOf(), repository(), counted, [1, 0])).toBe(true)
  })

  it('of only hidden tags is in the catalog', async () => {
    system.registry.push('app', SIGNATURE)
    await system.index('app', SIGNATURE)
    const counted = count(briefsOf('app'))
    expect(isContradicted(rowOf(), repository(), counted, [])).toBe(false)
    const { catalog, path, ...rest } = rowOf()
    expect(isContradicted(rest, repository(), counted, [])).toBe(true)
  })

  it('without tags expires and has no document, whether it is private or not', async () => {
    await system.index('app', 'v1.0')
    const row = rowOf()
    expect(row).toMatchObject({ expires: expect.any(Number) })
    for (const isPrivate of [false, true])
      expect(isContradicted(row, repository('app', isPrivate), emptyTally(), [])).toBe(false)
    const document = { registry: 'registry', layout: 'distribution', visible: 0, hidden: 0 }
    expect(isContradicted({ ...row, document }, repository(), emptyTally(), [])).toBe(true)
    expect(isContradicted({ ...row, catalog: '1', path: 'x' }, repository(), emptyTally(), [])).toBe(true)
  })
})

describe('a recount', () => {
  const soon = () => system.clock.now() + 60_000
  /** Writes these values into the row, as if the index had miscounted. */
  const miscount = async (wrong: Partial<RepositoryRow>) => {
    const row = rowOf()
    await system.tables.store.commit({
      repository: { ...row, ...wrong, rev: row.rev + 1, last: { tags: [], removed: [] } },
      expected: { rev: row.rev },
      tags: [],
      added: [],
      removed: [],
    })
  }

  it('writes the row from all tags', async () => {
    for (const tag of ['v1.0', 'v2.0', 'main', SIGNATURE]) system.registry.push('app', tag)
    system.bucket.remove(system.layout.blobKey(system.registry.push('app', 'torn')))
    await system.index('app', 'v1.0', 'v2.0', 'main', SIGNATURE, 'torn')
    expect(documentOf()).toMatchObject({ visible: 4, hidden: 1, dangling: 1 })
    const document = { ...documentOf(), visible: 9, hidden: 9, dangling: 9, tag: 'v9.0', newestTag: 'x' }
    await miscount({ document, rank: '9', newest: '12099-01-01T00:00:00Zx' })
    await recount(system.ports, 'app', soon())
    await inLine(system)
  })

  it('shows no representative tag of a repository of hidden tags only', async () => {
    system.registry.push('app', SIGNATURE)
    await system.index('app', SIGNATURE)
    await miscount({
      document: { ...documentOf(), tag: 'v9.0', kind: 'image', description: 'Serves files' },
      rank: '9',
    })
    await recount(system.ports, 'app', soon())
    await inLine(system)
    for (const field of ['tag', 'kind', 'description']) expect(documentOf()).not.toHaveProperty(field)
    expect(rowOf()).not.toHaveProperty('rank')
  })

  it('takes what the details say, whatever the document said, and so removes what is not said any more', async () => {
    const labels = { 'org.opencontainers.image.description': 'Serves files' }
    system.registry.push('app', 'v1.0', { labels })
    await system.index('app', 'v1.0')
    await miscount({ document: { ...documentOf(), visible: 2, description: 'Other', title: 'Other' } })
    await recount(system.ports, 'app', soon())
    expect(documentOf().description).toBe('Serves files')
    await inLine(system)
  })

  it('writes nothing if there is no row', async () => {
    await recount(system.ports, 'app', soon())
    expect(system.tables.calls.commits).toBe(0)
  })

  it('keeps a private repository private', async () => {
    system.registry.push('app', 'v1.0')
    system.ports.isPrivate = async () => true
    await system.index('app', 'v1.0')
    await recount(system.ports, 'app', soon())
    expect(rowOf()).toMatchObject({ document: { private: true }, rev: 2 })
  })

  it('waits until the last commit is completely visible', async () => {
    for (const tag of ['v1.0', 'v2.0']) system.registry.push('app', tag)
    await system.index('app', 'v1.0')
    await system.index('app', 'v2.0')
    const { tags, briefs } = system.ports.store
    let isStale = true
    system.ports.store.tags = async (name, wanted) => {
      const rows = await tags(name, wanted)
      if (isStale) rows.delete('v2.0')
      return rows
    }
    const consistent: unknown[] = []
    system.ports.store.briefs = async function* (name, options) {
      consistent.push(options)
      for await (const one of briefs(name, options)) if (!isStale || one.tag !== 'v2.0') yield one
    }
    const { sleep } = system.clock
    const untilVisible = async (milliseconds: number) => {
      isStale = false
      await sleep(milliseconds)
    }
    system.ports = { ...system.ports, clock: { ...system.clock, sleep: untilVisible } }
    await recount(system.ports, 'app', soon())
    expect(documentOf()).toMatchObject({ visible: 2, tag: 'v2.0' })
    expect(consistent).toEqual([{ consistent: true }])
  })

  it('uses what there is if the tags of the last commit stay lost', async () => {
    for (const tag of ['v1.0', 'v2.0']) system.registry.push('app', tag)
    await system.index('app', 'v1.0')
    await system.index('app', 'v2.0')
    system.tables.briefs.delete('app\nv2.0')
    await recount(system.ports, 'app', soon())
    expect(documentOf()).toMatchObject({ visible: 1, tag: 'v1.0' })
  })
})

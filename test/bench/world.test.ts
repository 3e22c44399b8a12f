import { describe, expect, it } from 'vitest'
import { kindOf } from '../../bench/world/counting-proxy.ts'
import { noCounts, overTables } from '../../bench/world/counts.ts'
import { runPorts } from '../../bench/world/run-ports.ts'
import { repositoryNames, shapeOf } from '../../bench/world/shape.ts'
import { insert, position, remove } from '../../bench/world/sorted.ts'
import { memoryTables } from '../../bench/world/tables.ts'
import { virtualTime } from '../../bench/world/virtual-time.ts'
import { makeWorld } from '../../bench/world/world.ts'
import { run } from '../fakes/filled.ts'

const tablesWithCounts = () => {
  const counts = noCounts()
  return { counts, tables: memoryTables(() => counts) }
}

const put = (TableName: string, Item: object, expected?: number) => ({
  Put: {
    TableName,
    Item,
    ...(expected === undefined
      ? { ConditionExpression: 'attribute_not_exists(rev)' }
      : { ConditionExpression: 'rev = :rev', ExpressionAttributeValues: { ':rev': expected } }),
  },
})

const row = { name: 'a/b', rev: 1, catalog: '1', path: 'distribution:a/b/_', changes: '1', changedAt: 2026 }
const brief = { repository: 'a/b', tag: 'x', rev: 1, rank: '1x', newest: '1x' }
const first = {
  TransactItems: [
    put('repository', row),
    put('tag', brief),
    { Put: { TableName: 'tag', Item: { repository: 'a/b', tag: '#x', rev: 1 } } },
    { Put: { TableName: 'search', Item: { partition: '0a', entry: 'a/b' } } },
  ],
}

describe('the tables of the bench', () => {
  it('count each item of a transaction twice, and each entry of a secondary index once', () => {
    const { counts, tables } = tablesWithCounts()
    tables.send('TransactWriteCommand', first)
    expect(counts.tables.repository).toMatchObject({ requests: 1, writeUnits: 2 + 2, indexUnits: 2, writes: 1 })
    expect(counts.tables.tag).toMatchObject({ writeUnits: 2 + 2 + 2, indexUnits: 2, writes: 2 })
    expect(counts.tables.search).toMatchObject({ writeUnits: 2, writes: 1 })
    expect(counts.commits).toBe(1)
  })

  it('count nothing for secondary indexes whose entries stay the same', () => {
    const { counts, tables } = tablesWithCounts()
    tables.send('TransactWriteCommand', first)
    tables.send('TransactWriteCommand', { TransactItems: [put('repository', { ...row, rev: 2 }, 1)] })
    expect(counts.tables.repository).toMatchObject({ writeUnits: 4 + 2, indexUnits: 2 })
  })

  it('cancel a transaction if a condition fails: they count its units and change nothing', () => {
    const { counts, tables } = tablesWithCounts()
    tables.send('TransactWriteCommand', first)
    const before = overTables(counts, 'writeUnits')
    expect(() => tables.send('TransactWriteCommand', first)).toThrow('cancelled')
    expect(overTables(counts, 'writeUnits') - before).toBe(4 * 2)
    expect(counts).toMatchObject({ commits: 1, cancelled: 1 })
  })

  it('round up each item of a batch, even missing ones, but only the sum of a query', () => {
    const { counts, tables } = tablesWithCounts()
    tables.send('TransactWriteCommand', first)
    const Keys = ['x', '#x', 'y'].map((tag) => ({ repository: 'a/b', tag }))
    tables.send('BatchGetCommand', { RequestItems: { tag: { Keys, ConsistentRead: true } } })
    expect(counts.tables.tag.readUnits).toBe(3)
    const query = {
      TableName: 'tag',
      KeyConditionExpression: '#repository = :repository AND #tag > :details',
      ExpressionAttributeNames: { '#repository': 'repository', '#tag': 'tag' },
      ExpressionAttributeValues: { ':repository': 'a/b', ':details': '$' },
    }
    expect(tables.send('QueryCommand', query)).toEqual({ Items: [brief] })
    expect(counts.tables.tag.readUnits).toBe(3.5)
  })

  it('throw on commands that they do not know', () => {
    expect(() => tablesWithCounts().tables.send('ScanCommand', {})).toThrow('know no ScanCommand')
  })
})

it('the store of a reconcile reads from the tables of the bench what it wrote', async () => {
  const { bucket, tables } = makeWorld(40)
  const ports = runPorts(
    {
      get: async (...asked) => bucket.get(...asked),
      list: async (...asked) => bucket.list(...asked),
      folders: async (...asked) => bucket.folders(...asked),
    },
    async (command, input) => tables.send(command, input),
  )
  expect(await run({ ports })).toMatchObject({ repositories: 40, failed: 0, problems: 0 })
  expect(await run({ ports })).toMatchObject({ repositories: 40, failed: 0, changed: 0 })
})

describe('the bucket of the bench', () => {
  const world = makeWorld(120)
  const { bucket, layout, names } = world
  const walk = (prefix: string) => {
    const found: string[] = []
    for (let more = true; more; ) {
      const page = bucket.list(prefix, found.at(-1))
      found.push(...page.objects.map(({ key }) => key))
      more = page.more
    }
    return found
  }
  const keys = walk(layout.prefix)

  it('lists every key once, in the order of its bytes', () => {
    expect(keys).toHaveLength(names.reduce((sum, name) => sum + bucket.content(name).keys.length, 0))
    expect(keys).toEqual([...new Set(keys)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))))
  })

  it('lists the keys with a prefix', () => {
    for (const range of ['a', 'me', `${names[60]}/_`, 'zzz'])
      expect(walk(layout.prefix + range)).toEqual(keys.filter((key) => key.startsWith(layout.prefix + range)))
  })

  it('lists links with the size of a digest', () => {
    expect(new Set(bucket.list(layout.prefix, undefined).objects.map(({ size }) => size))).toEqual(new Set([71]))
  })

  it('changes the digest of a pushed tag, and keeps the links of the digest before', () => {
    const [repository = ''] = names
    const key = layout.tagKey({ repository, tag: 'latest' })
    const before = bucket.get(key, 1000)
    const { length } = bucket.content(repository).keys
    bucket.push(repository, 'latest', new Date('2026-11-24T12:00:00Z'))
    expect(bucket.get(key, 1000)).not.toEqual(before)
    expect(bucket.get(key, 1000)?.lastModified).toBe('2026-11-24T12:00:00Z')
    expect(bucket.content(repository).keys.length).toBeGreaterThan(length)
  })
})

it('the made-up registry has no duplicate names, and 1 to 50 tags per repository, 8 on average', () => {
  const names = repositoryNames(2000)
  const counts = names.map((name) => shapeOf(name).tags.length)
  expect(new Set(names).size).toBe(2000)
  expect([Math.min(...counts), Math.max(...counts)]).toEqual([1, 50])
  expect(counts.reduce((sum, one) => sum + one, 0) / 2000).toBeCloseTo(8, -1)
})

it('insert and remove keep an array sorted and without duplicates', () => {
  const sorted: string[] = []
  for (const one of ['b', 'a', 'c', 'b']) insert(sorted, one)
  expect(sorted).toEqual(['a', 'b', 'c'])
  expect([position(sorted, 'b'), position(sorted, 'b', true), position(sorted, 'd')]).toEqual([1, 2, 3])
  remove(sorted, 'b')
  expect(sorted).toEqual(['a', 'c'])
})

it('virtual time passes only while all work waits for it', async () => {
  const { clock, during } = virtualTime(1, 1000)
  const seen: number[] = []
  const wait = async (milliseconds: number) => {
    await clock.sleep(milliseconds)
    seen.push(clock.now())
  }
  await during(Promise.all([wait(60_000), wait(5)]))
  expect(seen).toEqual([1005, 61_000])
})

it.each([
  ['GET', '/registry?list-type=2&prefix=a', 'list'],
  ['GET', '/registry/?list-type=2', 'list'],
  ['GET', '/registry/docker/registry/v2/a', 'get'],
  ['HEAD', '/registry/docker', 'head'],
  ['PUT', '/registry/docker', undefined],
])('%s %s is counted as %s', (method, url, kind) => {
  expect(kindOf(method, url)).toBe(kind)
})

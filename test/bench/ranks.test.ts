import { describe, expect, it } from 'vitest'
import { answersOf } from '../../bench/quality/ask.ts'
import { listing } from '../../bench/quality/company/ask.ts'
import { indexOf } from '../../bench/quality/index-of.ts'
import { madeQueries } from '../../bench/quality/made-queries.ts'
import { missesOf, qualityTable, rankOf } from '../../bench/quality/ranks.ts'
import { byLastComponent, byWholeName, checkQueries, parseQueries } from '../../bench/quality/wanted.ts'
import { scanOf2015 } from '../../bench/scan-2015.ts'

const repositories = [
  { name: 'edge/redis', description: 'key-value database' },
  { name: 'redis-exporter', description: 'metrics of Redis' },
]
const names = repositories.map(({ name }) => name)
const listings = repositories.map(({ name, description }) => ({
  name,
  tag: 'v1',
  tags: 3,
  pushedAt: '2026-10-01T10:00:00.000Z',
  facts: { kind: 'image' as const, platforms: ['linux/amd64'], description },
}))

describe('the index of a list', () => {
  it('has a document of each repository, as indexing makes it, with the tags that the list says', () => {
    const { documents } = indexOf(listings)
    expect(documents.count).toBe(2)
    expect(documents.get('edge/redis')).toEqual({
      registry: 'bench',
      layout: 'distribution',
      visible: 3,
      hidden: 0,
      tag: 'v1',
      newestTag: 'v1',
      pushedAt: '2026-10-01T10:00:00Z',
      created: '2026-10-01T10:00:00.000Z',
      kind: 'image',
      platforms: ['linux/amd64'],
      description: 'key-value database',
    })
  })

  it('has the lookups of their tags', async () => {
    const queries = parseQueries('tag\tredis:v1\tedge/redis\nvalue\t:v1\tedge/redis', byWholeName)
    const answers = await answersOf(queries, indexOf(listings), scanOf2015(names))
    expect(answers.map(({ found }) => found)).toEqual([
      ['edge/redis', 'redis-exporter'],
      ['edge/redis', 'redis-exporter'],
    ])
  })

  it('has what a company says of a repository, but not what it is a copy of', () => {
    const said = { title: 'App', vendor: 'Acme', kind: 'image' as const, size: 5 }
    const usage = { tag: '1.0', tags: 7, pushedAt: '2026-10-01T10:00:00.000Z' }
    const one = { name: 'dev/app', ...usage, ...said, platforms: [], copyOf: 'team/app' }
    expect(listing(one)).toEqual({ name: 'dev/app', ...usage, facts: { ...said, platforms: [] } })
  })
})

describe('answersOf', () => {
  it('asks each query of the search and of the scan', async () => {
    const queries = parseQueries('word\tredis\tredis\ntypo\tredsi\tredis\nword\tmetrics\tredis\n', byLastComponent)
    const answers = await answersOf(queries, indexOf(listings), scanOf2015(names))
    expect(answers.map(({ found }) => found)).toEqual([
      ['edge/redis', 'redis-exporter'],
      ['edge/redis', 'redis-exporter'],
      ['redis-exporter'],
    ])
    expect(answers.map(({ scanned }) => scanned.length)).toEqual([2, 0, 0])
    expect(qualityTable(answers).split('\n').at(-1)).toMatch(/^\| all \| 3 \| 66\.7 % \| 66\.7 % \|/)
    expect(missesOf(answers)).toEqual([
      'word: "metrics" should find redis, which is not among the first 25; first came redis-exporter',
    ])
  })

  it('takes a query that is refused for one that finds nothing', async () => {
    const queries = parseQueries('odd\tsize:many\tedge/redis', byWholeName)
    const answers = await answersOf(queries, indexOf(listings), scanOf2015(names))
    expect(answers.map(({ found }) => found)).toEqual([[]])
  })
})

describe('what is expected', () => {
  it('is a last component, in whatever namespace', () => {
    const wanted = { isExpected: byLastComponent('redis') }
    expect(rankOf(['redis/tools', 'edge/redis'], wanted)).toBe(2)
    expect(rankOf(['redis-tools'], wanted)).toBeUndefined()
  })

  it('is one of several whole names, or any repository below a namespace', () => {
    const wanted = { isExpected: byWholeName('edge/redis team/* a/b/*') }
    expect(['edge/redis', 'team/redis', 'team/a/b', 'a/b/c'].every(wanted.isExpected)).toBe(true)
    expect(['redis', 'edge/redis/x', 'team', 'teams/x', 'x/team/a', 'a/b'].some(wanted.isExpected)).toBe(false)
    expect(rankOf(['redis', 'team/redis', 'edge/redis'], wanted)).toBe(2)
  })

  it.each(['a  b', ' a', '*', 'a*', '/*', 'a/*/b', 'a/'])('is no name like "%s"', (expected) => {
    expect(() => byWholeName(expected)).toThrow('names no repositories')
  })
})

describe('parseQueries', () => {
  it('keeps spaces of queries, and what was written', () => {
    const [one, ...others] = parseQueries('two words\tedge redis\ta/b c/*\n', byWholeName)
    expect(one).toMatchObject({ kind: 'two words', q: 'edge redis', expected: 'a/b c/*' })
    expect(others).toEqual([])
  })

  it.each(['word\tredis', 'word\t\tredis', 'a\tb\tc\td', ''])('rejects the line %j', (line) => {
    expect(() => parseQueries(line, byLastComponent)).toThrow('needs a kind, a text and a name')
  })
})

it('checkQueries rejects queries that the list cannot answer', () => {
  const queries = parseQueries('word\tredis\tredis', byLastComponent)
  checkQueries(queries, ['a/redis'])
  expect(() => checkQueries(queries, ['redis/a'])).toThrow('no repository of the list is redis')
})

it('madeQueries makes queries by rule, the same ones every time', () => {
  const made = madeQueries(repositories, 20).map(({ kind, q, expected }) => ({ kind, q, expected }))
  expect(made).toEqual(madeQueries(repositories, 20).map(({ kind, q, expected }) => ({ kind, q, expected })))
  expect(made).toContainEqual({ kind: 'its first namespace and itself', q: 'edge redis', expected: 'redis' })
  expect(made).toContainEqual({ kind: 'with _ for -', q: 'redis_exporter', expected: 'redis-exporter' })
  expect(made).toContainEqual({ kind: 'but its first word', q: 'exporter', expected: 'redis-exporter' })
})

import { expect, it } from 'vitest'
import { madeQueries } from '../../bench/quality/made-queries.ts'
import { answersOf, missesOf, parseQueries, qualityTable, rankOf } from '../../bench/quality/ranks.ts'
import { scanOf2015 } from '../../bench/scan-2015.ts'
import { searchTables } from '../../bench/search-tables.ts'

const repositories = [
  { name: 'edge/redis', description: 'key-value database' },
  { name: 'redis-exporter', description: 'metrics of Redis' },
]

it('a query is asked both ways, and by its suggestions where it finds nothing', async () => {
  const queries = parseQueries('word\tredis\tredis\ntypo\tredsi\tredis\nword\tmetrics\tredis\n')
  const { reader } = searchTables(repositories)
  const answers = await answersOf(queries, repositories, reader, scanOf2015(repositories))
  expect(answers.map(({ found }) => found)).toEqual([
    ['edge/redis', 'redis-exporter'],
    ['edge/redis'],
    ['redis-exporter'],
  ])
  expect(qualityTable(answers).split('\n').at(-1)).toMatch(/^\| all \| 3 \| 66\.7 % \| 66\.7 % \|/)
  expect(missesOf(answers)).toEqual([
    'word: "metrics" should find redis, which is not among the first 25; first came redis-exporter',
  ])
})

it('a name counts by its last component', () => {
  expect(rankOf(['redis/tools', 'edge/redis'], 'redis')).toBe(2)
  expect(rankOf(['redis-tools'], 'redis')).toBeUndefined()
})

it('queries that the list can not answer are refused', async () => {
  const { reader } = searchTables([])
  const queries = parseQueries('word\tredis\tredis\n')
  await expect(answersOf(queries, [], reader, scanOf2015([]))).rejects.toThrow('no repository of the list')
  expect(() => parseQueries('word\tredis')).toThrow('a name')
})

it('queries are made by rule, the same every time', () => {
  const made = madeQueries(repositories, 20)
  expect(made).toEqual(madeQueries(repositories, 20))
  expect(made).toContainEqual({ kind: 'its first namespace and itself', q: 'edge redis', first: 'redis' })
  expect(made).toContainEqual({ kind: 'with _ for -', q: 'redis_exporter', first: 'redis-exporter' })
  expect(made).toContainEqual({ kind: 'but its first word', q: 'exporter', first: 'redis-exporter' })
})

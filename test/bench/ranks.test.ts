import { expect, it } from 'vitest'
import { madeQueries } from '../../bench/quality/made-queries.ts'
import { answersOf, missesOf, parseQueries, qualityTable, rankOf } from '../../bench/quality/ranks.ts'
import { scanOf2015 } from '../../bench/scan-2015.ts'
import { searchTables } from '../../bench/search-tables.ts'

const repositories = [
  { name: 'edge/redis', description: 'key-value database' },
  { name: 'redis-exporter', description: 'metrics of Redis' },
]

it('answersOf asks each query of the search and of the scan, and by its suggestions where it finds nothing', async () => {
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

it('rankOf compares the last component of each name', () => {
  expect(rankOf(['redis/tools', 'edge/redis'], 'redis')).toBe(2)
  expect(rankOf(['redis-tools'], 'redis')).toBeUndefined()
})

it('answersOf and parseQueries reject queries that the list cannot answer', async () => {
  const { reader } = searchTables([])
  const queries = parseQueries('word\tredis\tredis\n')
  await expect(answersOf(queries, [], reader, scanOf2015([]))).rejects.toThrow('no repository of the list')
  expect(() => parseQueries('word\tredis')).toThrow('a name')
})

it('madeQueries makes queries by rule, the same ones every time', () => {
  const made = madeQueries(repositories, 20)
  expect(made).toEqual(madeQueries(repositories, 20))
  expect(made).toContainEqual({ kind: 'its first namespace and itself', q: 'edge redis', first: 'redis' })
  expect(made).toContainEqual({ kind: 'with _ for -', q: 'redis_exporter', first: 'redis-exporter' })
  expect(made).toContainEqual({ kind: 'but its first word', q: 'exporter', first: 'redis-exporter' })
})

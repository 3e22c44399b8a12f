import { describe, expect, it } from 'vitest'
import { built, LIMIT, loaded, searchIn } from '../../bench/search/build-and-load.ts'
import { fullText } from '../../bench/search/full-text.ts'
import { madeDocuments } from '../../bench/search/made-documents.ts'
import { miniSearch } from '../../bench/search/mini-search.ts'
import { barePass, scan } from '../../bench/search/plain-passes.ts'
import { QUERIES } from '../../bench/search/queries.ts'
import { requestsOf } from '../../bench/search/requests.ts'
import { texts } from '../../bench/search/texts.ts'

const COUNT = 2000

describe('the search that is measured', async () => {
  const build = await built(COUNT)

  it('reads 3 rounds for the first request of a process, and then one of at most 2 requests and 1 read unit', async () => {
    const { first, atRest } = await requestsOf(build)
    expect(first.rounds).toBe(3)
    expect(atRest).toEqual({ requests: 2, rounds: 1, units: 1 })
  })

  it('finds something by each query, but for those that nothing has', async () => {
    const { documents } = await loaded(build)
    expect(documents.count).toBe(COUNT)
    const search = searchIn(documents)
    const nothing: string[] = []
    for (const asked of QUERIES) {
      const { hits, total, corrected } = await search(asked)
      expect(hits.length).toBe(Math.min(LIMIT, total ?? 0))
      expect(corrected).toBe(asked.isTypo ? 'kubernetes' : undefined)
      if (hits.length === 0) nothing.push(asked.q)
    }
    expect(nothing).toEqual(['zzqq', 'a b c d e f g h i k l m'])
  })
})

describe('the searches beside it', () => {
  it('have the same texts, and answer the same words', async () => {
    const words = QUERIES.find(({ q }) => q === 'api')
    if (words === undefined) throw new Error('the query is gone')
    const [full, mini, bare, names] = [await fullText(COUNT), await miniSearch(COUNT), barePass(COUNT), scan(COUNT)]
    const expected = [...texts(COUNT)].filter(({ name, description }) => `${name} ${description}`.includes('api'))
    expect(expected.length).toBeGreaterThan(LIMIT)
    expect(bare.ask(words)?.()).toEqual([expected.length])
    expect(mini.ask(words)?.()).toHaveLength(LIMIT)
    expect(full.ask(words)?.()).toEqual([
      expect.toSatisfy((rows) => rows.length === LIMIT),
      { 'count(*)': expected.length },
    ])
    expect(names.ask(words)?.()).toHaveLength(expected.filter(({ name }) => name.includes('api')).length)
    full.close?.()
  })
})

it('made-up documents are the same every time, in whatever parts', () => {
  expect([...madeDocuments(50, 50)].flat()).toEqual([...madeDocuments(50, 7)].flat())
})

import { describe, expect, it } from 'vitest'
import type { RepositoryTexts } from '../../bench/engines/engine.ts'
import { fullTextEngine } from '../../bench/engines/full-text.ts'
import { miniSearchEngine } from '../../bench/engines/mini-search.ts'
import { oramaEngine } from '../../bench/engines/orama.ts'
import { type Beside, besideTable, betterElsewhere, MORE_THAN_WORDS, summaryTable } from '../../bench/quality/beside.ts'
import { companyCorpus, SIZES } from '../../bench/quality/company/ask.ts'
import { textsOf } from '../../bench/quality/corpus.ts'
import { byWholeName } from '../../bench/quality/wanted.ts'

const LIMIT = 25
const texts: readonly RepositoryTexts[] = [
  { name: 'tools/metrics', title: '', description: 'Payment figures, kubernetes dashboards' },
  { name: 'payments/payment_gateway', title: 'Checkout', description: 'takes cards' },
  { name: 'search/tokenizer-ja', title: 'Éclair', description: '形態素解析 for product search' },
]
const [tools, payments, search] = texts.map(({ name }) => name)

describe.each([
  ['MiniSearch', miniSearchEngine],
  ['Orama', oramaEngine],
  ['SQLite FTS5', fullTextEngine],
])('%s', async (_, engine) => {
  const ask = await engine(texts)

  it.each([
    ['a word of a title', 'checkout', [payments]],
    ['a word of a description', 'dashboards', [tools]],
    ['a word after a separator of a name', 'gateway', [payments]],
    ['the beginning of a word, in whatever case', 'TOKEN', [search]],
    ['a word in another script', '形態素解析', [search]],
    ['all words, wherever they stand', 'gateway cards', [payments]],
    ['any word, if nothing has all', 'gateway nonsense', [payments]],
    ['names before descriptions', 'payment', [payments, tools]],
    ['nothing', 'zzqq', []],
    ['nothing by signs that are no words', '"*\' (-', []],
  ])('finds %s', async (_what, q, expected) => {
    expect(await ask(q, LIMIT)).toEqual(expected)
  })

  it('finds a name with other separators first', async () => {
    expect((await ask('payment-gateway', LIMIT))[0]).toBe(payments)
  })

  it('takes signs of its own language for separators', async () => {
    expect(await ask('name:gateway" OR (cards*', LIMIT)).toContain(payments)
  })

  it('returns so many names at most', async () => {
    expect(await ask('payment', 1)).toEqual([payments])
  })
})

it('MiniSearch and Orama find what has an error of typing, SQLite FTS5 does not', async () => {
  const found = []
  for (const engine of [miniSearchEngine, oramaEngine, fullTextEngine])
    found.push(await (await engine(texts))('kubernets', LIMIT))
  expect(found).toEqual([[tools], [tools], []])
})

it('textsOf returns name, title and description, empty where there are none', () => {
  const image = { kind: 'image' as const, platforms: [] }
  const listing = { name: 'a/b', tag: 'v1', tags: 1, pushedAt: '2026-10-01T10:00:00.000Z' }
  expect(textsOf({ ...listing, facts: { ...image, title: 'B', description: 'letters', vendor: 'Acme' } })).toEqual({
    name: 'a/b',
    title: 'B',
    description: 'letters',
  })
  expect(textsOf({ ...listing, facts: image })).toEqual({ name: 'a/b', title: '', description: '' })
})

const answer = (kind: string, q: string, ...found: string[][]): Beside => ({
  kind,
  q,
  expected: 'x',
  isExpected: byWholeName('x'),
  found,
})

describe('the table of all searches', () => {
  const word = answer('word', 'a', ['x'], ['b', 'x'], [], ['1', '2', '3', '4', '5', 'x'])
  const pasted = answer('pasted', 'docker pull x', ['x'], [], [], [])

  it('has who is first and in the first five, by kind, over all, and over those that are words only', () => {
    expect(besideTable([word, pasted]).split('\n').slice(2)).toEqual([
      '| word | 1 | 100.0 / 100.0 | 0.0 / 100.0 | 0.0 / 0.0 | 0.0 / 0.0 |',
      '| pasted | 1 | 100.0 / 100.0 | 0.0 / 0.0 | 0.0 / 0.0 | 0.0 / 0.0 |',
      '| all | 2 | 100.0 / 100.0 | 0.0 / 50.0 | 0.0 / 0.0 | 0.0 / 0.0 |',
      '| all that are words only | 1 | 100.0 / 100.0 | 0.0 / 100.0 | 0.0 / 0.0 | 0.0 / 0.0 |',
    ])
  })

  it('has one row over all where all are words, or none', () => {
    const last = (answers: readonly Beside[]) => besideTable(answers).split('\n').at(-1)
    expect(last([word])).toMatch(/^\| all \| 1 /)
    expect(last([pasted])).toMatch(/^\| all \| 1 /)
  })

  it('has the totals of each set', () => {
    expect(
      summaryTable([
        ['one.tsv', [word, pasted]],
        ['made', [word]],
      ])
        .split('\n')
        .slice(2),
    ).toEqual([
      '| one.tsv, all | 2 | 100.0 / 100.0 | 0.0 / 50.0 | 0.0 / 0.0 | 0.0 / 0.0 |',
      '| one.tsv, all that are words only | 1 | 100.0 / 100.0 | 0.0 / 100.0 | 0.0 / 0.0 | 0.0 / 0.0 |',
      '| made, all | 1 | 100.0 / 100.0 | 0.0 / 100.0 | 0.0 / 0.0 | 0.0 / 0.0 |',
    ])
  })

  it('knows the kinds of the companies that are more than words', () => {
    const kinds = new Set(
      SIZES.flatMap((size) => companyCorpus(size).written[0]?.queries.map(({ kind }) => kind) ?? []),
    )
    expect([...MORE_THAN_WORDS].filter((kind) => !kinds.has(kind))).toEqual([])
  })
})

it('betterElsewhere lists what another engine has among its first five, and this search has not', () => {
  const elsewhere = answer('word', 'a', ['1', '2', '3', '4', '5', 'x'], ['b', 'x'], [], ['c'])
  const nowhere = answer('word', 'b', [], [], [], [])
  const here = answer('word', 'c', ['b', 'x'], ['x'], ['x'], ['x'])
  expect(betterElsewhere([elsewhere, nowhere, here])).toEqual([
    '- word: "a" should find x',
    '  - this search: 1, 2, 3, 4, 5',
    '  - MiniSearch: b, x',
    '  - Orama: nothing',
    '  - SQLite FTS5: c',
  ])
})

// Everything that is found, against a model that looks at everything.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RepositoryRow, TagDetail } from '../../lambda/model/row-schemas.ts'
import type { SearchDocument } from '../../lambda/model/search-document.ts'
import { find } from '../../lambda/search/find.ts'
import { SORTS } from '../../lambda/search/memory/documents.ts'
import type { Hit, Page } from '../../lambda/search/page.ts'
import { parseQuery } from '../../lambda/search/query/query.ts'
import { runs } from '../effort.ts'
import { naiveDocumentsOf, searchPortsOf } from '../fakes/search-ports.ts'
import { memorySystem } from '../fakes/system.ts'

const NOW = Date.parse('2026-11-24T12:00:00Z')
const HIDDEN = `sha256-${'a'.repeat(64)}.sig`
const name = fc.constantFrom('ab/ab-ab', 'library/ab', 'ab', 'a/ab.ab', 'a/abcabc', 'abcabc-ab', 'b/cab', 'x/y')
const tag = fc.record({
  tag: fc.constantFrom('latest', 'latest-a', 'v1.0', 'v1.1', 'V1', '7', '7.1', '7-a', '71', 'edge', HIDDEN),
  day: fc.integer({ min: 1, max: 9 }),
  revision: fc.constantFrom('abcabc01', 'abcabc02', 'ff'),
  base: fc.constantFrom('alpine:3', 'alpine:3.20'),
  // The same image under several tags.
  salt: fc.constantFrom(undefined, 'same'),
})
const repository = fc.record({
  name,
  tags: fc.uniqueArray(tag, { minLength: 1, maxLength: 3, selector: (one) => one.tag }),
  isPrivate: fc.boolean(),
})
const registry = fc.uniqueArray(repository, { maxLength: 8, selector: (one) => one.name })
type Registry = typeof registry extends fc.Arbitrary<infer T> ? T : never

const label = (key: string) => `org.opencontainers.image.${key}`

const systemOf = async (repositories: Registry) => {
  const system = memorySystem()
  for (const { name, tags, isPrivate } of repositories) {
    for (const { tag, day, revision, base, salt } of tags) {
      const labels = { [label('revision')]: revision, [label('base.name')]: base }
      const pushedAt = new Date(`2026-11-0${day}T00:00:00Z`)
      system.registry.push(name, tag, { labels, ...(salt && { salt }) }, pushedAt)
    }
    await system.index(name, ...tags.map(({ tag }) => tag))
    // What only another layout would write.
    const row = system.tables.repositories.get(name) as RepositoryRow
    if (isPrivate)
      system.tables.repositories.set(name, { ...row, document: { ...row.document, private: true } as SearchDocument })
  }
  return system
}
type System = Awaited<ReturnType<typeof systemOf>>

const value = fc.constantFrom(
  { q: ':v1', kinds: 't', starts: ['v1'] },
  { q: ':LATEST', kinds: 't', starts: ['latest'] },
  // A tag of one character is whole, and of a digit also what usually follows it.
  { q: ':7', kinds: 't', starts: ['7\n', '7-', '7.', '7_'] },
  { q: ':e', kinds: 't', starts: ['e\n'] },
  { q: 'revision:abcabc', kinds: 'r', starts: ['abcabc'] },
  { q: 'base:alpine:3', kinds: 'b', starts: ['alpine:3'] },
  { q: 'abcabc', kinds: 'dchr', starts: ['abcabc'] },
  { q: 'ABCABC01', kinds: 'dchr', starts: ['abcabc01'] },
)
const asked = fc.record({
  word: fc.constantFrom('', 'ab', 'abc', 'b', 'zz'),
  tag: fc.constantFrom(undefined, undefined, 'latest', 'v1', 'v1.1', 'V', '7', '71', 'edge', 'none'),
  value: fc.option(value, { nil: undefined }),
  before: fc.option(fc.integer({ min: 2, max: 9 }), { nil: undefined, freq: 2 }),
  isAnonymous: fc.boolean(),
  sort: fc.constantFrom(...SORTS),
})
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never

const typed = ({ word, tag, value, before }: Asked): string =>
  [
    ...(tag === undefined || value !== undefined || word === '' ? [word] : [`${word}:${tag}`]),
    ...(value === undefined ? [] : [value.q]),
    ...(before === undefined ? [] : [`pushed:<2026-11-0${before}`]),
  ].join(' ')

const show = (hits: readonly Hit[]) => hits.map(({ id, match }) => (match === undefined ? id : `${id}:${match}`))

/** The values of a tag that the search table does not have. */
const changingValues = ({ tables }: System, { repository, tag, configDigest, revision }: TagDetail): string[] => {
  const { digest, hidden } = tables.briefs.get(`${repository}\n${tag.slice(1)}`) ?? {}
  const values = { d: digest, c: configDigest, r: revision }
  return Object.entries(values).flatMap(([kind, value]) =>
    value === undefined || hidden ? [] : kind + value.replace('sha256:', '').toLowerCase(),
  )
}

/** What is found, in its order; of a tag that is missing the repositories, and that it is. */
const model = (system: System, drawn: Asked): { found: string[]; missing?: object } => {
  const { word, tag, value, isAnonymous, sort } = drawn
  const isWord = value?.kinds === 'dchr'
  const scope = { hidesPrivate: isAnonymous }
  const { filters, name } = parseQuery(typed(drawn), NOW)
  const matching = (words: string[]) =>
    naiveDocumentsOf(system.tables)
      .search({ words, name, without: [], filters, scope, sort, limit: 100, facets: [], now: NOW })
      .hits.map(({ id }) => id)
  const others = word === '' ? [] : [word]
  if (value !== undefined) {
    const own = new Set(matching(others))
    const values = [...system.tables.details.values()]
      .flatMap(({ repository, tag, ...detail }) =>
        [...detail.lookups, ...changingValues(system, { repository, tag, ...detail })].flatMap((one) =>
          value.starts.flatMap((start, at) =>
            value.kinds.includes(one.slice(0, 1)) && `${one.slice(1)}\n`.startsWith(start)
              ? [{ repository, tag: tag.slice(1), key: [value.kinds.indexOf(one.slice(0, 1)), at, one.slice(1)] }]
              : [],
          ),
        ),
      )
      .filter(({ repository }) => own.has(repository))
      .sort((a, b) => {
        const of = ({ key: [kind, at, text], repository, tag }: typeof a) =>
          `${kind}${at}${text}\0${repository}\0${tag}`
        return Buffer.compare(Buffer.from(of(a)), Buffer.from(of(b)))
      })
      .map(({ repository, tag }) => `${repository}:${tag}`)
    return { found: [...(isWord ? matching([...new Set([...others, value.q.toLowerCase()])]) : []), ...values] }
  }
  if (tag === undefined || word === '') return { found: matching(others) }
  const tags = (id: string) =>
    [...system.tables.briefs.values()]
      .filter(({ repository, hidden }) => repository === id && !hidden)
      .map((brief) => brief.tag)
      .filter((one) => (/^\d$/.test(tag) ? one === tag || /^\d[._-]/.test(one) : true) && one.startsWith(tag))
      .filter((one) => tag !== 'V' || one === 'V')
      .sort((a, b) => Buffer.compare(Buffer.from(a.toLowerCase()), Buffer.from(b.toLowerCase())))
  const found = matching(others).flatMap((id) => {
    const [first] = tags(id)
    return first === undefined ? [] : [`${id}:${tags(id).includes(tag) ? tag : first}`]
  })
  const all = matching(others)
  return found.length > 0 || all.length === 0 ? { found } : { found: all, missing: { tag } }
}

describe('a query', () => {
  it('gives all that everything filtered and sorted would, once, at every size of page, and counts it', async () => {
    await fc.assert(
      fc.asyncProperty(registry, asked, fc.integer({ min: 1, max: 4 }), async (repositories, drawn, limit) => {
        const system = await systemOf(repositories)
        const ports = searchPortsOf(system.tables)
        const scope = { hidesPrivate: drawn.isAnonymous }
        const query = parseQuery(typed(drawn), NOW)
        const { found, missing } = model(system, drawn)
        const pageOf = (more: object) => find(ports, scope, query, { limit: 1000, sort: drawn.sort, now: NOW, ...more })

        const all = await pageOf({})
        // Where nothing is found, what was meant is found instead.
        const meant = all.corrected === undefined ? undefined : parseQuery(all.corrected, NOW)
        if (meant !== undefined) expect(found).toEqual([])
        const instead = meant && (await find(ports, scope, meant, { limit: 1000, sort: drawn.sort, now: NOW }))
        const expected = instead === undefined ? found : show(instead.hits)
        expect(show(all.hits)).toEqual(expected)
        expect(all).toMatchObject({ cursor: undefined, isComplete: true, total: expected.length })
        expect(all.missing).toEqual(instead === undefined ? missing : instead.missing)

        const paged: string[] = []
        let page: Page | undefined
        for (let pages = 0; pages === 0 || page?.cursor !== undefined; pages++) {
          page = await pageOf({ limit, cursor: page?.cursor })
          expect(page.hits.length).toBeLessThanOrEqual(limit)
          expect(page.total).toBe(expected.length)
          paged.push(...show(page.hits))
          expect(pages).toBeLessThanOrEqual(expected.length)
        }
        expect(paged).toEqual(expected)

        const skipped = await pageOf({ limit, skip: limit })
        expect(show(skipped.hits)).toEqual(expected.slice(limit, 2 * limit))
      }),
      { numRuns: runs(500, 15_000) },
    )
  })
})

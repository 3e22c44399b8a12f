import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { RepositoryRow } from '../../lambda/model/row-schemas.ts'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { dockerV1 } from '../../lambda/registry/layouts/docker-v1.ts'
import { layouts } from '../../lambda/registry/layouts/layouts.ts'
import { find, type Hit, type Scope } from '../../lambda/search/find-rows.ts'
import { parseQuery } from '../../lambda/search/query.ts'
import { runs } from '../effort.ts'
import { repositoryName } from '../fakes/arbitraries.ts'
import { naiveSearch, type Wanted } from '../fakes/naive-search.ts'
import { memorySystem } from '../fakes/system.ts'

const NOW = Date.parse('2026-11-24T12:00:00Z')
const LAYOUTS = layouts([distribution(''), dockerV1('registry')])

const HIDDEN = `sha256-${'a'.repeat(64)}.sig`
const word = fc.constantFrom('ab', 'abc', 'b', 'ba', 'cab', 'aa', '0', 'abcabc')
const name = fc.oneof(
  repositoryName,
  fc.constantFrom('ab/ab-ab', 'aa/aa', 'library/ab', 'ab', 'a/ab.ab', 'a/abcabc', 'abcabc-ab'),
)
const day = fc.integer({ min: 1, max: 9 })
const tag = fc.record({
  tag: fc.constantFrom('latest', 'v1.0', 'v1.1', 'V1', 'edge', HIDDEN),
  day,
  platform: fc.constantFrom('linux/amd64', 'linux/arm64/v8'),
  words: fc.array(word, { maxLength: 4 }),
  vendor: fc.constantFrom('Acme', 'Other'),
  source: fc.constantFrom('https://example.org/a', 'https://example.org/b.git'),
  base: fc.constantFrom('alpine:3', 'alpine:3.20'),
  revision: fc.constantFrom('abcabc01', 'abcabc02', 'ff'),
  // The same image under several tags.
  salt: fc.constantFrom(undefined, 'same'),
})
const repository = fc.record({
  name,
  tags: fc.array(tag, { minLength: 1, maxLength: 3 }),
  isPrivate: fc.boolean(),
  dangling: fc.constantFrom(undefined, 0, 2),
})
const registry = fc.uniqueArray(repository, { maxLength: 10, selector: (one) => one.name })
type Registry = typeof registry extends fc.Arbitrary<infer T> ? T : never

const label = (key: string) => `org.opencontainers.image.${key}`
const time = (day: number) => `2026-11-0${day}T00:00:00Z`

const systemOf = async (repositories: Registry) => {
  const system = memorySystem()
  for (const { name, tags, isPrivate, dangling } of repositories) {
    for (const { tag, day, platform, words, vendor, source, base, revision, salt } of tags) {
      const texts = { vendor, source, revision, description: words.join(' '), 'base.name': base }
      const labels = Object.fromEntries(Object.entries(texts).map(([key, text]) => [label(key), text]))
      system.registry.push(name, tag, { labels, platform, ...(salt && { salt }) }, new Date(time(day)))
    }
    await system.index(name, ...new Set(tags.map(({ tag }) => tag)))
    // What only another layout and a run over the bucket would write.
    const row = system.tables.repositories.get(name) as RepositoryRow
    const marks = { ...(isPrivate && { private: true as const }), ...(dangling !== undefined && { dangling }) }
    system.tables.repositories.set(name, { ...row, ...marks })
  }
  return system
}

const term: fc.Arbitrary<string> = fc.oneof(
  word,
  fc.constantFrom('a', 'c', 'ab/ab', 'library/ab', 'ab-', 'b.a', '1', 'abcabc-a'),
)
// Seldom, or hardly a query would find anything.
const maybe = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })
const value = fc.constantFrom(
  { q: ':v1', kinds: 't', start: 'v1', isAlsoTerm: false },
  { q: ':LATEST', kinds: 't', start: 'latest', isAlsoTerm: false },
  { q: 'abcabc', kinds: 'dchr', start: 'abcabc', isAlsoTerm: true },
  { q: 'ABCABC01', kinds: 'dchr', start: 'abcabc01', isAlsoTerm: true },
  { q: 'revision:abcabc', kinds: 'r', start: 'abcabc', isAlsoTerm: false },
  { q: 'https://example.org/', kinds: 's', start: 'example.org', isAlsoTerm: false },
  { q: 'source:example.org/b', kinds: 's', start: 'example.org/b', isAlsoTerm: false },
  { q: 'base:alpine:3', kinds: 'b', start: 'alpine:3', isAlsoTerm: false },
)
const wanted = fc.record({
  terms: fc.oneof(fc.constant<string[]>([]), fc.uniqueArray(term, { maxLength: 3 })),
  without: maybe(term).map((one) => (one === undefined ? [] : [one])),
  tag: maybe(fc.constantFrom('latest', 'v1', 'v1.1', 'V')),
  value: maybe(value),
  namespace: maybe(fc.constantFrom('ab', 'aa', 'a', 'library')),
  from: maybe(day),
  before: maybe(day),
  arch: maybe(fc.constantFrom('amd64', 'arm64')),
  vendor: maybe(fc.constantFrom('acme', 'e')),
  isDangling: maybe(fc.constant(true)).map((one) => one === true),
  isAnonymous: fc.boolean(),
})
type Drawn = typeof wanted extends fc.Arbitrary<infer T> ? T : never

/** As somebody would type it, and as it is meant. */
const asked = (drawn: Drawn): { q: string; meant: Wanted } => {
  const { value, tag } = drawn
  const hasTag = tag !== undefined && drawn.terms.length > 0
  // Hexadecimal digits beside a value are a word.
  const hex = drawn.terms.includes('abcabc')
  const also = { q: 'abcabc', kinds: 'dchr', start: 'abcabc', isAlsoTerm: true }
  const taken = value ?? (hex && !(hasTag && drawn.terms[0] === 'abcabc') ? also : undefined)
  const q = [
    ...drawn.terms.map((one, at) => (hasTag && at === 0 ? `${one}:${tag}` : one)),
    ...drawn.without.map((one) => `-${one}`),
    ...(value === undefined ? [] : [value.q]),
    ...(drawn.namespace === undefined ? [] : [`namespace:${drawn.namespace}`]),
    ...(drawn.from === undefined ? [] : [`pushed:>=2026-11-0${drawn.from}`]),
    ...(drawn.before === undefined ? [] : [`pushed:<2026-11-0${drawn.before}`]),
    ...(drawn.arch === undefined ? [] : [`arch:${drawn.arch}`]),
    ...(drawn.vendor === undefined ? [] : [`vendor:${drawn.vendor}`]),
    ...(drawn.isDangling ? ['is:dangling'] : []),
  ]
  const terms = taken?.isAlsoTerm ? [...new Set([...drawn.terms, taken.start])] : drawn.terms
  const from = drawn.from === undefined ? undefined : time(drawn.from)
  const before = drawn.before === undefined ? undefined : time(drawn.before)
  // What is looked up is a word only where it may be one.
  const phrase = [...drawn.terms, ...(value?.isAlsoTerm ? [value.start] : [])].join(' ')
  return {
    q: q.join(' '),
    meant: { ...drawn, terms, phrase, tag: hasTag ? tag : undefined, value: taken, from, before },
  }
}

const shown = (hits: readonly Pick<Hit, 'row' | 'tag'>[]) =>
  hits.map(({ row, tag }) => (tag === undefined ? row.name : `${row.name}:${tag}`))

// The catalog holds repositories that have only hidden tags, too. Where a query is a namespace and nothing else, no row is
// looked at before the page is cut: such a repository counts, and the page comes short, or empty with a cursor. That is
// wrong. The new search is to cut its pages from what is shown; then this test passes, and has to lose its `fails`.
const namespaceWithHiddenOnly = async () => {
  const { registry, index, tables } = memorySystem()
  registry.push('a/a', HIDDEN)
  await index('a/a', HIDDEN)
  registry.push('a/b', 'latest')
  await index('a/b', 'latest')
  const scope: Scope = { layouts: LAYOUTS, isAnonymous: false }
  const { hits, cursor } = await find(tables.reader, scope, parseQuery('namespace:a', NOW), { limit: 1 })
  return { hits: shown(hits), hasNext: cursor !== undefined }
}

it.fails('a page of a namespace does not count repositories that have only hidden tags', async () => {
  expect((await namespaceWithHiddenOnly()).hits).toEqual(['a/b'])
})

it('until then such a page is empty, and the next one goes on', async () => {
  expect(await namespaceWithHiddenOnly()).toEqual({ hits: [], hasNext: true })
})

/** What the test above says is wrong; nothing else is left out below. It goes when that test passes. */
const isFaulty = (repositories: Registry, q: string, isAnonymous: boolean): boolean => {
  const [, namespace] = /^namespace:(\S+)$/.exec(q) ?? []
  const isHidden = ({ tags }: Registry[number]) => tags.every(({ tag }) => tag === HIDDEN)
  return !isAnonymous && repositories.some((one) => one.name.startsWith(`${namespace}/`) && isHidden(one))
}

it('a query gives all that everything filtered and sorted would, once, at every size of page', async () => {
  await fc.assert(
    fc.asyncProperty(registry, wanted, fc.integer({ min: 1, max: 4 }), async (repositories, drawn, limit) => {
      const { q, meant } = asked(drawn)
      fc.pre(!isFaulty(repositories, q, meant.isAnonymous))
      const { tables } = await systemOf(repositories)
      const expected = shown(naiveSearch(tables, meant))
      const scope: Scope = { layouts: LAYOUTS, isAnonymous: meant.isAnonymous }
      const query = parseQuery(q, NOW)

      const all = await find(tables.reader, scope, query, { limit: 1000 })
      expect(shown(all.hits)).toEqual(expected)
      expect(all).toMatchObject({ cursor: undefined, isPartial: false })

      const paged: string[] = []
      for (let cursor: string | undefined, pages = 0; pages === 0 || cursor !== undefined; pages++) {
        const page = await find(tables.reader, scope, query, { limit, cursor })
        expect(page.hits.length).toBeLessThanOrEqual(limit)
        paged.push(...shown(page.hits))
        cursor = page.cursor
        expect(pages).toBeLessThanOrEqual(expected.length)
      }
      expect(paged).toEqual(expected)

      const skipped = await find(tables.reader, scope, query, { limit, skip: limit })
      expect(shown(skipped.hits)).toEqual(expected.slice(limit, 2 * limit))
    }),
    { numRuns: runs(700, 15_000) },
  )
})

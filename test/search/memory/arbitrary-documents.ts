// Registries and queries of a few letters and words, so that most queries find something and much is equal.

import fc from 'fast-check'
import type { DocumentState, SearchDocument } from '../../../lambda/model/search-document.ts'
import { normalize, wordsOf } from '../../../lambda/model/tokenizer.ts'
import { repositoryId } from '../../../lambda/registry/layouts/repository-id.ts'
import { type DocumentQuery, FACETS, type Scope, SORTS, type SortKey } from '../../../lambda/search/memory/documents.ts'
import type { DocumentFilter } from '../../../lambda/search/memory/filters/document-filter.ts'

export const NOW = Date.parse('2026-11-24T12:00:00Z')

const WORDS =
  'a b redis red is node js nodejs node20 api app payments team library test the 数据库 数据 データベース 漏 ไทย é straße İx Ⅷ 😀 ﬁx redsi kubernetes kubernets'.split(
    ' ',
  )
const word = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom('a', 'b', 'e', 'r', 's'), maxLength: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom('long'.repeat(70), 'é'.repeat(150), `${'x'.repeat(254)}é`) },
)
const text = fc.array(word, { maxLength: 6 }).map((words) => words.join(' '))
const name = fc
  .array(fc.array(word, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 })
  .chain((components) =>
    fc.constantFrom('-', '.', '_', '').map((separator) => components.map((one) => one.join(separator)).join('/')),
  )
const plainName = fc.constantFrom(
  'redis',
  'library/redis',
  'node-js',
  'team/app',
  'team-a/app',
  'team.a',
  'Redis',
  'a',
  'a-b',
  'a/b',
  'a😀',
  're\u0301dis',
  'a\uffee',
)
const layout = fc.constantFrom('distribution', 'docker-v1')
const path = fc.oneof(
  plainName,
  name,
  fc.constantFrom('library/a%2Fb', 'library/a%252Fb', 'team/%52edis', 'library/a%25'),
)

const time = fc.oneof(
  fc
    .integer({ min: -400, max: 1 })
    .map((days) => new Date(NOW + days * 86_400_000).toISOString().replace('.000Z', 'Z')),
  fc.constantFrom(
    '2026-11-17T12:00:00Z',
    '2026-11-17T11:59:59Z',
    'never',
    '2026-11-24T12:00:00.500Z',
    '1960-01-01T00:00:00Z',
    '1960-01-01T00:00:00.250Z',
    '1970-01-01T00:00:00Z',
    '0000-01-01T00:00:00Z',
    '-000001-01-01T00:00:00Z',
    '+275760-09-13T00:00:00Z',
    '2026-11-24',
    '',
  ),
)
const short = fc.constantFrom('', 'MIT', 'Apache-2.0', 'Acme', 'a"\\\u001f,b', '数据')
const source = fc.constantFrom(
  '',
  'a',
  'https://',
  'https://Git.example.com/Team/App.git',
  'git@git.example.com:team/app',
  'scm:git:ssh://git@git.example.com:22/team/app-web.git',
  'https://git.example.com/数据/é',
)
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

/** Counts that a row may have beside small ones: around what columns hold, up to the greatest. */
const large = fc.constantFrom(255, 256, 65_536, 2 ** 32 - 2, 2 ** 32 - 1, 2 ** 32, 2 ** 40, Number.MAX_SAFE_INTEGER)
const count = (...usual: readonly number[]) =>
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: large })

const document: fc.Arbitrary<SearchDocument> = fc
  .record({
    registry: fc.constantFrom('bucket', 'other'),
    layout,
    visible: count(0, 1, 1, 2, 300, 70_000),
    hidden: count(0, 1, 2),
    unread: maybe(count(0, 1, 300)),
    unreadHidden: maybe(count(0, 1)),
    tag: maybe(short),
    // Many share one, so that it says nothing of each.
    description: maybe(
      fc.oneof({ weight: 2, arbitrary: text }, { weight: 1, arbitrary: fc.constant('the payments library node20') }),
    ),
    title: maybe(text),
    keywords: maybe(text),
    version: maybe(short),
    kind: maybe(fc.constantFrom('image', 'index', 'chart')),
    platforms: maybe(fc.array(fc.constantFrom('linux/amd64', 'linux/arm64', '["]'), { maxLength: 3 })),
    size: maybe(count(0, 1, 1000, 2 ** 40)),
    source: maybe(source),
    licenses: maybe(short),
    vendor: maybe(short),
    dangling: maybe(count(0, 1, 2)),
    private: maybe(fc.constant(true as const)),
    pushedAt: maybe(time),
    created: maybe(time),
    newestTag: maybe(short),
  })
  .map(
    (fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as SearchDocument,
  )

/** States of repositories, each named once. */
export const statesUpTo = (maxLength: number): fc.Arbitrary<DocumentState[]> =>
  fc.uniqueArray(
    fc
      .record({ path, document, isEmptied: fc.nat(5).map((number) => number === 0), changedAt: fc.nat(1e6) })
      .map(({ path, document, isEmptied, changedAt }) => ({
        id: repositoryId(document.layout, path),
        changedAt,
        document: isEmptied ? undefined : document,
      })),
    { selector: ({ id }) => id, maxLength },
  )

const queryWords = (maxLength: number) =>
  fc
    .array(
      word.chain((whole) =>
        fc.oneof(
          fc.constant(whole),
          fc
            .tuple(fc.nat(3), fc.integer({ min: 1, max: 4 }))
            .map(([from, count]) => [...whole].slice(from, from + count).join('')),
        ),
      ),
      { maxLength },
    )
    .map((words) => wordsOf(words.join(' ')))

const testedText = fc.constantFrom<(value: string) => boolean>(
  (value) => value === '',
  (value) => value === 'MIT',
  (value) => value.includes('a'),
  (value) => value.startsWith('linux/'),
  (value) => value.endsWith('app'),
)
const limits = fc.constantFrom(
  Number.NEGATIVE_INFINITY,
  0,
  1,
  2,
  1000,
  2 ** 32,
  Number.MAX_SAFE_INTEGER,
  NOW / 1000 - 86_400 * 30,
  Number.POSITIVE_INFINITY,
)
const simpleFilter: fc.Arbitrary<DocumentFilter> = fc.oneof(
  fc.record({
    by: fc.constant('text' as const),
    field: fc.constantFrom('platforms', 'kind', 'licenses', 'vendor', 'address'),
    test: testedText,
  }),
  fc.record({
    by: fc.constant('range' as const),
    field: fc.constantFrom('pushedAt', 'created', 'size', 'dangling'),
    least: limits,
    most: limits,
  }),
  fc.record({
    by: fc.constant('sourcePrefix' as const),
    start: fc.constantFrom('', 'g', 'git.example.com/', 'git.example.com/team/app', 'git.example.com/数', 'a', 'aa'),
  }),
  fc.record({
    by: fc.constant('namespace' as const),
    test: fc.constantFrom<(value: string) => boolean>(
      (value) => value === '',
      (value) => value !== '',
      (value) => value.startsWith('team'),
      (value) => value.includes('a/'),
    ),
  }),
  fc.record({
    by: fc.constant('namePrefix' as const),
    start: fc.oneof(fc.constantFrom('', 'red', 're', 'team', 'team/', 'library/', 'a', 'r'), path).map(normalize),
  }),
)
const filter = fc.oneof(
  simpleFilter,
  simpleFilter.map((filter): DocumentFilter => ({ by: 'not', filter })),
)

export const scope: fc.Arbitrary<Scope> = fc.record({
  hidesPrivate: fc.boolean(),
  prefixes: maybe(
    fc.array(fc.constantFrom('', 'team/', 'team', 'library/', 'r', 'a', 'R', 'nothing/'), { maxLength: 2 }),
  ),
})

const after: fc.Arbitrary<SortKey> = fc.record({
  value: fc.oneof(fc.double(), fc.constantFrom(0, 1, 1400, NOW / 1000, Number.NEGATIVE_INFINITY)),
  id: fc.oneof(path, fc.constantFrom('', '\uffff', 'm')),
})

// Half of all names are plain ones, so that some of these are there.
const among = fc
  .array(
    fc.tuple(layout, path).map(([layout, path]) => repositoryId(layout, path)),
    { maxLength: 16 },
  )
  .map((ids) => new Set(ids))

export const query: fc.Arbitrary<DocumentQuery> = fc.record({
  words: fc.oneof({ weight: 6, arbitrary: queryWords(3) }, { weight: 1, arbitrary: queryWords(14) }),
  name: fc.oneof(fc.constantFrom('', 'redis', 'node-js'), path).map(normalize),
  without: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: queryWords(2) },
    // Several words with spaces between them are left out only together.
    { weight: 1, arbitrary: fc.array(queryWords(3), { maxLength: 2 }).map((all) => all.map((one) => one.join(' '))) },
  ),
  filters: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(filter, { maxLength: 2 }) },
  ),
  among: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: among }),
  instead: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: filter }),
  scope,
  sort: fc.constantFrom(...SORTS),
  limit: fc.integer({ min: 0, max: 12 }),
  skip: fc.constantFrom(0, 0, 1, 4),
  after: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: after }),
  facets: fc.subarray([...FACETS]),
  now: fc.constant(NOW),
})

export const typed = fc.oneof(
  fc.constantFrom('rediss', 'rdis', 'kubernetse', 'kuberntes', 'apy', 'a', 'ap', 'rd', '数居库', 'nodej', ''),
  word.map(normalize),
)

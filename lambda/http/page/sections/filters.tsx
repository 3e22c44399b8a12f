// Filters and orders of results, as links: each keeps the rest of the query.

import type { FC } from 'hono/jsx'
import type { Sort } from '../../../search/memory/documents.ts'
import type { SearchAnswer } from '../../answers/search-answer.ts'
import { Icon } from '../parts/icons.tsx'
import { kindWords } from '../words/kind-words.ts'
import { isFilter, qualifier, tokens, withoutToken, withToken } from '../words/query-words.ts'
import { searchUrl } from '../words/reference.ts'
import { number } from '../words/text.ts'

interface Choice {
  /** What is added to the query. */
  readonly token: string
  readonly text: string
  /** How many results it leaves; absent where that is not counted. */
  readonly count?: number
}

/** Choices of one menu. All others can be typed. */
const MAX_CHOICES = 12

const SORT_NAMES: ReadonlyMap<Sort, string> = new Map([
  ['relevance', 'Relevance'],
  ['newest', 'Newest push'],
  ['oldest', 'Oldest push'],
  ['name', 'Name'],
  ['size', 'Largest'],
  ['tags', 'Most tags'],
])

interface FilterProps {
  readonly answer: SearchAnswer
  /** The order of the results, and whether it was asked for. */
  readonly sort: Sort
  readonly isSorted: boolean
}

/** What narrows the results: menus with counts, what is on (to be taken off), and the order. */
export const Filters: FC<FilterProps> = ({ answer, sort, isSorted }) => {
  // Counts are of the query that was answered.
  const q = answer.corrected ?? answer.query
  const order = isSorted ? sort : undefined
  const on = tokens(q).filter(isFilter)
  return (
    <nav class="filters" aria-label="Filters">
      {menusOf(answer).map(([name, choices]) => (
        <details name="filter" class="menu">
          <summary>{name}</summary>
          <ul>
            {choices.map(({ token, text, count }) => (
              <li>
                <a
                  href={searchUrl(on.includes(token) ? withoutToken(q, token) : withToken(q, token), { sort: order })}
                  aria-current={on.includes(token) ? 'true' : undefined}
                >
                  <bdi>{text}</bdi> {count !== undefined && <span class="n">{number(count)}</span>}
                </a>
              </li>
            ))}
          </ul>
        </details>
      ))}
      <details name="filter" class="menu">
        <summary>
          <span class="n">Sort</span> {SORT_NAMES.get(sort)}
        </summary>
        <ul>
          {[...SORT_NAMES].map(([id, text]) => (
            <li>
              <a href={searchUrl(q, { sort: id })} aria-current={id === sort ? 'true' : undefined}>
                {text}
              </a>
            </li>
          ))}
        </ul>
      </details>
      {on.map((token) => (
        <a
          class="chip"
          href={searchUrl(withoutToken(q, token), { sort: order })}
          aria-label={`Remove the filter ${token}`}
        >
          <code>
            <bdi>{token}</bdi>
          </code>
          <Icon name="close" />
        </a>
      ))}
    </nav>
  )
}

const menusOf = ({ facets = {}, total }: SearchAnswer): [name: string, choices: Choice[]][] => {
  const choicesOf = (facet: string, name: string, { asked = same, text = same } = {}): Choice[] =>
    (facets[facet] ?? []).flatMap(({ value, count }) => {
      const token = qualifier(name, asked(value))
      return token === undefined ? [] : [{ token, text: text(value), count }]
    })
  const isLinux = (facets['platform'] ?? []).every(({ value }) => value.startsWith('linux/'))
  const platform = (value: string) => (isLinux ? value.slice('linux/'.length) : value)
  const menus: [string, Choice[]][] = [
    ['Platform', choicesOf('platform', 'arch', { asked: platform, text: platform })],
    ['Kind', choicesOf('kind', 'kind', { text: kindWords })],
    ['Namespace', choicesOf('namespace', 'namespace')],
    ['Pushed', agesOf(facets['pushed'] ?? [])],
    ['Licence', choicesOf('license', 'license')],
    ['Vendor', choicesOf('vendor', 'vendor')],
    ['Size', SIZES],
    ['State', [{ token: 'is:dangling', text: 'something is missing' }]],
  ]
  // A choice that leaves everything is none.
  const isChoice = (choices: readonly Choice[]) => choices.some(({ count }) => count === undefined || count !== total)
  return menus
    .filter(([, choices]) => isChoice(choices))
    .map(([name, choices]) => [name, choices.slice(0, MAX_CHOICES)])
}

const same = (value: string): string => value

const SIZES: Choice[] = [
  { token: 'size:<50MB', text: 'below 50 MB' },
  { token: 'size:50MB..500MB', text: '50 to 500 MB' },
  { token: 'size:>500MB', text: 'above 500 MB' },
]

/** The ages of the facet `pushed`, which counts in each what is in none before it. */
const AGES = ['7d', '30d', '90d', '365d', 'older'] as const

// Ages that go with the day are in the query, not dates: an address that is kept stays right.
const agesOf = (counted: readonly { readonly value: string; readonly count: number }[]): Choice[] => {
  if (counted.length === 0) return []
  const countOf = (ages: readonly string[]) =>
    counted.filter(({ value }) => ages.includes(value)).reduce((sum, { count }) => sum + count, 0)
  const choices = [
    { token: '-older:7d', text: 'in the last 7 days', count: countOf(AGES.slice(0, 1)) },
    { token: '-older:30d', text: 'in the last 30 days', count: countOf(AGES.slice(0, 2)) },
    { token: '-older:365d', text: 'in the last year', count: countOf(AGES.slice(0, 4)) },
    { token: 'older:90d', text: 'not for 90 days', count: countOf(AGES.slice(3)) },
    { token: 'older:365d', text: 'not for a year', count: countOf(AGES.slice(4)) },
  ]
  return choices.filter(({ count }) => count > 0)
}

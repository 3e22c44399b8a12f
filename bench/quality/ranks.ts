// Where among its results a query has what was expected first.

import { repositoryName } from '../../lambda/registry/layouts/repository-id.ts'
import { find } from '../../lambda/search/find-rows.ts'
import { parseQuery } from '../../lambda/search/query.ts'
import type { SearchReader } from '../../lambda/search/reader.ts'
import type { Listed } from '../package-list.ts'
import { table } from '../reconcile/report.ts'
import { SCOPE } from '../search-tables.ts'

/** Results of a page. */
const LIMIT = 25
const FEW = 5

/** What somebody types, and the last component of the repository that should come first. */
export interface Wanted {
  readonly kind: string
  readonly q: string
  readonly first: string
}

/** A query with the names that it found, and those that the scan of 2015 found. */
export interface Answered extends Wanted {
  readonly found: readonly string[]
  readonly scanned: readonly string[]
}

/** Lines of kind, query and expected result, with tabs between. */
export const parseQueries = (text: string): Wanted[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [kind, q, first, ...more] = line.split('\t')
      if (kind === undefined || q === undefined || first === undefined || more.length > 0)
        throw new Error(`a query needs a kind, a text and a name; this is ${JSON.stringify(line)}`)
      return { kind, q, first }
    })

/** All queries with what they find. */
export const answersOf = async (
  queries: readonly Wanted[],
  repositories: readonly Listed[],
  reader: SearchReader,
  scan: { search(q: string): string[] },
): Promise<Answered[]> => {
  const known = new Set(repositories.map(({ name }) => lastOf(name)))
  const answers: Answered[] = []
  for (const wanted of queries) {
    if (!known.has(wanted.first))
      throw new Error(`no repository of the list is called ${wanted.first}; the queries are of another list`)
    answers.push({ ...wanted, found: await searched(reader, wanted.q), scanned: scan.search(wanted.q) })
  }
  return answers
}

// Where nothing is found, what the suggestions find: the first of each.
const searched = async (reader: SearchReader, q: string): Promise<string[]> => {
  const { hits, suggestions } = await foundBy(reader, q)
  if (hits.length > 0) return hits
  const firsts = await Promise.all(suggestions.map(async (one) => (await foundBy(reader, one)).hits.slice(0, 1)))
  return [...new Set(firsts.flat())]
}

const foundBy = async (reader: SearchReader, q: string) => {
  const { hits, suggestions } = await find(reader, SCOPE, parseQuery(q, Date.now()), { limit: LIMIT })
  return { hits: hits.map(({ row }) => repositoryName(row.name)), suggestions }
}

/** The last component of a name. */
export const lastOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1)

/** Where the expected result stands, from 1 on; undefined where it is not on the first page. */
export const rankOf = (names: readonly string[], first: string): number | undefined => {
  const at = names.slice(0, LIMIT).findIndex((name) => lastOf(name) === first)
  return at < 0 ? undefined : at + 1
}

/** How many are first and among the first five, by kind and over all; beside them the scan of 2015. */
export const qualityTable = (answers: readonly Answered[]): string => {
  const row = (kind: string, some: readonly Answered[]) => {
    const within = (most: number, of: (one: Answered) => readonly string[]) => {
      const count = some.filter((one) => (rankOf(of(one), one.first) ?? LIMIT + 1) <= most).length
      return `${((100 * count) / some.length).toFixed(1)} %`
    }
    const found = (one: Answered) => one.found
    const scanned = (one: Answered) => one.scanned
    return [kind, `${some.length}`, ...[found, scanned].flatMap((of) => [1, FEW].map((most) => within(most, of)))]
  }
  const kinds = [...new Set(answers.map(({ kind }) => kind))]
  return table(
    ['kind', 'queries', 'first', 'in the first five', '2015: first', '2015: in the first five'],
    [
      ...kinds.map((kind) =>
        row(
          kind,
          answers.filter((one) => one.kind === kind),
        ),
      ),
      row('all', answers),
    ],
  )
}

/** A line for each query that did not find it first. */
export const missesOf = (answers: readonly Answered[]): string[] =>
  answers.flatMap(({ kind, q, first, found }) => {
    const rank = rankOf(found, first)
    if (rank === 1) return []
    const came = found.length === 0 ? 'nothing' : found.slice(0, FEW).join(', ')
    return [
      `${kind}: "${q}" should find ${first}, which is ${rank ?? `not among the first ${LIMIT}`}; first came ${came}`,
    ]
  })

// Where among its results a query has what was expected first.

import { table } from '../reconcile/report.ts'
import { type Answered, LIMIT } from './ask.ts'
import type { Wanted } from './wanted.ts'

/** Results that are seen at a glance. */
export const FEW = 5

/** Where the expected result stands, from 1 on; undefined where it is not on the first page. */
export const rankOf = (names: readonly string[], { isExpected }: Pick<Wanted, 'isExpected'>): number | undefined => {
  const at = names.slice(0, LIMIT).findIndex(isExpected)
  return at < 0 ? undefined : at + 1
}

/** The share of the answers that have what was expected among so many first results, in percent. */
export const percentWithin = <A extends Wanted>(
  most: number,
  answers: readonly A[],
  of: (one: A) => readonly string[],
): string => {
  const count = answers.filter((one) => rankOf(of(one).slice(0, most), one) !== undefined).length
  return ((100 * count) / answers.length).toFixed(1)
}

/** Returns the answers of each kind, in the order in which the kinds come. */
export const byKind = <A extends Wanted>(answers: readonly A[]): Map<string, A[]> =>
  Map.groupBy(answers, ({ kind }) => kind)

/** How many are first and among the first five, by kind and over all; beside them the scan of 2015. */
export const qualityTable = (answers: readonly Answered[]): string =>
  table(
    ['kind', 'queries', 'first', 'in the first five', '2015: first', '2015: in the first five'],
    [...byKind(answers), ['all', answers] as const].map(([kind, some]) => [
      kind,
      `${some.length}`,
      ...[({ found }: Answered) => found, ({ scanned }: Answered) => scanned].flatMap((of) =>
        [1, FEW].map((most) => `${percentWithin(most, some, of)} %`),
      ),
    ]),
  )

/** A line for each query that did not find it first. */
export const missesOf = (answers: readonly Answered[]): string[] =>
  answers.flatMap((one) => {
    const rank = rankOf(one.found, one)
    if (rank === 1) return []
    const { kind, q, expected, found } = one
    const came = found.length === 0 ? 'nothing' : found.slice(0, FEW).join(', ')
    return [
      `${kind}: "${q}" should find ${expected}, which is ${rank ?? `not among the first ${LIMIT}`}; first came ${came}`,
    ]
  })

// Where among its results a query has what was expected first.

import { table } from '../reconcile/report.ts'
import { type Answered, LIMIT } from './ask.ts'
import type { Wanted } from './wanted.ts'

const FEW = 5

/** Where the expected result stands, from 1 on; undefined where it is not on the first page. */
export const rankOf = (names: readonly string[], { isExpected }: Pick<Wanted, 'isExpected'>): number | undefined => {
  const at = names.slice(0, LIMIT).findIndex(isExpected)
  return at < 0 ? undefined : at + 1
}

/** How many are first and among the first five, by kind and over all; beside them the scan of 2015. */
export const qualityTable = (answers: readonly Answered[]): string => {
  const row = (kind: string, some: readonly Answered[]) => {
    const within = (most: number, of: (one: Answered) => readonly string[]) => {
      const count = some.filter((one) => (rankOf(of(one), one) ?? LIMIT + 1) <= most).length
      return `${((100 * count) / some.length).toFixed(1)} %`
    }
    const found = (one: Answered) => one.found
    const scanned = (one: Answered) => one.scanned
    return [kind, `${some.length}`, ...[found, scanned].flatMap((of) => [1, FEW].map((most) => within(most, of)))]
  }
  const kinds = [...new Set(answers.map(({ kind }) => kind))]
  const byKind = kinds.map((kind) =>
    row(
      kind,
      answers.filter((one) => one.kind === kind),
    ),
  )
  return table(
    ['kind', 'queries', 'first', 'in the first five', '2015: first', '2015: in the first five'],
    [...byKind, row('all', answers)],
  )
}

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

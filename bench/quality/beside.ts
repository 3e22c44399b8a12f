// Asks the same queries of other engines, which have the same texts.

import type { Engine } from '../engines/engine.ts'
import { fullTextEngine } from '../engines/full-text.ts'
import { miniSearchEngine } from '../engines/mini-search.ts'
import { oramaEngine } from '../engines/orama.ts'
import { table } from '../reconcile/report.ts'
import { LIMIT, thisSearch } from './ask.ts'
import { companyCorpus, SIZES } from './company/ask.ts'
import { type Corpus, type QuerySet, textsOf } from './corpus.ts'
import { debianCorpus } from './debian.ts'
import { indexOf } from './index-of.ts'
import { byKind, FEW, percentWithin, rankOf } from './ranks.ts'
import type { Wanted } from './wanted.ts'

const OTHERS: readonly (readonly [label: string, engine: Engine])[] = [
  ['MiniSearch', miniSearchEngine],
  ['Orama', oramaEngine],
  ['SQLite FTS5', fullTextEngine],
]
const LABELS = ['this search', ...OTHERS.map(([label]) => label)]

/** Kinds of queries that are more than words of names and descriptions: other engines can't know what they mean. */
export const MORE_THAN_WORDS = new Set(['version', 'pasted', 'qualifiers'])

/** A query with the names that each search found, ours first. */
export interface Beside extends Wanted {
  readonly found: readonly (readonly string[])[]
}

/** A set of queries, with what each search found. */
type Asked = readonly [title: string, answers: readonly Beside[]]

/** Asks all sets of all registries, and prints a table for each set, and one over all sets. */
export const askBeside = async (): Promise<void> => {
  console.log('Right one first / in the first five, in percent.')
  const asked: Asked[] = []
  for (const size of SIZES) asked.push(...(await printCorpus(companyCorpus(size))))
  asked.push(...(await printCorpus(debianCorpus())))
  console.log(`\nAll sets\n\n${summaryTable(asked)}`)
}

const printCorpus = async ({ title, repositories, written, made }: Corpus): Promise<Asked[]> => {
  const texts = repositories.map(textsOf)
  const searches = [thisSearch(indexOf(repositories))]
  for (const [, engine] of OTHERS) searches.push(await engine(texts))
  const ask = async ({ title, queries }: QuerySet): Promise<Asked> => {
    const answers: Beside[] = []
    for (const wanted of queries) {
      const found: (readonly string[])[] = []
      for (const search of searches) found.push(await search(wanted.q, LIMIT))
      answers.push({ ...wanted, found })
    }
    console.log(`\n${title}: ${queries.length} queries\n\n${besideTable(answers)}`)
    return [title, answers]
  }
  console.log(`\n${title}`)
  const all: Asked[] = []
  for (const set of written) {
    const asked = await ask(set)
    all.push(asked)
    console.log('')
    for (const line of betterElsewhere(asked[1])) console.log(line)
  }
  if (made !== undefined) all.push(await ask(made))
  return all
}

/** How many are first and among the first five, by kind, over all, and over those that are words only. */
export const besideTable = (answers: readonly Beside[]): string =>
  table(['kind', 'queries', ...LABELS], [...byKind(answers), ...totalsOf(answers)].map(row))

/** The same over all, and over those that are words only, of each set. */
export const summaryTable = (sets: readonly Asked[]): string =>
  table(
    ['set', 'queries', ...LABELS],
    sets.flatMap(([title, answers]) => totalsOf(answers).map(([total, some]) => row([`${title}, ${total}`, some]))),
  )

const totalsOf = (answers: readonly Beside[]): Asked[] => {
  const words = answers.filter(({ kind }) => !MORE_THAN_WORDS.has(kind))
  const all: Asked = ['all', answers]
  return words.length === 0 || words.length === answers.length ? [all] : [all, ['all that are words only', words]]
}

const row = ([label, answers]: Asked): string[] => [
  label,
  `${answers.length}`,
  ...LABELS.map((_, at) =>
    [1, FEW].map((most) => percentWithin(most, answers, ({ found }) => found[at] ?? [])).join(' / '),
  ),
]

/** Lines for each query of which another engine, but not this search, has the right one among the first five. */
export const betterElsewhere = (answers: readonly Beside[]): string[] =>
  answers.flatMap((one) => {
    const isSeen = (names: readonly string[]) => rankOf(names.slice(0, FEW), one) !== undefined
    const [ours = [], ...others] = one.found
    if (isSeen(ours) || !others.some(isSeen)) return []
    const { kind, q, expected, found } = one
    return [
      `- ${kind}: "${q}" should find ${expected}`,
      ...found.map((names, at) => `  - ${LABELS[at]}: ${names.slice(0, FEW).join(', ') || 'nothing'}`),
    ]
  })

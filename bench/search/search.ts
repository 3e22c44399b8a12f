// npm run bench:search [-- size …]: what search in memory takes, beside other ways to search the same texts. Prints one table
// for docs/figures.md.

import { LocalError, messageOf } from '../../local/local-error.ts'
import { table } from '../reconcile/report.ts'
import { fullText } from './full-text.ts'
import { inMemory } from './in-memory.ts'
import { miniSearch } from './mini-search.ts'
import { barePass, scan } from './plain-passes.ts'
import { meanMs } from './processor.ts'
import { QUERIES } from './queries.ts'
import type { Contender } from './texts.ts'

const SIZES = [5000, 100_000, 1_000_000]

const CONTENDERS: readonly (readonly [label: string, make: (count: number) => Contender | Promise<Contender>])[] = [
  ['this search', inMemory],
  ['bare `indexOf`', barePass],
  ['MiniSearch', miniSearch],
  ['SQLite FTS5', fullText],
  ['scan of 2015', scan],
]

const MEASURES: readonly (readonly [label: string, textOf: (one: Contender) => string | undefined])[] = [
  ['packed, MB', ({ packed }) => megabytes(packed)],
  ['made and packed, ms', ({ buildMs }) => buildMs?.toFixed(0)],
  ['loaded, ms', ({ loadMs }) => loadMs?.toFixed(0)],
  ['of these opened, ms', ({ openMs }) => openMs?.toFixed(1)],
  ['memory, MB', ({ heap }) => megabytes(heap)],
  ['requests of a search', ({ requests }) => whole(requests)],
  ['read units of a search', ({ units }) => whole(units)],
  ['requests of the first search', ({ first }) => whole(first?.requests)],
  ['read units of the first search', ({ first }) => whole(first?.units)],
]

const megabytes = (bytes: number | undefined): string | undefined =>
  bytes === undefined ? undefined : (bytes / 1e6).toFixed(1)

const whole = (number: number | undefined): string | undefined => number?.toLocaleString('en')

/** The cells of one contender, from top to bottom. */
const measured = async (make: (typeof CONTENDERS)[number][1], count: number): Promise<string[]> => {
  const one = await make(count)
  const cells = MEASURES.map(([, textOf]) => textOf(one) ?? '')
  for (const query of QUERIES) {
    const work = one.ask(query)
    cells.push(work === undefined ? '' : (await meanMs(work)).toFixed(1))
  }
  one.close?.()
  return cells
}

const sizesOf = (given: readonly string[]): number[] => {
  const sizes = given.length === 0 ? SIZES : given.map(Number)
  const wrong = sizes.find((size) => !Number.isInteger(size) || size < 1000)
  if (wrong === undefined) return sizes
  throw new LocalError(`"${wrong}" is no size; give whole numbers of 1000 or more`)
}

try {
  const rows: string[][] = []
  for (const size of sizesOf(process.argv.slice(2))) {
    const columns: string[][] = []
    for (const [label, make] of CONTENDERS) {
      console.error(`${size} documents: ${label}`)
      columns.push(await measured(make, size))
    }
    const labels = [...MEASURES.map(([label]) => label), ...QUERIES.map(({ label }) => `${label}, ms`)]
    for (const [at, label] of labels.entries())
      rows.push([label, size.toLocaleString('en'), ...columns.map((cells) => cells[at] ?? '')])
  }
  console.log(table(['what', 'documents', ...CONTENDERS.map(([label]) => label)], rows))
} catch (error) {
  console.error(messageOf(error))
  process.exitCode = 1
}

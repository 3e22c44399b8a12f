// One-term searches of a made-up registry, and the same by the scan of 2015.

import { find } from '../lambda/search/find-rows.ts'
import { parseQuery } from '../lambda/search/query.ts'
import type { Listed } from './package-list.ts'
import { type Aim, table } from './reconcile/report.ts'
import { scanOf2015 } from './scan-2015.ts'
import { madeUp } from './search-shape.ts'
import { type Asked, SCOPE, searchTables } from './search-tables.ts'

/** Results of a page. */
const LIMIT = 25
/** Times are the median of so many. */
const TIMES = 7
/** Upper bounds for a one-term search. */
const ROUND_TRIPS = 2
const READ_UNITS = 20

/** One search, with what it asked for and found, and the same of 2015. */
export interface Measurement {
  readonly repositories: number
  readonly what: string
  readonly q: string
  readonly found: number
  readonly asked: Asked
  readonly milliseconds: number
  readonly scan: { readonly asked: Asked; readonly found: number; readonly milliseconds: number }
}

/** What is searched for: a kind, and a text that it fits in a registry of any size. */
const termsOf = (repositories: readonly Listed[]): [what: string, q: string][] => {
  const middle = repositories.find(({ name }, at) => at >= repositories.length / 2 && /^\w+\/\w+-\w+$/.test(name))
  const name = middle?.name ?? ''
  return [
    ['a full name', name],
    ['a last component', name.slice(name.indexOf('/') + 1)],
    ['a namespace that names repeat', 'api'],
    ['a prefix', 'kafk'],
    ['inside of words', 'oke'],
    ['one character, which begins words', 'p'],
    ['one character, which begins none', 'y'],
    ['a rare word of descriptions', 'postcode'],
    ['a frequent word of descriptions', 'internal'],
    ['in thousands of names', 'service'],
    ['a typo', 'servise'],
    ['nothing', 'qqqq'],
  ]
}

/** Searches without upper bounds: several terms, and filters over rows. */
export const othersOf = (repositories: readonly Listed[]): [what: string, q: string][] => {
  const middle = repositories.find(({ name }, at) => at >= repositories.length / 2 && name.includes('/'))
  const [namespace, name] = middle?.name.split('/') ?? []
  return [
    ['a namespace and a name', `${namespace} ${name}`],
    ['two frequent words', 'service internal'],
    ['a frequent word and one that nothing has', 'service qqqq'],
    ['a word less another', 'service -internal'],
    ['a word, of an architecture that all have', 'service arch:amd64'],
    ['a word, of an architecture that none has', 'service arch:s390x'],
  ]
}

/** All searches of a kind, of a registry of this size. */
export const askedOf = async (size: number, queriesOf = termsOf): Promise<Measurement[]> => {
  const repositories = madeUp(size)
  const tables = searchTables(repositories)
  const scan = scanOf2015(repositories)
  const measured: Measurement[] = []
  for (const [what, q] of queriesOf(repositories)) {
    const search = () => find(tables.reader, SCOPE, parseQuery(q, 0), { limit: LIMIT })
    tables.takeAsked()
    const { hits } = await search()
    const asked = tables.takeAsked()
    const scanned = scan.search(q).length
    measured.push({
      repositories: size,
      what,
      q,
      found: hits.length,
      asked,
      milliseconds: await medianOf(search),
      scan: { asked: scan.asked, found: scanned, milliseconds: await medianOf(() => scan.search(q)) },
    })
  }
  return measured
}

const medianOf = async (work: () => unknown): Promise<number> => {
  const times: number[] = []
  for (let time = 0; time < TIMES; time++) {
    const start = performance.now()
    await work()
    times.push(performance.now() - start)
  }
  return times.sort((a, b) => a - b)[Math.floor(TIMES / 2)] ?? 0
}

const OWN = ['found', 'requests', 'sequential round trips', 'read units', 'ms in memory']
const OF_2015 = ['2015: found', 'sequential round trips', 'read units', 'ms in memory']

/** A row for each search, and beside it the search of 2015, which takes one term only. */
export const costTable = (all: readonly Measurement[], hasScan: boolean): string =>
  table(
    ['term', 'repositories', ...OWN, ...(hasScan ? OF_2015 : [])],
    all.map(({ what, repositories, found, asked, milliseconds, scan }) => [
      ...[what, repositories.toLocaleString('en'), `${found}`, `${asked.requests}`, ...costs(asked, milliseconds)],
      ...(hasScan ? [scan.found.toLocaleString('en'), ...costs(scan.asked, scan.milliseconds)] : []),
    ]),
  )

const costs = ({ roundTrips, readUnits }: Asked, milliseconds: number): string[] => [
  `${roundTrips}`,
  readUnits.toFixed(1),
  milliseconds.toFixed(1),
]

/** True if searches that find something keep within the bounds. One that finds nothing goes on with other spellings. */
export const costAims = (all: readonly Measurement[]): Aim[] => {
  const finding = all.filter(({ found }) => found > 0)
  const most = (of: (asked: Asked) => number) => Math.max(...finding.map(({ asked }) => of(asked)))
  const [trips, units] = [most(({ roundTrips }) => roundTrips), most(({ readUnits }) => readUnits)]
  return [
    { met: trips <= ROUND_TRIPS, text: `${trips} sequential round trips; at most ${ROUND_TRIPS} allowed` },
    { met: units <= READ_UNITS, text: `${units} read units; at most ${READ_UNITS} allowed` },
  ]
}

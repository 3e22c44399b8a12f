// The tables of docs/cost.md, by the names that they have there.

import { table } from '../reconcile/report.ts'
import { dollarsOf, GROUPS, type Line, total, totalWithFree } from './bill.ts'
import { money, rounded, whole } from './format.ts'
import { LEVERS } from './levers.ts'
import { type Counts, type Figures, firstLoad, monthly, tagsOf } from './monthly.ts'
import { type PriceName, priceOf } from './prices.ts'
import { assumedTable, countedTable, pricesTable } from './reference-tables.ts'
import { SETTING_COSTS } from './settings.ts'
import { IDLE, PLANNED, type Usage } from './usage.ts'
import { warmTable } from './warm.ts'

const figuresOf = ({ counted, searches }: Counts, { repositories }: Usage): Figures => {
  const search = searches.get(repositories)
  if (search === undefined) throw new Error(`no search over ${repositories} documents was counted`)
  return { counted, search }
}

/** Numbers of repositories that searches have to be counted for. */
export const sizes = (usages: readonly Usage[] = PLANNED): number[] => [
  ...new Set([IDLE, ...usages].map(({ repositories }) => repositories)),
]

const bills = (counts: Counts, usages: readonly Usage[]) =>
  usages.map((usage) => monthly(figuresOf(counts, usage), usage))

const HEAD = 'repositories'
const columns = (usages: readonly Usage[]) => usages.map(({ repositories }) => whole(repositories))

/** The bill of a month of each usage, by groups. */
export const monthTable = (counts: Counts, usages: readonly Usage[]): string => {
  const all = bills(counts, usages)
  const row = (what: string, of: (lines: readonly Line[]) => string) => [what, ...all.map(of)]
  return table(
    [HEAD, ...columns(usages)],
    [
      ['tags', ...usages.map((usage) => whole(tagsOf(figuresOf(counts, usage), usage)))],
      ['pushes a day', ...usages.map(({ pushes }) => whole(pushes))],
      ['requests to the API a day', ...usages.map(({ searches }) => whole(searches))],
      ...GROUPS.map((group) => row(group, (lines) => money(total(lines.filter((one) => one.group === group))))),
      row('**together, $ a month**', (lines) => `**${money(total(lines))}**`),
      row('if nothing else in the account uses what AWS gives for nothing', (lines) => money(totalWithFree(lines))),
    ],
  )
}

const goalTable = (counts: Counts): string =>
  table(
    [HEAD, 'goal, $', 'calculated, $', '', 'with what is free, $', ''],
    PLANNED.map(({ goal, ...usage }) => {
      const [lines = []] = bills(counts, [usage])
      const verdict = (dollars: number) => (dollars <= goal ? 'met' : `missed by ${money(dollars - goal)}`)
      const [all, some] = [total(lines), totalWithFree(lines)]
      return [whole(usage.repositories), money(goal), money(all), verdict(all), money(some), verdict(some)]
    }),
  )

/** Lines below a tenth of a cent are left out. */
const SMALLEST = 0.001

const linesTable = (lines: readonly Line[]): string =>
  table(
    ['', 'quantity a month', 'of', '$'],
    [
      ...lines
        .filter((line) => dollarsOf(line) >= SMALLEST)
        .map((line) => [
          `${line.group}: ${line.what}`,
          rounded(line.quantity),
          priceOf(line.price).unit,
          dollarsOf(line).toFixed(3),
        ]),
      ['**together**', '', '', `**${total(lines).toFixed(2)}**`],
      ['without the alarms', '', '', total(lines.filter(({ price }) => price !== 'alarms')).toFixed(2)],
      ['if nothing else in the account uses what AWS gives for nothing', '', '', totalWithFree(lines).toFixed(2)],
    ],
  )

/** The largest lines of each bill. */
const LARGEST = 14

const largestTable = (counts: Counts): string => {
  const all = bills(counts, PLANNED)
  const keys = (all.at(-1) ?? [])
    .toSorted((one, other) => dollarsOf(other) - dollarsOf(one))
    .slice(0, LARGEST)
    .map(({ group, what }) => `${group}: ${what}`)
  const of = (lines: readonly Line[], key: string) => total(lines.filter((one) => `${one.group}: ${one.what}` === key))
  return table(
    ['line, $ a month', ...columns(PLANNED)],
    keys.map((key) => [key, ...all.map((lines) => money(of(lines, key)))]),
  )
}

const settingsTable = (counts: Counts): string =>
  table(
    ['setting, $ a month', ...columns(PLANNED)],
    SETTING_COSTS.map(({ setting, added }) => [
      setting,
      ...PLANNED.map((usage) => money(total(added(figuresOf(counts, usage), usage)))),
    ]),
  )

const leversTable = (counts: Counts): string => {
  const saved = LEVERS.map(({ lever, added }) => ({
    lever,
    dollars: PLANNED.map((usage) => total(added(figuresOf(counts, usage), usage))),
  }))
  const left = PLANNED.map(
    (usage, at) =>
      total(monthly(figuresOf(counts, usage), usage)) + saved.reduce((sum, { dollars }) => sum + (dollars[at] ?? 0), 0),
  )
  return table(
    ['lever, $ a month', ...columns(PLANNED)],
    [
      ...saved.map(({ lever, dollars }) => [lever, ...dollars.map(money)]),
      ['**what would be left**', ...left.map((dollars) => `**${money(dollars)}**`)],
    ],
  )
}

const loadTable = (counts: Counts): string => {
  const loads = PLANNED.map((usage) => firstLoad(figuresOf(counts, usage), usage))
  const of = (prices: readonly PriceName[]) =>
    loads.map((lines) => money(total(lines.filter(({ price }) => prices.includes(price)))))
  const named: readonly [string, PriceName[]][] = [
    ['write units', ['writeUnits']],
    ['read units', ['readUnits']],
    ['S3', ['s3Get', 's3List']],
    ['functions', ['gigabyteSeconds', 'invocations']],
    ['state machine, logs, metrics', ['transitions', 'logs', 'metrics']],
  ]
  return table(
    ['first load, $ once', ...columns(PLANNED)],
    [
      ['tags', ...PLANNED.map((usage) => whole(tagsOf(figuresOf(counts, usage), usage)))],
      ...named.map(([what, prices]) => [what, ...of(prices)]),
      ['**together**', ...loads.map((lines) => `**${money(total(lines))}**`)],
    ],
  )
}

/** Returns all tables of docs/cost.md by their names. */
export const costTables = (counts: Counts): ReadonlyMap<string, string> =>
  new Map([
    ['goals', goalTable(counts)],
    ['month', monthTable(counts, PLANNED)],
    ['largest', largestTable(counts)],
    ['idle', linesTable(monthly(figuresOf(counts, IDLE), IDLE))],
    ['load', loadTable(counts)],
    ['warm', warmTable(Math.max(...PLANNED.map((usage) => tagsOf(figuresOf(counts, usage), usage))))],
    ['settings', settingsTable(counts)],
    ['levers', leversTable(counts)],
    ['counted', countedTable(counts)],
    ['assumed', assumedTable()],
    ['prices', pricesTable()],
  ])

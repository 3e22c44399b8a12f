// Entry point of `npm run cost`: prints the tables of docs/cost.md or, for numbers that are given, the bill of a month.

import { parseArgs } from 'node:util'
import { LocalError, messageOf } from '../../local/local-error.ts'
import { countAll, countSearch } from './counted.ts'
import { costTables, monthTable, sizes } from './tables.ts'
import type { Usage } from './usage.ts'

const HELP = `npm run cost [-- --repositories N --pushes N --searches N]

Prints what an index costs in a month, by counted requests and units and the prices in
bench/cost/prices.ts. Nothing is asked of AWS.

  --repositories N  repositories, 1 to 1000000
  --pushes N        tags that are pushed in a day
  --searches N      requests to the API in a day
  --help            show this text
`

const MAX = { repositories: 1_000_000, pushes: 100_000_000, searches: 100_000_000 }

const argumentsOf = () => {
  const number = { type: 'string' } as const
  try {
    return parseArgs({
      options: { repositories: number, pushes: number, searches: number, help: { type: 'boolean', short: 'h' } },
    }).values
  } catch (error) {
    throw new LocalError(`${error instanceof Error ? error.message : error}; see --help`)
  }
}

const numberOf = (name: keyof typeof MAX, text: string | undefined): number => {
  const number = text !== undefined && /^\d+$/.test(text) ? Number(text) : Number.NaN
  const least = name === 'repositories' ? 1 : 0
  if (number >= least && number <= MAX[name]) return number
  throw new LocalError(
    `--${name} must be a whole number from ${least} to ${MAX[name]}; give all three of them, or none`,
  )
}

const main = async (): Promise<void> => {
  const { help, ...given } = argumentsOf()
  if (help) return console.log(HELP)
  const usage: Usage | undefined =
    Object.keys(given).length === 0
      ? undefined
      : {
          repositories: numberOf('repositories', given.repositories),
          pushes: numberOf('pushes', given.pushes),
          searches: numberOf('searches', given.searches),
        }
  const counted = await countAll()
  const searches = new Map<number, Awaited<ReturnType<typeof countSearch>>>()
  for (const size of usage === undefined ? sizes() : [usage.repositories]) searches.set(size, await countSearch(size))
  const counts = { counted, searches }
  if (usage !== undefined) return console.log(monthTable(counts, [usage]))
  for (const [name, text] of costTables(counts)) console.log(`${name}\n\n${text}\n`)
}

try {
  await main()
} catch (error) {
  console.error(messageOf(error))
  process.exitCode = 1
}

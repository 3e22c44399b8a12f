// npm run bench:search: what a search costs, beside the search of 2015. See docs/figures.md.

import { messageOf } from '../local/local-error.ts'
import { askedOf, costAims, costTable, type Measurement, othersOf } from './search-measure.ts'

const SIZES = [1000, 10_000, 100_000]

try {
  const measured: Measurement[] = []
  const others: Measurement[] = []
  for (const size of SIZES) {
    console.error(`${size} repositories`)
    measured.push(...(await askedOf(size)))
    others.push(...(await askedOf(size, othersOf)))
  }
  console.log(costTable(measured, true))
  for (const { met, text } of costAims(measured)) {
    console.log(`- ${met ? 'met' : 'MISSED'}: ${text}`)
    if (!met) process.exitCode = 1
  }
  console.log(`\n${costTable(others, false)}`)
} catch (error) {
  console.error(messageOf(error))
  process.exitCode = 1
}

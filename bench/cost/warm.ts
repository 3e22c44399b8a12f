// What the setting `warm_throughput` buys, and for how much.

import { MAX_WARM_UNITS, NEW_TABLE_UNITS, paidUnits, TAG_TABLE_UNITS_PER_TAG } from '../../infra/warm-throughput.ts'
import { table } from '../reconcile/report.ts'
import { total } from './bill.ts'
import { money, whole } from './format.ts'

/** Values that are shown; the first is a new table without the setting. */
const SHOWN = [NEW_TABLE_UNITS, 12_000, 28_000, MAX_WARM_UNITS]

/** What tables that are ready for so many writes take of a load of this many tags, and what that costs once. */
export const warmTable = (tags: number): string => {
  const tagsPerSecond = (units: number) => units / TAG_TABLE_UNITS_PER_TAG
  return table(
    ['`warm_throughput`', ...SHOWN.map((units) => (units === NEW_TABLE_UNITS ? 'not given' : `\`${units}\``))],
    [
      ['tags a second that the tables take', ...SHOWN.map((units) => whole(tagsPerSecond(units)))],
      [
        `minutes for ${whole(tags)} tags, at least`,
        ...SHOWN.map((units) => (tags / tagsPerSecond(units) / 60).toFixed(1)),
      ],
      [
        '**$ once**',
        ...SHOWN.map((units) => `**${money(total([{ price: 'warmUnits', quantity: paidUnits(units) }]))}**`),
      ],
    ],
  )
}

// Which of several terms a search goes by. Any would do, for the others are looked for in the rows; the one that the
// fewest names and words begin with leaves the fewest rows to read: of `platform redis` hardly ever the longest.

import { CLASSES, shelfOf } from '../model/search-entries.ts'
import type { SearchReader } from './reader.ts'

/** Entries counted of a shelf; many enough to be the many. */
const COUNTED = 100
/** How many of the terms are tried. */
export const TRIED = 4

/** Where among the terms, the first few of them, the one is that the fewest entries begin with: four reads each, side by side. */
export const rarest = async (reader: SearchReader, terms: readonly string[]): Promise<number> => {
  if (terms.length < 2) return 0
  const counted = terms.slice(0, TRIED).map(async (term, place) => {
    const shelves = CLASSES.map((_, at) => reader.shelf(shelfOf(at, term), term, undefined, COUNTED))
    return { place, count: (await Promise.all(shelves)).flat().length }
  })
  const [least] = (await Promise.all(counted)).sort((a, b) => a.count - b.count)
  return least?.place ?? 0
}

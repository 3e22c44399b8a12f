// Which repositories are copied most.

import { chance, seedOf } from '../../world/chance.ts'
import type { Draft } from './repository.ts'
import { columnOf } from './words.ts'

const POPULAR = new Set(columnOf('popular'))

/** Whether everybody in the company works with a repository. */
export const isPopular = (name: string): boolean => POPULAR.has(name)

/** Sorts repositories so that those stand first of which the most copies are made. */
export const byPopularity = (drafts: readonly Draft[]): Draft[] =>
  drafts
    .map((draft) => ({ draft, place: placeOf(draft) }))
    .sort((a, b) => a.place - b.place)
    .map(({ draft }) => draft)

// Charts are copied least, then services whose names are made.
const placeOf = ({ name, base, origin }: Draft): number => {
  const place = chance(seedOf(`popularity of ${name}`))()
  if (isPopular(name)) return place / 50
  if (origin === 'chart') return 0.8 + place
  return name.endsWith(`/${base}`) ? 0.02 + place * 0.7 : 0.05 + place
}

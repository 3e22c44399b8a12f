// Names and descriptions of a made-up registry for searches: as it is made up for loads, but with names that repeat
// their namespace, and with words in descriptions that stand in no name.

import type { Listed } from './package-list.ts'
import { chance, oneOf, seedOf } from './world/chance.ts'
import { repositoryNames, shapeOf } from './world/shape.ts'

/** As `grafana/grafana-agent`. */
const SHARE_OF_REPEATING = 0.15
const SHARE_WITHOUT_DESCRIPTION = 0.2

// Each is half as frequent as the one before it, at most, so that some words stand in thousands of descriptions and some in one.
const WORDS =
  'internal legacy nightly customers renders invoices warehouse shipping telemetry currency translations thumbnails barcode postcode weather dunning elevator lighthouse'.split(
    ' ',
  )

/** So many repositories, the same every time. */
export const madeUp = (count: number): Listed[] => {
  const names = new Set(repositoryNames(count).map(repeating))
  for (let at = 0; names.size < count; at++) names.add(`spare/app${at}`)
  return [...names].map((name) => ({ name, description: descriptionOf(name) }))
}

const repeating = (name: string): string => {
  const [namespace = '', last, ...more] = name.split('/')
  if (last === undefined || chance(seedOf(name))() >= SHARE_OF_REPEATING) return name
  return [namespace, `${namespace}-${last}`, ...more].join('/')
}

const descriptionOf = (name: string): string => {
  const random = chance(seedOf(`description of ${name}`))
  if (random() < SHARE_WITHOUT_DESCRIPTION) return ''
  const rare = WORDS[Math.floor(-Math.log2(1 - random()))] ?? oneOf(WORDS, random)
  return `${shapeOf(name).description}, ${rare}`
}

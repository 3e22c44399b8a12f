// Search documents of a made-up registry: words made of syllables, of which few are frequent and most are rare, as in what
// people write.

import type { DocumentState } from '../../lambda/model/search-document.ts'
import { chance, oneOf } from '../world/chance.ts'

const SEED = 2026
const VOCABULARY = 60_000
const NAMESPACES = 3000
/** Words that queries ask for, and how frequent each is: its rank among all words. */
const KNOWN = new Map([
  [3, 'service'],
  [9, 'api'],
  [20, 'payments'],
  [60, 'worker'],
  [150, 'internal'],
  [400, 'redis'],
  [900, 'kubernetes'],
])
const SYLLABLES =
  'ba be bo ca ce co da de di do er es fa fe ga ge ha he in is ka ke la le li lo ma me mi mo na ne no on or pa pe po ra re ri ro sa se si so ta te ti to un va ve vi'.split(
    ' ',
  )
const PLATFORMS = [
  ['linux/amd64'],
  ['linux/amd64', 'linux/arm64'],
  ['linux/amd64', 'linux/arm64', 'linux/s390x'],
] as const
const NOW_S = Date.parse('2026-11-24T12:00:00Z') / 1000
const YEARS_S = 4 * 365 * 24 * 60 * 60

/** Returns so many documents in parts, the same every time. No part needs the memory of another. */
export function* madeDocuments(count: number, perPart: number): Generator<DocumentState[]> {
  const random = chance(SEED)
  const words = wordList(random)
  // Half of what is drawn from a list is among the first few of it, as Zipf found of words.
  const drawn = (most: number): string => words[Math.floor(most ** random()) - 1] as string
  const some = (most: number): string[] =>
    Array.from({ length: 1 + Math.floor(most * random()) }, () => drawn(VOCABULARY))
  for (let from = 0; from < count; from += perPart)
    yield Array.from({ length: Math.min(perPart, count - from) }, (_, at): DocumentState => {
      const number = from + at
      const pushed = NOW_S - Math.floor(YEARS_S * random())
      return {
        id: `${drawn(NAMESPACES)}/${some(3).join('-')}-${number.toString(36)}`,
        changedAt: pushed * 1000,
        document: {
          registry: 'bench',
          layout: 'distribution',
          visible: Math.floor(500 ** random()),
          hidden: 0,
          tag: 'latest',
          newestTag: 'latest',
          version: [9, 30, 9].map((most) => Math.floor(most * random())).join('.'),
          kind: random() < 0.1 ? 'chart' : 'image',
          platforms: [...oneOf(PLATFORMS, random)],
          size: Math.floor(5e8 * random()),
          pushedAt: new Date(pushed * 1000).toISOString().replace('.000Z', 'Z'),
          ...(random() < 0.8 && { description: some(12).join(' ') }),
          ...(random() < 0.3 && { licenses: 'Apache-2.0' }),
          ...(random() < 0.2 && { vendor: `${drawn(300)} Ltd` }),
          ...(random() < 0.5 && { source: `https://git.example.com/${drawn(NAMESPACES)}/${drawn(VOCABULARY)}` }),
        },
      }
    })
}

const wordList = (random: () => number): string[] => {
  const words = new Set<string>()
  while (words.size < VOCABULARY) {
    const known = KNOWN.get(words.size)
    const syllables = Array.from({ length: 2 + Math.floor(3 * random()) }, () => oneOf(SYLLABLES, random))
    words.add(known ?? syllables.join(''))
  }
  return [...words]
}

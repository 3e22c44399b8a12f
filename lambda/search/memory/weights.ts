// What a match is worth: how a query's word meets a word, and where that word stands. All weights are here.

/** How a query's word meets a word of a document. */
export const EXACT = 0
export const BEGINNING = 1
export const INSIDE = 2

/** Where in a document a word stands. A posting has four bits for it. */
export const PLACE = {
  description: 0,
  /** In a component of the name before the last, or joined from all words of one. */
  namespace: 1,
  /** The only word of the last component. */
  whole: 2,
  /** Joined from all words of the last component. */
  joined: 3,
  /** The first of two, three, four, or five and more words of the last component. */
  first: 4,
  /** Another of as many words of it. */
  other: 8,
  title: 12,
} as const
export const PLACES = 16
export const PLACE_BITS = 4

/** True if what stands in this place stands in the name. */
export const isPlaceOfName = (place: number): boolean => place !== PLACE.description && place !== PLACE.title

/** Returns what to add to `first` and `other` for a component of so many words. */
export const ofWords = (words: number): number => Math.min(words, 5) - 2

/** Weights of a match: exact, beginning, inside. 0 if that is no match. At most 255. */
const WEIGHTS: readonly (readonly [place: number, exact: number, beginning: number, inside: number])[] = [
  [PLACE.description, 55, 40, 0],
  [PLACE.title, 58, 43, 25],
  [PLACE.namespace, 50, 35, 30],
  [PLACE.whole, 120, 69, 45],
  [PLACE.joined, 119, 60, 44],
  // The fewer words a component has, the more of it is matched.
  [PLACE.first, 94, 68, 46],
  [PLACE.first + 1, 91, 67, 46],
  [PLACE.first + 2, 88, 66, 46],
  [PLACE.first + 3, 85, 65, 46],
  [PLACE.other, 87, 63, 45],
  [PLACE.other + 1, 84, 62, 45],
  [PLACE.other + 2, 81, 61, 45],
  [PLACE.other + 3, 78, 60, 45],
]

/** Worth of a match inside a description, in scripts that don't separate words. */
const INSIDE_DESCRIPTION = 20

export type WeightTable = readonly [exact: Uint8Array, beginning: Uint8Array, inside: Uint8Array]

const tableOf = (weights: typeof WEIGHTS): WeightTable => {
  const table = [new Uint8Array(PLACES), new Uint8Array(PLACES), new Uint8Array(PLACES)] as const
  for (const [place, exact, beginning, inside] of weights) {
    table[EXACT][place] = exact
    table[BEGINNING][place] = beginning
    table[INSIDE][place] = inside
  }
  return table
}

export const SEPARATED: WeightTable = tableOf(WEIGHTS)
export const UNSEPARATED: WeightTable = tableOf([...WEIGHTS, [PLACE.description, 55, 40, INSIDE_DESCRIPTION]])

/** The same for all words of a query joined, which are looked for in the last component only: 2 if it is all of that. */
export const JOINED: WeightTable = tableOf([
  [PLACE.whole, 2, 1, 1],
  [PLACE.joined, 2, 1, 1],
])

/** At least this is the worth of a word that is the whole last component, and of no other match. */
export const WHOLE_COMPONENT = 119
/** The worth of a word that is one of a namespace, and of no other match. */
export const WORD_OF_NAMESPACE = 50

/** Worth of the joined words where the words by themselves don't match: inside, and all of the last component. */
export const JOINED_ONLY = [0, 50, 110] as const
/** What joined words add where the words by themselves match, too. */
export const JOINED_TOO = [0, 20, 60] as const
/** Added if the first word is one of a namespace, and the last one the whole last component. */
export const NAMESPACE_AND_NAME = 40

/** A weight counts for so many points of the prior. */
export const POINTS_PER_WEIGHT = 10
/** Added if the name is what was typed. More than all else together. */
export const NAMED = 20_000
/** Added if it is `library/` and what was typed. */
export const NAMED_IN_LIBRARY = 10_000
/** Added if only `instead` matches. It takes more away than all else can add, so such documents come last. */
export const INSTEAD = -10_000

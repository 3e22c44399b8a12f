// What a match is worth: how a query's word meets a word, where that word stands, and what is known of the repository. All
// weights are here. docs/search.md says what each was worth.

/** How a query's word meets a word of a document: `MOST` is a beginning that is nearly all of it. */
export const EXACT = 0
export const MOST = 1
export const BEGINNING = 2
export const INSIDE = 3
export type How = typeof EXACT | typeof MOST | typeof BEGINNING | typeof INSIDE

/** A beginning of at least this share of a word is most of it. */
export const MOST_SHARE = 0.6

/** Where in a document a word stands. A posting has four bits for it. */
export const PLACE = {
  description: 0,
  /** One of several words of a component of the name before the last. */
  namespace: 1,
  /** The only word of the last component. */
  whole: 2,
  /** Joined from all words of the last component. */
  joined: 3,
  /** The first of two, three, four, or five and more words of the last component. */
  first: 4,
  /** Another of as many words of it. */
  other: 8,
  /** In the title, or a keyword. */
  title: 12,
  /** All of the first component, which mostly is a team; joined if it has several words. */
  team: 13,
  /** All of another component before the last, likewise. */
  component: 14,
  /** A part of a word of a title, a keyword or a description, as `assassin` of `SpamAssassin`. */
  part: 15,
} as const
export const PLACES = 16
export const PLACE_BITS = 4

/** True if what stands in this place stands in a description; a part of a word may stand in a title or a keyword. */
export const isPlaceOfDescription = (place: number): boolean => place === PLACE.description || place === PLACE.part

/** True if what stands in this place stands in the name. */
export const isPlaceOfName = (place: number): boolean =>
  place !== PLACE.description && place !== PLACE.title && place !== PLACE.part

/** Returns what to add to `first` and `other` for a component of so many words. */
export const ofWords = (words: number): number => Math.min(words, 5) - 2

/** The worth of a word that is all of a team's name, or of another namespace's. No other match is worth as much. */
export const TEAM = 118
export const COMPONENT = 96
/** At least this is the worth of a word that is the whole last component, and of no other match. */
export const WHOLE_COMPONENT = 119

/** Up to so much, the words were met by beginnings of words in descriptions, or by less. Whatever a name has is worth more. */
export const POOR_SCORE = 34

/** Weights of a match: exact, most, beginning, inside. 0 if that is no match. At most 255. */
const WEIGHTS: readonly (readonly [place: number, exact: number, most: number, beginning: number, inside: number])[] = [
  [PLACE.description, 55, POOR_SCORE, POOR_SCORE, 0],
  [PLACE.title, 58, 43, 43, 25],
  [PLACE.part, 43, POOR_SCORE, POOR_SCORE, 0],
  [PLACE.namespace, 50, 35, 35, 35],
  [PLACE.team, TEAM, 38, 36, 35],
  [PLACE.component, COMPONENT, 37, 35, 35],
  [PLACE.whole, 120, 90, 80, 46],
  [PLACE.joined, 119, 72, 60, 44],
  // The fewer words a component has, the more of it is matched.
  [PLACE.first, 94, 70, 68, 46],
  [PLACE.first + 1, 91, 69, 67, 46],
  [PLACE.first + 2, 88, 68, 66, 46],
  [PLACE.first + 3, 85, 67, 65, 46],
  [PLACE.other, 94, 65, 63, 45],
  [PLACE.other + 1, 90, 64, 62, 45],
  [PLACE.other + 2, 84, 63, 61, 45],
  [PLACE.other + 3, 81, 62, 60, 45],
]

/** Worth of a word that only a description has which many repositories share. */
export const BOILERPLATE = 5
/** Worth of a match inside a description, in scripts that don't separate words. */
const INSIDE_DESCRIPTION = 20

export type WeightTable = readonly [exact: Uint8Array, most: Uint8Array, beginning: Uint8Array, inside: Uint8Array]

const tableOf = (weights: typeof WEIGHTS): WeightTable => {
  const table = [0, 1, 2, 3].map(() => new Uint8Array(PLACES)) as unknown as WeightTable
  for (const [place, ...worth] of weights)
    for (const [how, weight] of worth.entries()) (table[how as How] as Uint8Array)[place] = weight
  return table
}

export const SEPARATED: WeightTable = tableOf(WEIGHTS)
export const UNSEPARATED: WeightTable = tableOf([...WEIGHTS, [PLACE.description, 55, 40, 40, INSIDE_DESCRIPTION]])

// A namespace is no team because it could be called so.
const lessExact = (less: number): WeightTable =>
  tableOf(
    WEIGHTS.map(([place, exact]) => [place, (exact === TEAM || exact === COMPONENT ? 50 : exact) - less, 0, 0, 0]),
  )

/** What is taken away if only the parts of a word match: `node` and `20` of `node20`. */
export const IN_PARTS = 7
/** Weights of other words that mean the same: plurals and singulars, and abbreviations. */
export const PLURAL: WeightTable = lessExact(7)
export const ABBREVIATION: WeightTable = lessExact(14)

/** How all words of a query joined meet a name: 1 inside the last component, 2 all of that, 3 all of the team. */
export const JOINED: WeightTable = tableOf([
  [PLACE.whole, 2, 1, 1, 1],
  [PLACE.joined, 2, 1, 1, 1],
  [PLACE.team, 3, 0, 0, 0],
])
export const ALL_OF_LAST = 2

/** Worth of the joined words where the words by themselves don't match. */
export const JOINED_ONLY = [0, 50, 110, 120] as const
/** What joined words add where the words by themselves match, too. */
export const JOINED_TOO = [0, 20, 60, 85] as const
/** Added if one word is all of a namespace, and another one, or all others joined, the whole last component. */
export const NAMESPACE_AND_NAME = 40
/** Added to the repositories of a team if its name is all that was typed. */
export const TEAM_ALONE = 10

/** From so much on, the words are words of a name. */
export const GOOD_SCORE = 78

/** A weight counts for so many of the points below. */
export const POINTS_PER_WEIGHT = 10

/** Points of a repository, whatever is looked for. The sum of `START` and the rest is not negative. */
export const POINTS = {
  START: 1000,
  PER_DOUBLING_OF_TAGS: 12,
  PER_NAMESPACE: -10,
  PER_CHARACTER: -6,
  /** Helm charts come after the image that they deploy. */
  CHART: -60,
  /** Names such as `api-old`. */
  ENDS_AS_COPY: -60,
} as const
/** Points by the age of the newest push: from so many days on. */
export const AGES: readonly (readonly [days: number, points: number])[] = [
  [730, -60],
  [365, -40],
  [180, -20],
]
/** Added to copies, unless they are asked for: more than any match is worth. */
export const COPY = -3000
/** Added to mirrors likewise: less than what a whole name is worth above a part of one, so that the only image comes first. */
export const MIRROR = -200

/** Added if the name is what was typed. More than all else together. */
export const NAMED = 20_000
/** Added if it is `library/` and what was typed. */
export const NAMED_IN_LIBRARY = 10_000
/** Added if what was typed is the namespace and the last component, as in `grafana/grafana`. */
export const NAMED_TWICE = 5000
/** Added if only `instead` matches. It takes more away than all else can add, so such documents come last. */
export const INSTEAD = -10_000

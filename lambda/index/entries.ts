// The inverted file: rows that are nothing but their keys, each a place where a query may begin, or a value to look up.

import { isWordCharacter, normalize } from './tokens.ts'

/** Separates the parts of an entry; sorts before every other character, so that a whole match comes before its extensions. */
const NUL = '\0'
const MAX_PLACES = 60

/** A row of the search table. */
export interface Entry {
  readonly shelf: string
  readonly entry: string
}

/** Where in a name a query may begin, the best first; and words of a description. Also the first character of a shelf. */
export const CLASSES = ['component', 'word', 'inside', 'description'] as const
export const DESCRIPTION_CLASS = 3

/** The shelf on which entries of this class stand that begin with this character. */
export const shelfOf = (kind: number | string, text: string): string =>
  `${kind}${String.fromCodePoint(text.codePointAt(0) ?? 0)}`

/** A place in a name: its class, and its offset in UTF-16 units of the normalized name. As rows record it: `<class><offset>`. */
export type Place = string

/**
 * The places of a name: every letter or digit, starts of path components and of words first, at most 60.
 * @example namePlaces('a/b-c') // ['00', '02', '14']
 */
export const namePlaces = (name: string): Place[] => {
  const classes: Place[][] = [[], [], []]
  let before = '/'
  let offset = 0
  for (const character of normalize(name)) {
    if (isWordCharacter(character))
      classes[before === '/' ? 0 : isWordCharacter(before) ? 2 : 1]?.push(
        `${before === '/' ? 0 : isWordCharacter(before) ? 2 : 1}${offset}`,
      )
    before = character
    offset += character.length
  }
  return classes.flat().slice(0, MAX_PLACES)
}

/** The entry of a place: the name from there on, and the name. */
export const nameEntry = (name: string, place: Place): Entry => {
  const rest = normalize(name).slice(Number(place.slice(1)))
  return { shelf: shelfOf(place.slice(0, 1), rest), entry: rest + NUL + name }
}

/**
 * The entries of a description's sorted words. Each says how many characters its word shares with the one before it:
 * for a term no longer than that, the one before it stands already.
 */
export const wordEntries = (name: string, words: readonly string[]): Entry[] =>
  words.map((word, at) => ({
    shelf: shelfOf(DESCRIPTION_CLASS, word),
    entry: [word, name, sharedLength(word, words[at - 1] ?? '')].join(NUL),
  }))

const sharedLength = (a: string, b: string): number => {
  let length = 0
  while (length < a.length && a[length] === b[length]) length++
  return length
}

/** What an entry of a name or of a description's word says. */
export const parseEntry = (entry: string): { text: string; name: string; shared: number } => {
  const [text = '', name = '', shared = '0'] = entry.split(NUL)
  return { text, name, shared: Number(shared) }
}

/** Kinds of values to look a tag up by. */
const LOOKUPS = { tag: 't', digest: 'd', config: 'c' } as const

/** A value to look a tag up by, as rows record it: the kind, then the value as it is compared. */
export type Lookup = string

/** The lookups of a tag; digests as hex without their algorithm. */
export const lookups = (tag: string, digest: string | undefined, configDigest: string | undefined): Lookup[] => [
  LOOKUPS.tag + normalize(tag),
  ...(digest === undefined ? [] : [LOOKUPS.digest + hex(digest)]),
  ...(configDigest === undefined ? [] : [LOOKUPS.config + hex(configDigest)]),
]

/** The entry of a lookup: value, repository, tag. Shelves of digests go by their first two characters, others by one. */
export const lookupEntry = (lookup: Lookup, repository: string, tag: string): Entry => {
  const value = lookup.slice(1)
  const start = lookup.startsWith(LOOKUPS.tag) ? value.slice(0, 1) : value.slice(0, 2)
  return { shelf: `k${lookup.slice(0, 1)}${start}`, entry: [value, repository, tag].join(NUL) }
}

const hex = (digest: string): string => digest.slice(digest.indexOf(':') + 1)

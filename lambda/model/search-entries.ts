// The inverted index behind search. Each row consists of its keys only: a place in a name, or a word of a description,
// where a query may match, or a value by which a tag is looked up.

import type { Facts } from '../registry/content/facts.ts'
import { repositoryName } from '../registry/layouts/repository-id.ts'
import { byteLength, clip } from '../shared/text.ts'
import { isWordCharacter, normalize } from './tokenizer.ts'

/** Separates the parts of an entry. It sorts before every other character, so a whole match precedes its extensions. */
const NUL = '\0'
const MAX_PLACES = 60

/** A row of the search table. */
export interface Entry {
  readonly shelf: string
  readonly entry: string
}

/** Returns an entry as one string. */
export const entryId = ({ shelf, entry }: Entry): string => shelf + NUL + entry

/** Returns the repository of an entry of any kind; empty for an entry that this code does not write. */
export const repositoryOf = ({ entry }: Entry): string => entry.split(NUL)[1] ?? ''

/**
 * Where a query may match: three classes of places in a name, the best first, and words of a description. The position
 * in this list is the first character of the partition.
 */
export const CLASSES = ['component', 'word', 'inside', 'description'] as const
export const DESCRIPTION_CLASS = 3

/** Returns the partition of entries of this class whose text has the same first character. */
export const shelfOf = (kind: number | string, text: string): string =>
  `${kind}${String.fromCodePoint(text.codePointAt(0) ?? 0)}`

/** A place in a name as rows record it, `<class><offset>`; the offset is in UTF-16 units of the normalized name. */
export type Place = string

/**
 * Returns the places of a repository's name: every letter or digit, at most 60. Starts of path components come first,
 * then starts of words.
 * @example namePlaces('a/b-c') // ['00', '02', '14']
 */
export const namePlaces = (repository: string): Place[] => {
  const classes: Place[][] = [[], [], []]
  let before = '/'
  let offset = 0
  for (const character of normalize(repositoryName(repository))) {
    if (isWordCharacter(character))
      classes[before === '/' ? 0 : isWordCharacter(before) ? 2 : 1]?.push(
        `${before === '/' ? 0 : isWordCharacter(before) ? 2 : 1}${offset}`,
      )
    before = character
    offset += character.length
  }
  return classes.flat().slice(0, MAX_PLACES)
}

/** Returns the entry of a place: the name from that place on, and the repository's id. */
export const nameEntry = (repository: string, place: Place): Entry => {
  const rest = normalize(repositoryName(repository)).slice(Number(place.slice(1)))
  return { shelf: shelfOf(place.slice(0, 1), rest), entry: rest + NUL + repository }
}

/**
 * Returns the entries of a description's sorted words. Each entry records how many characters its word shares with the
 * previous word: a term no longer than that already matches the previous word, so this entry doesn't count.
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

/** Parses an entry of a name or of a description's word. */
export const parseEntry = (entry: string): { text: string; name: string; shared: number } => {
  const [text = '', name = '', shared = '0'] = entry.split(NUL)
  return { text, name, shared: Number(shared) }
}

/** The kinds of values by which a tag is looked up. Digests are partitioned by their first two characters. */
const LOOKUPS = {
  tag: 't',
  digest: 'd',
  config: 'c',
  child: 'h',
  revision: 'r',
  source: 's',
  baseName: 'b',
  baseDigest: 'e',
} as const
export type LookupKind = keyof typeof LOOKUPS
const DIGESTS: readonly string[] = [LOOKUPS.digest, LOOKUPS.config, LOOKUPS.child, LOOKUPS.baseDigest]

/** Lookups of one tag. With the entries of a new repository they fit into one transaction. */
const MAX_LOOKUPS = 20
/** Bytes of a value. Together with repository and tag it is a sort key, which in DynamoDB has at most 1,024 bytes. */
const MAX_VALUE_BYTES = 255

/** A value by which a tag is looked up, as rows record it: the kind, then the normalized value. */
export type Lookup = string

/**
 * Returns the lookups of a tag, at most 20, with children last. Digests are hex without their algorithm, URLs have no
 * scheme. `left` is how many did not fit.
 */
export const lookups = (tag: string, facts: Facts): { lookups: Lookup[]; left: number } => {
  const { digest, configDigest, revision, source, baseName, baseDigest, children = [] } = facts
  const all = [
    LOOKUPS.tag + normalize(tag),
    ...valued(LOOKUPS.digest, digest, hex),
    ...valued(LOOKUPS.config, configDigest, hex),
    ...valued(LOOKUPS.revision, revision, normalize),
    ...valued(LOOKUPS.source, source, normalizeUrl),
    ...valued(LOOKUPS.baseName, baseName, normalize),
    ...valued(LOOKUPS.baseDigest, baseDigest, (value) => normalize(hex(value))),
    ...children.flatMap((child) => valued(LOOKUPS.child, child.digest, hex)),
  ]
  const distinct = [...new Set(all)]
  return { lookups: distinct.slice(0, MAX_LOOKUPS), left: Math.max(0, distinct.length - MAX_LOOKUPS) }
}

const valued = (kind: string, text: string | undefined, form: (text: string) => string): Lookup[] => {
  const value = text === undefined ? '' : form(text)
  return value === '' ? [] : [kind + keptValue(value)]
}

/** Cuts a value to the length that entries keep. Values may exceed it, since some characters grow when normalized. */
export const keptValue = (value: string): string =>
  byteLength(value) > MAX_VALUE_BYTES ? clip(value, MAX_VALUE_BYTES, '') : value

/** Normalizes a URL for comparison: no scheme, no user, no `.git` at the end; `git@host:path` becomes `host/path`. */
export const normalizeUrl = (url: string): string =>
  normalize(url)
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
    .replace(/^[^@/\s]*@/, '')
    .replace(/^([^/:\s]+):(?!\d+(\/|$))/, '$1/')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')

/** Returns the entry of a lookup: value, repository, tag. */
export const lookupEntry = (lookup: Lookup, repository: string, tag: string): Entry => {
  const value = lookup.slice(1)
  return { shelf: shelfOfValue(lookup.slice(0, 1), value), entry: [value, repository, tag].join(NUL) }
}

/** Returns the partition of the values of this kind that start like this value. */
export const lookupShelf = (kind: LookupKind, value: string): string => shelfOfValue(LOOKUPS[kind], value)

const shelfOfValue = (kind: string, value: string): string =>
  DIGESTS.includes(kind) ? `k${kind}${[...value].slice(0, 2).join('')}` : shelfOf(`k${kind}`, value)

/** Parses the entry of a lookup. */
export const parseLookupEntry = (entry: string): { value: string; repository: string; tag: string } => {
  const [value = '', repository = '', tag = ''] = entry.split(NUL)
  return { value, repository, tag }
}

const hex = (digest: string): string => digest.slice(digest.indexOf(':') + 1)

/** True if this is a place as rows record it. Anybody may have written the rows, and keys are made from it. */
export const isPlace = (text: string): boolean => /^[0-2]\d{1,3}$/.test(text)

/** True if this is a word as rows record it. */
export const isWord = (text: string): boolean =>
  text !== '' && !text.includes(NUL) && byteLength(text) <= MAX_VALUE_BYTES

/** True if this is a lookup as rows record it. */
export const isLookup = (value: unknown): value is Lookup =>
  typeof value === 'string' &&
  /^[a-z]./su.test(value) &&
  !value.includes(NUL) &&
  byteLength(value) <= 1 + MAX_VALUE_BYTES

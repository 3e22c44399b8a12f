// The inverted file: rows that are nothing but their keys, each a place where a query may begin, or a value to look up.

import type { Facts } from '../registry/content/facts.ts'
import { repositoryName } from '../registry/layouts/repository-id.ts'
import { byteLength, clip } from '../shared/text.ts'
import { isWordCharacter, normalize } from './tokenizer.ts'

/** Separates the parts of an entry; sorts before every other character, so that a whole match comes before its extensions. */
const NUL = '\0'
const MAX_PLACES = 60

/** A row of the search table. */
export interface Entry {
  readonly shelf: string
  readonly entry: string
}

/** An entry as one string. */
export const entryId = ({ shelf, entry }: Entry): string => shelf + NUL + entry

/** The repository of an entry of any kind; empty for what is none of ours. */
export const repositoryOf = ({ entry }: Entry): string => entry.split(NUL)[1] ?? ''

/** Where in a name a query may begin, the best first; and words of a description. Also the first character of a shelf. */
export const CLASSES = ['component', 'word', 'inside', 'description'] as const
export const DESCRIPTION_CLASS = 3

/** The shelf on which entries of this class stand that begin with this character. */
export const shelfOf = (kind: number | string, text: string): string =>
  `${kind}${String.fromCodePoint(text.codePointAt(0) ?? 0)}`

/** A place in a name: its class, and its offset in UTF-16 units of the normalized name. As rows record it: `<class><offset>`. */
export type Place = string

/**
 * The places of a repository's name: every letter or digit, starts of path components and of words first, at most 60.
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

/** The entry of a place: the name from there on, and the repository's id. */
export const nameEntry = (repository: string, place: Place): Entry => {
  const rest = normalize(repositoryName(repository)).slice(Number(place.slice(1)))
  return { shelf: shelfOf(place.slice(0, 1), rest), entry: rest + NUL + repository }
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

/** Kinds of values to look a tag up by; of digests, shelves go by their first two characters. */
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

/** Lookups of a tag; with the entries of a new repository they fit one transaction. */
const LOOKUPS_MOST = 20
/** Bytes of a value: with repository and tag it is a sort key, of which DynamoDB takes 1,024. */
const VALUE_MAX = 255

/** A value to look a tag up by, as rows record it: the kind, then the value as it is compared. */
export type Lookup = string

/**
 * The lookups of a tag, at most 20: children come last. Digests as hex without their algorithm, URLs without scheme.
 * `left` is how many did not fit.
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
  return { lookups: distinct.slice(0, LOOKUPS_MOST), left: Math.max(0, distinct.length - LOOKUPS_MOST) }
}

const valued = (kind: string, text: string | undefined, form: (text: string) => string): Lookup[] => {
  const value = text === undefined ? '' : form(text)
  return value === '' ? [] : [kind + keptValue(value)]
}

/** As much of a value as entries have; some characters grow when they are normalized. */
export const keptValue = (value: string): string => (byteLength(value) > VALUE_MAX ? clip(value, VALUE_MAX, '') : value)

/** The form in which URLs are compared: no scheme, no user, no `.git` at the end; `git@host:path` is `host/path`. */
export const normalizeUrl = (url: string): string =>
  normalize(url)
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
    .replace(/^[^@/\s]*@/, '')
    .replace(/^([^/:\s]+):(?!\d+(\/|$))/, '$1/')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')

/** The entry of a lookup: value, repository, tag. */
export const lookupEntry = (lookup: Lookup, repository: string, tag: string): Entry => {
  const value = lookup.slice(1)
  return { shelf: shelfOfValue(lookup.slice(0, 1), value), entry: [value, repository, tag].join(NUL) }
}

/** The shelf on which the values of a kind stand that begin like this one. */
export const lookupShelf = (kind: LookupKind, value: string): string => shelfOfValue(LOOKUPS[kind], value)

const shelfOfValue = (kind: string, value: string): string =>
  DIGESTS.includes(kind) ? `k${kind}${[...value].slice(0, 2).join('')}` : shelfOf(`k${kind}`, value)

/** What the entry of a lookup says. */
export const parseLookupEntry = (entry: string): { value: string; repository: string; tag: string } => {
  const [value = '', repository = '', tag = ''] = entry.split(NUL)
  return { value, repository, tag }
}

const hex = (digest: string): string => digest.slice(digest.indexOf(':') + 1)

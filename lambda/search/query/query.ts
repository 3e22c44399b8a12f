// The parser of queries: makes of what was typed what documents are searched for, and what is looked up.

import { normalize, wordsOf } from '../../model/tokenizer.ts'
import { tagWritten } from '../../registry/layouts/name-grammar.ts'
import type { Sort } from '../memory/documents.ts'
import type { DocumentFilter } from '../memory/filters/document-filter.ts'
import { leftOut } from './left-out.ts'
import type { Lookup } from './lookup.ts'
import { meantBy } from './meant.ts'
import { unpasted } from './pasted.ts'
import { QueryError } from './query-error.ts'
import { sourceFilter } from './source.ts'
import { type Part, partOf } from './token.ts'
import { qualifierOf, tokensOf } from './tokens.ts'

/** Longest query, in characters. */
export const QUERY_MAX_LENGTH = 256

/** What is asked for. All of it must hold. */
export interface Query {
  /** The whole query, in one form: what a cursor is bound to. */
  readonly text: string
  /** Normalized words, each of which a document must match. */
  readonly words: readonly string[]
  /** The same as they were typed, normalized: a name may be all of it. */
  readonly name: string
  /** The tokens that the words are of, normalized; for suggestions. */
  readonly terms: readonly string[]
  /** Words of which a document may match none; of several with spaces between them, not all. */
  readonly without: readonly string[]
  readonly filters: readonly DocumentFilter[]
  /** A document that passes this need not match the words: the address of a source may be typed as a name. */
  readonly instead: DocumentFilter | undefined
  /** What is asked for if nothing matches: of several words one may be the address of a source. */
  readonly otherwise: Query | undefined
  /** The same with a version behind a space read as a tag: `redis 7.2`. */
  readonly versioned: Query | undefined
  /** What is asked for if nothing has the tag: the same with a plus in place of the space behind it (`app:1.2 build`). */
  readonly joined: Query | undefined
  /** What the tag begins with, of `repo:tag`. */
  readonly tag: string | undefined
  /** The name before that tag, if it looks like a qualifier with an error in it. */
  readonly mistyped: string | undefined
  /** A value of tags that is looked up in the search table. */
  readonly lookup: Lookup | undefined
  /** The word that this value may be as well: `facade` is hexadecimal. It is one of `words`. */
  readonly alsoWord: string | undefined
  /** The digest of `repo@digest`, as it was typed. */
  readonly digest: string | undefined
  /** The order of results where none is asked for. */
  readonly sort: Sort
  /** True if nothing can match: what was typed has no letter and no digit. */
  readonly isVain: boolean
}

/**
 * Parses a query.
 * @param now epoch milliseconds, for `older:`
 * @throws QueryError with what may have been meant
 */
export const parseQuery = (q: string, now: number): Query => {
  if (q.length > QUERY_MAX_LENGTH)
    throw new QueryError(`the query has ${q.length} characters; at most ${QUERY_MAX_LENGTH} are allowed`)
  const tokens = tokensOf(unpasted(q.toWellFormed()))
  try {
    return { ...queryOf(tokens, now), joined: joinedOf(tokens, now) }
  } catch (error) {
    if (error instanceof QueryError) throw new QueryError(error.message, rightQueries(tokens, now))
    throw error
  }
}

/** Returns queries that may have been meant by tokens of which at least one is wrong. Each is a query. */
export const rightQueries = (tokens: readonly string[], now: number): string[] =>
  meantBy(tokens, now).filter((meant) => meant.length <= QUERY_MAX_LENGTH && orNone(tokensOf(meant), now) !== undefined)

const queryOf = (tokens: readonly string[], now: number): Query => {
  const parts = tokens.map((token) => partOf(token, now))
  const terms = parts.flatMap(({ term }) => (term === undefined ? [] : [normalize(term)]))
  const words = [...new Set(terms.flatMap(wordsOf))]
  const tag = only(
    'repository:tag',
    parts.map((part) => part.tag),
  )
  only(
    'namespace:',
    parts.map((part) => part.namespace),
  )
  const meaning = meaningOf(parts, tag !== undefined)
  const query: Query = {
    text: tokens.join(' '),
    words,
    name: nameOf(terms),
    terms,
    without: leftOut(parts.flatMap(({ without }) => (without === undefined ? [] : [without]))),
    filters: [...parts.flatMap(({ filter }) => filter ?? []), ...meaning.filters],
    instead: terms.length === 1 ? meaning.instead : undefined,
    otherwise: undefined,
    versioned: undefined,
    joined: undefined,
    tag,
    mistyped: parts.find(({ mistyped }) => mistyped !== undefined)?.mistyped,
    lookup: meaning.lookup,
    alsoWord: meaning.alsoWord,
    digest: parts.find(({ digest }) => digest !== undefined)?.digest,
    sort: sortOf(parts, words.length > 0),
    isVain: (terms.length > 0 && words.length === 0) || meaning.isEmpty,
  }
  if (meaning.instead === undefined || terms.length === 1) return { ...query, versioned: versionedOf(query, parts) }
  const others = words.filter((word) => !wordsOf(meaning.term ?? '').includes(word))
  return { ...query, otherwise: { ...query, words: others, filters: [...query.filters, meaning.instead] } }
}

/** A tag that is a version, or a version; and what may be its build part. In an address a plus that is not encoded is a space. */
const VERSIONED = /(?::v?\d[\w.-]*|^v?\d+\.[\w.-]*)$/i
const BUILD = /^[\da-z][\da-z.-]*$/i

const joinedOf = (tokens: readonly string[], now: number): Query | undefined => {
  const at = tokens.findIndex(
    (token, place) => VERSIONED.test(token) && qualifierOf(token) === undefined && BUILD.test(tokens[place + 1] ?? ''),
  )
  if (at < 0) return undefined
  const joined = orNone([...tokens.slice(0, at), `${tokens[at]}+${tokens[at + 1]}`, ...tokens.slice(at + 2)], now)
  const hasTag = [joined?.tag, joined?.versioned].some(Boolean) || joined?.lookup?.kinds[0] === 'tag'
  return hasTag ? joined : undefined
}

const orNone = (tokens: readonly string[], now: number): Query | undefined => {
  try {
    return queryOf(tokens, now)
  } catch (error) {
    if (error instanceof QueryError) return undefined
    throw error
  }
}

const VERSION = /^v?\d+(?:\.\d+)*(?:[-_+][\w.+-]+)?$/i
const MAX_VERSION = 40

// One version among words, of which no other thing is looked up, may be a tag of what they say.
const versionedOf = (query: Query, parts: readonly Part[]): Query | undefined => {
  const typed = parts.flatMap(({ term }) => term ?? [])
  const versions = typed.filter((term) => VERSION.test(term) && term.length <= MAX_VERSION)
  const [version] = versions
  if (version === undefined || versions.length > 1 || typed.length === 1) return undefined
  if (query.tag !== undefined || query.lookup !== undefined) return undefined
  const terms = typed.filter((term) => term !== version).map(normalize)
  const words = [...new Set(terms.flatMap(wordsOf))]
  return words.length === 0 ? undefined : { ...query, words, terms, name: nameOf(terms), tag: tagWritten(version) }
}

const nameOf = (terms: readonly string[]): string => terms.join(' ').replace(/^[^\p{L}\p{N}]+/u, '')

interface Meaning {
  readonly filters: readonly DocumentFilter[]
  readonly instead: DocumentFilter | undefined
  /** The token of that address. */
  readonly term?: string
  readonly lookup: Lookup | undefined
  readonly alsoWord: string | undefined
  /** True if the value that is looked up has nothing in it. */
  readonly isEmpty: boolean
}

const NO_MEANING: Meaning = {
  filters: [],
  instead: undefined,
  lookup: undefined,
  alsoWord: undefined,
  isEmpty: false,
}

// One value is looked up, or one address. Of several words that may be one, the longest is taken for it.
const meaningOf = (parts: readonly Part[], hasTag: boolean): Meaning => {
  const isValue = ({ lookup, source }: Part) => lookup !== undefined || source !== undefined
  const sure = only(
    'digest, :tag, address, source:, revision:, base: and label:',
    parts.map((part) => (isValue(part) && part.isAlsoWord !== true ? part : undefined)),
  )
  if (sure?.source !== undefined)
    return { ...NO_MEANING, filters: [sourceFilter(sure.source)], isEmpty: sure.source === '' }
  if (sure?.lookup !== undefined) return { ...NO_MEANING, lookup: sure.lookup, isEmpty: sure.lookup.value === '' }
  // Beside `repo:tag` such a word is a word.
  const [longest] = parts
    .filter((part) => isValue(part) && !hasTag)
    .sort((a, b) => (b.term ?? '').length - (a.term ?? '').length)
  if (longest?.lookup !== undefined) return { ...NO_MEANING, lookup: longest.lookup, alsoWord: longest.lookup.value }
  if (longest?.source !== undefined)
    return { ...NO_MEANING, instead: sourceFilter(longest.source), term: longest.term ?? '' }
  return NO_MEANING
}

// Without words there is nothing to be relevant to. A namespace is read as a list; and who asks for what is older wants
// the oldest first.
const sortOf = (parts: readonly Part[], hasWords: boolean): Sort => {
  if (hasWords) return 'relevance'
  if (parts.some(({ namespace }) => namespace !== undefined)) return 'name'
  const ranges = parts.flatMap(({ pushed }) => pushed ?? [])
  const isOlder = ranges.some(({ before }) => before !== undefined) && !ranges.some(({ from }) => from !== undefined)
  return isOlder ? 'oldest' : 'newest'
}

const only = <T>(what: string, values: readonly (T | undefined)[]): T | undefined => {
  const given = values.filter((value) => value !== undefined)
  if (given.length > 1) throw new QueryError(`the query has ${given.length} of ${what}; give one of them`)
  return given[0]
}

// One box: what somebody typed, as what is to be looked for.

import { isWordCharacter, normalize } from '../model/tokenizer.ts'
import { REPOSITORY_NAME_MAX } from '../registry/layouts/name-grammar.ts'
import { byteLength } from '../shared/text.ts'
import type { Lookup } from './lookup.ts'
import { begins } from './matches.ts'
import type { Filter } from './qualifiers.ts'
import { QueryError } from './query/query-error.ts'
import { type Part, partOf } from './token.ts'

/** Longest query, in characters. */
const LONGEST = 256

/** What is asked for: all of it must hold. */
export interface Query {
  /** The whole of it, in one form: what a cursor is bound to. */
  readonly text: string
  /** Each must stand in the name, or begin a word of the description; the longest first. */
  readonly terms: readonly string[]
  /** All of them as they were typed. */
  readonly phrase: string
  /** None of these may. */
  readonly without: readonly string[]
  /** What the tag begins with, of `repo:tag`. */
  readonly tag: string | undefined
  /** A value that stands in the search table as such. */
  readonly lookup: Lookup | undefined
  /** The name before that tag, where it is a qualifier with an error in it: if nothing is found, it was meant. */
  readonly mistyped: string | undefined
  /** That value may as well be a part of a name: `facade` is hexadecimal. */
  readonly isAlsoTerm: boolean
  readonly namespace: string | undefined
  /** When the newest tag was pushed, ISO 8601: from, and before. */
  readonly pushed: { readonly from?: string; readonly before?: string }
  readonly filters: readonly Filter[]
  /** No name and no word can begin with what is asked for. */
  readonly isVain: boolean
}

/**
 * Parses a query.
 * @param now epoch milliseconds, for `older:`
 * @throws QueryError
 */
export const parseQuery = (q: string, now: number): Query => {
  if (q.length > LONGEST) throw new QueryError(`the query has ${q.length} characters; at most ${LONGEST} are allowed`)
  const tokens = tokensOf(q.toWellFormed())
  const parts = tokens.map((token) => partOf(token, now))
  const all = parts.flatMap(({ terms = [] }) => terms).map(termOf)
  const typed = all.filter((term) => term !== undefined)
  const looked = lookedUp(parts)
  const terms = [...new Set(typed)]
    // What has `library/redis` has `redis`; but what has that for its digest does not.
    .filter((term) => looked.lookup !== undefined || !typed.some((other) => other !== term && begins(other, term)))
    .sort((a, b) => b.length - a.length)
  const without = parts.flatMap(({ without: not = [] }) => not).map(termOf)
  const pushed = parts.map(({ pushed: range = {} }) => range)
  const namespaces = parts.flatMap(({ namespace }) => namespace ?? [])
  return {
    text: tokens.join(' '),
    terms,
    phrase: typed.join(' '),
    without: without.filter((term) => term !== undefined),
    tag: only(
      'repository:tag',
      parts.map(({ tag }) => tag),
    ),
    mistyped: parts.find(({ mistyped }) => mistyped !== undefined)?.mistyped,
    ...looked,
    namespace: only('namespace:', namespaces),
    pushed: {
      ...latest(pushed.map(({ from }) => from)),
      ...earliest(pushed.map(({ before }) => before)),
    },
    filters: parts.flatMap(({ filter }) => filter ?? []),
    isVain:
      (all.length > 0 && terms.length === 0) ||
      parts.some(({ lookup }) => lookup?.value === '') ||
      [...terms, ...namespaces].some((name) => byteLength(name) > REPOSITORY_NAME_MAX),
  }
}

/** The query for a value alone. */
export const lookupQuery = (lookup: Lookup): Query => ({
  text: '',
  terms: [],
  phrase: '',
  without: [],
  tag: undefined,
  mistyped: undefined,
  lookup,
  isAlsoTerm: false,
  namespace: undefined,
  pushed: {},
  filters: [],
  isVain: false,
})

// Words with white space or control characters between; quotes keep white space together.
const tokensOf = (q: string): string[] =>
  q.match(/(?:"[^"\p{Cc}]*"?|[^\s\p{Cc}"])+/gu)?.filter((token) => token.replaceAll('"', '') !== '') ?? []

// Of several words that may be digests the longest is taken for one.
const lookedUp = (parts: readonly Part[]): Pick<Query, 'lookup' | 'isAlsoTerm'> => {
  const sure = only(
    'digest, :tag, address, source:, revision: and base:',
    parts.map(({ lookup, isAlsoTerm }) => (isAlsoTerm ? undefined : lookup)),
  )
  if (sure !== undefined) return { lookup: sure, isAlsoTerm: false }
  const [longest] = parts
    .flatMap(({ lookup, isAlsoTerm }) => (isAlsoTerm && lookup !== undefined ? [lookup] : []))
    .sort((a, b) => b.value.length - a.value.length)
  return { lookup: longest, isAlsoTerm: longest !== undefined }
}

// From its first letter or digit on, as entries begin; undefined where there is none.
const termOf = (text: string): string | undefined => {
  const characters = [...normalize(text)]
  const start = characters.findIndex(isWordCharacter)
  return start < 0 ? undefined : characters.slice(start).join('')
}

const only = <T>(what: string, values: readonly (T | undefined)[]): T | undefined => {
  const given = values.filter((value) => value !== undefined)
  if (given.length > 1) throw new QueryError(`the query has ${given.length} of ${what}; give one of them`)
  return given[0]
}

const latest = (times: readonly (string | undefined)[]) => {
  const sorted = times.filter((time) => time !== undefined).sort()
  const from = sorted.at(-1)
  return from === undefined ? {} : { from }
}
const earliest = (times: readonly (string | undefined)[]) => {
  const before = times.filter((time) => time !== undefined).sort()[0]
  return before === undefined ? {} : { before }
}

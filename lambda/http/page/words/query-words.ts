// What a query's words are: which may stand in names, and which are filters.

import { unpasted } from '../../../search/query/pasted.ts'
import { isNegated, qualifierOf, tokensOf } from '../../../search/query/tokens.ts'

/** The tokens of a query, as they were typed or pasted. */
export const tokens = (q: string): string[] => tokensOf(unpasted(q.toWellFormed()))

/** True for `kind:chart` and `-kind:chart`. */
export const isFilter = (token: string): boolean => qualifierOf(token.replace(/^-/, '')) !== undefined

/** Words that may stand in names, to be marked there: without filters, tags and digests. */
export const markedWords = (q: string): string[] =>
  tokens(q)
    .filter((token) => !isNegated(token) && !isFilter(token) && !/^sha\d+:/i.test(token))
    .map((token) => token.replaceAll(/["*]/g, '').replace(/[:@].*$/, ''))
    .filter((word) => word !== '')

/** A query with one more token. */
export const withToken = (q: string, token: string): string => [...tokens(q), token].join(' ')

/** A query without one of its tokens. */
export const withoutToken = (q: string, token: string): string =>
  tokens(q)
    .filter((one) => one !== token)
    .join(' ')

/** `name:value`, in quotes where the value needs them; undefined if it can't be asked for. */
export const qualifier = (name: string, value: string): string | undefined => {
  // Stars alone mean anything.
  if (value.includes('"') || /\p{Cc}|^[\s*]*$/u.test(value)) return undefined
  return /\s/.test(value) ? `${name}:"${value}"` : `${name}:${value}`
}

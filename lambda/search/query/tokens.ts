// Takes a query apart into tokens: what stands between spaces.

import { isQualifier } from './qualifiers.ts'

/** Returns the tokens of a query. White space or control characters end them; quotes keep white space together. */
export const tokensOf = (q: string): string[] =>
  q.match(/(?:"[^"\p{Cc}]*"?|[^\s\p{Cc}"])+/gu)?.filter((token) => token.replaceAll('"', '') !== '') ?? []

/** Returns the qualifier of a token with its value, neither of which is checked. Undefined if it is no qualifier. */
export const qualifierOf = (token: string): { readonly key: string; readonly value: string } | undefined => {
  const [, key = '', value = ''] = /^([a-z]+):(.*)$/is.exec(token) ?? []
  return isQualifier(key.toLowerCase()) ? { key: key.toLowerCase(), value: value.replaceAll('"', '') } : undefined
}

/** True if a token leaves something out. */
export const isNegated = (token: string): boolean => /^-[^-]/.test(token)

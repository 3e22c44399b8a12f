// Puts another word into a query as it was typed.

import { fold, wordsOf } from '../../model/tokenizer.ts'
import { isNegated, qualifierOf, tokensOf } from './tokens.ts'

/**
 * Returns a query with this word replaced wherever it stands, or left out where `meant` is empty; undefined if it has none.
 * What a qualifier asks for, or what is left out, stays. Where words stand is unknown in a token that changes its length
 * when it is folded, so all of it is replaced.
 */
export const replaced = (text: string, word: string, meant: string): string | undefined => {
  const tokens = tokensOf(text)
  const right = tokens.map((token) => inToken(token, word, meant))
  if (right.every((token, at) => token === tokens[at])) return undefined
  return right.filter((token) => token !== '').join(' ')
}

const inToken = (token: string, word: string, meant: string): string => {
  if (isNegated(token) || qualifierOf(token) !== undefined) return token
  let [right, from] = [token, 0]
  for (;;) {
    const folded = fold(right)
    const at = placeOf(folded, fold(word), from)
    if (at === undefined) break
    if (folded.length !== right.length) return meant
    right = right.slice(0, at) + meant + right.slice(at + word.length)
    from = at + meant.length
  }
  return meant === '' && right !== token ? joined(right) : right
}

// Of the separators at both sides of what was left out one stays.
const joined = (token: string): string => token.replace(/([-._/])[-._/]+/g, '$1').replace(/^[-._/]+|[-._/]+$/g, '')

const placeOf = (text: string, word: string, from: number): number | undefined => {
  for (let at = text.indexOf(word, from); at >= 0; at = text.indexOf(word, at + 1))
    if (wordsOf(`${text.slice(0, at)}\0${text.slice(at)}`).length === wordsOf(text).length) return at
  return undefined
}

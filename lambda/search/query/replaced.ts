// Puts another word into a query as it was typed.

import { fold, wordsOf } from '../../model/tokenizer.ts'
import { isNegated, qualifierOf, tokensOf } from './tokens.ts'

/**
 * Returns a query with the first of these words replaced, or left out where `meant` is empty; undefined if it has none.
 * What a qualifier asks for, or what is left out, stays. Where words stand is unknown in a token that changes its length
 * when it is folded, so all of it is replaced.
 */
export const replaced = (text: string, word: string, meant: string): string | undefined => {
  const tokens = tokensOf(text)
  for (const [index, token] of tokens.entries()) {
    if (isNegated(token) || qualifierOf(token) !== undefined) continue
    const folded = fold(token)
    const at = placeOf(folded, fold(word))
    if (at === undefined) continue
    const isInPlace = folded.length === token.length
    const right = isInPlace ? token.slice(0, at) + meant + token.slice(at + word.length) : meant
    return tokens
      .with(index, meant === '' ? joined(right) : right)
      .filter((one) => one !== '')
      .join(' ')
  }
  return undefined
}

// Of the separators at both sides of what was left out one stays.
const joined = (token: string): string => token.replace(/([-._/])[-._/]+/g, '$1').replace(/^[-._/]+|[-._/]+$/g, '')

const placeOf = (text: string, word: string): number | undefined => {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (wordsOf(`${text.slice(0, at)}\0${text.slice(at)}`).length === wordsOf(text).length) return at
  return undefined
}

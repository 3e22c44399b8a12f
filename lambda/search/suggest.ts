// Suggestions: what may have been meant by a query that finds nothing.

import { fold, wordsOf } from '../model/tokenizer.ts'
import { POOR_SCORE } from './memory/weights.ts'
import { documentQuery, type Search } from './page.ts'

const MAX_SUGGESTIONS = 5
/** Words that are tried: nobody types more, but whoever does should not keep search busy. */
const MAX_WORDS = 12
/** A name with what may be a registry before it. */
const HOSTED_NAME = /^[^/]+\.[^/]+\/(.+)$/

/**
 * Returns queries with one word put right, the likeliest first. A name with a registry before it is suggested without.
 * Words that are found well by themselves are not what is wrong with a query.
 */
export const suggestionsFor = (search: Search): string[] => {
  const { query, ports, scope } = search
  for (const term of query.terms) {
    const [, name] = HOSTED_NAME.exec(term) ?? []
    if (name !== undefined) return [replaced(query.text, term, name)]
  }
  for (const word of query.words.slice(0, MAX_WORDS)) {
    const alone = { ...documentQuery(search), words: [word], name: word, without: [], filters: [], instead: undefined }
    const { total, bestScore } = ports.documents.search(alone)
    if (total > 0 && bestScore > POOR_SCORE) continue
    const meant = ports.documents.corrections(word, scope, MAX_SUGGESTIONS)
    if (meant.length > 0) return meant.map((one) => replaced(query.text, word, one))
  }
  return []
}

// The first place where a word stands whole; of a text that changes its length when it is normalized places are unknown.
const replaced = (text: string, word: string, meant: string): string => {
  const normalized = fold(text)
  const at = placeOf(normalized, word)
  if (at === undefined || normalized.length !== text.length) return meant
  return text.slice(0, at) + meant + text.slice(at + word.length)
}

const placeOf = (text: string, word: string): number | undefined => {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (wordsOf(`${text.slice(0, at)}\0${text.slice(at)}`).length === wordsOf(text).length) return at
  return undefined
}

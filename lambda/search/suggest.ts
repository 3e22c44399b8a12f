// Suggestions: what may have been meant by a query that finds nothing.

import { distance } from '../shared/edit-distance.ts'
import type { DocumentQuery } from './memory/documents.ts'
import { POOR_SCORE, WHOLE_COMPONENT } from './memory/weights.ts'
import { documentQuery, type Search } from './page.ts'
import { replaced } from './query/replaced.ts'

const MAX_SUGGESTIONS = 5
/** Several words that are a whole name have less on average than one that is. */
const NEARLY = 9
/** Words that are tried: nobody types more, but whoever does should not keep search busy. */
const MAX_WORDS = 6
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
    if (name !== undefined) return listed(replaced(query.text, term, name))
  }
  const words = query.words.slice(0, MAX_WORDS)
  const alone = words.map((word) => ports.documents.search(queryOf(search, [word])))
  const unknown = words.filter((_, at) => alone[at]?.total === 0)
  const poor = words.filter((_, at) => (alone[at]?.total ?? 0) > 0 && (alone[at]?.bestScore ?? 0) <= POOR_SCORE)
  const meantBy = (word: string): readonly string[] => ports.documents.corrections(word, scope, MAX_SUGGESTIONS)
  for (const [at, word] of [...unknown, ...poor].entries()) {
    const meant = meantBy(word)
    if (meant.length === 0) continue
    // The other unknown words are wrong, too.
    const others = unknown.slice(at + 1).reduce((text, other) => {
      const [right] = meantBy(other)
      return right === undefined ? text : (replaced(text, other, right) ?? text)
    }, query.text)
    return likeliest(search, word, meant).flatMap((one) => listed(replaced(others, word, one)))
  }
  return []
}

const listed = (text: string | undefined): string[] => (text === undefined ? [] : [text])

const queryOf = (search: Search, words: readonly string[]): DocumentQuery => ({
  ...documentQuery(search),
  words,
  name: words.join('-'),
  without: [],
  filters: [],
  instead: undefined,
})

// Of words with as few errors the one comes first that makes the query the name of a repository.
const likeliest = (search: Search, word: string, meant: readonly string[]): readonly string[] => {
  if (meant.length === 1) return meant
  const isName = (one: string): boolean => {
    const words = search.query.words.map((other) => (other === word ? one : other))
    return search.ports.documents.search(queryOf(search, words)).bestScore >= WHOLE_COMPONENT - NEARLY
  }
  const ranked = meant.map((one) => ({
    one,
    errors: distance(word, one, 1) === undefined ? 2 : 1,
    rank: isName(one) ? 0 : 1,
  }))
  return ranked.sort((a, b) => a.errors - b.errors || a.rank - b.rank).map(({ one }) => one)
}

// What nearly all words of a query find, where nothing has all of them though each is known: one of them was typed wrong, or
// is one too many.

import { wordsOf } from '../model/tokenizer.ts'
import { repositoryName } from '../registry/layouts/repository-id.ts'
import { distance, TWO_ERRORS_FROM } from '../shared/edit-distance.ts'
import type { DocumentHit, DocumentPage } from './memory/documents.ts'
import { GOOD_SCORE } from './memory/weights.ts'
import { documentQuery, type Search } from './page.ts'
import { replaced } from './query/replaced.ts'

/** More words are not tried one by one: each is a scan. */
const MAX_WORDS = 6
/** Repositories that are looked at for a word like the one that they lack: those that match the others best. */
const MAX_LOOKED_AT = 500
/** Fewer letters are one error away from too much. */
const MIN_LETTERS = 3

interface Others extends DocumentPage {
  readonly word: string
}

/**
 * Returns the query that was probably meant, or nothing. A word is put right by the names and titles of repositories that
 * have all others; or else the one is left out, of those without which names are found, that most repositories have.
 */
export const nearlyFound = (search: Search): string | undefined => {
  const { words, text, tag, lookup } = search.query
  if (words.length < 2 || words.length > MAX_WORDS) return undefined
  // Where there are repositories with all words it is the value that none of them has.
  if (lookup !== undefined && search.ports.documents.search(documentQuery(search)).total > 0) return undefined
  const others = words.map((word) => withoutWord(search, word))
  const [right] = others.flatMap(similarWords).sort((a, b) => a.errors - b.errors || b.value - a.value)
  if (right !== undefined) return replaced(text, right.word, right.meant)
  if (tag !== undefined || lookup !== undefined) return undefined
  const [commonest] = others
    .filter(({ bestScore }) => bestScore >= GOOD_SCORE)
    .map(({ word }) => ({ word, count: countOf(search, word) }))
    .sort((a, b) => b.count - a.count)
  return commonest && replaced(text, commonest.word, '')
}

const countOf = (search: Search, word: string): number =>
  search.ports.documents.search({ ...documentQuery(search), words: [word], instead: undefined }).total

const withoutWord = (search: Search, word: string): Others => {
  const words = search.query.words.filter((one) => one !== word)
  const query = { ...documentQuery(search), words, name: words.join('-'), instead: undefined, limit: MAX_LOOKED_AT }
  return { word, ...search.ports.documents.search({ ...query, sort: 'relevance' }) }
}

interface Similar {
  readonly word: string
  readonly meant: string
  readonly errors: number
  /** The sort key of the repository that has it. */
  readonly value: number
}

const similarWords = ({ word, hits }: Others): Similar[] => {
  const letters = [...word].length
  if (letters < MIN_LETTERS || /^\d+$/.test(word)) return []
  const most = letters >= TWO_ERRORS_FROM ? 2 : 1
  return hits.flatMap((hit) =>
    wordsIn(hit).flatMap((meant) => {
      const errors = distance(word, meant, most)
      return errors === undefined ? [] : [{ word, meant, errors, value: hit.key.value }]
    }),
  )
}

const wordsIn = ({ id, document: { title = '' } }: DocumentHit): string[] => [
  ...new Set(wordsOf(`${repositoryName(id)} ${title}`)),
]

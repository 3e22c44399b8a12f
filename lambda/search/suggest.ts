// What somebody may have meant. A word with one error in it is whole in one of its halves, with two in one of its thirds:
// so the same shelves that answer a search give the candidates, a bounded number of them. But two letters that are
// swapped across the middle spoil both halves: so the word with these swapped back is asked for too.

import { parseEntry, shelfOf } from '../index/entries.ts'
import { isWordCharacter, normalize } from '../index/tokens.ts'
import { repositoryName } from '../registry/repository-id.ts'
import { distance } from './distance.ts'
import type { Query } from './query.ts'
import type { SearchReader } from './reader.ts'

/** Entries read of each shelf. */
const READ = 200
/** Letters from which two errors are forgiven, and below which none is. */
const LONG = 8
const SHORT = 3
const SUGGESTIONS = 5

/** Queries with a term put right, the likeliest first; none where the query has no term that could be wrong. */
export const suggest = async (reader: SearchReader, { terms, lookup, text }: Query): Promise<string[]> => {
  if (lookup !== undefined) return []
  for (const term of terms) {
    const words = await likeWords(reader, term)
    if (words.length > 0) return words.map((word) => replaced(text, term, word))
    // Of descriptions only single words can be found.
    const parts = term.split(SEPARATORS).filter((part) => part !== '')
    if (parts.length > 1) return [replaced(text, term, parts.join(' '))]
  }
  return []
}

const SEPARATORS = /[^\p{L}\p{N}\p{M}]+/u

const replaced = (text: string, term: string, word: string): string => {
  const at = normalize(text).indexOf(term)
  // A text that grew when it was normalized has its places elsewhere.
  return at < 0 || normalize(text).length !== text.length
    ? word
    : text.slice(0, at) + word + text.slice(at + term.length)
}

const likeWords = async (reader: SearchReader, term: string): Promise<string[]> => {
  const letters = [...term]
  if (letters.length < SHORT) return []
  const errors = letters.length >= LONG ? 2 : 1
  const length = Math.ceil(letters.length / (errors + 1))
  const parts = Array.from({ length: errors + 1 }, (_, at) => letters.slice(at * length, (at + 1) * length).join(''))
  const swapped = errors === 1 ? swappedAt(letters, length - 1) : ''
  // The first part begins a word, the others lie within one.
  const asked = [
    ...parts.map((part, at) => [part, at === 0 ? BEGINNINGS : INSIDE] as const),
    [swapped, BEGINNINGS] as const,
  ]
  const read = asked
    .filter(([part]) => part !== term && isWordCharacter(part))
    .flatMap(([part, classes]) => classes.map((one) => reader.shelf(shelfOf(one, part), part, undefined, READ)))
  const best = new Map<string, { readonly away: number; readonly isNamed: boolean }>()
  for (const entry of (await Promise.all(read)).flat())
    for (const [word, isNamed] of wordsOf(entry)) {
      const away = distance(term, word, errors)
      if (away !== undefined && away > 0) best.set(word, { away, isNamed: isNamed || best.get(word)?.isNamed === true })
    }
  // Of two as near, the one that something is called.
  const sorted = [...best].sort(
    ([a, x], [b, y]) => x.away - y.away || Number(y.isNamed) - Number(x.isNamed) || (a < b ? -1 : 1),
  )
  return sorted.slice(0, SUGGESTIONS).map(([word]) => word)
}

const BEGINNINGS = [0, 1, 3]
const INSIDE = [2]

const swappedAt = (letters: readonly string[], at: number): string =>
  [...letters.slice(0, at), letters[at + 1], letters[at], ...letters.slice(at + 2)].join('')

// The words of an entry's name, and where it is one of a description that word; and which of either it is.
const wordsOf = (entry: string): Map<string, boolean> => {
  const { text, name } = parseEntry(entry)
  const shown = normalize(repositoryName(name))
  const words = new Map([...shown.split(/[^\p{L}\p{N}]+/u), ...shown.split('/')].map((word) => [word, true]))
  if (!shown.includes(text)) words.set(text, false)
  words.delete('')
  return words
}

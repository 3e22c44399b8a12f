// What somebody may have meant. A word with one error in it is whole in one of its halves, with two in one of its thirds
// (or is so once the two letters at their border are swapped): so the same shelves that answer a search give the
// candidates, a bounded number of them.

import type { RepositoryRow } from '../model/row-schemas.ts'
import { parseEntry, shelfOf } from '../model/search-entries.ts'
import { isWordCharacter, normalize } from '../model/tokenizer.ts'
import { repositoryName } from '../registry/layouts/repository-id.ts'
import { distance } from '../shared/edit-distance.ts'
import type { Query } from './query.ts'
import type { SearchReader } from './reader.ts'

/** Entries read of each shelf. */
const READ = 200
/** Letters from which two errors are forgiven, and below which none is. */
const LONG = 8
const SHORT = 3
/** Letters with which the first of several words begins. */
const FIRST = 4
const SUGGESTIONS = 5
/** Words whose repositories are read, and of how many of each: one BatchGet. */
const WORDS = 20
const REPOSITORIES = 5

/**
 * Queries with a term put right, the likeliest first; none where the query has no term that could be wrong.
 * @param isShown whether the caller may know of a repository
 */
export const suggest = async (
  reader: SearchReader,
  { terms, lookup, isAlsoTerm, text }: Query,
  isShown: (row: RepositoryRow) => boolean,
): Promise<string[]> => {
  if (lookup !== undefined && !isAlsoTerm) return []
  for (const term of terms) {
    const [, name] = REGISTRY.exec(term) ?? []
    if (name !== undefined) return [replaced(text, term, name)]
    const words = await likeWords(reader, term, isShown)
    if (words.length > 0) return words.map((word) => replaced(text, term, word))
    // Of descriptions only single words can be found.
    const parts = term.split(SEPARATORS).filter((part) => part !== '')
    if (parts.length > 1) return [replaced(text, term, parts.join(' '))]
  }
  return []
}

/** A name with what may be the registry before it. */
const REGISTRY = /^[^/]+\.[^/]+\/(.+)$/
const SEPARATORS = /[^\p{L}\p{N}\p{M}]+/u

const replaced = (text: string, term: string, word: string): string => {
  const at = normalize(text).indexOf(term)
  // A text that grew when it was normalized has its places elsewhere.
  return at < 0 || normalize(text).length !== text.length
    ? word
    : text.slice(0, at) + word + text.slice(at + term.length)
}

/** A word that may have been meant. */
interface Like {
  readonly away: number
  /** A part of a name, and not of descriptions only. */
  readonly isNamed: boolean
  readonly names: Set<string>
}

const likeWords = async (
  reader: SearchReader,
  term: string,
  isShown: (row: RepositoryRow) => boolean,
): Promise<string[]> => {
  const letters = [...term]
  if (letters.length < SHORT) return []
  const errors = letters.length >= LONG ? 2 : 1
  const read = partsOf(letters, errors).flatMap(({ text, isStart }) => {
    if (!isWordCharacter(text)) return []
    const classes = isStart ? [0, 1, 3] : [1, 2]
    return classes.map((one) => reader.shelf(shelfOf(one, text), text, undefined, READ))
  })
  const like = new Map<string, Like>()
  for (const entry of (await Promise.all(read)).flat()) {
    const { text, name } = parseEntry(entry)
    for (const { word, isNamed } of wordsOf(text, name)) {
      const away = awayFrom(term, word, errors)
      if (away === undefined) continue
      const known = like.get(word) ?? { away, isNamed, names: new Set() }
      known.names.add(name)
      like.set(word, { ...known, isNamed: known.isNamed || isNamed })
    }
  }
  if (like.size === 0) return []
  const sorted = [...like].sort(
    // Of two as near, the one that something is called.
    ([a, x], [b, y]) => x.away - y.away || Number(y.isNamed) - Number(x.isNamed) || (a < b ? -1 : 1),
  )
  const words = sorted.slice(0, WORDS).map(([word, { names }]) => ({ word, names: [...names].slice(0, REPOSITORIES) }))
  // An entry tells not whether its repository is private.
  const rows = await reader.repositories([...new Set(words.flatMap(({ names }) => names))])
  const shown = new Set(rows.filter((row) => row.visible > 0 && isShown(row)).map(({ name }) => name))
  const found = words.filter(({ names }) => names.some((name) => shown.has(name))).map(({ word }) => word)
  // What is a word of its own is not what is wrong with the query.
  return found.includes(term) ? [] : found.slice(0, SUGGESTIONS)
}

// Separators are left out or put in as one, whatever their number: that is one error.
const awayFrom = (term: string, word: string, most: number): number | undefined => {
  const plain = distance(term, word, most)
  const [typed, meant] = [joined(term), joined(word)]
  if (typed === term && meant === word) return plain
  const away = distance(typed, meant, most - 1)
  return away === undefined ? plain : Math.min(plain ?? most, away + 1)
}

const joined = (text: string): string => text.split(SEPARATORS).join('')

// Parts of a word of which one is whole in what was meant: the first begins a word, the others lie within one. What has
// separators where this has none begins with its first letters at least.
const partsOf = (letters: readonly string[], errors: number): { text: string; isStart: boolean }[] => {
  const length = Math.ceil(letters.length / (errors + 1))
  const last = length * errors
  const parts = Array.from({ length: errors + 1 }, (_, at) => ({
    text: letters.slice(at * length, (at + 1) * length).join(''),
    isStart: at === 0,
  }))
  const start = { text: swapped(letters, length).slice(0, length).join(''), isStart: true }
  const end = { text: swapped(letters, last).slice(last).join(''), isStart: false }
  const first = { text: letters.slice(0, FIRST).join(''), isStart: true }
  const others = [start, first].filter(({ text }) => text !== parts[0]?.text)
  return errors === 1 ? [...parts, ...others] : [...parts, ...others, end]
}

// With the letters before and behind a border in each other's place.
const swapped = (letters: readonly string[], border: number): string[] => [
  ...letters.slice(0, border - 1),
  ...letters.slice(border, border + 1),
  ...letters.slice(border - 1, border),
  ...letters.slice(border + 1),
]

// The name of an entry and its words, and where it is one of a description that word.
const wordsOf = (text: string, name: string): Iterable<{ readonly word: string; readonly isNamed: boolean }> => {
  const shown = normalize(repositoryName(name))
  const named = new Set([...shown.split(/[^\p{L}\p{N}]+/u), ...shown.split('/'), shown])
  const all = [...named].map((word) => ({ word, isNamed: true }))
  return [...all, ...(shown.includes(text) ? [] : [{ word: text, isNamed: false }])].filter(({ word }) => word !== '')
}

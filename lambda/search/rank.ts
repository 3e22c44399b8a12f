// The first candidates of a search for terms, put in order once more: by all of its terms, and by how much of a name
// they are. The index has them by the alphabet, but who types `docker` means `docker.io` rather than `docker-compose`.
// Which candidates these are follows from the query alone, so that the order is the same whatever the pages.

import type { RepositoryRow } from '../model/row-schemas.ts'
import { DESCRIPTION_CLASS, nameEntry, namePlaces, parseEntry } from '../model/search-entries.ts'
import { isWordCharacter, normalize, wordsOf } from '../model/tokenizer.ts'
import { repositoryName } from '../registry/layouts/repository-id.ts'
import { type Candidate, type Candidates, type Position, withRows } from './candidates.ts'
import type { SearchReader } from './reader.ts'

/** The class of the first in its new place; greater than all classes of orders. */
const RANKED = 50
/** The classes of an order of a term, the exact name before all others. */
const EXACT = -1
const CLASSES = [EXACT, 0, 1, 2, DESCRIPTION_CLASS]

/**
 * What a term costs, by where it stands; the least counts. In a name: component, word, and inside of a word; each
 * whole, or its beginning.
 */
const IN_NAME = [
  [0, 1],
  [1, 2],
  [4, 4],
] as const
/** In title or description: a word, and the beginning of one. */
const IN_TEXT = [3, 4] as const
/** Terms that count: nobody types more, but whoever does should not keep us busy. */
const COUNTED = 8
/** What two terms are worth that stand there as they were typed. */
const PHRASE = 2

/** What comes first is less in the first of these that differs. */
interface Key {
  readonly terms: number
  /** 1 where it is a namespace that the term begins. */
  readonly namespace: number
  /** Of the last component; the main thing has a shorter name than what is made for it. */
  readonly length: number
  readonly class: number
  readonly entry: Buffer
}

/** What is asked for: the term by which the order goes comes first. */
export interface Asked {
  readonly terms: readonly string[]
  /** All of them as they were typed. */
  readonly phrase: string
}

/** Candidates of an order by class, the first so many of them ranked; where there are several terms, by their rows. */
export const ranked = (order: Candidates, asked: Asked, first: number, reader: SearchReader): Candidates => ({
  async page(after, limit) {
    if (after !== undefined && after.class < RANKED) return order.page(after, limit)
    const all = await order.page(undefined, after === undefined ? Math.max(first, limit) : first + limit)
    // Of all of the first it matters only that they were there.
    if (after?.class === RANKED + first - 1) return all.slice(first)
    const head = await inOrder(all.slice(0, first), asked, reader)
    const from = after === undefined ? 0 : placeBehind(head, after)
    const placed = head.map((candidate, at): Candidate => ({ ...candidate, class: RANKED + at }))
    return [...placed.slice(from), ...all.slice(first)].slice(0, limit)
  },
  accepts: ({ class: at, entry }) =>
    at < RANKED
      ? order.accepts({ class: at, entry })
      : at < RANKED + first && CLASSES.some((own) => order.accepts({ class: own, entry })),
})

// One that went in between has left its place to the next.
const placeBehind = (head: readonly Candidate[], { class: at, entry }: Position): number => {
  const found = head.findIndex((candidate) => candidate.entry === entry)
  return found < 0 ? at - RANKED : found + 1
}

const inOrder = async (candidates: readonly Candidate[], asked: Asked, reader: SearchReader): Promise<Candidate[]> => {
  const read = asked.terms.length > 1 ? await withRows(reader, candidates) : candidates
  return read
    .map((candidate) => ({ candidate, key: keyOf(candidate, asked) }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ candidate }) => candidate)
}

const keyOf = ({ class: own, entry, repository, row }: Candidate, { terms, phrase }: Asked): Key => {
  // Of the exact name the entry is the id itself.
  const { text } = own === EXACT ? { text: '' } : parseEntry(entry)
  const inNamespace = own < DESCRIPTION_CLASS && text.slice(terms[0]?.length).includes('/')
  const name = normalize(repositoryName(repository))
  const component = own === EXACT ? name : name.slice(name.lastIndexOf('/') + 1)
  return {
    terms: terms.length > 1 ? costOf(repository, row, terms, phrase) : own,
    namespace: inNamespace ? 1 : 0,
    // A namespace is read as a list.
    length: inNamespace ? 0 : component.length,
    class: own,
    entry: Buffer.from(entry),
  }
}

const costOf = (name: string, row: RepositoryRow | undefined, terms: readonly string[], phrase: string): number => {
  const words = wordsOf(`${row?.title ?? ''} ${row?.description ?? ''}`)
  const costs = terms.slice(0, COUNTED).map((term) => Math.min(costInName(name, term), costInText(words, term)))
  // In names also where separators differ, or are none: `node js` is nodejs.
  const isPhrase = ` ${words.join(' ')}`.includes(` ${phrase}`) || joined(repositoryName(name)).includes(joined(phrase))
  return costs.reduce((sum, cost) => sum + cost, isPhrase ? -PHRASE : 0)
}

const joined = (text: string): string => wordsOf(text).join('')

const costInName = (name: string, term: string): number => {
  const costs = namePlaces(name).flatMap((place) => {
    const { entry } = nameEntry(name, place)
    const isWhole = !isWordCharacter(entry.slice(term.length))
    return entry.startsWith(term) ? (IN_NAME[Number(place[0])]?.[isWhole ? 0 : 1] ?? []) : []
  })
  return Math.min(...costs, Number.POSITIVE_INFINITY)
}

// A row that went in between, or a word that was cut, costs as much as one that begins so.
const costInText = (words: readonly string[], term: string): number => IN_TEXT[words.includes(term) ? 0 : 1]

const compare = (a: Key, b: Key): number =>
  a.terms - b.terms ||
  a.namespace - b.namespace ||
  a.length - b.length ||
  a.class - b.class ||
  Buffer.compare(a.entry, b.entry)

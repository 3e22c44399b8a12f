// The first candidates of a search for terms, put in order once more: by all of its terms, and by how much of a name
// they are. The index has them by the alphabet, but who types `docker` means `docker.io` rather than `docker-compose`.
// Which candidates these are follows from the query alone, so that the order is the same whatever the pages.

import { DESCRIPTION_CLASS, nameEntry, namePlaces, parseEntry } from '../index/entries.ts'
import { normalize } from '../index/tokens.ts'
import { repositoryName } from '../registry/repository-id.ts'
import type { Candidate, Candidates, Position } from './candidates.ts'

/** Added to the class of a position among the first. */
const RANKED = 50
/** The least class of an order. */
const EXACT = -1

/** What comes first is less in the first of these that differs. */
interface Key {
  /** Of all terms, added up. */
  readonly classes: number
  /** 1 where it is a namespace that the term begins. */
  readonly namespace: number
  /** Of the last component; the main thing has a shorter name than what is made for it. */
  readonly length: number
  readonly class: number
  readonly entry: Buffer
}

/**
 * Candidates of an order by class, the first so many of them ranked.
 * @param order drives by the first of the terms
 */
export const ranked = (order: Candidates, terms: readonly string[], first: number): Candidates => ({
  async page(after, limit) {
    if (after !== undefined && after.class < RANKED + EXACT) return order.page(after, limit)
    const all = await order.page(undefined, after === undefined ? Math.max(first, limit) : first + limit)
    const last = all[first - 1]
    const head = all.slice(0, first).map((candidate) => ({ candidate, key: keyOf(candidate, terms) }))
    head.sort((a, b) => compare(a.key, b.key))
    const from = after === undefined ? undefined : keyOf({ ...after, class: after.class - RANKED }, terms)
    const rest = head.flatMap(({ candidate, key }, at): Candidate[] => {
      if (from !== undefined && compare(key, from) <= 0) return []
      // Behind the last of them the order goes on by itself.
      const { class: own, entry } = candidate
      return [{ ...candidate, ...(at === first - 1 && last ? positionOf(last) : { class: own + RANKED, entry }) }]
    })
    return [...rest, ...all.slice(first)].slice(0, limit)
  },
  accepts: (position) =>
    order.accepts(position) || order.accepts({ class: position.class - RANKED, entry: position.entry }),
})

const positionOf = ({ class: at, entry }: Position): Position => ({ class: at, entry })

const keyOf = ({ class: driving, entry }: Position, [term = '', ...others]: readonly string[]): Key => {
  // Of the exact name the entry is the id itself.
  const { text, name } = driving === EXACT ? { text: '', name: entry } : parseEntry(entry)
  const classes = others.reduce((sum, other) => sum + classOf(name, other), driving)
  const inNamespace = driving < DESCRIPTION_CLASS && text.slice(term.length).includes('/')
  const shown = normalize(repositoryName(name))
  const component = driving === EXACT ? shown : shown.slice(shown.lastIndexOf('/') + 1)
  return {
    classes,
    namespace: inNamespace ? 1 : 0,
    // A namespace is read as a list.
    length: inNamespace ? 0 : component.length,
    class: driving,
    entry: Buffer.from(entry),
  }
}

// The best place where a term begins in a name; if nowhere, the row said that it stands in the description.
const classOf = (name: string, term: string): number =>
  Math.min(
    DESCRIPTION_CLASS,
    ...namePlaces(name)
      .filter((place) => nameEntry(name, place).entry.startsWith(term))
      .map((place) => Number(place[0])),
  )

const compare = (a: Key, b: Key): number =>
  a.classes - b.classes ||
  a.namespace - b.namespace ||
  a.length - b.length ||
  a.class - b.class ||
  Buffer.compare(a.entry, b.entry)

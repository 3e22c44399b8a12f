// Namespaces that people use for copies and scratch. What lies in them comes after everything else, unless it is asked for.

import { ENV } from '../../../names/environment.ts'
import { COPIES_CHANGES } from '../../../names/modes.ts'
import type { Segment } from '../packed/open-segment.ts'
import { textAt } from '../packed/text-pool.ts'
import { COPY, MIRROR } from '../weights.ts'

/** Words that say of a namespace that copies or scratch lie in it. */
export type CopyNames = ReadonlySet<string>

/** Namespaces of copies that may be all there is of an image: those of other registries. */
const MIRRORS: CopyNames = new Set('mirror mirrors mirrored cache caches cached proxy proxied pullthrough'.split(' '))

/** The list, if a deployment's setting changes nothing. */
export const COPY_NAMES: CopyNames = new Set([
  ...MIRRORS,
  ...`buildcache ci pr prs mr mrs pull dev tmp temp temporary test tests testing sandbox sandboxes playground scratch archive archives archived
  old legacy deprecated obsolete retired attic trash quarantine backup backups experimental experiment experiments branch branches snapshot
  snapshots preview previews wip poc demo demos users copy copies junk`.split(/\s+/),
])

/**
 * Returns the list with a deployment's changes: words to add, and words to take away with `-` before them, separated by
 * commas.
 * @throws Error for anything else
 */
export const copyNames = (changes: string): CopyNames => {
  if (!COPIES_CHANGES.test(changes))
    throw new Error(
      `the environment variable ${ENV.copies} is ${JSON.stringify(changes)}; it must be words of a-z and 0-9 separated by commas, each with or without - before it; deploy the stack again`,
    )
  const names = new Set(COPY_NAMES)
  for (const change of changes.split(','))
    if (change.startsWith('-')) names.delete(change.slice(1))
    else names.add(change)
  return names
}

/** Last words of a component that say the same of one repository. */
const ENDINGS = new Set('old legacy deprecated obsolete backup bak copy tmp temp poc wip test archived'.split(' '))
/** Fewer letters of such a word don't ask for it. */
const MIN_LETTERS = 3

/**
 * Returns the words of a name that could say that it is a copy's, with slashes between; undefined if none could. They are
 * the first word of a component whose other words have numbers, and the last one of a namespace: `pr-17`, `hub-mirror`.
 */
export const copyWords = (components: readonly (readonly string[])[]): string | undefined => {
  const could = components.flatMap((words, at) => {
    const [first = '', ...others] = words
    const isNumbered = others.every((word) => /\d/.test(word))
    // A whole repository may be of a pull request, but one may also be called `cache`.
    if (at === components.length - 1) return isNumbered && others.length > 0 && at > 0 ? [first] : []
    return isNumbered ? [first, ...others.slice(-1)] : others.slice(-1)
  })
  const distinct = [...new Set(could)].filter((word) => word !== '')
  return distinct.length === 0 ? undefined : distinct.join('/')
}

/** True if the name of a repository says itself that it is one. */
export const endsAsCopy = (last: readonly string[]): boolean => last.length > 1 && ENDINGS.has(last.at(-1) ?? '')

/**
 * Returns the points of a repository by the words of `copyWords` that are names of copies. There are none if there is no
 * such word, or a query asks for one.
 */
export const copyPoints = (could: string, names: CopyNames, words: readonly string[]): number =>
  pointsOf(copiesAmong(could, names), words)

const copiesAmong = (could: string, names: CopyNames): readonly string[] =>
  could.split('/').filter((word) => names.has(word) || names.has(withoutNumber(word)))

const pointsOf = (copies: readonly string[], words: readonly string[]): number => {
  if (copies.length === 0 || copies.some((copy) => words.some((word) => asksFor(copy, word)))) return 0
  return copies.every((copy) => MIRRORS.has(withoutNumber(copy))) ? MIRROR : COPY
}

const withoutNumber = (word: string): string => word.replace(/\d+$/, '')

// By the word, or its beginning.
const asksFor = (copy: string, word: string): boolean =>
  copy === word || (word.length >= MIN_LETTERS && copy.startsWith(word))

interface KnownCopies {
  readonly names: CopyNames
  readonly copies: readonly (readonly [number: number, copies: readonly string[]])[]
}
const KNOWN = new WeakMap<Segment, KnownCopies>()

/** Returns the points of copies by the numbers of the texts that a segment has of `copyWords`. */
export const pointsOfCopies = (segment: Segment, names: CopyNames, words: readonly string[]): Int16Array => {
  const points = new Int16Array(segment.parts.interned.copies.texts.size)
  for (const [number, copies] of copiesIn(segment, names)) points[number] = pointsOf(copies, words)
  return points
}

// A segment has thousands of texts, of which few are of copies, so they are looked at once.
const copiesIn = (segment: Segment, names: CopyNames): KnownCopies['copies'] => {
  const known = KNOWN.get(segment)
  if (known?.names === names) return known.copies
  const { texts } = segment.parts.interned.copies
  const copies: [number, readonly string[]][] = []
  for (let number = 1; number < texts.size; number++) {
    const found = copiesAmong(textAt(texts, number), names)
    if (found.length > 0) copies.push([number, found])
  }
  KNOWN.set(segment, { names, copies })
  return copies
}

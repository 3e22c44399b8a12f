// Namespaces that people use for copies and scratch. What lies in them comes after everything else, unless it is asked for.

/** A component of a name is such a namespace if it is one of these, with a number or not, or ends in one: `pr-17`, `hub-mirror`. */
const COPIES = new Set(
  `mirror mirrors mirrored cache caches cached buildcache proxy proxied pullthrough ci pr prs mr mrs pull dev tmp temp temporary test tests testing
  sandbox sandboxes playground scratch archive archives archived old legacy deprecated obsolete retired attic trash quarantine backup backups
  experimental experiment experiments branch branches snapshot snapshots preview previews wip poc demo demos users copy copies junk`.split(
    /\s+/,
  ),
)
/** Last words of a component that say the same of one repository. */
const ENDINGS = new Set('old legacy deprecated obsolete backup bak copy tmp temp poc wip test archived'.split(' '))
/** Fewer letters of such a word don't ask for it. */
const MIN_LETTERS = 3

/** Returns the words that say that a repository is a copy, with slashes between; undefined if none do. */
export const copyWords = (components: readonly (readonly string[])[]): string | undefined => {
  const found = components.slice(0, -1).flatMap((words) => copyWord(words) ?? [])
  return found.length === 0 ? undefined : [...new Set(found)].join('/')
}

const copyWord = (words: readonly string[]): string | undefined => {
  const [first = '', ...others] = words
  if (COPIES.has(first) && others.every((word) => /\d/.test(word))) return first
  const last = words.at(-1) ?? ''
  return COPIES.has(last) ? last : undefined
}

/** True if the name of a repository says itself that it is one. */
export const endsAsCopy = (last: readonly string[]): boolean => last.length > 1 && ENDINGS.has(last.at(-1) ?? '')

/** True if the words of a query ask for copies of such a kind: by a word of `copyWords`, or its beginning. */
export const asksForCopies = (copies: string, words: readonly string[]): boolean =>
  copies
    .split('/')
    .some((copy) => words.some((word) => copy === word || (word.length >= MIN_LETTERS && copy.startsWith(word))))

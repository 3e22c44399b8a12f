// One term over the inverted file: the repository of that name, then class by class. An entry counts only if it is the
// least of its repository's own that match; so each page follows from the cursor alone, nothing comes twice, and
// nothing is missing.

import { CLASSES, DESCRIPTION_CLASS, nameEntry, namePlaces, parseEntry, shelfOf } from '../model/search-entries.ts'
import type { Layouts } from '../registry/layouts/layouts.ts'
import type { Candidate, Candidates, Position } from './candidates.ts'
import type { SearchReader } from './reader.ts'

/** The class before all others: repositories whose name is the term. Its entries are their ids. */
const EXACT = -1

/** Entries read for each that is wanted: names that repeat their namespace (`redis/redis-cli`) have two, and one counts. */
const SPARE = 2
/** Fewer cost no less: some fifty are a shelf's 4 KB. More might be over DynamoDB's 1 MB. */
const LEAST = 50
const MOST = 1000
/** Entries of a further page: where many in a row don't count, waiting costs more than reading. */
const FURTHER = 1000

/** The repositories that match a normalized term, the best first. */
export const byTerm = (reader: SearchReader, layouts: Layouts, term: string): Candidates => {
  const ids = exactIds(layouts, term)
  return {
    async page(after, limit) {
      const [exact, matches] = await Promise.all([
        after === undefined || after.class === EXACT ? exactMatches(reader, ids, after?.entry) : [],
        entryMatches(reader, term, ids, after?.class === EXACT ? undefined : after, limit),
      ])
      return [...exact, ...matches].slice(0, limit)
    },
    // Where a query may go on is within its own entries.
    accepts: ({ class: at, entry }) =>
      at === EXACT ? ids.includes(entry) : at >= 0 && at < CLASSES.length && entry.startsWith(term),
  }
}

// The repositories that have the term for their name, or would but for Docker's own namespace.
const exactIds = ({ all }: Layouts, term: string): string[] => [
  ...new Set(all.flatMap((layout) => [layout.idOf(term), layout.idOf(`library/${term}`)])),
]

const exactMatches = async (
  reader: SearchReader,
  wanted: readonly string[],
  after: string | undefined,
): Promise<Candidate[]> => {
  const names = wanted.slice(after === undefined ? 0 : wanted.indexOf(after) + 1)
  const rows = names.length === 0 ? [] : await reader.repositories(names)
  return names.flatMap((name) => {
    const row = rows.find((one) => one.name === name)
    return row === undefined || row.visible === 0 ? [] : [{ class: EXACT, entry: name, repository: name, row }]
  })
}

// All shelves are asked side by side; further pages of one only where what was read of it does not do.
const entryMatches = async (
  reader: SearchReader,
  term: string,
  exact: readonly string[],
  from: Position | undefined,
  most: number,
): Promise<Candidate[]> => {
  const classes = CLASSES.map((_, at) => at).filter((at) => at >= (from?.class ?? EXACT))
  const read = (at: number, after: string | undefined, limit: number) =>
    reader.shelf(shelfOf(at, term), term, after, limit)
  const first = Math.min(MOST, Math.max(LEAST, most * SPARE))
  const firsts = await Promise.all(classes.map((at) => read(at, at === from?.class ? from.entry : undefined, first)))
  const matches: Candidate[] = []
  // While a description is being written, entries of the old and of the new one may both stand for a moment.
  const seen = new Set<string>()
  for (const [index, at] of classes.entries()) {
    let entries = firsts[index] ?? []
    for (let limit = first; ; limit = FURTHER) {
      for (const entry of entries) {
        const repository = countingFor(entry, at, term, exact)
        if (repository === undefined || seen.has(repository)) continue
        seen.add(repository)
        matches.push({ class: at, entry, repository })
        if (matches.length === most) return matches
      }
      if (entries.length < limit) break
      entries = await read(at, entries.at(-1), FURTHER)
    }
  }
  return matches
}

// The repository for which an entry counts: it is the least of those by which the term finds it, and the repository
// does not come first anyway, for its name is the term.
const countingFor = (entry: string, at: number, term: string, exact: readonly string[]): string | undefined => {
  const { name, shared } = parseEntry(entry)
  if (exact.includes(name)) return undefined
  const least = leastNameMatch(name, term)
  if (at === DESCRIPTION_CLASS) return least === undefined && shared < term.length ? name : undefined
  return least?.class === at && least.entry === entry ? name : undefined
}

const leastNameMatch = (name: string, term: string): Position | undefined => {
  let least: Position | undefined
  for (const place of namePlaces(name)) {
    const { entry } = nameEntry(name, place)
    if (!entry.startsWith(term)) continue
    const match = { class: Number(place[0]), entry }
    if (least === undefined || before(match, least)) least = match
  }
  return least
}

const before = (a: Position, b: Position): boolean =>
  a.class !== b.class ? a.class < b.class : Buffer.compare(Buffer.from(a.entry), Buffer.from(b.entry)) < 0

// One term over the inverted file: the repository of that name, then class by class. An entry counts only if it is the
// least of its repository's own that match; so each page follows from the cursor alone, nothing comes twice, and
// nothing is missing.

import { CLASSES, DESCRIPTION_CLASS, nameEntry, namePlaces, parseEntry, shelfOf } from '../index/entries.ts'
import type { RepositoryRow } from '../index/records.ts'
import { normalize } from '../index/tokens.ts'
import type { Layouts } from '../registry/layouts.ts'
import { repositoryName } from '../registry/repository-id.ts'
import { decodeCursor, EXACT, encodeCursor, type Position } from './cursor.ts'
import type { SearchReader } from './reader.ts'

/** Read beyond the page, for entries that don't count; a shelf's 4 KB hold some fifty. */
const SPARE = 10

export interface Page {
  /** In the order of how well they match. */
  readonly repositories: RepositoryRow[]
  /** Where the next page begins; undefined at the end. */
  readonly cursor: string | undefined
}

export interface PageOptions {
  /** What is indexed; only there a repository can be that has the term for its name. */
  readonly layouts: Layouts
  readonly limit: number
  /** Matches to pass over; their rows are not read. */
  readonly skip?: number
  readonly cursor?: string | undefined
}

interface Match extends Position {
  readonly name: string
}

/** The repositories that match a normalized term, the best first. */
export const searchTerm = async (reader: SearchReader, term: string, options: PageOptions): Promise<Page> => {
  const { layouts, limit, skip = 0, cursor } = options
  const ids = exactIds(layouts, term)
  const from = cursor === undefined ? undefined : decodeCursor(cursor, term)
  const most = skip + limit + 1
  const [exact, matches] = await Promise.all([
    from === undefined || from.class === EXACT ? exactMatches(reader, ids, from?.entry) : [],
    entryMatches(reader, term, ids, from, most),
  ])
  const all = [...exact.map(({ name }) => ({ name, class: EXACT, entry: name })), ...matches]
  const page = all.slice(skip, skip + limit)
  const last = all.length > skip + limit ? page.at(-1) : undefined
  const unread = page.filter(({ name }) => !exact.some((row) => row.name === name)).map(({ name }) => name)
  const rows = [...exact, ...(unread.length === 0 ? [] : await reader.repositories(unread))]
  const found = inOrder(
    page.map(({ name }) => name),
    rows,
  )
  return {
    repositories: found.filter((row) => stillMatches(row, term)),
    cursor: last === undefined ? undefined : encodeCursor(last, term),
  }
}

/** The repositories with a visible tag, the one pushed last first. */
export const newestRepositories = async (reader: SearchReader, limit: number, skip = 0): Promise<RepositoryRow[]> => {
  const names = [...new Set(await reader.newest(skip + limit))].slice(skip)
  const rows = names.length === 0 ? [] : await reader.repositories(names)
  return inOrder(names, rows).filter(({ visible }) => visible > 0)
}

const inOrder = (names: readonly string[], rows: readonly RepositoryRow[]): RepositoryRow[] => {
  const byName = new Map(rows.map((row) => [row.name, row]))
  return names.map((name) => byName.get(name)).filter((row) => row !== undefined)
}

// The repositories that have the term for their name, or would but for Docker's own namespace.
const exactIds = ({ all }: Layouts, term: string): string[] => [
  ...new Set(all.flatMap((layout) => [layout.idOf(term), layout.idOf(`library/${term}`)])),
]

const exactMatches = async (
  reader: SearchReader,
  wanted: readonly string[],
  after: string | undefined,
): Promise<RepositoryRow[]> => {
  const names = wanted.slice(after === undefined ? 0 : wanted.indexOf(after) + 1)
  const rows = names.length === 0 ? [] : await reader.repositories(names)
  return inOrder(names, rows).filter(({ visible }) => visible > 0)
}

// All shelves are asked side by side; further pages of one only where what was read of it does not do.
const entryMatches = async (
  reader: SearchReader,
  term: string,
  exact: readonly string[],
  from: Position | undefined,
  most: number,
): Promise<Match[]> => {
  const pageSize = most + SPARE
  const classes = CLASSES.map((_, at) => at).filter((at) => at >= (from?.class ?? EXACT))
  const read = (at: number, after: string | undefined) => reader.shelf(shelfOf(at, term), term, after, pageSize)
  const firsts = await Promise.all(classes.map((at) => read(at, at === from?.class ? from.entry : undefined)))
  const matches: Match[] = []
  // While a description is being written, entries of the old and of the new one may both stand for a moment.
  const seen = new Set<string>()
  for (const [index, at] of classes.entries()) {
    for (let entries = firsts[index] ?? []; ; entries = await read(at, entries.at(-1))) {
      for (const entry of entries) {
        const name = countingName(entry, at, term, exact)
        if (name !== undefined && !seen.has(name)) matches.push({ name, class: at, entry })
        if (name !== undefined) seen.add(name)
        if (matches.length === most) return matches
      }
      if (entries.length < pageSize) break
    }
  }
  return matches
}

// The repository for which an entry counts: it is the least of those by which the term finds it, and the repository
// does not come first anyway, for its name is the term.
const countingName = (entry: string, at: number, term: string, exact: readonly string[]): string | undefined => {
  const { name, shared } = parseEntry(entry)
  if (exact.includes(name)) return undefined
  const least = leastNameMatch(name, term)
  if (at === DESCRIPTION_CLASS) return least === undefined && shared < term.length ? name : undefined
  return least?.class === at && least.entry === entry ? name : undefined
}

const leastNameMatch = (name: string, term: string): { class: number; entry: string } | undefined => {
  let least: { class: number; entry: string } | undefined
  for (const place of namePlaces(name)) {
    const { entry } = nameEntry(name, place)
    if (!entry.startsWith(term)) continue
    const match = { class: Number(place[0]), entry }
    if (least === undefined || before(match, least)) least = match
  }
  return least
}

const before = (a: { class: number; entry: string }, b: { class: number; entry: string }): boolean =>
  a.class !== b.class ? a.class < b.class : Buffer.compare(Buffer.from(a.entry), Buffer.from(b.entry)) < 0

// Entries and rows are read apart, and the rows may have changed in between.
const stillMatches = ({ name, visible, words }: RepositoryRow, term: string): boolean =>
  visible > 0 && (normalize(repositoryName(name)).includes(term) || words.some((word) => word.startsWith(term)))

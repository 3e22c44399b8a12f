// Compares one repository: the bucket's listing with the rows of the index, and these rows with each other. Pure.

import * as z from 'zod/mini'
import { representation } from '../../lambda/indexing/build-rows.ts'
import { count } from '../../lambda/indexing/recount.ts'
import {
  parseRepositoryRow,
  parseTagBrief,
  parseTagDetail,
  type RepositoryRow,
  representedFields,
  type TagBrief,
  type TagDetail,
} from '../../lambda/model/row-schemas.ts'
import { type Entry, lookupEntry, nameEntry, namePlaces, wordEntries } from '../../lambda/model/search-entries.ts'
import { isHidden, newestKey, rankKey, recentKey } from '../../lambda/model/sort-keys.ts'
import { parseTagKey } from '../../lambda/model/tag-keys.ts'
import type { Layout } from '../../lambda/registry/layouts/layout.ts'
import type { ListedRepository } from '../../lambda/registry/listing.ts'
import type { Difference } from './differences.ts'

/** What was read of one repository. Rows are as they are stored, not validated: anybody may have written them. */
export interface SeenRepository {
  readonly name: string
  /** The repository's tags in the bucket. */
  readonly listed: ListedRepository['tags']
  /** True if the repository is private in the bucket. */
  readonly isPrivate: boolean
  /** The repository's row; undefined if there is none. */
  readonly row: unknown
  /** All rows of the repository in the tag table. */
  readonly tagRows: readonly unknown[]
  /** True if the catalog of the index lists the repository. */
  readonly inCatalog: boolean
}

/** The result of comparing one repository. */
export interface ComparedRepository {
  readonly differences: Difference[]
  /** The entries that the rows record; undefined if a row can't be parsed, since then they are unknown. */
  readonly entries: Entry[] | undefined
  readonly briefs: TagBrief[]
}

const tagKey = z.object({ tag: z.string() })

/** Compares everything of a repository except its entries. */
export const compareRepository = (
  layout: Pick<Layout, 'catalogPath'>,
  { name, listed, isPrivate, row, tagRows, inCatalog }: SeenRepository,
): ComparedRepository => {
  const differences: Difference[] = []
  let isReadable = true
  const read = <T>(parse: (item: unknown) => T, item: unknown, tag?: string): T | undefined => {
    try {
      return parse(item)
    } catch (error) {
      isReadable = false
      const found = error instanceof Error ? error.message : String(error)
      differences.push({ kind: 'unreadable', repository: name, ...(tag === undefined ? {} : { tag }), found })
      return undefined
    }
  }
  const briefs = new Map<string, TagBrief | undefined>()
  const details = new Map<string, TagDetail | undefined>()
  for (const item of tagRows) {
    const { tag, isDetail } = parseTagKey(tagKey.safeParse(item).data?.tag ?? '')
    if (isDetail) details.set(tag, read(parseTagDetail, item, tag))
    else briefs.set(tag, read(parseTagBrief, item, tag))
  }
  const repository = row === undefined ? undefined : read(parseRepositoryRow, row)
  for (const tag of new Set([...listed.keys(), ...briefs.keys(), ...details.keys()])) {
    const [link, brief, detail] = [listed.get(tag), briefs.get(tag), details.get(tag)]
    // A brief that can't be parsed was reported already.
    if (briefs.has(tag) && brief === undefined) continue
    differences.push(...compareTag({ repository: name, tag }, link, brief))
    if (!details.has(tag) || detail !== undefined) differences.push(...compareRevs(brief, detail))
  }
  const readable = [...briefs.values()].filter((brief) => brief !== undefined)
  if (row === undefined || repository !== undefined)
    differences.push(...compareRow(layout, { name, isPrivate }, repository, readable, details))
  if (inCatalog !== briefs.size > 0) {
    const word = (is: boolean) => (is ? 'listed' : 'not listed')
    differences.push({ kind: 'catalog', repository: name, expected: word(briefs.size > 0), found: word(inCatalog) })
  }
  return {
    differences,
    entries: isReadable ? recordedEntries(name, repository, details) : undefined,
    briefs: readable,
  }
}

const compareTag = (
  at: { readonly repository: string; readonly tag: string },
  link: { readonly etag: string; readonly lastModified: string } | undefined,
  brief: TagBrief | undefined,
): Difference[] => {
  const expected = link && `ETag ${link.etag} of ${link.lastModified}`
  const found = brief && `ETag ${brief.etag} of ${brief.pushedAt}`
  if (expected === undefined) return [{ kind: 'tag-gone', ...at, found: found ?? 'a detail without its brief' }]
  if (found === undefined || brief === undefined) return [{ kind: 'tag-missing', ...at, expected }]
  const { rank, newest, hidden = false, pushedAt, kind } = brief
  const hides = isHidden(at.tag, kind)
  const right = { rank: rankKey(at.tag, pushedAt, hides), newest: newestKey(at.tag, pushedAt, hides), hidden: hides }
  return [
    ...(expected === found ? [] : [{ kind: 'tag-stale' as const, ...at, expected, found }]),
    ...fieldDifferences({ kind: 'tag-keys', ...at }, right, { rank, newest, hidden }),
  ]
}

const compareRevs = (brief: TagBrief | undefined, detail: TagDetail | undefined): Difference[] => {
  if (brief === undefined || brief.detailRev === detail?.rev) return []
  const { repository, tag, detailRev } = brief
  const found = detail === undefined ? {} : { found: `a detail of rev ${detail.rev}` }
  return [{ kind: 'tag-torn', repository, tag, expected: `a detail of rev ${detailRev}`, ...found }]
}

// The fields that a row has from its representative tag, all absent.
const NOTHING_REPRESENTED = Object.fromEntries(Object.keys(representedFields).map((name) => [name, undefined]))

const compareRow = (
  layout: Pick<Layout, 'catalogPath'>,
  { name, isPrivate }: Pick<SeenRepository, 'name' | 'isPrivate'>,
  row: RepositoryRow | undefined,
  briefs: readonly TagBrief[],
  details: ReadonlyMap<string, TagDetail | undefined>,
): Difference[] => {
  if (row === undefined)
    return briefs.length === 0 ? [] : [{ kind: 'repository', repository: name, expected: `${briefs.length} tags` }]
  const { visible, hidden, dangling, rank, newest } = count(briefs)
  const detail = rank && details.get(rank.tag)
  const shown = rank && representation(rank, detail ?? {})
  const expected = {
    visible,
    hidden,
    dangling: dangling > 0 ? dangling : undefined,
    // A listing yields only repositories with a tag, so for others it is unknown whether they are private.
    private: briefs.length > 0 ? (isPrivate ? true : undefined) : row.private,
    rank: rank?.rank,
    tag: rank?.tag,
    newest: newest?.newest,
    pushedAt: newest?.pushedAt,
    recent: newest && '1',
    recentKey: newest && recentKey(newest.pushedAt, name),
    catalog: briefs.length > 0 ? '1' : undefined,
    path: briefs.length > 0 ? layout.catalogPath(name) : undefined,
    places: visible > 0 ? namePlaces(name) : [],
    // Without the representative tag's detail it is unknown what the row should show.
    ...(shown === undefined || detail !== undefined ? { ...NOTHING_REPRESENTED, ...shown } : {}),
  }
  return fieldDifferences({ kind: 'repository', repository: name }, expected, row)
}

// Returns one difference that names all fields in which two objects differ, or nothing if none does.
const fieldDifferences = (at: Pick<Difference, 'kind' | 'repository' | 'tag'>, expected: object, found: object) => {
  const all = Object.entries(found)
  const foundOf = (key: string) => JSON.stringify(all.find(([name]) => name === key)?.[1])
  const differing = Object.entries(expected).filter(([key, value]) => JSON.stringify(value) !== foundOf(key))
  if (differing.length === 0) return []
  const say = (value: (key: string, value: unknown) => string | undefined) =>
    differing.map(([key, one]) => `${key} ${value(key, one) ?? 'none'}`).join(', ')
  return [{ ...at, expected: say((_, value) => JSON.stringify(value)), found: say((key) => foundOf(key)) }]
}

// Returns the entries that should exist in the search table, as the rows record them.
const recordedEntries = (
  name: string,
  row: RepositoryRow | undefined,
  details: ReadonlyMap<string, TagDetail | undefined>,
): Entry[] => [
  ...(row?.places ?? []).map((place) => nameEntry(name, place)),
  ...wordEntries(name, row?.words ?? []),
  ...[...details].flatMap(([tag, detail]) => (detail?.lookups ?? []).map((lookup) => lookupEntry(lookup, name, tag))),
]

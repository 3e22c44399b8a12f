// Compares one repository: the bucket's listing with the rows of the index, and these rows with each other. Pure.

import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod/mini'
import { MAX_BRIEF_PLATFORMS } from '../../lambda/indexing/build-rows.ts'
import type { Repository } from '../../lambda/indexing/fields-from-tags.ts'
import { count, type FieldsFromTally, fieldsFromTally, shownDetailOf } from '../../lambda/indexing/recount.ts'
import {
  parseRepositoryRow,
  parseTagBrief,
  parseTagDetail,
  type RepositoryRow,
  ROW_FIELDS,
  type TagBrief,
  type TagDetail,
} from '../../lambda/model/row-schemas.ts'
import { searchDocument } from '../../lambda/model/search-document.ts'
import { type Entry, INDEX_KEYS, indexKeys, lookupEntry, lookups } from '../../lambda/model/search-entries.ts'
import { isHidden, sortKeys } from '../../lambda/model/sort-keys.ts'
import { parseTagKey } from '../../lambda/model/tag-keys.ts'
import { FACTS_VERSION } from '../../lambda/names/versions.ts'
import type { LabelValue } from '../../lambda/registry/label-keys.ts'
import type { Layout } from '../../lambda/registry/layouts/layout.ts'
import type { ListedRepository } from '../../lambda/registry/listing.ts'
import { defined } from '../../lambda/shared/defined.ts'
import type { Difference } from './differences.ts'

/** What was read of one repository. Rows are as they are stored, not validated: anybody may have written them. */
export interface SeenRepository {
  readonly name: string
  /** Name of the registry bucket. */
  readonly registry: string
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
  /** Details that can be parsed, by tag. */
  readonly details: ReadonlyMap<string, TagDetail | undefined>
}

const tagKey = z.object({ tag: z.string() })
const rowWithDocument = z.object({ document: z.record(z.string(), z.unknown()) })
const DOCUMENT_FIELDS = Object.keys(searchDocument.shape)

/** As much of a layout as the comparison needs. */
export type ComparedLayout = Pick<Layout, 'id' | 'catalogPath' | 'parseTarget'>

/** Compares everything of a repository except its entries. */
export const compareRepository = (
  layout: ComparedLayout,
  { name, registry, listed, isPrivate, row, tagRows, inCatalog }: SeenRepository,
): ComparedRepository => {
  const differences: Difference[] = []
  let isReadable = true
  const read = <T>(parse: (item: unknown) => T, unknown: readonly string[], item: unknown, tag?: string) => {
    const where = { kind: 'unreadable' as const, repository: name, ...(tag === undefined ? {} : { tag }) }
    if (unknown.length > 0) differences.push({ ...where, found: `the unknown fields ${unknown.join(', ')}` })
    try {
      return parse(item)
    } catch (error) {
      isReadable = false
      const found = error instanceof Error ? error.message : String(error)
      differences.push({ ...where, found })
      return undefined
    }
  }
  const briefs = new Map<string, TagBrief | undefined>()
  const details = new Map<string, TagDetail | undefined>()
  for (const item of tagRows) {
    const { tag, isDetail } = parseTagKey(tagKey.safeParse(item).data?.tag ?? '')
    if (isDetail) details.set(tag, read(parseTagDetail, unknownIn(item, ROW_FIELDS.detail), item, tag))
    else briefs.set(tag, read(parseTagBrief, unknownIn(item, ROW_FIELDS.brief), item, tag))
  }
  const { document } = rowWithDocument.safeParse(row).data ?? {}
  const unknown = [...unknownIn(row, ROW_FIELDS.repository), ...unknownIn(document, DOCUMENT_FIELDS, 'document.')]
  const repository = row === undefined ? undefined : read(parseRepositoryRow, unknown, row)
  for (const tag of new Set([...listed.keys(), ...briefs.keys(), ...details.keys()])) {
    const [link, brief, detail] = [listed.get(tag), briefs.get(tag), details.get(tag)]
    // A brief that can't be parsed was reported already.
    if (briefs.has(tag) && brief === undefined) continue
    differences.push(...compareTag({ repository: name, tag }, link, brief))
    if (details.has(tag) && detail === undefined) continue
    differences.push(...compareRevs(brief, detail))
    if (brief !== undefined) differences.push(...compareFacts(layout, brief, detail))
  }
  const readable = [...briefs.values()].filter((brief) => brief !== undefined)
  if (row === undefined || repository !== undefined)
    differences.push(...compareRow({ name, registry, layout, isPrivate }, repository, readable, details))
  if (inCatalog !== briefs.size > 0) {
    const word = (is: boolean) => (is ? 'listed' : 'not listed')
    differences.push({ kind: 'catalog', repository: name, expected: word(briefs.size > 0), found: word(inCatalog) })
  }
  return {
    differences,
    entries: isReadable ? recordedEntries(name, details) : undefined,
    briefs: readable,
    details,
  }
}

// Returns the names of the fields that this version does not know.
const unknownIn = (item: unknown, fields: readonly string[], prefix = ''): string[] =>
  Object.keys(item ?? {})
    .filter((field) => !fields.includes(field))
    .map((field) => prefix + field)

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
  return [
    ...(expected === found ? [] : [{ kind: 'tag-stale' as const, ...at, expected, found }]),
    ...fieldDifferences({ kind: 'tag-keys', ...at }, sortKeys(at.tag, pushedAt, kind), { rank, newest, hidden }),
  ]
}

const compareRevs = (brief: TagBrief | undefined, detail: TagDetail | undefined): Difference[] => {
  if (brief === undefined || brief.detailRev === detail?.rev) return []
  const { repository, tag, detailRev } = brief
  const found = detail === undefined ? {} : { found: `a detail of rev ${detail.rev}` }
  return [{ kind: 'tag-torn', repository, tag, expected: `a detail of rev ${detailRev}`, ...found }]
}

// Compares what a tag's rows say about the same facts. Only the bucket knows the facts themselves (verify-facts.ts).
const compareFacts = (layout: ComparedLayout, brief: TagBrief, detail: TagDetail | undefined): Difference[] => {
  const { repository, tag, facts, digest, platforms, problem, tries, retryAt } = brief
  const at = { kind: 'tag-facts' as const, repository, tag }
  const isDigest = digest === undefined || layout.parseTarget(Buffer.from(digest)) === digest
  const expected = {
    facts: FACTS_VERSION,
    digest: isDigest ? digest : undefined,
    retryAt: problem === undefined || tries === undefined ? undefined : retryAt,
    tries: problem === undefined || retryAt === undefined ? undefined : tries,
    ...(detail === undefined ? {} : { platforms: detail.platforms.slice(0, MAX_BRIEF_PLATFORMS) }),
  }
  return [
    ...fieldDifferences(at, expected, { facts, digest, retryAt, tries, platforms }),
    ...(detail === undefined ? [] : compareLookups(brief, detail)),
  ]
}

// Which lookups a tag has follows from its other fields: those in the search table unless some of its children were cut off.
const compareLookups = (brief: TagBrief, detail: TagDetail): Difference[] => {
  const { repository, tag, kind, digest } = brief
  const { configDigest, revision, baseName, baseDigest, children = [] } = detail
  const facts = {
    kind,
    platforms: [],
    ...defined({ digest, configDigest, revision, baseName, baseDigest }),
    // What a child is decides where it stands among the lookups.
    children: children.map(({ digest, attests, entries, evidence }) => ({
      digest,
      ...defined({ attests, entries, evidence }),
    })),
  }
  const hides = isHidden(tag, kind)
  const found = hides ? { lookups: [], left: 0 } : lookups(tag, facts, labelsOf(detail))
  const entries = { lookups: found.lookups, lookupsLeft: found.left > 0 ? found.left : undefined }
  const noKeys = Object.fromEntries(INDEX_KEYS.map((key) => [key, undefined]))
  const keys = { ...noKeys, ...(hides ? {} : indexKeys(repository, tag, facts)) }
  const expected = { ...(detail.cut?.includes('children') ? {} : entries), ...keys }
  return fieldDifferences({ kind: 'tag-keys', repository, tag }, expected, detail)
}

// Which labels a tag is looked up by depends on a setting, so its row is believed here. A deep verification reads them anew.
const labelsOf = ({ lookups: recorded }: TagDetail): LabelValue[] =>
  recorded.flatMap((lookup) => {
    const [, key, value] = /^l([^=]*)=(.*)$/s.exec(lookup) ?? []
    return key === undefined || value === undefined ? [] : [[key, value] as const]
  })

const compareRow = (
  repository: Repository,
  row: RepositoryRow | undefined,
  briefs: readonly TagBrief[],
  details: ReadonlyMap<string, TagDetail | undefined>,
): Difference[] => {
  const { name } = repository
  if (row === undefined)
    return briefs.length === 0 ? [] : [{ kind: 'repository', repository: name, expected: `${briefs.length} tags` }]
  const counted = count(briefs)
  // Without the representative tag's detail it is unknown what the document should show of it.
  const shownDetail = (counted.rank && details.get(counted.rank.tag)) ?? shownDetailOf(row.document)
  const expected = withFieldsOfDocument(fieldsFromTally(repository, counted, shownDetail))
  const at = { kind: 'repository' as const, repository: name }
  return [...fieldDifferences(at, expected, withFieldsOfDocument(row)), ...compareRev(row, counted.rev, briefs)]
}

// A row with the fields of its document one by one, so that a difference names those that differ.
const withFieldsOfDocument = ({ document, ...fields }: FieldsFromTally | RepositoryRow): object => {
  const all = new Map<string, unknown>(Object.entries(document ?? {}))
  return { ...fields, ...Object.fromEntries(DOCUMENT_FIELDS.map((field) => [`document.${field}`, all.get(field)])) }
}

// A repository's rev is that of its last commit, which all briefs of that commit carry.
const compareRev = (row: RepositoryRow, least: number, briefs: readonly TagBrief[]): Difference[] => {
  const revs = briefs.filter(({ tag }) => row.last.tags.includes(tag)).map(({ rev }) => rev)
  if (row.rev >= least && revs.every((rev) => rev === row.rev)) return []
  const expected = `rev ${Math.max(least, ...revs)} of its tags`
  return [{ kind: 'repository', repository: row.name, expected, found: `rev ${row.rev}` }]
}

// Returns one difference that names all fields in which two objects differ, or nothing if none does.
export const fieldDifferences = (
  at: Pick<Difference, 'kind' | 'repository' | 'tag'>,
  expected: object,
  found: object,
) => {
  const all = new Map<string, unknown>(Object.entries(found))
  // Not as texts: a map of DynamoDB, such as that of the labels, comes back in any order.
  const differing = Object.entries(expected).filter(([key, value]) => !isDeepStrictEqual(value, all.get(key)))
  if (differing.length === 0) return []
  const say = (value: (key: string, value: unknown) => string | undefined) =>
    differing.map(([key, one]) => `${key} ${value(key, one) ?? 'none'}`).join(', ')
  return [
    { ...at, expected: say((_, value) => JSON.stringify(value)), found: say((key) => JSON.stringify(all.get(key))) },
  ]
}

// Returns the entries that should exist in the search table, as the rows record them.
const recordedEntries = (name: string, details: ReadonlyMap<string, TagDetail | undefined>): Entry[] =>
  [...details].flatMap(([tag, detail]) => (detail?.lookups ?? []).map((lookup) => lookupEntry(lookup, name, tag)))

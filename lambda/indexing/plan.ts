// Plans the one change that makes some tags of a repository, and the repository's row, consistent with the bucket. All
// functions here are pure: observe.ts has read everything that they need, and index-tags.ts commits the change.

import type { Change, TagChange } from '../model/index-store.ts'
import {
  isDangling,
  type RepositoryRow,
  type StoredRepositoryRow,
  type StoredTag,
  type TagBrief,
  type TagDetail,
} from '../model/row-schemas.ts'
import { representedOf } from '../model/search-document.ts'
import { type Entry, entryId, lookupEntry, nameEntry, namePlaces, wordEntries } from '../model/search-entries.ts'
import { isHidden, newestKey, parseNewestKey, rankKey, recentKey } from '../model/sort-keys.ts'
import { descriptionWords } from '../model/tokenizer.ts'
import { REPOSITORY } from '../names.ts'
import type { ObservedTag } from '../registry/tag-reader.ts'
import { defined } from '../shared/defined.ts'
import { type Representation, representation, type ShownDetail, tagBrief, tagDetail } from './build-rows.ts'

/** How long the row of a repository without tags is kept: longer than any attempt that has read its rev. Seconds. */
const EMPTY_ROW_TTL_S = 24 * 60 * 60

/** A tag that is being indexed. */
export interface TagToIndex {
  readonly tag: string
  /** The tag's rows in the index. */
  readonly stored: StoredTag
  /** The tag in the bucket; undefined if it is not there. */
  readonly observed: ObservedTag | undefined
}

/**
 * The greatest visible tags, by rank and by time, among the tags that are not being indexed. Each is given only if it
 * is needed (see successorsNeeded) and exists.
 */
export interface Successors {
  readonly rank?: { readonly brief: TagBrief; readonly detail: ShownDetail } | undefined
  readonly newest?: TagBrief | undefined
}

/** Which entries to write even if rows say that they exist: those of tags and repository, of tags only, or none. */
export type Rewrite = 'all' | 'tags' | 'none'

/** Everything that a change is planned from. */
export interface PlanInput {
  readonly repository: string
  readonly layout: { readonly id: string; catalogPath(repository: string): string }
  /** Hidden from unauthenticated callers. */
  readonly isPrivate: boolean
  readonly row: StoredRepositoryRow | undefined
  readonly tags: readonly TagToIndex[]
  readonly successors: Successors
  readonly rewrite: Rewrite
  /** The rebuild run that this change is part of. */
  readonly rebuild?: string | undefined
  /** Epoch milliseconds. */
  readonly now: number
}

/**
 * True for each order in which the repository's greatest tag is removed or demoted, so that its successor must be read:
 * that may be a tag that is not being indexed.
 */
export const successorsNeeded = ({
  row,
  tags,
}: Pick<PlanInput, 'row' | 'tags'>): { rank: boolean; newest: boolean } => {
  const isDemoted = (greatestKey: string | undefined, greatestTag: string | undefined, keyOf: typeof rankKey) => {
    const indexed = tags.find(({ tag }) => tag === greatestTag)
    if (greatestKey === undefined || indexed === undefined) return false
    if (indexed.observed === undefined) return true
    const { pushedAt, facts } = indexed.observed
    return keyOf(indexed.tag, pushedAt, isHidden(indexed.tag, facts.kind)) < greatestKey
  }
  const newestTag = row?.newest === undefined ? undefined : parseNewestKey(row.newest).tag
  return { rank: isDemoted(row?.rank, row?.tag, rankKey), newest: isDemoted(row?.newest, newestTag, newestKey) }
}

/** Plans the change that makes the tags being indexed consistent with the bucket. */
export const planChange = (input: PlanInput): Change => {
  const { repository, row, rewrite, tags } = input
  const rev = nextRev(input)
  const changes = tags.map((tag) => planTag(input, rev, tag))
  const planned = repositoryRow(input, rev, changes)
  const repositoryEntries = difference(entriesOf(row), entriesOf(planned), rewrite === 'all')
  const oldLookups = tags.flatMap(({ tag, stored }) =>
    lookupEntries(repository, tag, stored.detail?.lookups ?? stored.staleLookups),
  )
  const newLookups = changes.flatMap(({ tag, finalDetail }) => lookupEntries(repository, tag, finalDetail?.lookups))
  const tagEntries = difference(oldLookups, newLookups, rewrite !== 'none')
  return {
    repository: planned,
    expected: row && (row.invalid ?? { rev: row.rev }),
    tags: changes.map(({ finalDetail, ...change }) => change),
    added: [...repositoryEntries.added, ...tagEntries.added],
    removed: [...repositoryEntries.removed, ...tagEntries.removed],
  }
}

// The rev of an invalid row is lost. The time in its place is greater than any number of commits that the row has seen, so
// that no attempt that read an earlier rev can commit.
const nextRev = ({ row, now }: PlanInput): number => (row?.invalid === undefined ? (row?.rev ?? 0) + 1 : now)

/** The change of a tag. `finalDetail` is the tag's detail after the change, whether it is written or kept. */
type PlannedTag = TagChange & { readonly finalDetail: TagDetail | undefined }

const planTag = (
  { repository, rebuild, rewrite, now }: PlanInput,
  rev: number,
  { tag, stored, observed }: TagToIndex,
): PlannedTag => {
  const expected = stored.existing
  if (observed === undefined) return { tag, expected, brief: undefined, detail: undefined, finalDetail: undefined }
  const finalDetail = observed.isKnown ? stored.detail : tagDetail(repository, tag, rev, observed.facts)
  // A rebuild writes it anew also where it says the same: the stored row may have more than this version reads of it.
  const keepsDetail =
    rewrite === 'none' &&
    stored.detail !== undefined &&
    finalDetail !== undefined &&
    isEqual({ ...stored.detail, rev: finalDetail.rev }, finalDetail)
  const detailRev = keepsDetail ? stored.detail.rev : rev
  const brief = tagBrief(repository, tag, { rev, detailRev, rebuilt: rebuild }, observed, stored.brief, now)
  return { tag, expected, brief, detail: keepsDetail ? 'keep' : finalDetail, finalDetail }
}

const repositoryRow = (input: PlanInput, rev: number, changes: readonly PlannedTag[]): RepositoryRow => {
  const { repository, layout, row, tags, isPrivate, now } = input
  // If the repository's row is missing, its counts start from zero, so stored tags must not be subtracted from them.
  const counted = tags.flatMap(({ stored }) => (row === undefined ? [] : (stored.brief ?? [])))
  const written = changes.flatMap(({ brief }) => brief ?? [])
  const delta = (is: (brief: TagBrief) => boolean) => written.filter(is).length - counted.filter(is).length
  // The counts of a corrupt row may be too small. The next run over the bucket recounts the repository.
  const visible = Math.max(0, (row?.visible ?? 0) + delta((brief) => !brief.hidden))
  const hidden = Math.max(0, (row?.hidden ?? 0) + delta((brief) => brief.hidden ?? false))
  const dangling = Math.max(0, (row?.dangling ?? 0) + delta(isDangling))
  const newest = newestOf(input, changes)
  const shown = representativeOf(input, changes)
  const pushedAt = newest === undefined ? undefined : parseNewestKey(newest).pushedAt
  return {
    name: repository,
    layout: layout.id,
    ...(isPrivate ? { private: true as const } : {}),
    rev,
    visible,
    hidden,
    ...(dangling > 0 ? { dangling } : {}),
    last: {
      tags: changes.map(({ tag }) => tag),
      removed: changes.filter(({ brief }) => brief === undefined).map(({ tag }) => tag),
    },
    places: visible > 0 ? namePlaces(repository) : [],
    words: visible > 0 ? descriptionWords(shown?.description ?? '') : [],
    ...shown,
    ...(newest === undefined || pushedAt === undefined
      ? {}
      : { newest, pushedAt, recent: REPOSITORY.all, recentKey: recentKey(pushedAt, repository) }),
    ...(visible + hidden > 0
      ? { catalog: REPOSITORY.all, path: layout.catalogPath(repository) }
      : { expires: Math.floor(now / 1000) + EMPTY_ROW_TTL_S }),
  }
}

const newestOf = ({ row, successors, tags }: PlanInput, changes: readonly PlannedTag[]): string | undefined => {
  const current = successorsNeeded({ row, tags }).newest ? undefined : row?.newest
  const indexed = changes.map(({ brief }) => (brief?.hidden ? undefined : brief?.newest))
  return [current, successors.newest?.newest, ...indexed].reduce(greater, undefined)
}

const representativeOf = (
  { row, successors, tags }: PlanInput,
  changes: readonly PlannedTag[],
): Representation | undefined => {
  // If the representative is being indexed, the row's copy of its facts is out of date, even if it stays the
  // representative.
  const current =
    row?.tag === undefined || tags.some(({ tag }) => tag === row.tag) ? undefined : currentRepresentation(row)
  const successor = successors.rank && representation(successors.rank.brief, successors.rank.detail)
  const indexed = changes.map(({ brief, finalDetail }) =>
    brief === undefined || finalDetail === undefined || brief.hidden ? undefined : representation(brief, finalDetail),
  )
  return [current, successor, ...indexed].reduce(
    (best, one) => (greater(best?.rank, one?.rank) === best?.rank ? best : one),
    undefined,
  )
}

const currentRepresentation = (row: RepositoryRow): Representation => ({
  ...defined({ rank: row.rank }),
  ...representedOf(row),
})

const greater = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined ? b : b === undefined || a >= b ? a : b

const entriesOf = (row: RepositoryRow | undefined): Entry[] =>
  row === undefined
    ? []
    : [...row.places.map((place) => nameEntry(row.name, place)), ...wordEntries(row.name, row.words)]

const lookupEntries = (repository: string, tag: string, values: readonly string[] | undefined): Entry[] =>
  (values ?? []).map((lookup) => lookupEntry(lookup, repository, tag))

const difference = (existing: readonly Entry[], wanted: readonly Entry[], rewrite: boolean) => {
  const existingIds = new Set(existing.map(entryId))
  const wantedIds = new Set(wanted.map(entryId))
  return {
    added: rewrite ? wanted : wanted.filter((entry) => !existingIds.has(entryId(entry))),
    removed: existing.filter((entry) => !wantedIds.has(entryId(entry))),
  }
}

const isEqual = (a: object, b: object): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
const sorted = (of: object) => Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1))

// Plans the one change that makes some tags of a repository, and the repository's row, consistent with the bucket. All
// functions here are pure: observe.ts has read everything that they need, and index-tags.ts commits the change.

import { isDeepStrictEqual } from 'node:util'
import type { Change, TagChange } from '../model/index-store.ts'
import {
  isDangling,
  type RepositoryRow,
  type StoredRepositoryRow,
  type StoredTag,
  type TagBrief,
  type TagDetail,
} from '../model/row-schemas.ts'
import { representedOf, type SearchDocument } from '../model/search-document.ts'
import { type Entry, entryId, lookupEntry } from '../model/search-entries.ts'
import { hasHiddenName, isHidden, newestKey, parseNewestKey, rankKey } from '../model/sort-keys.ts'
import { MAX_AHEAD_MS } from '../model/times.ts'
import type { ObservedTag } from '../registry/tag-reader.ts'
import { defined } from '../shared/defined.ts'
import { type Representation, representation, type ShownDetail, type TagCounts } from './build-document.ts'
import { tagBrief, tagDetail } from './build-rows.ts'
import { fieldsFromTags, type Repository } from './fields-from-tags.ts'

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

/** Everything that a change is planned from. */
export interface PlanInput extends Omit<Repository, 'name'> {
  readonly repository: string
  readonly row: StoredRepositoryRow | undefined
  /** Counts of all tags as their rows are. If given, nothing but the rev and the time of the row is trusted. */
  readonly recounted?: TagCounts | undefined
  readonly tags: readonly TagToIndex[]
  readonly successors: Successors
  /** True if with these tags all that the bucket lists of the repository have rows: then none is left unread. */
  readonly isComplete?: boolean
  /** True if rows and entries are written even where they exist already. */
  readonly rewrites: boolean
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
  return {
    rank: isDemoted(row?.rank, row?.document?.tag, rankKey),
    newest: isDemoted(row?.newest, newestTag, newestKey),
  }
}

/** Plans the change that makes the tags being indexed consistent with the bucket. */
export const planChange = (given: PlanInput): Change => {
  // A clock may have fractions of milliseconds; rows with such times or revs would be invalid.
  const input = { ...given, now: Math.floor(given.now) }
  const { repository, row, rewrites, tags } = input
  const rev = nextRev(input)
  const changes = tags.map((tag) => planTag(input, rev, tag))
  const oldLookups = tags.flatMap(({ tag, stored }) =>
    lookupEntries(repository, tag, stored.detail?.lookups ?? stored.staleLookups),
  )
  const newLookups = changes.flatMap(({ tag, finalDetail }) => lookupEntries(repository, tag, finalDetail?.lookups))
  return {
    repository: repositoryRow(input, rev, changes),
    expected: row && (row.invalid ?? { rev: row.rev }),
    tags: changes.map(({ finalDetail, ...change }) => change),
    ...difference(oldLookups, newLookups, rewrites),
  }
}

// The rev of an invalid row is lost. The time in its place is greater than any number of commits that the row has seen, so
// that no attempt that read an earlier rev can commit.
const nextRev = ({ row, now }: PlanInput): number => (row?.invalid === undefined ? (row?.rev ?? 0) + 1 : now)

/** The change of a tag. `finalDetail` is the tag's detail after the change, whether it is written or kept. */
type PlannedTag = TagChange & { readonly finalDetail: TagDetail | undefined }

const planTag = (
  { repository, rebuild, rewrites, now }: PlanInput,
  rev: number,
  { tag, stored, observed }: TagToIndex,
): PlannedTag => {
  const expected = stored.existing
  if (observed === undefined) {
    // A detail without a brief would still be found by its values.
    const isThere = expected !== undefined || stored.detail !== undefined || stored.staleLookups !== undefined
    return { tag, expected, brief: undefined, detail: isThere ? undefined : 'keep', finalDetail: undefined }
  }
  const finalDetail = observed.isKnown ? stored.detail : tagDetail(repository, tag, rev, observed)
  // A rebuild writes it anew also where it says the same: the stored row may have more than this version reads of it.
  const keepsDetail =
    !rewrites &&
    stored.detail !== undefined &&
    finalDetail !== undefined &&
    isDeepStrictEqual({ ...stored.detail, rev: finalDetail.rev }, finalDetail)
  const detailRev = keepsDetail ? stored.detail.rev : rev
  const brief = tagBrief(repository, tag, { rev, detailRev, rebuilt: rebuild }, observed, stored.brief, now)
  return { tag, expected, brief, detail: keepsDetail ? 'keep' : finalDetail, finalDetail }
}

const repositoryRow = (input: PlanInput, rev: number, changes: readonly PlannedTag[]): RepositoryRow => {
  const { repository, row, now } = input
  const fields = fieldsFromTags(
    { ...input, name: repository },
    countsOf(input, changes),
    representativeOf(input, changes),
    newestOf(input, changes),
  )
  const removed = changes.filter(({ brief }) => brief === undefined).map(({ tag }) => tag)
  const keptRev = row?.invalid === undefined && removed.length === 0 ? row?.removedRev : undefined
  return {
    name: repository,
    rev,
    changedAt: changedAt(row, fields.document, now),
    last: { tags: changes.map(({ tag }) => tag), removed },
    removedRev: Math.min(keptRev ?? rev, rev),
    ...defined(fields),
    ...(fields.document === undefined ? { expires: Math.floor(now / 1000) + EMPTY_ROW_TTL_S } : {}),
  }
}

// Search takes a document over what it has of the repository only if its time is greater, whatever clocks say. A time that
// no clock can have had was damaged, and is replaced: search asks the row itself where its own time is the greater one.
const changedAt = (row: StoredRepositoryRow | undefined, document: SearchDocument | undefined, now: number): number => {
  if (row === undefined) return now
  if (row.changedAt > now + MAX_AHEAD_MS) return now
  const isSame = row.invalid === undefined && isDeepStrictEqual(row.document, document)
  return isSame ? row.changedAt : Math.max(now, row.changedAt + 1)
}

const countsOf = ({ row, recounted, tags, isComplete }: PlanInput, changes: readonly PlannedTag[]): TagCounts => {
  const { visible = 0, hidden = 0, dangling = 0, unread = 0, unreadHidden = 0 } = row?.document ?? {}
  // What has rows is counted exactly. How many others there are was only listed, and every tag that is new here is taken
  // for one of those: where it is none, as after a push in between, all is right again when no tag is left unread.
  const base: TagCounts = recounted ?? { visible: visible - unread, hidden: hidden - unreadHidden, dangling }
  const isLeft = recounted === undefined && !isComplete
  const read = tags.filter(({ stored, observed }) => observed !== undefined && stored.existing === undefined)
  const left = (listed: number, is: (tag: string) => boolean) =>
    isLeft ? Math.max(0, listed - read.filter(({ tag }) => is(tag)).length) : 0
  const leftUnread = left(unread, (tag) => !hasHiddenName(tag))
  const leftHidden = left(unreadHidden, hasHiddenName)
  // If the repository's row is missing or invalid, its counts start from zero, so stored tags must not be subtracted from
  // them: a repository of one tag would count none, and lose its document until it is recounted.
  const isLost = row === undefined || row.invalid !== undefined
  const counted = tags.flatMap(({ stored }) => (isLost ? [] : (stored.brief ?? [])))
  const written = changes.flatMap(({ brief }) => brief ?? [])
  // The counts of a corrupt row may be too small. The next run over the bucket recounts the repository.
  const changed = (from: number, is: (brief: TagBrief) => boolean) =>
    Math.max(0, from + written.filter(is).length - counted.filter(is).length)
  return {
    visible: changed(base.visible, ({ hidden }) => !hidden) + leftUnread,
    hidden: changed(base.hidden, ({ hidden }) => hidden ?? false) + leftHidden,
    dangling: changed(base.dangling, isDangling),
    unread: leftUnread,
    unreadHidden: leftHidden,
  }
}

const newestOf = (
  { row, recounted, successors, tags }: PlanInput,
  changes: readonly PlannedTag[],
): string | undefined => {
  const isOutdated = recounted !== undefined || successorsNeeded({ row, tags }).newest
  const indexed = changes.map(({ brief }) => (brief?.hidden ? undefined : brief?.newest))
  return [isOutdated ? undefined : row?.newest, successors.newest?.newest, ...indexed].reduce(greater, undefined)
}

const representativeOf = (
  { row, recounted, successors, tags }: PlanInput,
  changes: readonly PlannedTag[],
): Representation | undefined => {
  // If the representative is being indexed, the row's copy of its facts is out of date, even if it stays the
  // representative.
  const isOutdated = recounted !== undefined || tags.some(({ tag }) => tag === row?.document?.tag)
  const current = isOutdated ? undefined : currentRepresentation(row)
  const successor = successors.rank && representation(successors.rank.brief, successors.rank.detail)
  const indexed = changes.map(({ brief, finalDetail }) =>
    brief === undefined || finalDetail === undefined || brief.hidden ? undefined : representation(brief, finalDetail),
  )
  return [current, successor, ...indexed].reduce(
    (best, one) => (greater(best?.rank, one?.rank) === best?.rank ? best : one),
    undefined,
  )
}

const currentRepresentation = (row: RepositoryRow | undefined): Representation | undefined =>
  row?.rank === undefined || row.document?.tag === undefined
    ? undefined
    : { rank: row.rank, ...representedOf(row.document) }

const greater = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined ? b : b === undefined || a >= b ? a : b

const lookupEntries = (repository: string, tag: string, values: readonly string[] | undefined): Entry[] =>
  (values ?? []).map((lookup) => lookupEntry(lookup, repository, tag))

const difference = (existing: readonly Entry[], wanted: readonly Entry[], rewrites: boolean) => {
  // A damaged row may record an entry twice, and a transaction that touches an item twice is refused.
  const existingById = new Map(existing.map((entry) => [entryId(entry), entry]))
  const wantedIds = new Set(wanted.map(entryId))
  return {
    added: rewrites ? wanted : wanted.filter((entry) => !existingById.has(entryId(entry))),
    removed: [...existingById].flatMap(([id, entry]) => (wantedIds.has(id) ? [] : entry)),
  }
}

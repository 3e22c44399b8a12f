// From what is stored and what the bucket says to one change. Pure: everything that was read comes in.

import type { Change, TagChange } from '../model/index-store.ts'
import {
  isDangling,
  type RepositoryRow,
  representedOf,
  type StoredTag,
  type TagBrief,
  type TagDetail,
} from '../model/row-schemas.ts'
import { type Entry, entryId, lookupEntry, nameEntry, namePlaces, wordEntries } from '../model/search-entries.ts'
import { isHidden, newestKey, parseNewestKey, rankKey, recentKey } from '../model/sort-keys.ts'
import { descriptionWords } from '../model/tokenizer.ts'
import type { ObservedTag } from '../registry/tag-reader.ts'
import { defined } from '../shared/defined.ts'
import { type Representation, representation, type ShownDetail, tagBrief, tagDetail } from './build-rows.ts'

/** How long the row of a repository without tags is kept: longer than any attempt that knows its rev. Seconds. */
const EMPTY_KEPT = 24 * 60 * 60

/** A tag at hand: what is stored of it, and what the bucket says (undefined: it is gone). */
export interface TagAtHand {
  readonly tag: string
  readonly stored: StoredTag
  readonly observed: ObservedTag | undefined
}

/** The first of the other visible tags by each order, where those at hand don't decide it. */
export interface Rivals {
  readonly rank?: { readonly brief: TagBrief; readonly detail: ShownDetail } | undefined
  readonly newest?: TagBrief | undefined
}

export type Rewrite = 'all' | 'tags' | 'none'

/** Everything that one change follows from. */
export interface Situation {
  readonly repository: string
  readonly layout: { readonly id: string; catalogPath(repository: string): string }
  /** Hidden from the anonymous. */
  readonly isPrivate: boolean
  readonly row: RepositoryRow | undefined
  readonly tags: readonly TagAtHand[]
  readonly rivals: Rivals
  /** Which entries to write although rows say that they stand: those of the tags, of the repository too, or none. */
  readonly rewrite: Rewrite
  /** The run that writes everything anew. */
  readonly rebuild?: string | undefined
  /** Epoch milliseconds. */
  readonly now: number
}

/** Which of the repository's greatest keys may now belong to a tag that is not at hand: its own tag goes or sinks. */
export const sunk = ({ row, tags }: Pick<Situation, 'row' | 'tags'>): { rank: boolean; newest: boolean } => {
  const sinks = (greatest: string | undefined, tagOfIt: string | undefined, keyOf: typeof rankKey) => {
    const atHand = tags.find(({ tag }) => tag === tagOfIt)
    if (greatest === undefined || atHand === undefined) return false
    if (atHand.observed === undefined) return true
    const { pushedAt, facts } = atHand.observed
    return keyOf(atHand.tag, pushedAt, isHidden(atHand.tag, facts.kind)) < greatest
  }
  const newestTag = row?.newest === undefined ? undefined : parseNewestKey(row.newest).tag
  return { rank: sinks(row?.rank, row?.tag, rankKey), newest: sinks(row?.newest, newestTag, newestKey) }
}

/** The change that brings the tags at hand in line with the bucket. */
export const planChange = (situation: Situation): Change => {
  const { repository, row, rewrite, tags } = situation
  const rev = (row?.rev ?? 0) + 1
  const changes = tags.map((atHand) => tagChange(situation, rev, atHand))
  const planned = repositoryRow(situation, rev, changes)
  const ofNames = difference(entriesOf(row), entriesOf(planned), rewrite === 'all')
  const oldLookups = tags.flatMap(({ tag, stored }) =>
    lookupEntries(repository, tag, (stored.detail ?? stored.unfit)?.lookups),
  )
  const newLookups = changes.flatMap(({ tag, details }) => lookupEntries(repository, tag, details?.lookups))
  const ofTags = difference(oldLookups, newLookups, rewrite !== 'none')
  return {
    repository: planned,
    expected: row?.rev,
    tags: changes.map(({ details, ...change }) => change),
    added: [...ofNames.added, ...ofTags.added],
    removed: [...ofNames.removed, ...ofTags.removed],
  }
}

/** `details` is what the tag's detail is after the change, written or kept. */
type PlannedTag = TagChange & { readonly details: TagDetail | undefined }

const tagChange = (
  { repository, rebuild, now }: Situation,
  rev: number,
  { tag, stored, observed }: TagAtHand,
): PlannedTag => {
  const expected = stored.brief?.rev
  if (observed === undefined) return { tag, expected, brief: undefined, detail: undefined, details: undefined }
  const details = observed.isKnown ? stored.detail : tagDetail(repository, tag, rev, observed.facts)
  const kept =
    stored.detail !== undefined && details !== undefined && same({ ...stored.detail, rev: details.rev }, details)
  const detailRev = kept ? stored.detail.rev : rev
  const brief = tagBrief(repository, tag, { rev, detailRev, rebuilt: rebuild }, observed, stored.brief, now)
  return { tag, expected, brief, detail: kept ? 'keep' : details, details }
}

const repositoryRow = (situation: Situation, rev: number, changes: readonly PlannedTag[]): RepositoryRow => {
  const { repository, layout, row, tags, isPrivate, now } = situation
  // A row that is gone counted none of the tags that are stored: what is at hand is all that can be said of them here.
  const counted = tags.flatMap(({ stored }) => (row === undefined ? [] : (stored.brief ?? [])))
  const found = changes.flatMap(({ brief }) => brief ?? [])
  const delta = (is: (brief: TagBrief) => boolean) => found.filter(is).length - counted.filter(is).length
  // Counts of a damaged row may be too small; the next run counts anew.
  const visible = Math.max(0, (row?.visible ?? 0) + delta((brief) => !brief.hidden))
  const hidden = Math.max(0, (row?.hidden ?? 0) + delta((brief) => brief.hidden ?? false))
  const dangling = Math.max(0, (row?.dangling ?? 0) + delta(isDangling))
  const newest = newestOf(situation, changes)
  const shown = representativeOf(situation, changes)
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
      : { newest, pushedAt, recent: '1', recentKey: recentKey(pushedAt, repository) }),
    ...(visible + hidden > 0
      ? { catalog: '1', path: layout.catalogPath(repository) }
      : { expires: Math.floor(now / 1000) + EMPTY_KEPT }),
  }
}

const newestOf = ({ row, rivals, tags }: Situation, changes: readonly PlannedTag[]): string | undefined => {
  const standing = sunk({ row, tags }).newest ? undefined : row?.newest
  const atHand = changes.map(({ brief }) => (brief?.hidden ? undefined : brief?.newest))
  return [standing, rivals.newest?.newest, ...atHand].reduce(greater, undefined)
}

const representativeOf = (
  { row, rivals, tags }: Situation,
  changes: readonly PlannedTag[],
): Representation | undefined => {
  // Of a tag at hand the stored facts are out of date, whether or not it stays the representative.
  const kept = row?.tag === undefined || tags.some(({ tag }) => tag === row.tag) ? undefined : shownBy(row)
  const rival = rivals.rank && representation(rivals.rank.brief, rivals.rank.detail)
  const atHand = changes.map(({ brief, details }) =>
    brief === undefined || details === undefined || brief.hidden ? undefined : representation(brief, details),
  )
  return [kept, rival, ...atHand].reduce(
    (best, one) => (greater(best?.rank, one?.rank) === best?.rank ? best : one),
    undefined,
  )
}

const shownBy = (row: RepositoryRow): Representation => ({ ...defined({ rank: row.rank }), ...representedOf(row) })

const greater = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined ? b : b === undefined || a >= b ? a : b

const entriesOf = (row: RepositoryRow | undefined): Entry[] =>
  row === undefined
    ? []
    : [...row.places.map((place) => nameEntry(row.name, place)), ...wordEntries(row.name, row.words)]

const lookupEntries = (repository: string, tag: string, values: readonly string[] | undefined): Entry[] =>
  (values ?? []).map((lookup) => lookupEntry(lookup, repository, tag))

const difference = (standing: readonly Entry[], wanted: readonly Entry[], rewrite: boolean) => {
  const stands = new Set(standing.map(entryId))
  const wants = new Set(wanted.map(entryId))
  return {
    added: rewrite ? wanted : wanted.filter((entry) => !stands.has(entryId(entry))),
    removed: standing.filter((entry) => !wants.has(entryId(entry))),
  }
}

const same = (a: object, b: object): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
const sorted = (of: object) => Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1))

// Builds the stored rows of a tag from facts. Caps keep the rows small: a detail stays below 16 KB.

import type { StoredTag, TagBrief, TagDetail } from '../model/row-schemas.ts'
import { indexKeys, lookups } from '../model/search-entries.ts'
import { isHidden, sortKeys } from '../model/sort-keys.ts'
import { detailKey } from '../model/tag-keys.ts'
import { FACTS_VERSION } from '../names/versions.ts'
import type { Facts } from '../registry/content/facts.ts'
import type { LabelValues } from '../registry/label-keys.ts'
import type { ObservedTag } from '../registry/tag-reader.ts'
import { defined } from '../shared/defined.ts'
import { byteLength } from '../shared/text.ts'

export const MAX_BRIEF_PLATFORMS = 8
/** Bytes of a detail as JSON, which takes more than DynamoDB's own format. */
const MAX_DETAIL_BYTES = 16 * 1024
const HOUR_MS = 60 * 60 * 1000
/** How often the delay before a problem is read again doubles: from one hour to 512 hours, which is three weeks. */
const MAX_DELAY_DOUBLINGS = 9

const NO_LABELS: LabelValues = { values: [], left: 0 }

/** Builds the detail of a tag, cut to its maximum size. */
export const tagDetail = (
  repository: string,
  tag: string,
  rev: number,
  { facts, labels: searched = NO_LABELS }: Pick<ObservedTag, 'facts' | 'labels'>,
): TagDetail => {
  // The detail leaves out the fields that the brief has.
  const { digest, kind, size, created, licenses, vendor, problem, heals, dangling, ...rest } = facts
  const { platforms, labels, annotations, layers, children, gone, ...texts } = rest
  const found = isHidden(tag, kind)
    ? { lookups: [], left: 0, keys: {} }
    : { ...lookups(tag, facts, searched.values), keys: indexKeys(repository, tag, facts) }
  return shrinkToFit({
    repository,
    tag: detailKey(tag),
    rev,
    ...texts,
    platforms: [...platforms],
    lookups: found.lookups,
    ...found.keys,
    ...defined({
      labels: labels && { ...labels },
      annotations: annotations && { ...annotations },
      layers: layers && [...layers],
      children: children && [...children],
      gone: gone && [...gone],
      lookupsLeft: found.left > 0 ? found.left : undefined,
      labelsLeft: searched.left > 0 ? searched.left : undefined,
    }),
  })
}

const SHRINKABLE = ['labels', 'annotations', 'layers', 'children'] as const

// Halves the largest list or map until the detail fits. Once all are empty, the rest fits by its own caps, even if its
// JSON doesn't: JSON doubles quotes and backslashes, which DynamoDB does not.
const shrinkToFit = (detail: TagDetail): TagDetail => {
  if (jsonBytes(detail) <= MAX_DETAIL_BYTES || SHRINKABLE.every((name) => isEmpty(detail[name]))) return detail
  const [largest = SHRINKABLE[0]] = [...SHRINKABLE].sort((a, b) => jsonBytes(detail[b]) - jsonBytes(detail[a]))
  const cut = [...new Set([...(detail.cut ?? []), largest])]
  return shrinkToFit({ ...detail, cut, [largest]: firstHalf(detail[largest]) })
}

const firstHalf = (of: object | undefined): unknown => {
  if (Array.isArray(of)) return of.slice(0, Math.floor(of.length / 2))
  const all = Object.entries(of ?? {})
  return Object.fromEntries(all.slice(0, Math.floor(all.length / 2)))
}

const isEmpty = (of: object | undefined): boolean => of === undefined || Object.keys(of).length === 0

const jsonBytes = (of: object | undefined): number => (of === undefined ? 0 : byteLength(JSON.stringify(of)))

/**
 * Returns the facts of a tag that its rows hold, so that its digest need not be read again. Undefined if the rows are
 * inconsistent, were written by another FACTS_VERSION, or record a problem or something missing.
 */
export const knownFacts = ({ brief, detail }: StoredTag): Facts | undefined => {
  if (brief === undefined || detail === undefined || brief.detailRev !== detail.rev) return undefined
  if (brief.facts !== FACTS_VERSION || brief.problem !== undefined) return undefined
  if (brief.dangling !== undefined || detail.gone !== undefined) return undefined
  const { digest, kind, size, created, licenses, vendor } = brief
  return { kind, platforms: detail.platforms, ...defined({ digest, size, created, licenses, vendor }) }
}

/** Builds the brief of a tag. `stored` is the brief that it replaces; `now` is in epoch milliseconds. */
export const tagBrief = (
  repository: string,
  tag: string,
  { rev, detailRev, rebuilt }: Pick<TagBrief, 'rev' | 'detailRev' | 'rebuilt'>,
  { etag, pushedAt, facts }: ObservedTag,
  stored: TagBrief | undefined,
  now: number,
): TagBrief => {
  const { digest, kind, platforms, size, created, licenses, vendor, problem, dangling } = facts
  const { rank, newest, hidden } = sortKeys(tag, pushedAt, kind)
  return {
    repository,
    tag,
    rev,
    detailRev,
    kind,
    platforms: platforms.slice(0, MAX_BRIEF_PLATFORMS),
    pushedAt,
    etag,
    facts: FACTS_VERSION,
    rank,
    newest,
    ...defined({
      rebuilt,
      digest,
      size,
      created,
      licenses,
      vendor,
      problem,
      dangling,
      hidden: hidden ? (true as const) : undefined,
    }),
    ...(facts.heals ? nextTry(stored?.etag === etag ? stored : undefined, now) : {}),
  }
}

// A problem may heal without the tag's link being written, so the tag is read again at intervals that double.
const nextTry = (stored: TagBrief | undefined, now: number): Pick<TagBrief, 'tries' | 'retryAt'> => {
  const tries = stored?.tries === undefined ? 0 : Math.min(stored.tries + 1, MAX_DELAY_DOUBLINGS)
  return { tries, retryAt: new Date(now + 2 ** tries * HOUR_MS).toISOString() }
}

// What is stored of a tag and of a repository, from what the bucket says.

import type { RepositoryRow, Represented, StoredTag, TagBrief, TagDetail } from '../model/row-schemas.ts'
import { lookups } from '../model/search-entries.ts'
import { isHidden, newestKey, rankKey } from '../model/sort-keys.ts'
import { detailKey } from '../model/tag-keys.ts'
import { FACTS_VERSION } from '../names.ts'
import type { Facts } from '../registry/content/facts.ts'
import type { ObservedTag } from '../registry/tag-reader.ts'
import { defined } from '../shared/defined.ts'
import { byteLength, clip } from '../shared/text.ts'

const BRIEF_PLATFORMS = 8
/** Bytes of a detail, as JSON, which takes more than DynamoDB does. */
const DETAIL_MAX = 16 * 1024
const HOUR = 60 * 60 * 1000
/** Doublings of the time after which a problem is looked at again: from an hour to 512, three weeks. */
const TRIES = 9
/** Bytes of a repository's shorter texts, of its source, and of its platforms: with the other caps its row stays below 4 KB. */
const SHORT = 64
const SOURCE = 128
const PLATFORMS_BYTES = 300
/** Bytes of names for which these leave room: the row has its own and that of the representative tag thrice each. */
const NAMES_BYTES = 700

/** The detail of a tag. */
export const tagDetail = (repository: string, tag: string, rev: number, facts: Facts): TagDetail => {
  // What the brief says is not said twice.
  const { digest, kind, size, created, licenses, vendor, problem, heals, dangling, ...rest } = facts
  const { platforms, labels, annotations, layers, children, ...texts } = rest
  const found = isHidden(tag, kind) ? { lookups: [], left: 0 } : lookups(tag, facts)
  return fitted({
    repository,
    tag: detailKey(tag),
    rev,
    ...texts,
    platforms: [...platforms],
    lookups: found.lookups,
    ...defined({
      labels: labels && { ...labels },
      annotations: annotations && { ...annotations },
      layers: layers && [...layers],
      children: children && [...children],
      lookupsLeft: found.left > 0 ? found.left : undefined,
    }),
  })
}

const SHRINKING = ['labels', 'annotations', 'layers', 'children'] as const

// The largest goes first, by halves. Where none is left the rest fits by its own caps: only JSON doubles its quotes.
const fitted = (detail: TagDetail): TagDetail => {
  if (jsonBytes(detail) <= DETAIL_MAX || SHRINKING.every((name) => isEmpty(detail[name]))) return detail
  const [largest = SHRINKING[0]] = [...SHRINKING].sort((a, b) => jsonBytes(detail[b]) - jsonBytes(detail[a]))
  const cut = [...new Set([...(detail.cut ?? []), largest])]
  return fitted({ ...detail, cut, [largest]: half(detail[largest]) })
}

const half = (of: object | undefined): unknown => {
  if (Array.isArray(of)) return of.slice(0, Math.floor(of.length / 2))
  const all = Object.entries(of ?? {})
  return Object.fromEntries(all.slice(0, Math.floor(all.length / 2)))
}

const isEmpty = (of: object | undefined): boolean => of === undefined || Object.keys(of).length === 0

const jsonBytes = (of: object | undefined): number => (of === undefined ? 0 : byteLength(JSON.stringify(of)))

/** What is known of a tag from its rows, where that is all there is to know of its digest. */
export const knownFacts = ({ brief, detail }: StoredTag): Facts | undefined => {
  if (brief === undefined || detail === undefined || brief.detailRev !== detail.rev) return undefined
  if (brief.facts !== FACTS_VERSION || brief.problem !== undefined || brief.dangling !== undefined) return undefined
  const { digest, kind, size, created, licenses, vendor } = brief
  return { kind, platforms: detail.platforms, ...defined({ digest, size, created, licenses, vendor }) }
}

/** The brief of a tag; `stored` is the one before it. */
export const tagBrief = (
  repository: string,
  tag: string,
  { rev, detailRev, rebuilt }: Pick<TagBrief, 'rev' | 'detailRev' | 'rebuilt'>,
  { etag, pushedAt, facts }: ObservedTag,
  stored: TagBrief | undefined,
  now: number,
): TagBrief => {
  const { digest, kind, platforms, size, created, licenses, vendor, problem, dangling } = facts
  const hidden = isHidden(tag, kind)
  return {
    repository,
    tag,
    rev,
    detailRev,
    kind,
    platforms: platforms.slice(0, BRIEF_PLATFORMS),
    pushedAt,
    etag,
    facts: FACTS_VERSION,
    rank: rankKey(tag, pushedAt, hidden),
    newest: newestKey(tag, pushedAt, hidden),
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
    ...(facts.heals ? again(stored?.etag === etag ? stored : undefined, now) : {}),
  }
}

// What is broken may heal without its link being written: it is looked at again, more and more seldom.
const again = (stored: TagBrief | undefined, now: number): Pick<TagBrief, 'tries' | 'retryAt'> => {
  const tries = stored?.tries === undefined ? 0 : Math.min(stored.tries + 1, TRIES)
  return { tries, retryAt: new Date(now + 2 ** tries * HOUR).toISOString() }
}

/** What a repository shows of the tag that represents it. */
export type Representation = Represented & Pick<RepositoryRow, 'rank'>

/** What of a detail a repository shows. */
export type ShownDetail = Pick<TagDetail, 'description' | 'title' | 'version' | 'source'>

/** What a tag gives to the repository that it represents. */
export const representation = (brief: TagBrief, detail: ShownDetail): Representation => {
  const { rank, tag, kind, size } = brief
  const { description } = detail
  // For longer names platforms go first, then parts of the shorter texts. Only the names decide it, not what else the
  // row has at a time: what it shows must follow from the bucket.
  const over = Math.max(0, 3 * (byteLength(brief.repository) + byteLength(tag)) - NAMES_BYTES)
  const most = SHORT - Math.ceil(Math.max(0, over - PLATFORMS_BYTES) / 4)
  const short = (text: string | undefined) => text && clip(text, most)
  const texts = {
    title: short(detail.title),
    version: short(detail.version),
    licenses: short(brief.licenses),
    vendor: short(brief.vendor),
    // A part of an address leads nowhere.
    source: detail.source !== undefined && byteLength(detail.source) <= SOURCE ? detail.source : undefined,
  }
  return {
    rank,
    tag,
    kind,
    platforms: few(brief.platforms, PLATFORMS_BYTES - over),
    ...defined({ size, description, ...texts }),
  }
}

// As many of the first as fit.
const few = (platforms: readonly string[], bytes: number): string[] => {
  let left = bytes
  return platforms.filter((platform) => {
    left -= byteLength(platform)
    return left >= 0
  })
}

// Builds the search document of a repository: what it shows of its representative tag, and counts of its tags.

import type { TagBrief, TagDetail } from '../model/row-schemas.ts'
import type { Represented, SearchDocument } from '../model/search-document.ts'
import { keywordsThatFit } from '../registry/content/annotations/keywords.ts'
import { defined } from '../shared/defined.ts'
import { byteLength, clip } from '../shared/text.ts'

/**
 * Bytes of a document's names and texts together with the repository's id. With the names of its fields, its numbers and
 * the name of another tag (the newest) it stays below 1 KB, so that a commit writes one unit of the index `changes`, or two
 * where the document was there before.
 */
const MAX_TEXT_BYTES = 535
const MAX_SHORT_TEXT_BYTES = 64
const MAX_SOURCE_BYTES = 128
const MAX_KEYWORDS_BYTES = 128
/** Fewer bytes of a description say nothing. */
const MIN_DESCRIPTION_BYTES = 16

/** What a repository shows of its representative tag, and the tag's place among all by rank. */
export interface Representation extends Represented {
  readonly rank: string
}

/** The fields of a detail that a repository shows. */
export type ShownDetail = Pick<TagDetail, 'description' | 'title' | 'version' | 'source' | 'keywords'>

/**
 * Builds what a repository shows of its representative tag. The cuts depend on this tag and on the names alone, not on what
 * else the document holds at the time, because what it shows must follow from the bucket.
 */
export const representation = (brief: TagBrief, detail: ShownDetail): Representation => {
  const { rank, tag, kind, size, created } = brief
  // Texts of the brief are cut without regard to those of the detail, which is not read whenever the brief is.
  const room = Math.max(0, MAX_TEXT_BYTES - byteLength(brief.repository) - byteLength(tag))
  // Beside a very long name nothing of a text may be left.
  const short = (text: string | undefined) =>
    (text && clip(text, Math.min(MAX_SHORT_TEXT_BYTES, Math.floor(room / 8)))) || undefined
  const texts = defined({
    title: short(detail.title),
    version: short(detail.version),
    licenses: short(brief.licenses),
    vendor: short(brief.vendor),
  })
  const platforms = firstThatFit(brief.platforms, Math.floor(room / 3))
  let left = room - [...Object.values(texts), ...platforms].reduce((sum, text) => sum + byteLength(text), 0)
  // A URL that is cut leads nowhere, so a long one is left out.
  const { source, description } = detail
  const showsSource = source !== undefined && byteLength(source) <= Math.min(MAX_SOURCE_BYTES, left)
  if (showsSource) left -= byteLength(source)
  // A description has as much room as the keywords at least.
  const keywords = keywordsThatFit(detail.keywords ?? '', Math.min(MAX_KEYWORDS_BYTES, Math.floor(left / 2)))
  left -= byteLength(keywords ?? '')
  const showsDescription = description !== undefined && left >= MIN_DESCRIPTION_BYTES
  return {
    rank,
    tag,
    kind,
    platforms,
    ...texts,
    ...defined({
      size,
      created,
      source: showsSource ? source : undefined,
      keywords,
      description: showsDescription ? clip(description, left) : undefined,
    }),
  }
}

// Returns as many of the first platforms as fit in these bytes.
const firstThatFit = (platforms: readonly string[], bytes: number): string[] => {
  let left = bytes
  return platforms.filter((platform) => {
    left -= byteLength(platform)
    return left >= 0
  })
}

/** How many tags of each sort a repository has. */
export interface TagCounts {
  readonly visible: number
  readonly hidden: number
  readonly dangling: number
  /** How many of the visible and of the hidden ones have no rows yet; none if absent. */
  readonly unread?: number | undefined
  readonly unreadHidden?: number | undefined
}

/** What a document is made of. */
export interface DocumentInput {
  readonly registry: string
  readonly layout: string
  readonly isPrivate: boolean
  readonly counts: TagCounts
  /** Undefined if no tag is visible. */
  readonly shown: Represented | undefined
  readonly newest: { readonly tag: string; readonly pushedAt: string } | undefined
}

/** Builds the document of a repository; undefined if it has no tag. */
export const searchDocumentOf = (input: DocumentInput): SearchDocument | undefined => {
  const { registry, layout, isPrivate, shown, newest } = input
  const { visible, hidden, dangling, unread, unreadHidden } = input.counts
  if (visible + hidden === 0) return undefined
  return {
    registry,
    layout,
    visible,
    hidden,
    ...shown,
    ...defined({
      unread: unread || undefined,
      unreadHidden: unreadHidden || undefined,
      dangling: dangling > 0 ? dangling : undefined,
      private: isPrivate ? (true as const) : undefined,
      pushedAt: newest?.pushedAt,
      newestTag: newest?.tag,
    }),
  }
}

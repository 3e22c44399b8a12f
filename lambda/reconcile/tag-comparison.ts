// Compares a tag's row with the tag's link, as the bucket lists it. What a listing says of a link is enough to know whether
// the tag must be indexed, so no object is read.

import type { TagBrief } from '../model/row-schemas.ts'
import { sortKeys } from '../model/sort-keys.ts'
import { FACTS_VERSION } from '../names/versions.ts'
import type { ListedObject } from '../registry/bucket/registry-bucket.ts'

/** A tag pushed longer ago than this, but not indexed, counts as late: its event was lost. */
const EVENT_OVERDUE_MS = 10 * 60 * 1000

/** The link of a tag, as the bucket lists it. */
type Link = Pick<ListedObject, 'etag' | 'lastModified'>

/**
 * Returns true if a tag must be indexed.
 * @param link undefined if the tag is gone from the bucket
 * @param now epoch milliseconds
 */
export const differs = (brief: TagBrief, link: Link | undefined, now: number): boolean =>
  link === undefined ||
  isMoved(brief, link) ||
  brief.facts !== FACTS_VERSION ||
  isRetryDue(brief, now) ||
  !hasKeys(brief)

/** Returns true if a tag was pushed again since it was indexed. */
export const isMoved = (brief: TagBrief, link: Link): boolean =>
  brief.etag !== link.etag || brief.pushedAt !== link.lastModified

/**
 * Returns true if a link was written so long ago that its event should have been handled. A removed tag has no such time,
 * so it never counts as late.
 */
export const isLate = (link: Link | undefined, now: number): boolean =>
  link !== undefined && Date.parse(link.lastModified) < now - EVENT_OVERDUE_MS

const isRetryDue = ({ retryAt }: TagBrief, now: number): boolean => retryAt !== undefined && Date.parse(retryAt) <= now

// The keys by which a tag is sorted follow from the brief itself.
const hasKeys = ({ tag, pushedAt, kind, rank, newest, hidden }: TagBrief): boolean => {
  const right = sortKeys(tag, pushedAt, kind)
  return rank === right.rank && newest === right.newest && (hidden ?? false) === right.hidden
}

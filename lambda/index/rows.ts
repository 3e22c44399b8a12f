// What is stored of a tag and of a repository, from what the bucket says.

import { defined, FACTS_VERSION, type Facts } from '../registry/facts.ts'
import type { ObservedTag } from '../registry/tags.ts'
import { byteLength, clip } from '../registry/text.ts'
import { lookups } from './entries.ts'
import { isHidden, newestKey, rankKey } from './keys.ts'
import { detailKey, type RepositoryRow, type TagBrief, type TagDetail } from './records.ts'

const BRIEF_PLATFORMS = 8
const HOUR = 60 * 60 * 1000
/** Doublings of the time after which a problem is looked at again: from an hour to 512, three weeks. */
const TRIES = 9
const REPOSITORY_BYTES = 4096
const DETAIL_BYTES = 16 * 1024

/** The detail of a tag. */
export const tagDetail = (repository: string, tag: string, rev: number, facts: Facts): TagDetail => {
  const { mediaType, description, title, version, platforms, configDigest, digest } = facts
  const detail = {
    repository,
    tag: detailKey(tag),
    rev,
    platforms: [...platforms],
    lookups: isHidden(tag) ? [] : lookups(tag, digest, configDigest),
    ...defined({ mediaType, description, title, version, configDigest }),
  }
  return shortened(detail, ['description', 'title', 'version', 'mediaType'], DETAIL_BYTES)
}

/** The brief of a tag; `stored` is the one before it. */
export const tagBrief = (
  repository: string,
  tag: string,
  revs: Pick<TagBrief, 'rev' | 'detailRev'>,
  { etag, pushedAt, facts }: ObservedTag,
  stored: TagBrief | undefined,
  now: number,
): TagBrief => {
  const { digest, kind, platforms, size, created, problem, dangling } = facts
  return {
    repository,
    tag,
    ...revs,
    kind,
    platforms: platforms.slice(0, BRIEF_PLATFORMS),
    pushedAt,
    etag,
    facts: FACTS_VERSION,
    rank: rankKey(tag, pushedAt),
    newest: newestKey(tag, pushedAt),
    ...defined({ digest, size, created, problem, dangling, hidden: isHidden(tag) ? (true as const) : undefined }),
    ...(problem === undefined ? {} : again(stored?.etag === etag ? stored : undefined, now)),
  }
}

// What is broken may heal without its link being written: it is looked at again, more and more seldom.
const again = (stored: TagBrief | undefined, now: number): Pick<TagBrief, 'tries' | 'retryAt'> => {
  const tries = stored?.tries === undefined ? 0 : Math.min(stored.tries + 1, TRIES)
  return { tries, retryAt: new Date(now + 2 ** tries * HOUR).toISOString() }
}

/** What a repository shows of the tag that represents it. */
export type Representation = Pick<
  RepositoryRow,
  'rank' | 'tag' | 'description' | 'title' | 'version' | 'kind' | 'platforms' | 'size'
>

/** What of a detail a repository shows. */
export type ShownDetail = Pick<TagDetail, 'description' | 'title' | 'version'>

/** What a tag gives to the repository that it represents. */
export const representation = (brief: TagBrief, detail: ShownDetail): Representation => {
  const { rank, tag, kind, platforms, size } = brief
  const { description, title, version } = detail
  return { rank, tag, kind, platforms, ...defined({ size, description, title, version }) }
}

/** A repository's row within its 4 KB. */
export const fittedRepository = (row: RepositoryRow): RepositoryRow =>
  shortened(row, ['description', 'title', 'version'], REPOSITORY_BYTES)

// The longest texts go first: halved, with a mark, until the row fits.
const shortened = <T extends object>(row: T, texts: readonly (keyof T)[], maxBytes: number): T => {
  const fitted = { ...row }
  // JSON is a little larger than DynamoDB's own count, so this errs to the safe side.
  while (byteLength(JSON.stringify(fitted)) > maxBytes) {
    const lengths = texts.map((key) => ({ key, length: textLength(fitted[key]) }))
    const longest = lengths.reduce((a, b) => (b.length > a.length ? b : a))
    if (longest.length < 8) break
    Object.assign(fitted, { [longest.key]: clip(String(fitted[longest.key]), Math.floor(longest.length / 2)) })
  }
  return fitted
}

const textLength = (value: unknown): number => (typeof value === 'string' ? byteLength(value) : 0)

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
/** Bytes of a repository's title and version, and of its platforms: with the other caps its row stays below 4 KB. */
const SHORT = 64
const PLATFORMS_BYTES = 300

/** The detail of a tag. */
export const tagDetail = (repository: string, tag: string, rev: number, facts: Facts): TagDetail => {
  const { mediaType, description, title, version, platforms, configDigest, digest } = facts
  return {
    repository,
    tag: detailKey(tag),
    rev,
    platforms: [...platforms],
    lookups: isHidden(tag) ? [] : lookups(tag, digest, configDigest),
    ...defined({ mediaType, description, title, version, configDigest }),
  }
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
  const { digest, kind, platforms, size, created, problem, dangling } = facts
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
    rank: rankKey(tag, pushedAt),
    newest: newestKey(tag, pushedAt),
    ...defined({
      rebuilt,
      digest,
      size,
      created,
      problem,
      dangling,
      hidden: isHidden(tag) ? (true as const) : undefined,
    }),
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
  const { rank, tag, kind, size } = brief
  const { description } = detail
  const [title, version] = [detail.title, detail.version].map((text) => text && clip(text, SHORT))
  return { rank, tag, kind, platforms: few(brief.platforms), ...defined({ size, description, title, version }) }
}

// As many of the first as fit.
const few = (platforms: readonly string[]): string[] => {
  let left = PLATFORMS_BYTES
  return platforms.filter((platform) => {
    left -= byteLength(platform)
    return left >= 0
  })
}

// The sort keys that order a repository's tags. DynamoDB sorts strings by UTF-8 bytes.

import type { Kind } from '../registry/content/manifests/kinds.ts'
import { versionKey } from './tag-order/version-key.ts'

/**
 * Tags of referrers: `<algorithm>-<encoded>`, of which the second is cut to 64 characters (distribution-spec, "Referrers
 * Tag Schema"). A client that does not cut it can't write more than a tag may have. Cosign adds `.sig`, `.att` or `.sbom`.
 */
const HIDDEN_TAG = /^(?:(?:sha256|blake3)-[0-9a-f]{64}|sha(?:384|512)-[0-9a-f]{64,121})(?:\.(?:sig|att|sbom))?$/
/** Characters of a time in a key: ISO 8601, whole seconds, UTC. */
const TIME_LENGTH = 20

/** True if a tag is hidden whatever it points to: its name is of the referrers tag schema, or cosign's. */
export const hasHiddenName = (tag: string): boolean => HIDDEN_TAG.test(tag)

/**
 * True if a tag is stored and listed, but neither counted as visible nor shown nor searched: tags of the referrers tag
 * schema and of cosign, and build caches.
 */
export const isHidden = (tag: string, kind: Kind): boolean => kind === 'cache' || hasHiddenName(tag)

/**
 * Returns the key that ranks a repository's tags: `latest` is greatest, then releases by version, then pre-releases, then
 * dates and serial numbers, then other tags by time, then hidden tags. Equal versions come by time. The tag with the greatest
 * key represents the repository. There is one `latest`, so its key needs no time: a push of it leaves it in its place, which
 * costs the index one write unit in place of two.
 */
export const rankKey = (tag: string, pushedAt: string, hidden: boolean): string => {
  if (hidden) return `0${pushedAt}${tag}`
  if (tag === 'latest') return `5${tag}`
  return `${versionKey(tag) ?? '1'}${pushedAt}${tag}`
}

/** Returns the key that orders a repository's tags by time, with visible tags above hidden ones. */
export const newestKey = (tag: string, pushedAt: string, hidden: boolean): string =>
  `${hidden ? '0' : '1'}${pushedAt}${tag}`

/** Returns the keys of a tag, and whether it is hidden. Its kind and the time of its push decide. */
export const sortKeys = (
  tag: string,
  pushedAt: string,
  kind: Kind,
): { readonly rank: string; readonly newest: string; readonly hidden: boolean } => {
  const hidden = isHidden(tag, kind)
  return { rank: rankKey(tag, pushedAt, hidden), newest: newestKey(tag, pushedAt, hidden), hidden }
}

/** Returns the time and the tag that a key of `newestKey` was made from. */
export const parseNewestKey = (key: string): { pushedAt: string; tag: string } => ({
  pushedAt: key.slice(1, 1 + TIME_LENGTH),
  tag: key.slice(1 + TIME_LENGTH),
})

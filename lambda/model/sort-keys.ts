// The orders of a repository's tags, as strings that DynamoDB sorts (by UTF-8 bytes).

import type { Kind } from '../registry/content/manifest.ts'

const HIDDEN = /^sha256-[0-9a-f]{64}(\.(sig|att|sbom))?$/
const VERSION = /^v?(\d{1,9}(?:\.\d{1,9}){1,3})$/
/** Length of a time: ISO 8601, whole seconds, UTC. */
const TIME = 20

/**
 * Whether a tag is kept and listed, but not counted, shown or searched: those of the referrers and the cosign scheme,
 * and caches of builds.
 */
export const isHidden = (tag: string, kind: Kind): boolean => kind === 'cache' || HIDDEN.test(tag)

/**
 * A version with its numbers padded to compare as numbers, missing ones as zero; undefined for what is no version.
 * @example versionKey('v1.10') > versionKey('1.9.2') // true
 */
export const versionKey = (tag: string): string | undefined => {
  const numbers = VERSION.exec(tag)?.[1]?.split('.')
  if (numbers === undefined) return undefined
  return [0, 1, 2, 3].map((at) => (numbers[at] ?? '').padStart(9, '0')).join('')
}

/** Where a tag stands among its repository's: latest, then versions, then others by time, then hidden ones. The greatest represents the repository. */
export const rankKey = (tag: string, pushedAt: string, hidden: boolean): string => {
  if (hidden) return `0${pushedAt}${tag}`
  if (tag === 'latest') return `3${pushedAt}${tag}`
  const version = versionKey(tag)
  return version === undefined ? `1${pushedAt}${tag}` : `2${version}${pushedAt}${tag}`
}

/** Where a tag stands by time: visible ones above hidden ones. */
export const newestKey = (tag: string, pushedAt: string, hidden: boolean): string =>
  `${hidden ? '0' : '1'}${pushedAt}${tag}`

/** The time and the tag of a newest key. */
export const parseNewestKey = (key: string): { pushedAt: string; tag: string } => ({
  pushedAt: key.slice(1, 1 + TIME),
  tag: key.slice(1 + TIME),
})

/** Where a repository stands by the time of its newest visible tag. */
export const recentKey = (pushedAt: string, repository: string): string => `${pushedAt}${repository}`

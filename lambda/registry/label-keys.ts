// Which labels and annotations of a tag it is looked up by: those whose keys a setting allows.

import { FACT_OF_KEY, LIST_KEYS } from './content/annotations/annotations.ts'
import type { Facts } from './content/facts.ts'

/** Allowed keys in lower case, the most important first; a star at the end stands for all that begin so. */
export type LabelKeys = readonly string[]

/**
 * Values of one tag, with name and digest of its base. Each costs two write units: with six, a push of a new repository
 * takes 29, of which 30 are the aim.
 */
export const MAX_LABEL_VALUES = 6

/** Facts that search knows without lookups of labels. */
const KNOWN_FACTS: ReadonlySet<string> = new Set(
  'source revision licenses vendor title description version created baseName baseDigest'.split(' '),
)
/** Keys that say which fact is meant, without being inherited and overridden in silence as those without a prefix. */
const PREFIXED = /^org\.(?:opencontainers|label-schema)\./

/** Returns the fact by which search answers for a label with this key, in lower case; undefined if it is looked up. */
export const factOfLabel = (key: string): string | undefined => {
  const fact = PREFIXED.test(key) ? FACT_OF_KEY.get(key) : undefined
  return fact !== undefined && KNOWN_FACTS.has(fact) ? fact : undefined
}

/** True if labels with this key, in lower case, are looked up. */
export const isLabelKey = (keys: LabelKeys, key: string): boolean => placeOf(keys, key) >= 0

const placeOf = (keys: LabelKeys, key: string): number => keys.findIndex((allowed) => isAllowedBy(allowed, key))
const isAllowedBy = (allowed: string, key: string): boolean =>
  allowed.endsWith('*') ? key.startsWith(allowed.slice(0, -1)) : key === allowed

/** A key, in lower case, and a value. */
export type LabelValue = readonly [key: string, value: string]

/** The labels of a tag that it is looked up by, and how many more there are. */
export interface LabelValues {
  readonly values: readonly LabelValue[]
  readonly left: number
}

/**
 * Returns the labels and annotations of a tag by which it is looked up, in the order of the keys: at most six, and one less
 * for each of the name and the digest of its base, by which it is looked up as well.
 */
export const labelValues = ({ labels, annotations, baseName, baseDigest }: Facts, keys: LabelKeys): LabelValues => {
  const room = MAX_LABEL_VALUES - (baseName === undefined ? 0 : 1) - (baseDigest === undefined ? 0 : 1)
  const all = [...Object.entries(labels ?? {}), ...Object.entries(annotations ?? {})].flatMap(([name, value]) => {
    const key = name.toLowerCase()
    const place = placeOf(keys, key)
    if (place < 0 || factOfLabel(key) !== undefined) return []
    return elementsOf(key, value).map((element) => ({ place, key, value: element }))
  })
  const distinct = new Map(all.map((one) => [`${one.key}=${one.value.toLowerCase()}`, one]))
  const values = [...distinct.values()]
    .sort((a, b) => a.place - b.place)
    .map(({ key, value }): LabelValue => [key, value])
  return { values: values.slice(0, room), left: Math.max(0, values.length - room) }
}

// Each element of a list is looked up.
const elementsOf = (key: string, value: string): string[] =>
  (LIST_KEYS.has(key) ? value.split(',') : [value]).map((element) => element.trim()).filter((element) => element !== '')

// Descriptive facts (title, description, version, …) from labels, annotations and the fields of configs. All texts are
// cleaned and capped, since anybody may have pushed them.

import { clean, clip } from '../../../shared/text.ts'
import { isDigest } from '../json/digest.ts'
import type { Texts } from '../json/json-fields.ts'
import { parseTime } from './created-time.ts'
import { keywordsOf } from './keywords.ts'
import { sourceLink } from './source-url.ts'

const DESCRIPTION_MAX_BYTES = 1000
/** Most bytes of a text that has no limit of its own. */
export const STRING_MAX_BYTES = 255
const LABELS_MAX_BYTES = 8 * 1024
/** Limits for the values of labels, in bytes. Tried in this order until all labels fit. */
const VALUE_MAX_BYTES_STEPS = [1000, 500, 255, 100, 40, 0] as const

/** Prefixes of keys: of OCI (image-spec, annotations.md), of its predecessor, and none for what others have long used. */
const [OCI, SCHEMA, PLAIN] = ['org.opencontainers.image.', 'org.label-schema.', ''] as const

/**
 * The keys of each fact, the best first: OCI's own with what people write by mistake for them; those of label-schema.org;
 * and as a last resort those of Red Hat's images, of which Dockerfiles have some too.
 */
const KEYS = {
  description: [
    [OCI, 'description'],
    [SCHEMA, 'description'],
    [PLAIN, 'description', 'io.k8s.description', 'summary'],
  ],
  title: [
    [OCI, 'title', 'name'],
    [SCHEMA, 'name'],
    [PLAIN, 'io.k8s.display-name', 'name'],
  ],
  version: [
    [OCI, 'version'],
    [SCHEMA, 'version'],
    [PLAIN, 'version'],
  ],
  source: [
    [OCI, 'source'],
    [SCHEMA, 'vcs-url'],
    [PLAIN, 'vcs-url'],
  ],
  revision: [
    [OCI, 'revision'],
    [SCHEMA, 'vcs-ref'],
    [PLAIN, 'vcs-ref'],
  ],
  url: [
    [OCI, 'url'],
    [SCHEMA, 'url'],
    [PLAIN, 'url'],
  ],
  documentation: [
    [OCI, 'documentation'],
    [SCHEMA, 'usage'],
  ],
  licenses: [
    [OCI, 'licenses', 'license'],
    [SCHEMA, 'license'],
    [PLAIN, 'license', 'licenses'],
  ],
  vendor: [
    [OCI, 'vendor'],
    [SCHEMA, 'vendor'],
    [PLAIN, 'vendor'],
  ],
  authors: [
    [OCI, 'authors', 'author'],
    [PLAIN, 'maintainer', 'MAINTAINER', 'Maintainer', 'author', 'authors'],
  ],
  baseName: [[OCI, 'base.name']],
  baseDigest: [[OCI, 'base.digest']],
} as const
const CREATED = [
  [OCI, 'created'],
  [SCHEMA, 'build-date'],
  [PLAIN, 'build-date'],
] as const

/** Lists of words that somebody may look for: of some Dockerfiles, of Artifact Hub, and of Red Hat's images. */
const KEYWORDS = [
  [OCI, 'keywords'],
  [PLAIN, 'io.artifacthub.package.keywords', 'io.openshift.tags'],
] as const

type KeysOfFact = readonly (readonly [prefix: string, ...names: readonly string[]])[]
const wholeKeys = (keys: KeysOfFact): string[] =>
  keys.flatMap(([prefix, ...names]) => names.map((name) => prefix + name))

/** Whole keys of each fact, the best first. */
const KEYS_OF: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({ ...KEYS, created: CREATED, keywords: KEYWORDS }).map(([fact, keys]) => [fact, wholeKeys(keys)]),
)
const DESCRIBING_KEYS: ReadonlySet<string> = new Set([...KEYS_OF.values()].flat())

/** The fact that a label or annotation gives, by its key in lower case. */
export const FACT_OF_KEY: ReadonlyMap<string, string> = new Map(
  [...KEYS_OF].flatMap(([fact, keys]) => keys.map((key) => [key.toLowerCase(), fact])),
)

/** True if a fact is taken from the label or annotation with this key. */
export const isDescribing = (key: string): boolean => DESCRIBING_KEYS.has(key)

/** Keys of labels and annotations whose values are lists, separated by commas. */
export const LIST_KEYS: ReadonlySet<string> = new Set(KEYS_OF.get('keywords'))

/** What an image, a chart or an artifact says about itself. Cleaned and capped. */
export type DescriptiveFacts = { readonly [name in keyof typeof KEYS]?: string } & {
  /** Distinct elements, with `, ` between them. */
  readonly keywords?: string
  readonly appVersion?: string
  readonly icon?: string
  readonly home?: string
}

/** Values of the fields that a config has for descriptive facts, by the names of the facts. */
export type ConfigFields = Readonly<Record<string, string | undefined>>

/** A digest at the end of the name of an image, or in its place. */
const DIGEST_OF_NAME = /(?:^|@)([^@]+)$/

/**
 * Returns the descriptive facts. Each is taken from the first place that has it: the config's own fields, then the keys of
 * OCI in all sources in their order, then keys of others. Callers pass labels before annotations (image-spec,
 * conversion.md), and the image before the image index.
 * @param author who the config says made the image; the last resort, since it is the base's where nobody set it
 */
export const descriptiveFacts = (
  fields: ConfigFields | undefined,
  sources: readonly (Texts | undefined)[],
  author?: string,
): DescriptiveFacts => {
  const found = new Map<string, string>()
  const take = (name: string, value: unknown) => {
    const text = clean(value, name === 'description' ? DESCRIPTION_MAX_BYTES : STRING_MAX_BYTES)
    if (text !== undefined) found.set(name, name === 'source' ? sourceLink(text) : text)
  }
  for (const name of ['appVersion', 'icon', 'home']) take(name, fields?.[name])
  for (const name of Object.keys(KEYS)) take(name, firstVisible([fields?.[name]]) ?? labelValue(sources, name))
  const keywords = [fields?.['keywords'], ...labelValues(sources, 'keywords')].map(keywordsOf).find(Boolean)
  if (keywords !== undefined) found.set('keywords', keywords)
  if (!found.has('authors')) take('authors', author)
  const [, digest] = DIGEST_OF_NAME.exec(found.get('baseName') ?? '') ?? []
  if (!found.has('baseDigest') && isDigest(digest)) found.set('baseDigest', digest)
  return Object.fromEntries(found)
}

/**
 * Returns the time of creation from labels or annotations, for images whose config has none: the first that is a time, so
 * that a placeholder does not hide one behind it.
 */
export const createdFromLabels = (sources: readonly (Texts | undefined)[]): string | undefined =>
  labelValues(sources, 'created')
    .map(parseTime)
    .find((time) => time !== undefined)

const labelValue = (sources: readonly (Texts | undefined)[], fact: string): string | undefined =>
  firstVisible(labelValues(sources, fact))

const labelValues = (sources: readonly (Texts | undefined)[], fact: string): (string | undefined)[] =>
  (KEYS_OF.get(fact) ?? []).flatMap((key) => sources.map((source) => source?.get(key)))

// A value without visible characters counts as absent.
const firstVisible = (values: readonly (string | undefined)[]): string | undefined =>
  values.find((value) => clean(value, STRING_MAX_BYTES) !== undefined)

/**
 * Caps labels or annotations at 8 KB in all. The longest values are cut first. If that is not enough, whole labels are
 * left out from the end, with `…` in their place.
 */
export const capTexts = (texts: Texts | undefined): Record<string, string> | undefined => {
  const all = [...(texts ?? [])].flatMap(([key, value]): [string, string][] => {
    const name = clean(key, STRING_MAX_BYTES)
    // `__proto__` would be lost, or do harm, where objects are copied key by key. Values are cleaned only once, since
    // they may have megabytes.
    return name === undefined || name === '__proto__' ? [] : [[name, clean(value, VALUE_MAX_BYTES_STEPS[0]) ?? '']]
  })
  if (all.length === 0) return undefined
  for (const maxBytes of VALUE_MAX_BYTES_STEPS) {
    const kept = all.map(([name, value]): [string, string] => [name, clip(value, maxBytes)])
    if (totalBytes(kept) <= LABELS_MAX_BYTES) return Object.fromEntries(kept)
  }
  let room = LABELS_MAX_BYTES - totalBytes([['…', '']])
  const fitting = all.filter(([name]) => {
    room -= totalBytes([[name, '']])
    return room >= 0
  })
  return Object.fromEntries([...fitting.map(([name]) => [name, '']), ['…', '']])
}

const totalBytes = (texts: readonly (readonly [string, string])[]): number =>
  texts.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0)

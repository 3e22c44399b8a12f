// Descriptive facts (title, description, version, …) from labels, annotations and the fields of configs. All texts are
// cleaned and capped, since anybody may have pushed them.

import { clean, clip } from '../../shared/text.ts'
import { parseTime } from './created-time.ts'
import type { Texts } from './json-fields.ts'

const DESCRIPTION_MAX_BYTES = 1000
/** Most bytes of a text that has no limit of its own. */
export const STRING_MAX_BYTES = 255
const LABELS_MAX_BYTES = 8 * 1024
/** Limits for the values of labels, in bytes. Tried in this order until all labels fit. */
const VALUE_MAX_BYTES_STEPS = [1000, 500, 255, 100, 40, 0] as const

const OCI = 'org.opencontainers.image.'
const LEGACY = 'org.label-schema.'

/** The keys of each fact: that of OCI, then its label-schema predecessor (image-spec, annotations.md). */
const KEYS = {
  description: ['description', 'description'],
  title: ['title', 'name'],
  version: ['version', 'version'],
  source: ['source', 'vcs-url'],
  revision: ['revision', 'vcs-ref'],
  url: ['url', 'url'],
  documentation: ['documentation', 'usage'],
  licenses: ['licenses', undefined],
  vendor: ['vendor', 'vendor'],
  authors: ['authors', undefined],
  baseName: ['base.name', undefined],
  baseDigest: ['base.digest', undefined],
} as const

const DESCRIBING_KEYS: ReadonlySet<string> = new Set(
  [...Object.values(KEYS), ['created', 'build-date']].flatMap(([oci, legacy]) => [
    OCI + oci,
    ...(legacy === undefined ? [] : [LEGACY + legacy]),
  ]),
)

/** True if a fact is taken from the label or annotation with this key. */
export const isDescribing = (key: string): boolean => DESCRIBING_KEYS.has(key)

/** What an image, a chart or an artifact says about itself. Cleaned and capped. */
export type DescriptiveFacts = { readonly [name in keyof typeof KEYS]?: string } & {
  readonly appVersion?: string
  readonly icon?: string
  readonly home?: string
}

/** Values of the fields that a config has for descriptive facts, by the names of the facts. */
export type ConfigFields = Readonly<Record<string, string | undefined>>

/**
 * Returns the descriptive facts. Each is taken from the first place that has it: the config's own fields, then the
 * sources in their order. Callers pass labels before annotations (image-spec, conversion.md), and the image before the
 * image index. Within a source, the key of OCI comes before its predecessor.
 */
export const descriptiveFacts = (
  fields: ConfigFields | undefined,
  sources: readonly (Texts | undefined)[],
): DescriptiveFacts => {
  const found = new Map<string, string>()
  const take = (name: string, value: unknown) => {
    const text = clean(value, name === 'description' ? DESCRIPTION_MAX_BYTES : STRING_MAX_BYTES)
    if (text !== undefined) found.set(name, text)
  }
  for (const name of ['appVersion', 'icon', 'home']) take(name, fields?.[name])
  for (const [name, keys] of Object.entries(KEYS))
    take(name, firstVisible([fields?.[name]]) ?? labelValue(sources, keys))
  return Object.fromEntries(found)
}

/**
 * Returns the time of creation from labels or annotations, for images whose config has none: the first that is a time, so
 * that a placeholder does not hide one behind it.
 */
export const createdFromLabels = (sources: readonly (Texts | undefined)[]): string | undefined =>
  labelValues(sources, ['created', 'build-date'])
    .map(parseTime)
    .find((time) => time !== undefined)

const labelValue = (sources: readonly (Texts | undefined)[], keys: Keys) => firstVisible(labelValues(sources, keys))

type Keys = readonly [string, string | undefined]
const labelValues = (sources: readonly (Texts | undefined)[], [oci, legacy]: Keys) =>
  sources.flatMap((source) => [source?.get(OCI + oci), legacy && source?.get(LEGACY + legacy)])

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

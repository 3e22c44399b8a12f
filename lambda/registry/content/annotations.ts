// What images say of themselves by labels and annotations.

import { clean, clip } from '../../shared/text.ts'
import { instant } from './created-time.ts'
import type { Texts } from './json-fields.ts'

/** Caps, in bytes. */
const DESCRIPTION_MAX = 1000
const STRING_MAX = 255
const LABELS_MAX = 8 * 1024
/** How long values of labels may stay, tried from the first on. */
const VALUES_MAX = [1000, 500, 255, 100, 40, 0] as const

const OCI = 'org.opencontainers.image.'
const LEGACY = 'org.label-schema.'

/** Each fact's key: OCI's, then its label-schema ancestor (image-spec, annotations.md). */
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

/** What is said of an image, a chart or an artifact; clean and capped. */
export type Described = { readonly [name in keyof typeof KEYS]?: string } & {
  readonly appVersion?: string
  readonly icon?: string
  readonly home?: string
}

/** What a document says in fields of its own, by the names of the facts. */
export type Said = Readonly<Record<string, string | undefined>>

/**
 * What is said, by the first that says it: a config in its own fields; then labels before annotations (image-spec,
 * conversion.md), the image before the index; OCI's key before its ancestor.
 */
export const described = (said: Said | undefined, sources: readonly (Texts | undefined)[]): Described => {
  const found: Record<string, string> = {}
  const take = (name: string, value: unknown) => {
    const text = clean(value, name === 'description' ? DESCRIPTION_MAX : STRING_MAX)
    if (text !== undefined) found[name] = text
  }
  for (const name of ['appVersion', 'icon', 'home']) take(name, said?.[name])
  for (const [name, keys] of Object.entries(KEYS)) take(name, first([said?.[name]]) ?? labelled(sources, keys))
  return found
}

/** The time of creation that annotations say, where a config does not. */
export const createdBy = (sources: readonly (Texts | undefined)[]): string | undefined =>
  instant(labelled(sources, ['created', 'build-date']))

const labelled = (sources: readonly (Texts | undefined)[], [oci, legacy]: readonly [string, string | undefined]) =>
  first(sources.flatMap((source) => [source?.get(OCI + oci), legacy && source?.get(LEGACY + legacy)]))

// What has nothing to be seen says nothing.
const first = (values: readonly (string | undefined)[]): string | undefined =>
  values.find((value) => clean(value, STRING_MAX) !== undefined)

/**
 * Labels or annotations as they are kept: at most 8 KB in all. The longest values are cut first, then whole labels
 * are left out from the end, with `…` in their place.
 */
export const keptTexts = (texts: Texts | undefined): Record<string, string> | undefined => {
  const all = [...(texts ?? [])].flatMap(([key, value]): [string, string][] => {
    const name = clean(key, STRING_MAX)
    // It would be lost, or do harm, where objects are copied key by key. Cleaned once: they may have megabytes.
    return name === undefined || name === '__proto__' ? [] : [[name, clean(value, VALUES_MAX[0]) ?? '']]
  })
  if (all.length === 0) return undefined
  for (const most of VALUES_MAX) {
    const kept = all.map(([name, value]): [string, string] => [name, most === 0 ? '' : clip(value, most)])
    if (bytes(kept) <= LABELS_MAX) return Object.fromEntries(kept)
  }
  let room = LABELS_MAX - bytes([['…', '']])
  const some = all.filter(([name]) => {
    room -= bytes([[name, '']])
    return room >= 0
  })
  return Object.fromEntries([...some.map(([name]) => [name, '']), ['…', '']])
}

const bytes = (texts: readonly (readonly [string, string])[]): number =>
  texts.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0)

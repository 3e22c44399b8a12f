// Lookups: values by which tags are found. Most are rows of the search table, which consist of their keys only. Those that
// change with nearly every push are keys of the tag's detail, which indexes of the tag table list: DynamoDB moves them with
// the row, for half of what a deletion and a put in the transaction cost, and they can't contradict the row.

import { TAG } from '../names/tables.ts'
import type { Child, Facts } from '../registry/content/facts.ts'
import type { LabelValue } from '../registry/label-keys.ts'
import { byteLength, clip } from '../shared/text.ts'
import { baseNameValue } from './base-image.ts'
import { revisionValue } from './git-revision.ts'
import { normalize } from './tokenizer.ts'

/** Separates the parts of an entry. It sorts before every other character, so a whole match precedes its extensions. */
const NUL = '\0'

/** A row of the search table, or of an index of the tag table by values. */
export interface Entry {
  readonly partition: string
  readonly entry: string
}

/** Returns an entry as one string. */
export const entryId = ({ partition, entry }: Entry): string => partition + NUL + entry

/** Returns the repository of an entry; empty for an entry that this code does not write. */
export const repositoryOf = ({ entry }: Entry): string => entry.split(NUL)[1] ?? ''

/** The kinds of values by which a tag is looked up, and how entries and rows call them. */
const LOOKUPS = {
  tag: 't',
  digest: 'd',
  config: 'c',
  child: 'h',
  revision: 'r',
  baseName: 'b',
  baseDigest: 'e',
  label: 'l',
} as const
export type LookupKind = keyof typeof LOOKUPS

/** The kinds that are keys of details, with the index of each. */
const INDEXED = Object.entries(TAG.lookups) as [keyof typeof TAG.lookups, LookupIndex][]
type IndexKey = (typeof TAG.lookups)[keyof typeof TAG.lookups]['partition' | 'sort']

/** An index of the tag table by values: its name and its keys. */
interface LookupIndex {
  readonly index: string
  readonly partition: IndexKey
  readonly sort: IndexKey
}

/** The keys by which indexes list a tag's detail; both of a kind or none. */
export type IndexKeys = Partial<Record<IndexKey, string>>

/** Names of these keys, in pairs of partition and entry. */
export const INDEX_KEYS: readonly IndexKey[] = INDEXED.flatMap(([, { partition, sort }]) => [partition, sort])

/**
 * Lookups of one tag in the search table. Those of the old and of the new image fit into one transaction (`MAX_ACTIONS`)
 * with the rows.
 */
export const MAX_LOOKUPS = 48
/** Bytes of a value. Together with repository and tag it is a sort key, which in DynamoDB has at most 1,024 bytes. */
const MAX_VALUE_BYTES = 255

/** Longer keys of labels leave too little of a value. */
const MAX_LABEL_KEY_BYTES = 128

/** A value by which a tag is looked up, as rows record it: the kind, then the normalized value. */
export type Lookup = string

/**
 * Returns the lookups of a tag in the search table, at most 48, with children last: images, the image indexes around them,
 * attestations and the like. Digests are hex without their algorithm. `left` is how many did not fit.
 * @param labels those that the tag is looked up by
 */
export const lookups = (
  tag: string,
  facts: Facts,
  labels: readonly LabelValue[] = [],
): { lookups: Lookup[]; left: number } => {
  const { baseName, baseDigest, children = [] } = facts
  const isArtifact = ({ attests, evidence }: Child) => attests !== undefined || evidence !== undefined
  const images = children.filter((child) => !isArtifact(child) && child.entries === undefined)
  const imageIndexes = children.filter((child) => !isArtifact(child) && child.entries !== undefined)
  const artifacts = children.filter(isArtifact)
  const all = [
    LOOKUPS.tag + normalize(tag),
    ...valued(LOOKUPS.baseName, baseName, baseNameValue),
    ...valued(LOOKUPS.baseDigest, baseDigest, baseDigestValue),
    ...labels.flatMap(([key, value]) => valued(LOOKUPS.label, labelLookupValue(key, value), (text) => text)),
    ...[...images, ...imageIndexes, ...artifacts].flatMap((child) => valued(LOOKUPS.child, child.digest, hex)),
  ]
  const distinct = [...new Set(all)]
  return { lookups: distinct.slice(0, MAX_LOOKUPS), left: Math.max(0, distinct.length - MAX_LOOKUPS) }
}

/** Returns the keys by which the indexes of the tag table list the detail of a tag. */
export const indexKeys = (repository: string, tag: string, { digest, configDigest, revision }: Facts): IndexKeys => {
  const found = {
    digest: valued(LOOKUPS.digest, digest, hex),
    config: valued(LOOKUPS.config, configDigest, hex),
    revision: valued(LOOKUPS.revision, revision, revisionValue),
  }
  const keys = INDEXED.flatMap(([kind, { partition, sort }]) =>
    found[kind].map((lookup): IndexKeys => {
      const at = lookupEntry(lookup, repository, tag)
      return { [partition]: at.partition, [sort]: at.entry }
    }),
  )
  return Object.assign({}, ...keys)
}

const valued = (kind: string, text: string | undefined, form: (text: string) => string): Lookup[] => {
  const value = text === undefined ? '' : form(text)
  return value === '' ? [] : [kind + keptValue(value)]
}

// A label may have the name of the base before its digest.
const baseDigestValue = (text: string): string => normalize(text.slice(text.lastIndexOf(':') + 1))

/** Returns the value by which a label is looked up; empty if its key leaves no room for a value. */
export const labelLookupValue = (key: string, value: string): string =>
  byteLength(key) > MAX_LABEL_KEY_BYTES ? '' : `${key}=${normalize(value)}`

/** Cuts a value to the length that entries keep. Values may exceed it, since some characters grow when normalized. */
export const keptValue = (value: string): string => clip(value, MAX_VALUE_BYTES, '')

/** Returns the entry of a lookup: value, repository, tag. */
export const lookupEntry = (lookup: Lookup, repository: string, tag: string): Entry => {
  const value = lookup.slice(1)
  return { partition: partitionOf(lookup.slice(0, 1), value), entry: [value, repository, tag].join(NUL) }
}

/**
 * Returns the partition of the values of this kind that begin like this value. A value of one character has a partition
 * of its own: longer ones that begin with it are in many others.
 */
export const lookupPartition = (kind: LookupKind, value: string): string => partitionOf(LOOKUPS[kind], value)

/** Returns the index of the tag table that has this partition; undefined if the search table has it. */
export const indexOfPartition = (partition: string): LookupIndex | undefined =>
  INDEXED.find(([kind]) => partition.startsWith(LOOKUPS[kind]))?.[1]

// By two characters, so that values that differ soon, such as digests and versions, are spread over many partitions. All
// tags that are `latest` stay in one: whoever looks a value up must find all that have it in one place. Labels are by their
// keys, so that all tags with a key are found.
const partitionOf = (kind: string, value: string): string =>
  kind + (kind === LOOKUPS.label ? (value.split('=')[0] ?? '') : [...value].slice(0, 2).join(''))

/** Parses the entry of a lookup. */
export const parseLookupEntry = (entry: string): { value: string; repository: string; tag: string } => {
  const [value = '', repository = '', tag = ''] = entry.split(NUL)
  return { value, repository, tag }
}

const hex = (digest: string): string => digest.slice(digest.indexOf(':') + 1)

/** True if this is a lookup as rows record it. Anybody may have written the rows, and keys are made from it. */
export const isLookup = (value: unknown): value is Lookup =>
  typeof value === 'string' &&
  /^[a-z]./su.test(value) &&
  !value.includes(NUL) &&
  byteLength(value) <= 1 + MAX_VALUE_BYTES

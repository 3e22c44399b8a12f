// `key:value` in a query, as filters of documents and lookups of tags.

import { normalize } from '../../model/tokenizer.ts'
import { KINDS } from '../../registry/content/manifests/kinds.ts'
import type { DocumentFilter, TextField } from '../memory/filters/document-filter.ts'
import { known } from './known-names.ts'
import { labelAsked } from './label.ts'
import { baseLookup, beginningOf, type Lookup, revisionLookup } from './lookup.ts'
import { namespaceFilter, namespaceOf } from './namespace.ts'
import { isArchitecture, isSystem } from './platforms.ts'
import { QueryError } from './query-error.ts'
import { sizeRange } from './size.ts'
import { inSource } from './source.ts'
import { isAny, starred, starTest } from './stars.ts'
import { before, timeRange } from './time.ts'

/** What a qualifier asks for: one of these, and of times which ends their range has. */
export interface Qualified {
  readonly filter?: DocumentFilter
  readonly lookup?: Lookup
  /** The beginning of a source's address. */
  readonly source?: string
  /** A namespace, normalized, without a slash at its end. */
  readonly namespace?: string
  readonly pushed?: TimeRange
}

/** Times as ISO 8601: from, and before. */
interface TimeRange {
  readonly from?: string
  readonly before?: string
}

interface Asked {
  /** True if the qualifier is negated. */
  readonly isNot: boolean
  /** Epoch milliseconds. */
  readonly now: number
}

const ANY = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY }

/** The state of a repository that can be asked for. */
const DANGLING: DocumentFilter = { by: 'range', field: 'dangling', least: 1, most: ANY.most }

/** States by their names. Tables of words are Maps: of an object `constructor` would be a word too. */
export const STATES: ReadonlyMap<string, string> = new Map([['dangling', 'dangling']])

/** Kinds by their names, and by those that others use for them. */
export const KIND_NAMES: ReadonlyMap<string, string> = new Map([
  ...KINDS.map((kind): [string, string] => [kind, kind]),
  ['helm', 'chart'],
  ['container', 'image'],
  ['webassembly', 'wasm'],
  ['oci', 'artifact'],
  ['homebrew', 'bottle'],
  ['apptainer', 'sif'],
  ['singularity', 'sif'],
])

const has = (field: TextField, value: string): Qualified => {
  const test = starTest(starred(normalize(value)), (text, wanted) => text.includes(wanted))
  return { filter: { by: 'text', field, test: (text) => test(normalize(text)) } }
}

const timeFilter = (field: 'pushedAt' | 'created', { from, before: end }: TimeRange): DocumentFilter => ({
  by: 'range',
  field,
  least: from === undefined ? ANY.least : Date.parse(from) / 1000,
  most: end === undefined ? ANY.most : Date.parse(end) / 1000 - 1,
})
const pushed = (range: TimeRange): Qualified => ({ filter: timeFilter('pushedAt', range), pushed: range })

const READ: ReadonlyMap<string, (value: string, asked: Asked) => Qualified> = new Map(
  Object.entries<(value: string, asked: Asked) => Qualified>({
    arch: (value) => ({ filter: { by: 'text', field: 'platforms', test: isArchitecture(value) } }),
    os: (value) => ({ filter: { by: 'text', field: 'platforms', test: isSystem(value) } }),
    kind: (value) => {
      const kinds = known('kind', value, KIND_NAMES)
      return { filter: { by: 'text', field: 'kind', test: (text) => kinds.includes(text) } }
    },
    license: (value) => has('licenses', value),
    vendor: (value) => has('vendor', value),
    namespace: (value) => ({ filter: namespaceFilter(value), namespace: namespaceOf(value) }),
    source: inSource,
    revision: (value) => ({ lookup: revisionLookup(beginningOf('revision', value)) }),
    base: (value) => ({ lookup: baseLookup(beginningOf('base', value)) }),
    label: labelAsked,
    pushed: (value) => pushed(isAny(value) ? {} : timeRange('pushed', value)),
    created: (value) => ({ filter: timeFilter('created', isAny(value) ? {} : timeRange('created', value)) }),
    older: (value, { now }) => pushed(isAny(value) ? {} : { before: before('older', value, now) }),
    size: (value) => ({ filter: { by: 'range', field: 'size', ...(isAny(value) ? ANY : sizeRange(value)) } }),
    is: (value) => {
      known('is', value, STATES)
      return { filter: DANGLING }
    },
  }),
)

/** Names of all qualifiers. */
export const QUALIFIERS = [...READ.keys()]

/** True if there is a qualifier of this name. */
export const isQualifier = (name: string): boolean => READ.has(name)

/**
 * Returns what a qualifier asks for.
 * @throws QueryError for a value that it does not take
 */
export const parseQualifier = (name: string, value: string, asked: Asked): Qualified => {
  if (value === '') throw new QueryError(`nothing comes after ${name}:; give a value, without a space before it`)
  const read = READ.get(name)?.(value, asked) ?? {}
  if (!asked.isNot) return read
  if (read.filter !== undefined && read.source === undefined && name !== 'source')
    return { filter: { by: 'not', filter: read.filter } }
  throw new QueryError(`-${name}: can't be left out of a search; without the minus it is searched for`)
}

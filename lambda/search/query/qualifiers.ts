// `key:value` in a query, as filters of documents and lookups of tags.

import { sourceAddress } from '../../model/source-address.ts'
import { normalize } from '../../model/tokenizer.ts'
import { KINDS } from '../../registry/content/manifest.ts'
import type { DocumentFilter, TextField } from '../memory/documents.ts'
import { baseLookup, type Lookup, revisionLookup } from './lookup.ts'
import { isArchitecture, isSystem } from './platforms.ts'
import { QueryError } from './query-error.ts'
import { sizeRange } from './size.ts'
import { before, timeRange } from './time.ts'

/** What a qualifier asks for: one of these, and of times which ends their range has. */
export interface Qualified {
  readonly filter?: DocumentFilter
  readonly lookup?: Lookup
  /** The beginning of a source's address. */
  readonly source?: string
  /** A namespace, normalized, without a slash at its end. */
  readonly namespace?: string
  readonly pushed?: PushedRange
}

/** Times as ISO 8601: from, and before. */
interface PushedRange {
  readonly from?: string
  readonly before?: string
}

interface Asked {
  /** True if the qualifier is negated. */
  readonly isNot: boolean
  /** Epoch milliseconds. */
  readonly now: number
}

// Tables of words are Maps: of an object `constructor` would be a word too.
const STATES: ReadonlyMap<string, DocumentFilter> = new Map([
  ['dangling', { by: 'range', field: 'dangling', least: 1, most: Number.POSITIVE_INFINITY }],
])

const oneOf = (key: string, value: string, allowed: readonly string[]): string => {
  const found = allowed.find((one) => one === value.toLowerCase())
  if (found !== undefined) return found
  throw new QueryError(`${key}:${value} is not known; after ${key}: comes one of ${allowed.join(', ')}`)
}

/** Names that others use for a kind. */
const KIND_NAMES: ReadonlyMap<string, string> = new Map([
  ['helm', 'chart'],
  ['container', 'image'],
  ['webassembly', 'wasm'],
  ['oci', 'artifact'],
])

/** Returns a value without the stars at its ends: values match in part as it is. */
const unstarred = (value: string): string => value.replace(/^\*+|\*+$/g, '')

// A star alone asks for any value.
const has = (field: TextField, value: string): Qualified => {
  const wanted = normalize(unstarred(value))
  return { filter: { by: 'text', field, test: (text) => text !== '' && normalize(text).includes(wanted) } }
}

/** Returns the filter for documents whose source begins with this normalized address. */
export const sourceFilter = (address: string): DocumentFilter => ({ by: 'sourcePrefix', start: address })

/** Returns the filter for repositories in a namespace, however deep. */
export const namespaceFilter = (namespace: string): DocumentFilter => ({ by: 'namePrefix', start: `${namespace}/` })

/** Returns a namespace in the form that names are compared in. */
export const namespaceOf = (value: string): string => normalize(unstarred(value)).replace(/\/+$/, '')

const pushedFilter = ({ from, before: end }: PushedRange): DocumentFilter => ({
  by: 'range',
  field: 'pushedAt',
  least: from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(from) / 1000,
  most: end === undefined ? Number.POSITIVE_INFINITY : Date.parse(end) / 1000 - 1,
})
const pushed = (range: PushedRange): Qualified => ({ filter: pushedFilter(range), pushed: range })

const READ: ReadonlyMap<string, (value: string, asked: Asked) => Qualified> = new Map(
  Object.entries<(value: string, asked: Asked) => Qualified>({
    arch: (value) => ({ filter: { by: 'text', field: 'platforms', test: isArchitecture(value) } }),
    os: (value) => ({ filter: { by: 'text', field: 'platforms', test: isSystem(value) } }),
    kind: (value) => {
      const kind = oneOf('kind', KIND_NAMES.get(value.toLowerCase()) ?? value, KINDS)
      return { filter: { by: 'text', field: 'kind', test: (text) => text === kind } }
    },
    license: (value) => has('licenses', value),
    vendor: (value) => has('vendor', value),
    namespace: (value) => ({ filter: namespaceFilter(namespaceOf(value)), namespace: namespaceOf(value) }),
    source: (value) => ({ source: sourceAddress(unstarred(value)) }),
    revision: (value) => ({ lookup: revisionLookup(unstarred(value)) }),
    base: (value) => ({ lookup: baseLookup(unstarred(value)) }),
    pushed: (value) => pushed(timeRange(value)),
    older: (value, { now }) => pushed({ before: before('older', value, now) }),
    size: (value) => ({ filter: { by: 'range', field: 'size', ...sizeRange(value) } }),
    is: (value) => {
      const filter = STATES.get(oneOf('is', value, [...STATES.keys()]))
      return filter === undefined ? {} : { filter }
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
  if (read.filter !== undefined) return { filter: { by: 'not', filter: read.filter } }
  throw new QueryError(`-${name}: can't be left out of a search; without the minus it is searched for`)
}

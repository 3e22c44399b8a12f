// `key:value` in a query.

import type { RepositoryRow } from '../model/row-schemas.ts'
import { normalize } from '../model/tokenizer.ts'
import { KINDS } from '../registry/content/manifest.ts'
import { repositoryName } from '../registry/layouts/repository-id.ts'
import { type Lookup, lookupBy } from './lookup.ts'
import { QueryError } from './query/query-error.ts'
import { sizeRange } from './query/size.ts'
import { before, timeRange } from './query/time.ts'

/** Whether a repository is what is asked for. */
export type Filter = (row: RepositoryRow) => boolean

/** What a qualifier asks for. */
export interface Qualified {
  readonly filter?: Filter
  readonly lookup?: Lookup
  readonly namespace?: string
  readonly pushed?: { readonly from?: string; readonly before?: string }
}

interface Asked {
  /** It is asked for what it is not. */
  readonly isNot: boolean
  /** Epoch milliseconds. */
  readonly now: number
}

// Tables of words are Maps: of an object `constructor` would be a word too.
const STATES: ReadonlyMap<string, Filter> = new Map([['dangling', (row: RepositoryRow) => (row.dangling ?? 0) > 0]])

const oneOf = (key: string, value: string, allowed: readonly string[]): string => {
  const found = allowed.find((one) => one === value.toLowerCase())
  if (found !== undefined) return found
  throw new QueryError(`${key}:${value} is not known; after ${key}: comes one of ${allowed.join(', ')}`)
}

/** What others call Go's names of architectures, and of kinds. */
const ALSO: ReadonlyMap<string, string> = new Map([
  ['x86_64', 'amd64'],
  ['x86-64', 'amd64'],
  ['aarch64', 'arm64'],
  ['arm64v8', 'arm64'],
  ['arm32v7', 'arm/v7'],
  ['i386', '386'],
  ['i686', '386'],
  ['helm', 'chart'],
  ['container', 'image'],
  ['webassembly', 'wasm'],
  ['oci', 'artifact'],
])
const known = (value: string): string => ALSO.get(value.toLowerCase()) ?? value

const onOs = (value: string): Filter => {
  const wanted = normalize(value)
  return ({ platforms = [] }) => platforms.some((platform) => normalize(platform).split('/')[0] === wanted)
}

// With its variant or without: `arm` is also `arm/v7`.
const onArch = (value: string): Filter => {
  const wanted = `/${normalize(known(value))}/`
  return ({ platforms = [] }) => platforms.some((platform) => `${normalize(platform)}/`.includes(wanted))
}

const has = (text: (row: RepositoryRow) => string | undefined, value: string): Filter => {
  const wanted = normalize(value)
  return (row) => normalize(text(row) ?? '').includes(wanted)
}

/** Whether a repository lies in a namespace. */
export const isIn = (namespace: string) => {
  const start = `${normalize(namespace).replace(/\/+$/, '')}/`
  return ({ name }: Pick<RepositoryRow, 'name'>): boolean => normalize(repositoryName(name)).startsWith(start)
}

// Those that an order or a shelf of the index answers give that; all others look at the rows.
const READ: ReadonlyMap<string, (value: string, asked: Asked) => Qualified> = new Map(
  Object.entries<(value: string, asked: Asked) => Qualified>({
    arch: (value) => ({ filter: onArch(value) }),
    os: (value) => ({ filter: onOs(value) }),
    kind: (value) => {
      const kind = oneOf('kind', known(value), KINDS)
      return { filter: (row) => row.kind === kind }
    },
    license: (value) => ({ filter: has(({ licenses }) => licenses, value) }),
    vendor: (value) => ({ filter: has(({ vendor }) => vendor, value) }),
    // As names have it, for an order of the index is looked up by it.
    namespace: (value, { isNot }) =>
      isNot ? { filter: isIn(value) } : { namespace: normalize(value).replace(/\/+$/, '') },
    source: (value) => ({ lookup: lookupBy('source', value) }),
    revision: (value) => ({ lookup: lookupBy('revision', value) }),
    base: (value) => ({ lookup: lookupBy('base', value) }),
    pushed: (value) => ({ pushed: timeRange(value) }),
    older: (value, { now }) => ({ pushed: { before: before('older', value, now) } }),
    size: (value) => {
      const { least, most } = sizeRange(value)
      return { filter: ({ size }) => size !== undefined && size >= least && size <= most }
    },
    is: (value) => {
      const filter = STATES.get(oneOf('is', value, [...STATES.keys()]))
      return filter === undefined ? {} : { filter }
    },
  }),
)

/** Names of all qualifiers. */
export const QUALIFIERS = [...READ.keys()]

/** Whether there is a qualifier of this name. */
export const isQualifier = (name: string): boolean => READ.has(name)

/**
 * What a qualifier asks for.
 * @throws QueryError for a value that it does not take
 */
export const parseQualifier = (name: string, value: string, asked: Asked): Qualified => {
  if (value === '') throw new QueryError(`nothing comes after ${name}:; give a value, without a space before it`)
  const read = READ.get(name)?.(value, asked) ?? {}
  if (!asked.isNot) return read
  const { filter } = read
  if (filter !== undefined) return { filter: (row) => !filter(row) }
  if (read.pushed !== undefined) return { filter: (row) => !isPushed(row, read.pushed ?? {}) }
  throw new QueryError(`-${name}: can't be left out of a search; without the minus it is searched for`)
}

/** Whether the newest tag of a repository was pushed in a range. */
export const isPushed = (
  { pushedAt = '' }: RepositoryRow,
  { from = '', before: end }: NonNullable<Qualified['pushed']>,
) => pushedAt >= from && (end === undefined || pushedAt < end)

// One token of a query: a word, a value, a qualifier.

import { normalize } from '../model/tokenizer.ts'
import { TAG_NAME } from '../registry/layouts/name-grammar.ts'
import { distance } from '../shared/edit-distance.ts'
import { lookupOf } from './lookup.ts'
import { isQualifier, parseQualifier, QUALIFIERS, type Qualified } from './qualifiers.ts'
import { QueryError } from './query/query-error.ts'

/** What one token asks for. */
export interface Part extends Qualified {
  readonly terms?: readonly string[]
  readonly without?: readonly string[]
  readonly tag?: string
  readonly mistyped?: string
  readonly isAlsoTerm?: boolean
}

/** Letters from which two errors are forgiven, as in words. */
const LONG = 8

const OF_ALL = new RegExp(`^:(${TAG_NAME})$`)
const OF_ONE = new RegExp(`^([^:"]+):(${TAG_NAME})$`)
const AT_DIGEST = /^([^@]+)@(sha(?:256|512):[0-9a-f]+)$/i

/** A registry before a name, where it is surely one: by its port, by what skopeo and helm write before it, podman's own. */
const REGISTRY = /^(?:(?:docker|oci):\/\/[^/]+|localhost|[a-z0-9.-]+:\d+)\//i
/** What may be one; beside a digest it says nothing that matters. */
const HOST = /^[^/]+\.[^/]+\/(?=.)/

/**
 * What a token asks for.
 * @param now epoch milliseconds, for `older:`
 * @throws QueryError
 */
export const partOf = (token: string, now: number): Part => {
  const isNot = /^-[^-]/.test(token)
  const said = (isNot ? token.slice(1) : token).replace(REGISTRY, '')
  const [, key = '', value = ''] = /^([a-z]+):(.*)$/is.exec(said) ?? []
  if (isQualifier(key.toLowerCase()))
    return parseQualifier(key.toLowerCase(), value.replaceAll('"', ''), { isNot, now })
  const plain = said.replaceAll('"', '')
  if (isNot && plain.includes(':'))
    throw meantQualifier(key) === undefined
      ? new QueryError(`${token} can't be left out of a search; only words and qualifiers can, such as -word`)
      : unknownQualifier(key)
  if (isNot) return { without: [plain] }
  const [, ofAll] = OF_ALL.exec(said) ?? []
  if (ofAll !== undefined) return { lookup: { kinds: ['tag'], value: normalize(ofAll) } }
  const [, name, digest] = AT_DIGEST.exec(plain) ?? []
  const lookup = lookupOf(digest ?? plain)
  // A pinned image: its tag may have moved on since.
  if (lookup !== undefined && name !== undefined)
    return { terms: [(OF_ONE.exec(name)?.[1] ?? name).replace(HOST, '')], lookup }
  if (lookup !== undefined) return lookup.isAlsoTerm ? { terms: [lookup.value], lookup, isAlsoTerm: true } : { lookup }
  const [, repository, tag] = OF_ONE.exec(said) ?? []
  // No name has a colon in it, and no tag is like this.
  if (tag === undefined && key !== '') throw unknownQualifier(key)
  if (repository === undefined || tag === undefined) return { terms: [plain] }
  return { terms: [repository], tag, ...(meantQualifier(key) === undefined ? {} : { mistyped: key }) }
}

/** What a query is told that has a qualifier which does not exist. */
export const unknownQualifier = (key: string): QueryError => {
  const meant = meantQualifier(key)
  const all = QUALIFIERS.map((name) => `${name}:`).join(', ')
  return new QueryError(
    `there is no qualifier "${key}:"; ${meant === undefined ? '' : `did you mean ${meant}:? `}there are ${all}`,
  )
}

const meantQualifier = (key: string): string | undefined =>
  QUALIFIERS.find((name) => distance(key.toLowerCase(), name, name.length < LONG ? 1 : 2) !== undefined)

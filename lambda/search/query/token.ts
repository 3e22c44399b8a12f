// One token of a query: a word, a value, a qualifier.

import { normalize, wordsOf } from '../../model/tokenizer.ts'
import { tagWritten, WRITTEN_TAG_NAME } from '../../registry/layouts/name-grammar.ts'
import { defined } from '../../shared/defined.ts'
import { distance, TWO_ERRORS_FROM } from '../../shared/edit-distance.ts'
import { type WordMeaning, wordMeaning } from './lookup.ts'
import { namespaceFilter, namespaceOf } from './namespace.ts'
import { parseQualifier, QUALIFIERS, type Qualified } from './qualifiers.ts'
import { QueryError } from './query-error.ts'
import { isNegated, qualifierOf } from './tokens.ts'

/** What one token asks for. */
export interface Part extends Qualified, Partial<WordMeaning> {
  /** A text whose words are searched for. */
  readonly term?: string
  /** Words of which a document may not match all. */
  readonly without?: readonly string[]
  /** The tag of `repo:tag`. */
  readonly tag?: string
  /** The digest of `repo@digest`. */
  readonly digest?: string
  /** The name before the tag, if it looks like a qualifier with an error in it. */
  readonly mistyped?: string
}

const OF_ALL = new RegExp(`^:(${WRITTEN_TAG_NAME})$`)
const OF_ONE = new RegExp(`^([^:"]+):(${WRITTEN_TAG_NAME})$`)
const AT_DIGEST = /^([^@]+)@(sha(?:256|512):[0-9a-f]+)$/i

/** What a qualifier has before its value. */
const KEY = /^([a-z]+):/i

/** What lies in a namespace, perhaps with a tag: `library/*`, `library/*:7*`. */
const IN_NAMESPACE = new RegExp(`^([^:]*)/\\*(?::(${WRITTEN_TAG_NAME})?\\**)?$`)

/** A registry before a name, where it surely is one: by its port, by what skopeo and helm write before it; podman's own, Docker Hub. */
const REGISTRY =
  /^(?:(?:docker|oci):\/\/[^/]+|localhost|[a-z0-9.-]+:\d+|(?:index\.|registry-1\.|registry\.)?docker\.io)\//i
/** What may be a registry; beside a digest it says nothing that matters. */
const HOST = /^[^/]+\.[^/]+\/(?=.)/

/**
 * Parses a token.
 * @param now epoch milliseconds, for `older:`
 * @throws QueryError
 */
export const partOf = (token: string, now: number): Part => {
  const isNot = isNegated(token)
  const typed = (isNot ? token.slice(1) : token).replace(REGISTRY, '')
  const qualifier = qualifierOf(typed)
  if (qualifier !== undefined) return parseQualifier(qualifier.key, qualifier.value, { isNot, now })
  const [, within, tag] = IN_NAMESPACE.exec(typed) ?? []
  if (within !== undefined && !(isNot && typed.includes(':'))) return inNamespace(within, tag, isNot)
  const said = unstarred(typed)
  const plain = said.replaceAll('"', '')
  if (isNot && plain.includes(':')) {
    const [, key = ''] = KEY.exec(typed) ?? []
    throw meantQualifier(key) === undefined
      ? new QueryError(`${token} can't be left out of a search; only words and qualifiers can, such as -word`)
      : unknownQualifier(key)
  }
  if (isNot) return { without: wordsOf(plain) }
  // A star alone asks for everything.
  return plain === '' ? {} : positive(said, plain)
}

const positive = (said: string, plain: string): Part => {
  const [, ofAll] = OF_ALL.exec(said) ?? []
  if (ofAll !== undefined) return ofAnyName(ofAll)
  const [, name, digest] = AT_DIGEST.exec(plain) ?? []
  const meaning = wordMeaning(digest ?? plain)
  // Of a pinned image the tag may have moved on since.
  if (meaning !== undefined && name !== undefined && digest !== undefined)
    return { term: (OF_ONE.exec(name)?.[1] ?? name).replace(HOST, ''), digest, ...meaning }
  if (meaning !== undefined) return meaning.isAlsoWord ? { term: plain, ...meaning } : meaning
  const [, key = ''] = KEY.exec(said) ?? []
  const [, repository, tag] = OF_ONE.exec(said) ?? []
  // No name has a colon in it, and no tag is like this.
  if (tag === undefined && key !== '') throw unknownQualifier(key)
  if (repository === undefined || tag === undefined) return { term: plain }
  return { term: repository, tag: tagWritten(tag), ...(meantQualifier(key) === undefined ? {} : { mistyped: key }) }
}

// `library/*` is what lies in library; `*/*` is everything.
const inNamespace = (within: string, tag: string | undefined, isNot: boolean): Part => {
  const namespace = namespaceOf(within.replaceAll('"', ''))
  if (namespace === '') return tag === undefined ? {} : ofAnyName(tag)
  const filter = namespaceFilter(within.replaceAll('"', ''))
  return isNot ? { filter: { by: 'not', filter } } : { filter, namespace, ...defined({ tag: tag && tagWritten(tag) }) }
}

const ofAnyName = (tag: string): Part => ({
  lookup: { kinds: ['tag'], value: normalize(tagWritten(tag)) },
  isAlsoWord: false,
})

// Words match where they begin and inside, and tags by their beginning: so stars at the ends say nothing more.
const unstarred = (typed: string): string => {
  const said = typed.replace(/^\*+|\*+$/g, '')
  return said === typed ? said : said.replace(/:$/, '')
}

/** Returns the error for a query that has a qualifier which does not exist. */
export const unknownQualifier = (key: string): QueryError => {
  const meant = meantQualifier(key)
  const all = QUALIFIERS.map((name) => `${name}:`).join(', ')
  return new QueryError(
    `there is no qualifier "${key}:"; ${meant === undefined ? '' : `did you mean ${meant}:? `}there are ${all}`,
  )
}

const meantQualifier = (key: string): string | undefined =>
  QUALIFIERS.find((name) => distance(key.toLowerCase(), name, name.length < TWO_ERRORS_FROM ? 1 : 2) !== undefined)

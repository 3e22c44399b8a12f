// Values that tags are looked up by: tags, digests, commits, bases. And addresses, which documents have.

import { isOfRegistry, parseImageName } from '../../model/base-image.ts'
import { revisionValue } from '../../model/git-revision.ts'
import { keptValue, type LookupKind } from '../../model/search-entries.ts'
import { sourceAddress } from '../../model/source-address.ts'
import { defined } from '../../shared/defined.ts'
import { QueryError } from './query-error.ts'
import { starred } from './stars.ts'

/** Looks up tags by the beginning of a value, of any of these kinds. */
export interface Lookup {
  readonly kinds: readonly LookupKind[]
  /** In the form that entries have. */
  readonly value: string
  /** Of bases: only those of this registry. */
  readonly registry?: string
  /** Of labels: their key, in lower case. */
  readonly label?: string
}

/** What a word of a query may be by its form, beside a word. */
export interface WordMeaning {
  readonly lookup?: Lookup
  /** The beginning of a source's address. */
  readonly source?: string
  /** True if it may as well be a word: `facade` is hexadecimal, and a name may begin with a host. */
  readonly isAlsoWord: boolean
}

/** Fewer hexadecimal digits are a word rather than a digest. */
const MIN_HEX_DIGITS = 6
const HEX = new RegExp(`^[0-9a-f]{${MIN_HEX_DIGITS},128}$`, 'i')
const DIGEST = /^sha(?:256|512):([0-9a-f]{2,128})$/i
/** `host.name/path`: an address without its scheme, or a name with a registry before it. */
const HOSTED = /^[^/:@]+\.[^/:@]+\/[^:@]+$/
const URL_OR_SSH =
  /^[a-z][a-z0-9+.-]*:\/\/.|^[^@/\s]+@[^:/\s]+:.|^scm[:|][a-z]+[:|].|^[a-z]+::.|^pkg:\/*[a-z]+\/.|^\[[^\]\s]+\]:./i
/** `host.name:path/of/repository`, `github:org/repo`: no tag has a slash in it. */
const REMOTE = /^(?:[^/:@]+\.[^/:@]+|github|gitlab|bitbucket):[^/:@][^:@]*\/[^:@]+$/i
/** A commit as Flux and others write it. */
const NAMED_COMMIT = /^(?:[^\s:@]*@)?sha1:[0-9a-f]{4,40}$/i
const DIGEST_KINDS: readonly LookupKind[] = ['digest', 'config', 'child']

/** Returns what a word may be by its form; undefined if it is a word only. */
export const wordMeaning = (word: string): WordMeaning | undefined => {
  const [, hex] = DIGEST.exec(word) ?? []
  if (hex !== undefined) return { lookup: { kinds: DIGEST_KINDS, value: hex.toLowerCase() }, isAlsoWord: false }
  if (NAMED_COMMIT.test(word)) return { lookup: revisionLookup(word), isAlsoWord: false }
  // It is a digest, a commit, or a word of the letters a to f.
  if (HEX.test(word))
    return { lookup: { kinds: [...DIGEST_KINDS, 'revision'], value: word.toLowerCase() }, isAlsoWord: true }
  if (HOSTED.test(word)) return { source: sourceAddress(word), isAlsoWord: true }
  return URL_OR_SSH.test(word) || REMOTE.test(word) ? { source: sourceAddress(word), isAlsoWord: false } : undefined
}

/**
 * Returns how a value begins that is looked up, without the star at its end.
 * @throws QueryError for another star: only beginnings can be looked up
 */
export const beginningOf = (key: string, value: string): string => {
  const { text, how } = starred(value)
  if (how === 'asItIs' || how === 'begins') return text
  throw new QueryError(`${key}:${value} can't be looked up; a star may only stand at the end of what ${key}: looks for`)
}

/** Returns what `revision:` looks up. */
export const revisionLookup = (value: string): Lookup => ({
  kinds: ['revision'],
  value: keptValue(revisionValue(value)),
})

/** Returns what `base:` looks up: a digest, also behind a name, or else a name, perhaps of one registry. */
export const baseLookup = (value: string): Lookup => {
  const { registry, name, digest } = parseImageName(value)
  if (digest !== undefined) return { kinds: ['baseDigest'], value: digest.slice(digest.indexOf(':') + 1) }
  return { kinds: ['baseName'], value: keptValue(name), ...defined({ registry }) }
}

/** True if a value that begins as those that are looked up is one of them. A commit may be abbreviated where it is stored. */
export const isAskedFor = ({ value: asked, registry }: Lookup, value: string): boolean =>
  (value.startsWith(asked) || asked.startsWith(value)) && (registry === undefined || isOfRegistry(value, registry))

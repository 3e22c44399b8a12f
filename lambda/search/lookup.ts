// Values that stand in the search table as such: tags, digests, commits, addresses.

import { keptValue, type LookupKind, normalizeUrl } from '../model/search-entries.ts'
import { normalize } from '../model/tokenizer.ts'

/** What is looked up: the start of a value, of any of these kinds. */
export interface Lookup {
  readonly kinds: readonly LookupKind[]
  /** As entries have it. */
  readonly value: string
  readonly isAlsoTerm?: boolean
}

/** Fewer hexadecimal digits are a word rather than a digest. */
const DIGITS = 6
const HEX = new RegExp(`^[0-9a-f]{${DIGITS},128}$`, 'i')
const DIGEST = /^sha(?:256|512):([0-9a-f]{2,128})$/i
/** `host.name/path`: an address without its scheme, or a name that begins so. */
const HOSTED = /^[^/:@]+\.[^/:@]+\/[^:@]+$/
const OWN: readonly LookupKind[] = ['digest', 'config', 'child']

/** What a word of a query looks up by its form; undefined where it is a word only. */
export const lookupOf = (word: string): Lookup | undefined => {
  const [, hex] = DIGEST.exec(word) ?? []
  if (hex !== undefined) return { kinds: OWN, value: hex.toLowerCase() }
  // A digest, a commit, or a word of the letters a to f.
  if (HEX.test(word)) return { kinds: [...OWN, 'revision'], value: word.toLowerCase(), isAlsoTerm: true }
  const address = keptValue(normalizeUrl(word))
  if (HOSTED.test(word)) return { kinds: ['source'], value: address, isAlsoTerm: true }
  const isAddress = /^[a-z][a-z0-9+.-]*:\/\/./i.test(word) || /^[^@/\s]+@[^:/\s]+:./.test(word)
  return isAddress ? { kinds: ['source'], value: address } : undefined
}

/** What `source:`, `revision:` and `base:` look up. */
export const lookupBy = (qualifier: 'source' | 'revision' | 'base', value: string): Lookup => {
  if (qualifier === 'source') return { kinds: ['source'], value: keptValue(normalizeUrl(value)) }
  if (qualifier === 'revision') return { kinds: ['revision'], value: keptValue(normalize(value)) }
  const [, hex] = DIGEST.exec(value) ?? []
  return hex === undefined
    ? { kinds: ['baseName'], value: keptValue(normalize(value)) }
    : { kinds: ['baseDigest'], value: hex.toLowerCase() }
}

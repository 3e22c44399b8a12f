// What is asked for.

import { FACETS, type Facet } from '../../lambda/search/memory/documents.ts'

export interface Asked {
  readonly label: string
  /** As somebody types it. */
  readonly q: string
  readonly facets?: readonly Facet[]
  /** The words of it, for searches that know nothing but words; absent if there are none. */
  readonly words?: readonly string[]
  /** True if nothing has the word, and what is like it is wanted. */
  readonly isTypo?: true
}

const ofWords = (label: string, q: string): Asked => ({ label: `${label}: \`${q}\``, q, words: q.split(' ') })

export const QUERIES: readonly Asked[] = [
  ofWords('one letter', 'a'),
  ofWords('two letters', 'in'),
  ofWords('a frequent word', 'api'),
  ofWords('two frequent words', 'payments api'),
  ofWords('a rarer word', 'worker'),
  { ...ofWords('a word, six facets', 'api'), facets: FACETS },
  { label: 'platform and size: `arch:arm64 size:>400MB`', q: 'arch:arm64 size:>400MB' },
  { label: 'a namespace: `namespace:payments`', q: 'namespace:payments' },
  { label: 'a source: `source:git.example.com/payments`', q: 'source:git.example.com/payments' },
  { label: 'the newest of all', q: '' },
  { ...ofWords('an error of typing', 'kuberntes'), isTypo: true },
  ofWords('nothing', 'zzqq'),
  ofWords('twelve letters', 'a b c d e f g h i k l m'),
]

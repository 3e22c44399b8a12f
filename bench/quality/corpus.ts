// A registry with the queries that are asked of it.

import type { Listing } from './index-of.ts'
import type { Wanted } from './wanted.ts'

interface QuerySet {
  /** A file of queries that people wrote down, or how they were made. */
  readonly title: string
  readonly queries: readonly Wanted[]
}

export interface Corpus {
  readonly title: string
  readonly repositories: readonly Listing[]
  /** Queries that people wrote down. */
  readonly written: readonly QuerySet[]
  /** Queries that are made by rule; there are so many that their misses are not listed. */
  readonly made?: QuerySet
}

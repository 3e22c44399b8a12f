// A registry with the queries that are asked of it.

import type { RepositoryTexts } from '../engines/engine.ts'
import type { Listing } from './index-of.ts'
import type { Wanted } from './wanted.ts'

export interface QuerySet {
  /** The file that has them, or how they were made. */
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

/** Returns what a repository says in words: all that other engines can search. */
export const textsOf = ({ name, facts: { title = '', description = '' } }: Listing): RepositoryTexts => ({
  name,
  title,
  description,
})

// The numbers that a run over the bucket reports, and how those of its parts are added up.

import * as z from 'zod/mini'

const number = z.int().check(z.nonnegative())

/** The totals of a run over the bucket, or of a part of it: what it found and what it did. */
export const totalsSchema = z.object({
  /** Repositories and tags in the bucket. */
  repositories: number,
  tags: number,
  /** Tags that were indexed because the index differed from the bucket. */
  changed: number,
  /** How many of the changed tags were pushed more than ten minutes ago, which means that their events were lost. */
  late: number,
  /** Repositories whose row was recounted because it was not consistent with its tags. */
  recounted: number,
  /** Tags of which something could not be read. */
  problems: number,
  /** Repositories that could not be reconciled, and the reasons for the first few. */
  failed: number,
  failures: z.array(z.string()),
  /** Repositories that are in the index but no longer in the bucket. */
  missing: number,
  /** Names of the first few missing repositories. */
  missingNames: z.array(z.string()),
  /** How many of the missing repositories were removed from the index. */
  removed: number,
  /** Tags of which something is gone from the bucket; absent if nobody looked. */
  gone: z.optional(number),
})

export type Totals = z.infer<typeof totalsSchema>

export const NOTHING: Totals = {
  repositories: 0,
  tags: 0,
  changed: 0,
  late: 0,
  recounted: 0,
  problems: 0,
  failed: 0,
  failures: [],
  missing: 0,
  missingNames: [],
  removed: 0,
}

/** Names of missing repositories in a result. Step Functions passes at most 256 KB, for the results of 36 ranges. */
const MAX_MISSING_NAMES = 5
/** Reasons for failures in a result. */
const MAX_FAILURES = 3

/** Adds up the totals of two parts. */
export const sum = (a: Totals, b: Totals): Totals => ({
  repositories: a.repositories + b.repositories,
  tags: a.tags + b.tags,
  changed: a.changed + b.changed,
  late: a.late + b.late,
  recounted: a.recounted + b.recounted,
  problems: a.problems + b.problems,
  failed: a.failed + b.failed,
  failures: [...a.failures, ...b.failures].slice(0, MAX_FAILURES),
  missing: a.missing + b.missing,
  missingNames: [...a.missingNames, ...b.missingNames].slice(0, MAX_MISSING_NAMES),
  removed: a.removed + b.removed,
  ...(a.gone === undefined && b.gone === undefined ? {} : { gone: (a.gone ?? 0) + (b.gone ?? 0) }),
})

/** Counts of a namespace. Its name is the first component of repository names, empty for names of one component. */
export const namespaceSchema = z.object({ name: z.string(), repositories: number, tags: number })

export type Namespace = z.infer<typeof namespaceSchema>

/** Namespaces in a result. */
const MAX_NAMESPACES = 200

/** Returns the namespaces of several lists that have the most tags. Counts of the same namespace are added up. */
export const largestNamespaces = (...lists: readonly (readonly Namespace[])[]): Namespace[] => {
  const all = new Map<string, Namespace>()
  for (const { name, repositories, tags } of lists.flat()) {
    const known = all.get(name)
    all.set(name, {
      name,
      repositories: repositories + (known?.repositories ?? 0),
      tags: tags + (known?.tags ?? 0),
    })
  }
  return [...all.values()].sort((a, b) => b.tags - a.tags || (a.name < b.name ? -1 : 1)).slice(0, MAX_NAMESPACES)
}

/** Returns the namespace of a repository; empty for a name of one component. */
export const namespaceOf = (repository: string): string =>
  repository.includes('/') ? repository.slice(0, repository.indexOf('/')) : ''

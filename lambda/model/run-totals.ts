import * as z from 'zod/mini'

const number = z.int().check(z.nonnegative())

/** What a run over the bucket, or a part of it, found and did. */
export const totalsSchema = z.object({
  /** Repositories and tags in the bucket. */
  repositories: number,
  tags: number,
  /** Tags that were indexed, for they differed. */
  changed: number,
  /** Of those, tags pushed more than ten minutes ago: their events were lost. */
  late: number,
  /** Repositories whose row did not agree with its tags. */
  recounted: number,
  /** Tags of which something could not be read. */
  problems: number,
  /** Repositories that could not be brought in line, and why the first of them. */
  failed: number,
  failures: z.array(z.string()),
  /** Repositories in the index that the bucket has no more. */
  missing: number,
  /** Names of the first of those. */
  missingNames: z.array(z.string()),
  /** Of those, repositories that were removed from the index. */
  removed: number,
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

/** How many names of missing repositories a result keeps: 36 ranges of them must fit what Step Functions passes on, 256 KB. */
const NAMED = 5
/** How many failures a result tells. */
const FAILURES = 3

/** The sum of two parts. */
export const sum = (a: Totals, b: Totals): Totals => ({
  repositories: a.repositories + b.repositories,
  tags: a.tags + b.tags,
  changed: a.changed + b.changed,
  late: a.late + b.late,
  recounted: a.recounted + b.recounted,
  problems: a.problems + b.problems,
  failed: a.failed + b.failed,
  failures: [...a.failures, ...b.failures].slice(0, FAILURES),
  missing: a.missing + b.missing,
  missingNames: [...a.missingNames, ...b.missingNames].slice(0, NAMED),
  removed: a.removed + b.removed,
})

/** Repositories and tags of a namespace: the first component of names, empty for names that have but one. */
export const namespaceSchema = z.object({ name: z.string(), repositories: number, tags: number })

export type Namespace = z.infer<typeof namespaceSchema>

/** How many namespaces a result keeps. */
const LARGEST = 200

/** The largest namespaces of several lists, by their tags; the same name is added up. */
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
  return [...all.values()].sort((a, b) => b.tags - a.tags || (a.name < b.name ? -1 : 1)).slice(0, LARGEST)
}

/** The namespace of a repository; empty for a name of one component. */
export const namespaceOf = (repository: string): string =>
  repository.includes('/') ? repository.slice(0, repository.indexOf('/')) : ''

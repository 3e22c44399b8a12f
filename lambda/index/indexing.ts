// Level-triggered and optimistic: an event only says which tags to look at, the bucket says what is true. An attempt
// that read the repository's rev before it looked at the bucket, and then commits, has seen all that any earlier
// commit saw; so whatever the order, the last commit is right.

import { untilCommitted } from './attempts.ts'
import { RejectedError } from './errors.ts'
import { type Allowances, type ObservingPorts, observe } from './observe.ts'
import { planChange, type Rewrite } from './plan.ts'
import { actions, MAX_ACTIONS } from './store.ts'

/** Most tags in one transaction. */
const TAGS_AT_ONCE = 8

export type IndexingPorts = ObservingPorts

export interface IndexingOptions {
  /** Epoch milliseconds until which conflicts are tried again. */
  readonly deadline: number
  /** Write all entries anew, also where rows say that they stand. */
  readonly rewrite?: boolean
}

/**
 * Brings these tags of one repository in line with the bucket, whatever happened to them.
 * @throws ContentionError where others kept writing the repository until the deadline
 * @throws BucketError where S3 fails; whatever DynamoDB throws
 */
export const indexTags = async (
  ports: IndexingPorts,
  repository: string,
  tags: readonly string[],
  options: IndexingOptions,
): Promise<void> => {
  let left = [...new Set(tags)]
  // The repository's own entries are written anew with the first tags; once is enough.
  for (
    let rewrite: Rewrite = options.rewrite ? 'all' : 'none';
    left.length > 0;
    rewrite = rewrite === 'none' ? 'none' : 'tags'
  )
    left = left.slice(await indexSome(ports, repository, left, options.deadline, rewrite))
}

// As many of the first tags as fit one transaction; how many that were.
const indexSome = async (
  ports: IndexingPorts,
  repository: string,
  tags: readonly string[],
  deadline: number,
  rewrite: Rewrite,
): Promise<number> => {
  const commit = (some: readonly string[], minimal = false) =>
    untilCommitted(ports.clock, repository, deadline, (damaged) =>
      attempt(ports, repository, some, rewrite, { minimal, damaged }),
    )
  const first = tags.slice(0, 1)
  return commit(tags.slice(0, TAGS_AT_ONCE))
    .catch((error: unknown) => alone(error, () => commit(first)))
    .catch((error: unknown) => alone(error, () => commit(first, true)))
}

// Rows that DynamoDB refuses: one bad tag must not cost the others their facts, nor itself more than those.
const alone = (error: unknown, again: () => Promise<number>): Promise<number> => {
  if (error instanceof RejectedError) return again()
  throw error
}

// Reads, plans and commits; how many of the tags.
const attempt = async (
  ports: IndexingPorts,
  repository: string,
  tags: readonly string[],
  rewrite: Rewrite,
  allowances: Allowances,
): Promise<number> => {
  const { store } = ports
  const situation = await observe(ports, repository, tags, allowances)
  const change = planChange({ ...situation, rewrite })
  if (actions(change) <= MAX_ACTIONS) {
    await store.commit(change)
    return tags.length
  }
  // Fewer tags may decide less: what the others decided has to be looked up again.
  if (tags.length > 1) return attempt(ports, repository, tags.slice(0, Math.ceil(tags.length / 2)), rewrite, allowances)
  // Only a rewrite whose differences are large too: bring those in line first, then nothing is left to remove.
  await store.commit(planChange({ ...situation, rewrite: 'none' }))
  return attempt(ports, repository, tags, rewrite, allowances)
}

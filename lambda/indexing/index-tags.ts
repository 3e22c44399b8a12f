// Level-triggered and optimistic: an event only says which tags to look at, the bucket says what is true. An attempt
// that read the repository's rev before it looked at the bucket, and then commits, has seen all that any earlier
// commit saw; so whatever the order, the last commit is right.

import { RejectedError } from '../model/commit-errors.ts'
import { actions, MAX_ACTIONS } from '../model/index-store.ts'
import { type Allowances, type ObservingPorts, observe } from './observe.ts'
import { planChange, type Rewrite, type Situation } from './plan.ts'
import { recount } from './recount.ts'
import { untilCommitted } from './retry-conflicts.ts'

/** Most tags in one transaction, and most bytes of their names: the repository's row keeps them. */
const TAGS_AT_ONCE = 8
const TAGS_BYTES = 256

export interface IndexingOptions {
  /** Epoch milliseconds until which conflicts are tried again. */
  readonly deadline: number
  /** Epoch milliseconds after which no further transaction is begun; not given: all tags are done. */
  readonly until?: number
  /** Write all entries anew, also where rows say that they stand; the name of the run that does so. */
  readonly rebuild?: string | undefined
}

/**
 * Brings these tags of one repository in line with the bucket, whatever happened to them; and what is said of the
 * repository itself, also where no tag is given.
 * @returns the tags for which there was no time
 * @throws ContentionError where others kept writing the repository until the deadline
 * @throws BucketError where S3 fails; whatever DynamoDB throws
 */
export const indexTags = async (
  ports: ObservingPorts,
  repository: string,
  tags: readonly string[],
  { deadline, until = Number.POSITIVE_INFINITY, rebuild }: IndexingOptions,
): Promise<string[]> => {
  let left = [...new Set(tags)]
  let orphans = false
  // The repository's own entries are written anew with the first tags; once is enough.
  let rewrite: Rewrite = rebuild === undefined ? 'none' : 'all'
  do {
    const done = await indexSome(ports, repository, left, deadline, { rewrite, rebuild })
    left = left.slice(done.tags)
    orphans ||= done.orphans
    if (rewrite === 'all') rewrite = 'tags'
  } while (left.length > 0 && ports.clock.now() < until)
  if (orphans) await recount(ports, repository, deadline)
  return left
}

interface Done {
  /** How many of the first tags. */
  readonly tags: number
  /** There were tags, but the row of their repository was gone: what it said of others has to be counted anew. */
  readonly orphans: boolean
}

type Writing = Pick<Situation, 'rewrite' | 'rebuild'>

// As many of the first tags as fit one transaction.
const indexSome = async (
  ports: ObservingPorts,
  repository: string,
  tags: readonly string[],
  deadline: number,
  writing: Writing,
): Promise<Done> => {
  const commit = (some: readonly string[], minimal = false) =>
    untilCommitted(ports.clock, repository, deadline, (damaged) =>
      attempt(ports, repository, some, writing, { minimal, damaged, trusting: writing.rewrite === 'none' }),
    )
  const first = tags.slice(0, 1)
  return commit(atOnce(tags))
    .catch((error: unknown) => alone(error, () => commit(first)))
    .catch((error: unknown) => alone(error, () => commit(first, true)))
}

const atOnce = (tags: readonly string[]): string[] => {
  let bytes = 0
  return tags.slice(0, TAGS_AT_ONCE).filter((tag, at) => {
    bytes += tag.length
    return at === 0 || bytes <= TAGS_BYTES
  })
}

// Rows that DynamoDB refuses: one bad tag must not cost the others their facts, nor itself more than those.
const alone = (error: unknown, again: () => Promise<Done>): Promise<Done> => {
  if (error instanceof RejectedError) return again()
  throw error
}

// Reads, plans and commits.
const attempt = async (
  ports: ObservingPorts,
  repository: string,
  tags: readonly string[],
  writing: Writing,
  allowances: Allowances,
): Promise<Done> => {
  const { store } = ports
  const situation = await observe(ports, repository, tags, allowances)
  // Also where nothing is known of the repository and no tag is given: whoever looked at the bucket before, and is about to
  // commit its first tag, must meet a rev that it did not read.
  const change = planChange({ ...situation, ...writing })
  const orphans = situation.row === undefined && situation.tags.some(({ stored }) => stored.brief !== undefined)
  if (actions(change) <= MAX_ACTIONS) {
    await store.commit(change)
    return { tags: tags.length, orphans }
  }
  // Fewer tags may decide less: what the others decided has to be looked up again.
  if (tags.length > 1) return attempt(ports, repository, tags.slice(0, Math.ceil(tags.length / 2)), writing, allowances)
  // Only a rewrite whose differences are large too: bring those in line first, then nothing is left to remove.
  const smaller = planChange({ ...situation, ...writing, rewrite: 'none' })
  // Or the row of the repository is lost or damaged, so that it gets all its entries while the tag changes all of its own.
  const gone = situation.tags.map((atHand) => ({ ...atHand, observed: undefined }))
  await store.commit(actions(smaller) <= MAX_ACTIONS ? smaller : planChange({ ...situation, ...writing, tags: gone }))
  const done = await attempt(ports, repository, tags, writing, allowances)
  return { ...done, orphans: done.orphans || orphans }
}

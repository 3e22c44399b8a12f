// Level-triggered and optimistic: an event only says which tags to look at, the bucket says what is true. An attempt
// reads the repository's rev before it reads the bucket, so if its commit succeeds, it has seen all that any earlier
// commit saw. Therefore the last commit is right, whatever the order of events and attempts.

import { RejectedError } from '../model/commit-errors.ts'
import { actions, MAX_ACTIONS } from '../model/index-store.ts'
import { Problem } from '../registry/content/problem.ts'
import type { Suspicion } from '../registry/content/tag-blobs.ts'
import { failureKind } from './failure.ts'
import { type FaultyTag, type ObservingPorts, observe, type ReadOptions } from './observe.ts'
import { type PlanInput, planChange } from './plan.ts'
import { recount } from './recount.ts'
import { untilCommitted } from './retry-conflicts.ts'

/** Tags in one commit, and bytes of all their names together. The repository's row records the names. */
const MAX_TAGS_PER_COMMIT = 8
const MAX_TAG_BYTES_PER_COMMIT = 256

export interface IndexingOptions {
  /** Epoch milliseconds until which conflicts are retried. */
  readonly deadline: number
  /** Epoch milliseconds after which no further tags are begun, except for the first ones. If omitted, all are done. */
  readonly until?: number
  /** Name of the rebuild run, if this is part of one. It writes all rows and entries, even those that exist already. */
  readonly rebuild?: string | undefined
  /** True if these are all tags that the bucket lists and the index does not have: then none is left unread. */
  readonly isComplete?: boolean
  /** If given, the tags are read again, whatever their rows say, and what is suspected to be gone is looked for. */
  readonly isSuspected?: Suspicion | undefined
}

/** What indexing some tags came to. */
export interface Indexed {
  /** The tags for which there was no time. */
  readonly left: readonly string[]
  /** How many of the tags that were indexed have a problem now. */
  readonly problems: number
}

/**
 * Makes these tags of one repository consistent with the bucket, whatever happened to them. The repository's own facts
 * are updated too, even if no tag is given.
 * @throws ContentionError where others kept writing the repository until the deadline
 * @throws BucketError where S3 fails; whatever DynamoDB throws
 */
export const indexTags = async (
  ports: ObservingPorts,
  repository: string,
  tags: readonly string[],
  { deadline, until = Number.POSITIVE_INFINITY, rebuild, isComplete = false, isSuspected }: IndexingOptions,
): Promise<Indexed> => {
  let left = [...new Set(tags)]
  let problems = 0
  let countsAreLost = false
  do {
    const completes = isComplete ? left.length : undefined
    const rewriting = { rewrites: rebuild !== undefined, rebuild, completes }
    const done = await indexFirst(ports, repository, left, deadline, rewriting, isSuspected)
    left = left.slice(done.tags)
    problems += done.problems
    countsAreLost ||= done.countsAreLost
  } while (left.length > 0 && ports.clock.now() < until)
  if (countsAreLost) await recount(ports, repository, deadline)
  return { left, problems }
}

interface Done {
  /** How many tags were indexed, from the start of the list. */
  readonly tags: number
  /** How many of them have a problem. */
  readonly problems: number
  /** True if the repository's counts can't be right: its row was lost or invalid, or a tag's was. It is recounted. */
  readonly countsAreLost: boolean
}

interface RewriteOptions extends Pick<PlanInput, 'rewrites' | 'rebuild'> {
  /** With how many tags the repository is complete; undefined if it is not known to be with any. */
  readonly completes: number | undefined
}

// Indexes as many of the first tags as fit in one transaction. One bad tag must not cost the other tags their facts, so
// after a fault the first tag is indexed alone, and if it is the bad one, without facts and with the fault as its problem.
const indexFirst = async (
  ports: ObservingPorts,
  repository: string,
  tags: readonly string[],
  deadline: number,
  rewriting: RewriteOptions,
  isSuspected: Suspicion | undefined,
): Promise<Done> => {
  const commit = (some: readonly string[], faulty?: FaultyTag) =>
    untilCommitted(ports.clock, repository, deadline, (rowsCorrupt) =>
      attempt(ports, repository, some, rewriting, {
        faulty,
        rowsCorrupt,
        trustRows: !rewriting.rewrites && isSuspected === undefined,
        isSuspected,
      }),
    )
  const first = tags.slice(0, 1)
  return commit(firstBatch(tags)).catch((error: unknown) =>
    afterFault(error, async () => {
      // Read before the facts are. If the tag is pushed after that, the fault is not one of what it points to then.
      const etag = await linkOf(ports, repository, first)
      return commit(first).catch((again: unknown) =>
        afterFault(again, () => commit(first, { problem: problemOfFault(again), etag })),
      )
    }),
  )
}

const linkOf = async (
  { readTagWith }: ObservingPorts,
  repository: string,
  [tag]: readonly string[],
): Promise<string | undefined> =>
  tag === undefined ? undefined : (await readTagWith({ repository, tag }, new Problem('not read')))?.etag

// The fault may be ours and gone with the next version, so the tag is looked at again now and then.
const problemOfFault = (error: unknown): Problem =>
  new Problem(
    error instanceof RejectedError
      ? 'DynamoDB refused the facts of this tag, so only its digest is indexed'
      : `the facts of this tag can't be indexed: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`,
    { cause: error, heals: true },
  )

const firstBatch = (tags: readonly string[]): string[] => {
  let bytes = 0
  return tags.slice(0, MAX_TAGS_PER_COMMIT).filter((tag, at) => {
    bytes += tag.length
    return at === 0 || bytes <= MAX_TAG_BYTES_PER_COMMIT
  })
}

const afterFault = (error: unknown, retry: () => Promise<Done>): Promise<Done> => {
  if (failureKind(error) === 'fault') return retry()
  throw error
}

// Reads, plans and commits once. Indexes fewer tags if their change is too large for one transaction.
const attempt = async (
  ports: ObservingPorts,
  repository: string,
  tags: readonly string[],
  rewriting: RewriteOptions,
  options: ReadOptions,
): Promise<Done> => {
  const { store } = ports
  const input = await observe(ports, repository, tags, options)
  // A change is committed even if the repository is unknown and no tag is given. Another attempt may have read the
  // bucket earlier and be about to commit the first tag; the new rev makes its commit fail.
  const { completes, ...rewrites } = rewriting
  const change = planChange({ ...input, ...rewrites, isComplete: completes === tags.length })
  const countsAreLost =
    input.row?.invalid !== undefined ||
    input.tags.some(({ stored }) => stored.isInvalid || (input.row === undefined && stored.existing !== undefined))
  if (actions(change) <= MAX_ACTIONS) {
    await store.commit(change)
    const problems = change.tags.filter(({ brief }) => brief?.problem !== undefined).length
    return { tags: tags.length, problems, countsAreLost }
  }
  // With fewer tags, other successors may be needed, so everything is read again. One tag always fits.
  return attempt(ports, repository, tags.slice(0, Math.ceil(tags.length / 2)), rewriting, options)
}

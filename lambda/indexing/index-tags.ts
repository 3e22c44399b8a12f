// Level-triggered and optimistic: an event only says which tags to look at, the bucket says what is true. An attempt
// reads the repository's rev and the tags' rows before it reads the bucket, so if its commit succeeds, it has seen all of
// these tags that any earlier commit saw. Therefore the last commit is right, whatever the order of events and attempts.

import { RejectedError } from '../model/commit-errors.ts'
import type { Suspicion } from '../registry/content/blobs/tag-blobs.ts'
import { Problem } from '../registry/content/json/problem.ts'
import { type CommitOptions, type Committed, commitTags } from './commit-tags.ts'
import { failureKind } from './failure.ts'
import type { FaultyTag, ObservingPorts } from './observe.ts'
import { recount } from './recount.ts'

/**
 * Tags that are read at once, and committed in as few transactions as they fit into. Facts of a tag may have a hundred
 * kilobytes, and many repositories are indexed at once.
 */
const MAX_TAGS_READ = 48

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
  let rev: number | undefined
  do {
    const some = left.slice(0, MAX_TAGS_READ)
    const isLast = isComplete && some.length === left.length
    const options = {
      deadline,
      rewrites: rebuild !== undefined,
      rebuild,
      isComplete: isLast,
      isSuspected,
      onLostCounts: () => {
        countsAreLost = true
      },
    }
    const done: Done = await indexSome(ports, repository, some, options, rev)
    left = left.slice(done.tags)
    problems += done.problems
    rev = done.rev
  } while (left.length > 0 && ports.clock.now() < until)
  if (countsAreLost) await recount(ports, repository, deadline)
  return { left, problems }
}

interface Done extends Committed {
  /** How many tags were indexed, from the start of the list. */
  readonly tags: number
}

// Indexes all of these tags, or the first of them. One bad tag must not cost the other tags their facts, so after a fault
// half of them are indexed, and so on. If the bad one is alone, it is indexed without facts and with the fault as its problem.
const indexSome = async (
  ports: ObservingPorts,
  repository: string,
  tags: readonly string[],
  options: Omit<CommitOptions, 'faulty'>,
  ownRev: number | undefined,
): Promise<Done> => {
  const commit = async (faulty?: FaultyTag): Promise<Done> => ({
    tags: tags.length,
    ...(await commitTags(ports, repository, tags, { ...options, faulty }, ownRev)),
  })
  return commit().catch((error: unknown) =>
    afterFault(error, async () => {
      if (tags.length > 1) {
        const half = tags.slice(0, tags.length / 2)
        return indexSome(ports, repository, half, { ...options, isComplete: false }, ownRev)
      }
      // Read before the facts are. If the tag is pushed after that, the fault is not one of what it points to then.
      const etag = await linkOf(ports, repository, tags)
      return commit().catch((again: unknown) =>
        afterFault(again, () => commit({ problem: problemOfFault(again), etag })),
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

const afterFault = (error: unknown, retry: () => Promise<Done>): Promise<Done> => {
  if (failureKind(error) === 'fault') return retry()
  throw error
}

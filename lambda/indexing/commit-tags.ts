// Reads, plans and commits tags of one repository, and does so again after each conflict. Many indexers may write one
// repository at once. So that a lost race costs little, what was read of the bucket is kept as long as it holds, and
// the repository's row is read once more just before the transaction where others are writing it: that read is one unit,
// and a cancelled transaction of ten tags is a hundred.

import { actions, MAX_ACTIONS } from '../model/index-store.ts'
import type { StoredRepositoryRow } from '../model/row-schemas.ts'
import { byteLength } from '../shared/text.ts'
import {
  type Observation,
  type ObservingPorts,
  observe,
  observeAgain,
  observedOf,
  type ReadOptions,
} from './observe.ts'
import { type PlanInput, planChange } from './plan.ts'
import { untilCommitted } from './retry-conflicts.ts'

/**
 * Tags in one commit, and bytes of all their names together. The repository's row records the names, and should not grow
 * into another write unit by them. Of tags with two lookups that many fit into one transaction.
 */
const MAX_TAGS_PER_COMMIT = 24
const MAX_TAG_BYTES_PER_COMMIT = 256
/** For how long after a change of its document others are taken to be writing a repository still. */
const BUSY_MS = 2_000
/** How often an observation is brought up to date before everything is read again: a tag's own row may be what changed. */
const MAX_RENEWALS = 4

/** How tags are committed. */
export interface CommitOptions
  extends Pick<PlanInput, 'rewrites' | 'rebuild'>,
    Pick<ReadOptions, 'faulty' | 'isSuspected'> {
  /** Epoch milliseconds until which conflicts are retried. */
  readonly deadline: number
  /** True if with these tags all that the bucket lists of the repository have rows. */
  readonly isComplete: boolean
  /**
   * Called where the repository's counts can't be right: its row was lost or invalid, or a tag's was. The first commit leaves
   * nothing by which that could be seen later, so the repository must be recounted also where a later one fails.
   */
  readonly onLostCounts: () => void
}

/** What committing some tags came to. */
export interface Committed {
  /** How many of the tags have a problem. */
  readonly problems: number
  /** The repository's rev that the last commit made. */
  readonly rev: number | undefined
}

/**
 * Commits these tags as they are in the bucket, in as few transactions as they fit into.
 * @param ownRev the rev that this process has made before, if it has
 * @throws ContentionError where others kept writing the repository until the deadline
 * @throws BucketError where S3 fails; whatever planning or DynamoDB throws
 */
export const commitTags = (
  ports: ObservingPorts,
  repository: string,
  tags: readonly string[],
  { deadline, rewrites, rebuild, faulty, isSuspected, isComplete, onLostCounts }: CommitOptions,
  ownRev?: number,
): Promise<Committed> => {
  const { store, clock } = ports
  const done = { count: 0, problems: 0, rev: ownRev }
  let seen: Observation | undefined
  let renewals = 0
  const observed = async (rowsCorrupt: boolean): Promise<Observation> => {
    renewals = 0
    const read = { faulty, rowsCorrupt, trustRows: !rewrites && isSuspected === undefined, isSuspected }
    const all = await observe(ports, repository, tags.slice(done.count), read)
    if (isCountLost(all)) onLostCounts()
    return all
  }
  // What the next commit follows from, read as late as is worth it.
  const upToDate = async (rowsCorrupt: boolean): Promise<Observation> => {
    const before = renewals++ < MAX_RENEWALS && !rowsCorrupt ? seen : undefined
    seen = undefined
    const renewed = before && (await observeAgain(ports, before))
    // If nobody else has committed, something other than the row's rev was in the way of the commit.
    if (renewed !== undefined && renewed.row?.rev !== before?.row?.rev) return renewed
    const all = await observed(rowsCorrupt)
    if (rowsCorrupt || !isBusy(all.row, clock.now(), done.rev)) return all
    return (await observeAgain(ports, all)) ?? observed(rowsCorrupt)
  }
  return untilCommitted(clock, repository, deadline, async (rowsCorrupt) => {
    let next = await upToDate(rowsCorrupt)
    let hasSuccessors = true
    // A change is committed even if the repository is unknown and no tag is given. Another attempt may have read the bucket
    // earlier and be about to commit the first tag; the new rev makes its commit fail.
    do {
      seen = next
      const count = tagsThatFit(next, rewrites)
      const isAll = hasSuccessors && count === next.tags.length
      const part = isAll ? next : await observedOf(ports, next, next.tags.slice(0, count), rowsCorrupt)
      const completes = isComplete && count === next.tags.length
      const change = planChange({ ...part, rewrites, rebuild, isComplete: completes })
      await store.commit(change)
      seen = undefined
      done.count += count
      done.problems += change.tags.filter(({ brief }) => brief?.problem !== undefined).length
      done.rev = change.repository.rev
      // The row is known: it is the one that was just written. Which successors the rest needs follows from it.
      next = { ...next, row: change.repository, tags: next.tags.slice(count) }
      hasSuccessors = false
    } while (next.tags.length > 0)
    return done
  })
}

// How many of the first tags fit into one transaction. One tag always fits.
const tagsThatFit = (seen: Observation, rewrites: boolean): number => {
  let count = namesThatFit(seen.tags)
  while (count > 1) {
    const needed = actions(planChange({ ...seen, tags: seen.tags.slice(0, count), rewrites }))
    if (needed <= MAX_ACTIONS) break
    count = Math.max(1, Math.floor((count * MAX_ACTIONS) / needed))
  }
  return count
}

const namesThatFit = (tags: Observation['tags']): number => {
  let bytes = 0
  const tooMany = tags.slice(0, MAX_TAGS_PER_COMMIT).findIndex(({ tag }, at) => {
    bytes += byteLength(tag)
    return at > 0 && bytes > MAX_TAG_BYTES_PER_COMMIT
  })
  return tooMany < 0 ? Math.min(tags.length, MAX_TAGS_PER_COMMIT) : tooMany
}

const isCountLost = ({ row, tags }: Observation): boolean =>
  row?.invalid !== undefined ||
  tags.some(({ stored }) => stored.isInvalid || (row === undefined && stored.existing !== undefined))

// Its document changes with nearly every commit. What this process has written itself tells of nobody else.
const isBusy = (row: StoredRepositoryRow | undefined, now: number, ownRev: number | undefined): boolean =>
  row !== undefined && row.rev !== ownRev && Math.abs(now - row.changedAt) < BUSY_MS

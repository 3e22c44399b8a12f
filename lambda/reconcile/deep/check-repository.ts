// Looks whether all that the tags of a repository point to is in the bucket. What rows say is enough to know that of most
// tags, so no object is read. An image index is read, because its row does not say what its images point to.

import { failureKind } from '../../indexing/failure.ts'
import { indexTags } from '../../indexing/index-tags.ts'
import type { TagBrief, TagDetail } from '../../model/row-schemas.ts'
import type { Suspicion } from '../../registry/content/blobs/tag-blobs.ts'
import { type Facts, MAX_LAYERS } from '../../registry/content/facts.ts'
import { contentsOf } from '../../registry/content/stored-contents.ts'
import { batches } from '../../shared/batches.ts'
import type { ReconcilePorts } from '../run-ports.ts'

/** Tags of a repository that are read in parallel, then indexed where the index says otherwise. */
const PARALLEL_TAGS = 8

export interface CheckOptions {
  /** True for a digest that the listing does not have. */
  readonly isSuspected: Suspicion
  /** The last tag that was looked at before; undefined to begin. */
  readonly after: string | undefined
  /** Epoch milliseconds after which no further tags are looked at, except for the first ones. */
  readonly deadline: number
  /** Epoch milliseconds until which commits that conflict are retried. */
  readonly hardDeadline: number
}

/** What was found in a repository. */
export interface CheckedRepository {
  readonly isDone: boolean
  /** The last tag that was looked at, if it is not done. */
  readonly last?: string
  /** Tags of which something is gone. */
  readonly gone: number
  /** Tags that were indexed because the index said otherwise. */
  readonly changed: number
}

/**
 * Compares what the tags of a repository point to with a listing, and indexes the tags of which the index does not say
 * what is gone, or says so although it came back. What the listing does not have is looked for once more before that.
 * @throws BucketError if S3 fails; whatever DynamoDB throws
 */
export const checkRepository = async (
  ports: ReconcilePorts,
  repository: string,
  { isSuspected, after = '', deadline, hardDeadline }: CheckOptions,
): Promise<CheckedRepository> => {
  const { open, recorded } = await openTags(ports, repository, isSuspected)
  let gone = 0
  let changed = 0
  const look = async (brief: TagBrief): Promise<string[]> => {
    const facts = await readAgain(ports, brief, isSuspected)
    if (facts?.dangling !== undefined) gone++
    return facts !== undefined && differs(facts, brief, recorded.get(brief.tag)) ? [brief.tag] : []
  }
  for await (const briefs of batches(
    needLook(ports, repository, { open, recorded, isSuspected, after }),
    PARALLEL_TAGS,
  )) {
    const differing = (await Promise.all(briefs.map(look))).flat()
    if (differing.length > 0) await indexTags(ports, repository, differing, { deadline: hardDeadline, isSuspected })
    changed += differing.length
    const last = briefs.at(-1)?.tag
    if (ports.clock.now() >= deadline && last !== undefined) return { isDone: false, last, gone, changed }
  }
  return { isDone: true, gone, changed }
}

interface Needed extends Pick<CheckOptions, 'isSuspected'> {
  readonly open: ReadonlySet<string>
  readonly recorded: ReadonlyMap<string, readonly string[]>
  readonly after: string
}

// In the order of tags. A brief that can't be read is the comparison's, which writes it anew.
async function* needLook(
  { store }: ReconcilePorts,
  repository: string,
  { open, recorded, isSuspected, after }: Needed,
): AsyncGenerator<TagBrief> {
  for await (const { tag, brief } of store.briefs(repository)) {
    if (brief === undefined || tag <= after) continue
    // Where there was a problem, the rows may not have all that the tag points to.
    const isMarked = recorded.has(tag) || brief.problem !== undefined
    if (isMarked || open.has(tag) || (brief.digest !== undefined && isSuspected(brief.digest))) yield brief
  }
}

// Returns the tags that must be looked at by what their details say: of which something is not listed, or of which the
// detail does not say all that they point to. And what details record as gone.
const openTags = async ({ store }: ReconcilePorts, repository: string, isSuspected: Suspicion) => {
  const open = new Set<string>()
  const recorded = new Map<string, readonly string[]>()
  for await (const { tag, detail } of store.details(repository)) {
    if (detail?.gone !== undefined) recorded.set(tag, detail.gone)
    if (detail !== undefined && (!saysAll(detail) || contentsOfRow(detail).some(isSuspected))) open.add(tag)
  }
  return { open, recorded }
}

const saysAll = ({ children, childrenLeft, cut = [], layers = [] }: TagDetail): boolean =>
  children === undefined && childrenLeft === undefined && !cut.includes('layers') && layers.length < MAX_LAYERS

const contentsOfRow = ({ configDigest, layers = [] }: TagDetail): string[] =>
  contentsOf({
    config: { digest: configDigest, mediaType: undefined },
    layers: layers.map(({ digest, mediaType }) => ({ digest, mediaType })),
  })

// A fault of ours costs its tag, and is the tag's problem since it was indexed.
const readAgain = async (
  { readTarget }: ReconcilePorts,
  { repository, tag, digest }: TagBrief,
  isSuspected: Suspicion,
): Promise<Facts | undefined> => {
  if (digest === undefined) return undefined
  try {
    return await readTarget({ repository, tag }, digest, isSuspected)
  } catch (error) {
    if (failureKind(error) === 'fault') return undefined
    throw error
  }
}

// True if the facts say something else of what is gone than the rows.
const differs = (facts: Facts, brief: TagBrief, recorded: readonly string[] = []): boolean =>
  facts.dangling !== brief.dangling || facts.problem !== brief.problem || (facts.gone ?? []).join() !== recorded.join()

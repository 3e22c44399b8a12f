// What `registry-index cleanup` advises, in words that are printed: digests and times as texts.

import type { Amount } from '../storage/blob-table.ts'
import type { Reason } from './choose.ts'

/** One deletion: of a manifest with all of its tags, or, without a digest, of one tag whose manifest stays or is missing. */
export interface AdvisedDeletion {
  readonly reason: Reason
  readonly digest?: string
  /** All tags that are gone afterwards. */
  readonly tags: readonly string[]
  /** ISO 8601, whole seconds. */
  readonly pushedAt: string
  /** Bytes of the blobs that nothing else in the registry needs: what this deletion frees, if it is the only one. */
  readonly bytes: number
}

/** The deletions of one repository, in an order in which they may stop anywhere. */
export interface RepositoryAdvice {
  readonly name: string
  /** Bytes that these free, if no other repository's are done. */
  readonly bytes: number
  readonly deletions: readonly AdvisedDeletion[]
}

/** A repository of which nothing is listed, because something in it can't be read. */
interface LeftOut {
  readonly repository: string
  readonly why: string
}

export interface Advice {
  /** Those of which something is listed, most bytes first. */
  readonly repositories: readonly RepositoryAdvice[]
  /** What all deletions together free: at least the sum of the repositories'. */
  readonly freed: Amount
  /** What garbage-collect frees without any deletion, since no manifest needs it. */
  readonly unneeded: Amount
  readonly leftOut: readonly LeftOut[]
  /** Links of untagged manifests that do not exist. No request deletes them, and garbage-collect passes over them. */
  readonly deadLinks: number
}

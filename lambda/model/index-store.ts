// The port through which indexing and reconcile read and write the index, and the change that one commit applies.

import type { BoundedRange } from '../registry/path-range.ts'
import type {
  ExistingRow,
  ListedBrief,
  RepositoryRow,
  StoredRepositoryRow,
  StoredTag,
  TagBrief,
  TagDetail,
} from './row-schemas.ts'
import type { Entry } from './search-entries.ts'

/** What a change does to one tag. */
export interface TagChange {
  readonly tag: string
  /** The brief's row as it was read; undefined if there was none. The commit fails unless this still holds. */
  readonly expected: ExistingRow | undefined
  /** The new brief; undefined to delete the tag, or to leave it absent. */
  readonly brief: TagBrief | undefined
  /** The new detail; `keep` to leave it as it is, also absent; undefined to delete it. */
  readonly detail: TagDetail | 'keep' | undefined
}

/** Everything that one transaction changes. Either all of it is applied or nothing. */
export interface Change {
  readonly repository: RepositoryRow
  /** The repository's row as it was read; undefined if there was none. The commit fails unless this still holds. */
  readonly expected: ExistingRow | undefined
  readonly tags: readonly TagChange[]
  readonly added: readonly Entry[]
  readonly removed: readonly Entry[]
}

/** The most actions that DynamoDB takes in one transaction. */
export const MAX_ACTIONS = 100

/** Counts a change's actions: the repository, each tag's brief (or the check that it is absent), details, entries. */
export const actions = ({ tags, added, removed }: Change): number =>
  1 + tags.reduce((sum, { detail }) => sum + (detail === 'keep' ? 1 : 2), 0) + added.length + removed.length

/** The index's tables, as indexing and reconcile need them. */
export interface IndexStore {
  /** Reads a repository's row. Strongly consistent. */
  repository(name: string): Promise<StoredRepositoryRow | undefined>
  /** Reads both rows of each of these tags. Strongly consistent. The result omits tags that have neither row. */
  tags(repository: string, tags: readonly string[]): Promise<Map<string, StoredTag>>
  /**
   * Reads the first `limit` briefs of a repository in descending order of this key, without those that are invalid.
   * Strongly consistent.
   */
  greatest(repository: string, order: 'rank' | 'newest', limit: number): Promise<TagBrief[]>
  /** Reads all briefs of a repository. Eventually consistent, unless `consistent` asks for more. */
  briefs(repository: string, options?: { readonly consistent: boolean }): AsyncIterable<ListedBrief>
  /** Reads the details of all tags of a repository, undefined for those that are invalid. Eventually consistent. */
  details(repository: string): AsyncIterable<{ readonly tag: string; readonly detail: TagDetail | undefined }>
  /** Reads those rows of these repositories that exist and are valid, in no order. Eventually consistent. */
  repositories(names: readonly string[]): Promise<RepositoryRow[]>
  /**
   * Lists the repositories that have a tag and whose catalog paths start with `start`, or lie in a range, in the order of their
   * paths. The listing begins after the repository `after`. Eventually consistent.
   */
  catalog(
    start: string | BoundedRange,
    after: { readonly path: string; readonly name: string } | undefined,
  ): AsyncIterable<string>
  /**
   * Applies a change in one transaction.
   * @throws ConflictError where something is not as the change expects it
   * @throws RejectedError where DynamoDB rejects the rows themselves
   */
  commit(change: Change): Promise<void>
  /**
   * Writes the row of a repository that has none, in one request that is no transaction. Returns false where it has one,
   * or where a transaction is writing it just now.
   */
  create(row: RepositoryRow): Promise<boolean>
}

import type { RepositoryRow, StoredTag, TagBrief, TagDetail } from './row-schemas.ts'
import type { Entry } from './search-entries.ts'

/** One tag in a change. */
export interface TagChange {
  readonly tag: string
  /** The rev of its brief as it was read; undefined: there was none. The change holds only if that is still so. */
  readonly expected: number | undefined
  /** Its new brief; undefined: the tag goes, or stays away. */
  readonly brief: TagBrief | undefined
  /** Its new detail; `keep`: as it is; undefined: it goes, or stays away. */
  readonly detail: TagDetail | 'keep' | undefined
}

/** What one transaction changes: all of it, or nothing. */
export interface Change {
  readonly repository: RepositoryRow
  /** The repository's rev as it was read; undefined: there was no row. */
  readonly expected: number | undefined
  readonly tags: readonly TagChange[]
  readonly added: readonly Entry[]
  readonly removed: readonly Entry[]
}

/** Most actions that DynamoDB takes in one transaction. */
export const MAX_ACTIONS = 100

/** How many actions a change takes: the repository, each tag's brief (or that it is absent), details, entries. */
export const actions = ({ tags, added, removed }: Change): number =>
  1 + tags.reduce((sum, tag) => sum + (touchesDetail(tag) ? 2 : 1), 0) + added.length + removed.length

/** Whether a change of a tag writes or deletes its detail. */
export const touchesDetail = ({ brief, detail, expected }: TagChange): boolean =>
  brief === undefined ? expected !== undefined : detail !== 'keep'

/** The index's tables, as indexing and reconcile need them. */
export interface IndexStore {
  /** Strongly consistent. */
  repository(name: string): Promise<RepositoryRow | undefined>
  /** Both rows of these tags, strongly consistent; tags without any are left out. */
  tags(repository: string, tags: readonly string[]): Promise<Map<string, StoredTag>>
  /** The first briefs by an order, from the greatest down; strongly consistent. */
  greatest(repository: string, order: 'rank' | 'newest', limit: number): Promise<TagBrief[]>
  /** All briefs of a repository; eventually consistent unless asked for otherwise. */
  briefs(repository: string, options?: { readonly consistent: boolean }): AsyncIterable<TagBrief>
  /** The rows that exist of these repositories and are sound, in no order; eventually consistent. */
  repositories(names: readonly string[]): Promise<RepositoryRow[]>
  /**
   * Names of the repositories that have a tag and whose paths start with `start`, in the order of their paths, after
   * the repository `after`; eventually consistent.
   */
  catalog(start: string, after: { readonly path: string; readonly name: string } | undefined): AsyncIterable<string>
  /**
   * One transaction.
   * @throws ConflictError where something is not as the change expects it
   * @throws RejectedError where the rows themselves are refused
   */
  commit(change: Change): Promise<void>
}

import type { RepositoryRow } from '../model/row-schemas.ts'

/** The index as search reads it; everything is eventually consistent, each call is one request. */
export interface SearchReader {
  /** Entries of a shelf that start with `start`, after the entry `after`, in order; fewer than `limit` only at the end. */
  shelf(shelf: string, start: string, after: string | undefined, limit: number): Promise<string[]>
  /** The rows that exist of these repositories, in no order. */
  repositories(names: readonly string[]): Promise<RepositoryRow[]>
  /** Repositories with a visible tag, by when the newest one was pushed. */
  recent(range: RecentRange): Promise<{ readonly key: string; readonly name: string }[]>
  /** Names of the repositories that have a tag, by their paths, between two paths (exclusive, inclusive). */
  catalog(after: string, upTo: string, limit: number): Promise<string[]>
  /** Of these repositories those that have this tag, and not hidden; in no order. */
  having(repositories: readonly string[], tag: string): Promise<string[]>
  /** The first visible tag of a repository that begins so, in the order of bytes. */
  tagLike(repository: string, start: string): Promise<string | undefined>
}

/** A part of the order by time. Times are ISO 8601, whole seconds, UTC. */
interface RecentRange {
  /** Pushed then or later. */
  readonly from: string
  /** Pushed earlier than that. */
  readonly before: string
  readonly oldestFirst: boolean
  /** The key after which to go on. */
  readonly after: string | undefined
  readonly limit: number
}

import type { RepositoryRow } from '../index/records.ts'

/** The index as search reads it; everything is eventually consistent, each call is one request. */
export interface SearchReader {
  /** Entries of a shelf that start with `start`, after the entry `after`, in order; fewer than `limit` only at the end. */
  shelf(shelf: string, start: string, after: string | undefined, limit: number): Promise<string[]>
  /** The rows that exist of these repositories, in no order. */
  repositories(names: readonly string[]): Promise<RepositoryRow[]>
  /** Names of the repositories with a visible tag, the one pushed last first. */
  newest(limit: number): Promise<string[]>
  /** Names of the repositories that have a tag, by their paths, between two paths (exclusive, inclusive). */
  catalog(after: string, upTo: string, limit: number): Promise<string[]>
}

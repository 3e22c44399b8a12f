// What search needs of the outside: the documents in memory, and the lookups in DynamoDB.

import type { Entry } from '../model/search-entries.ts'
import type { Documents } from './memory/documents.ts'

/** Reads lookups; eventually consistent, each call is one request, but for a page of more than 1 MB. */
export interface LookupReader {
  /**
   * Reads entries of a partition that begin with `start`, after the entry `after`, in the order of their bytes; fewer
   * than `limit` only at the end.
   */
  lookups(partition: string, start: string, after: string | undefined, limit: number): Promise<string[]>
  /**
   * Returns the ids (`entryId`) of those entries that exist; at most 100 distinct ones are asked for, and none of a kind
   * that an index of the tag table shows.
   */
  entriesExist(entries: readonly Entry[]): Promise<ReadonlySet<string>>
}

/** What one search works with. */
export interface SearchPorts {
  readonly documents: Documents
  readonly lookups: LookupReader
}

import type { Entry } from '../lambda/model/search-entries.ts'

/** Reads the index's tables. Rows are returned as they are stored, neither parsed nor validated. */
export interface IndexScan {
  /** Reads the row of a repository; strongly consistent. */
  repository(name: string): Promise<unknown>
  /** Reads all rows of a repository in the tag table, briefs and details, in any order; strongly consistent. */
  tagRows(repository: string): AsyncIterable<unknown>
  /** Reads all rows of the repository table, in any order; eventually consistent. */
  repositories(): AsyncIterable<unknown>
  /** Lists the repositories that have a row in the tag table, each at least once; eventually consistent. */
  repositoriesOfTagRows(): AsyncIterable<string>
  /** Reads all rows of the search table, in any order; strongly consistent. */
  entries(): AsyncIterable<Entry>
}

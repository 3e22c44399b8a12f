import type { Entry } from '../lambda/model/search-entries.ts'

/** Reads the index's tables as they are: rows unparsed, whoever wrote them. */
export interface IndexScan {
  /** The row of a repository; strongly consistent. */
  repository(name: string): Promise<unknown>
  /** All of a repository's rows in the tag table, briefs and details, in no order; strongly consistent. */
  tagRows(repository: string): AsyncIterable<unknown>
  /** All rows of the repository table, in no order. */
  repositories(): AsyncIterable<unknown>
  /** Every repository of which the tag table has a row, as often as it likes. */
  tagged(): AsyncIterable<string>
  /** All rows of the search table, in no order; strongly consistent. */
  entries(): AsyncIterable<Entry>
}

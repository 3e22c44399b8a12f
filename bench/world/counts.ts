/** The tables that are counted; the version table has a few dozen small rows and is not. */
export type TableName = 'repository' | 'tag' | 'search'

export const TABLES = { repository: 'repository', tag: 'tag', search: 'search' } as const

/** What was asked of one table. Units are DynamoDB's. */
export interface TableCounts {
  requests: number
  readUnits: number
  /** In the table and its indexes together. */
  writeUnits: number
  /** Of these, in indexes. */
  indexUnits: number
  /** Items put or deleted. */
  writes: number
}

/** What was asked of the bucket and the tables. */
export interface Counts {
  list: number
  /** Reads of tags' links and of blobs. */
  get: number
  /** Of these: reads of links, and all reads, of single-platform images. */
  imageLinks: number
  imageGets: number
  tables: Record<TableName, TableCounts>
  /** Transactions that took effect, and that were cancelled by a condition. */
  commits: number
  cancelled: number
  /** Write units of the latter. */
  cancelledUnits: number
}

const noTable = (): TableCounts => ({ requests: 0, readUnits: 0, writeUnits: 0, indexUnits: 0, writes: 0 })

/** Counters at zero. */
export const noCounts = (): Counts => ({
  list: 0,
  get: 0,
  imageLinks: 0,
  imageGets: 0,
  tables: { repository: noTable(), tag: noTable(), search: noTable() },
  commits: 0,
  cancelled: 0,
  cancelledUnits: 0,
})

/** A sum over the tables. */
export const overTables = ({ tables }: Counts, what: keyof TableCounts): number =>
  Object.values(tables).reduce((sum, table) => sum + table[what], 0)

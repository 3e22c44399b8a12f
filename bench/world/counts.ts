// Counters for the requests to the made-up bucket and tables.

/** The tables that are counted. The version table is not: it has only a few dozen small rows. */
export type TableName = 'repository' | 'tag' | 'search'

export const TABLES = { repository: 'repository', tag: 'tag', search: 'search' } as const

/** Counts of one table. Units are DynamoDB's capacity units. */
export interface TableCounts {
  requests: number
  readUnits: number
  /** Of the table and its secondary indexes together. */
  writeUnits: number
  /** The part of `writeUnits` that is of secondary indexes, and the part of that which is of those by values of tags. */
  indexUnits: number
  lookupUnits: number
  /** Items put or deleted. */
  writes: number
}

/** Counts of the bucket and the tables. */
export interface Counts {
  list: number
  /** Reads of links of tags and of blobs. */
  get: number
  /** The part of `get` that is for single-platform images: reads of links only, and reads of links and blobs. */
  imageLinks: number
  imageGets: number
  tables: Record<TableName, TableCounts>
  /** Write units of each partition of a table or of a global index, by its name and the partition's key. */
  partitions: Map<string, number>
  /** Transactions that took effect. */
  commits: number
  /** Transactions that a failed condition cancelled. */
  cancelled: number
  /** The part of the tables' `writeUnits` that is of cancelled transactions. */
  cancelledUnits: number
}

const noTable = (): TableCounts => ({
  requests: 0,
  readUnits: 0,
  writeUnits: 0,
  indexUnits: 0,
  lookupUnits: 0,
  writes: 0,
})

/** Returns new counters, all zero. */
export const noCounts = (): Counts => ({
  list: 0,
  get: 0,
  imageLinks: 0,
  imageGets: 0,
  tables: { repository: noTable(), tag: noTable(), search: noTable() },
  partitions: new Map(),
  commits: 0,
  cancelled: 0,
  cancelledUnits: 0,
})

/** Returns the sum of one count over all tables. */
export const overTables = ({ tables }: Counts, what: keyof TableCounts): number =>
  Object.values(tables).reduce((sum, table) => sum + table[what], 0)

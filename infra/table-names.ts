/** Physical names of the index's tables. */
export interface TableNames {
  readonly repository: string
  readonly tag: string
  readonly search: string
  readonly version: string
}

/**
 * Returns the tables' names: the database's name and what the table holds. Some are the names of 2015.
 * @example tableNames('hub').tag // 'hub-tag'
 */
export const tableNames = (database: string): TableNames => ({
  repository: `${database}-repository`,
  tag: `${database}-tag`,
  search: `${database}-search`,
  version: `${database}-version`,
})

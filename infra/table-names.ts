/** Physical names of the index's tables. */
export interface TableNames {
  readonly repository: string
  readonly tag: string
  readonly search: string
  readonly version: string
}

/**
 * The tables' names, each the database's and what it holds; those of 2015 are among them.
 * @example tableNames('hub').tag // 'hub-tag'
 */
export const tableNames = (database: string): TableNames => ({
  repository: `${database}-repository`,
  tag: `${database}-tag`,
  search: `${database}-search`,
  version: `${database}-version`,
})

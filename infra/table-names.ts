import { DEFAULT_DATABASE } from '../lambda/names.ts'

/** Physical names of the index's tables. */
export interface TableNames {
  readonly repository: string
  readonly tag: string
  readonly search: string
  readonly version: string
}

/** What may be said of the tables' names. */
export interface TableNameOptions {
  readonly database?: string | undefined
  readonly repositoryTable?: string | undefined
  readonly versionTable?: string | undefined
}

/**
 * The tables' names: `<database>-repository` and so on; the two tables of 2015 may be named one by one, as they could then.
 * @example tableNames({ database: 'hub' }).tag // 'hub-tag'
 */
export const tableNames = (options: TableNameOptions): TableNames => {
  const { database = DEFAULT_DATABASE, repositoryTable, versionTable } = options
  return {
    repository: repositoryTable ?? `${database}-repository`,
    tag: `${database}-tag`,
    search: `${database}-search`,
    version: versionTable ?? `${database}-version`,
  }
}

// Names of a deployment: of its stack and its tables.

/** Name of the stack if the setting `stack` or the option `--stack` is not given. */
export const DEFAULT_STACK = 'registry-index'

/** Default prefix of table names. `<database>-repository` and `<database>-version` date from 2015, others are newer. */
export const DEFAULT_DATABASE = 'docker-registry'

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

/**
 * Variables of the environment that give settings: the names that docker-registry and docker-registry-index-dynamodb read
 * until 2015 (their config_sample.yml and README), so that the environment of an old registry serves here too.
 */
export const VARIABLES_OF_2015 = {
  bucket: 'AWS_BUCKET',
  storagePath: 'STORAGE_PATH',
  database: 'DYNAMODB_DATABASE',
  repositoryTable: 'DYNAMODB_REPOSITORY_TABLE',
  versionTable: 'DYNAMODB_VERSION_TABLE',
  /** Of the tables. It can only be that of the bucket. */
  region: 'DYNAMODB_REGION',
} as const

/** What may stand in the name of a table (DynamoDB developer guide, Naming rules). */
export const TABLE_NAME = /^[A-Za-z0-9._-]{3,255}$/

/** Returns the first part of the tables' names if the setting `database` is not given. */
export const databaseOf = (stack: string): string => (stack === DEFAULT_STACK ? DEFAULT_DATABASE : stack)

/** What may stand in the name of a database. */
export const DATABASE_NAME = /^[A-Za-z0-9._-]{1,244}$/

/** What may stand in the name of a stack. */
export const STACK_NAME = /^[A-Za-z][A-Za-z0-9-]{0,127}$/

/** The id of an AWS account. */
export const ACCOUNT_ID = /^\d{12}$/

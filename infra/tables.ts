import { RemovalPolicy } from 'aws-cdk-lib'
import { AttributeType, ProjectionType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import { tableNames } from '../lambda/names/deployment.ts'
import { ENV } from '../lambda/names/environment.ts'
import { REPOSITORY, SEARCH, TAG, VERSION } from '../lambda/names/tables.ts'
import { warmUnits } from './warm-throughput.ts'

const text = (name: string) => ({ name, type: AttributeType.STRING })

// The index can be rebuilt from the bucket: it is deleted with the stack and needs no point-in-time recovery.
const REBUILDABLE = { removalPolicy: RemovalPolicy.DESTROY }

export interface TablesProps {
  /** First part of the tables' names. */
  readonly database: string
  /** Names of these two tables, if they are not made of `database`. */
  readonly repositoryTable?: string | undefined
  readonly versionTable?: string | undefined
  /** Whether the tables of repositories and of tags tell of their changes. */
  readonly hasStreams: boolean
  /** Write units a second for which the table of tags is ready, and the others as a first load needs it. */
  readonly warmThroughput: number | undefined
}

/** The index: four tables, billed on demand and deleted with the stack. */
export class Tables extends Construct {
  readonly repository: TableV2
  readonly tag: TableV2
  readonly search: TableV2
  readonly version: TableV2

  /** First part of the tables' names. */
  readonly database: string

  constructor(scope: Construct, id: string, props: TablesProps) {
    super(scope, id)
    const { database, repositoryTable, versionTable, hasStreams, warmThroughput } = props
    this.database = database
    const names = tableNames(database)
    const ready = (of: Parameters<typeof warmUnits>[1]) => {
      const writeUnitsPerSecond = warmUnits(warmThroughput, of)
      return writeUnitsPerSecond === undefined ? {} : { warmThroughput: { writeUnitsPerSecond } }
    }
    const stream = hasStreams ? { dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES } : {}
    this.repository = new TableV2(this, 'Repository', {
      ...REBUILDABLE,
      ...stream,
      ...ready('repository'),
      tableName: repositoryTable ?? names.repository,
      partitionKey: text(REPOSITORY.key),
      timeToLiveAttribute: REPOSITORY.expires,
      globalSecondaryIndexes: [
        {
          indexName: REPOSITORY.catalog.index,
          partitionKey: text(REPOSITORY.catalog.partition),
          sortKey: text(REPOSITORY.catalog.sort),
          projectionType: ProjectionType.KEYS_ONLY,
        },
        {
          indexName: REPOSITORY.changes.index,
          partitionKey: text(REPOSITORY.changes.partition),
          sortKey: { name: REPOSITORY.changes.sort, type: AttributeType.NUMBER },
          projectionType: ProjectionType.INCLUDE,
          nonKeyAttributes: [REPOSITORY.changes.document],
        },
      ],
    })
    this.tag = new TableV2(this, 'Tag', {
      ...REBUILDABLE,
      ...stream,
      ...ready('tag'),
      tableName: names.tag,
      partitionKey: text(TAG.partition),
      sortKey: text(TAG.sort),
      // Local indexes can't be added to a table later, so both are there from the start.
      localSecondaryIndexes: [TAG.rank, TAG.newest].map(({ index, sort }) => ({
        indexName: index,
        sortKey: text(sort),
        projectionType: ProjectionType.ALL,
      })),
      globalSecondaryIndexes: Object.values(TAG.lookups).map(({ index, partition, sort }) => ({
        indexName: index,
        partitionKey: text(partition),
        sortKey: text(sort),
        projectionType: ProjectionType.KEYS_ONLY,
        ...ready('tagIndex'),
      })),
    })
    this.search = new TableV2(this, 'Search', {
      ...REBUILDABLE,
      ...ready('search'),
      tableName: names.search,
      partitionKey: text(SEARCH.partition),
      sortKey: text(SEARCH.sort),
    })
    this.version = new TableV2(this, 'Version', {
      ...REBUILDABLE,
      tableName: versionTable ?? names.version,
      partitionKey: text(VERSION.key),
      timeToLiveAttribute: VERSION.expires,
    })
  }
}

/** Returns the environment variables by which a function knows the tables. */
export const tableEnvironment = ({ database, repository, tag, search, version }: Tables): Record<string, string> => ({
  [ENV.database]: database,
  [ENV.repositoryTable]: repository.tableName,
  [ENV.tagTable]: tag.tableName,
  [ENV.searchTable]: search.tableName,
  [ENV.versionTable]: version.tableName,
})

const READ_ACTIONS = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query']
// A transaction needs the rights to the single actions in it; there is none to TransactWriteItems itself.
const WRITE_ACTIONS = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem']

/** Lets the grantee read these tables and their indexes, and nothing else: no Scan. */
export const grantRead = (grantee: IGrantable, ...tables: TableV2[]): void => {
  for (const table of tables) table.grant(grantee, ...READ_ACTIONS)
}

/** Lets the grantee scan a table, but not its indexes. Only who reads all search documents needs it. */
export const grantScan = (grantee: IGrantable, table: TableV2): void => {
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({ actions: ['dynamodb:Scan'], resources: [table.tableArn] }),
  )
}

/** Lets the grantee read and write these tables, by single actions and by transactions. */
export const grantReadWrite = (grantee: IGrantable, ...tables: TableV2[]): void => {
  for (const table of tables) table.grant(grantee, ...READ_ACTIONS, ...WRITE_ACTIONS)
}

import { describe, expect, it } from 'vitest'
import { both, eventBridge, foreign, KEY, other, plain, render, rights, sns, v1Only } from './template.ts'

/** The rights on a table's rows that a function has if it writes the table. */
const ROW_RIGHTS = (table: string) =>
  ['BatchGetItem', 'ConditionCheckItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'].map(
    (action) => `dynamodb:${action} on <IndexTables${table}.Arn>`,
  )

describe('the rights of the functions', () => {
  const logs = (group: string) => [`logs:CreateLogStream on <${group}.Arn>`, `logs:PutLogEvents on <${group}.Arn>`]
  const withIndexes = (table: string) => [...ROW_RIGHTS(table), ...ROW_RIGHTS(table).map((right) => `${right}/index/*`)]
  const bucket = (root: string) => [
    `s3:GetObject on arn:<AWS::Partition>:s3:::registry/${root}docker/registry/v2/blobs/*`,
    `s3:GetObject on arn:<AWS::Partition>:s3:::registry/${root}docker/registry/v2/repositories/*`,
    's3:ListBucket on arn:<AWS::Partition>:s3:::registry',
  ]

  const reading = (table: string) => ROW_RIGHTS(table).filter((right) => /:(BatchGetItem|GetItem|Query) /.test(right))

  /** Both who build a snapshot and who load without one read all rows of repositories. */
  const SCAN = 'dynamodb:Scan on <IndexTablesRepository.Arn>'

  it('let the indexer read the bucket, but not write it, write three tables, and consume its queue', () => {
    expect(rights(plain, 'IndexIndexingIndexerRole')).toEqual(
      [
        ...withIndexes('Repository'),
        ...withIndexes('Tag'),
        ...ROW_RIGHTS('Search'),
        ...reading('Version'),
        ...bucket(''),
        ...logs('IndexIndexingIndexerLogs'),
        ...['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'ReceiveMessage'].map(
          (action) => `sqs:${action} on <IndexIndexingQueue.Arn>`,
        ),
      ].sort(),
    )
  })

  it('let the backfill read the bucket, but not write it, write the four tables, and empty the dead-letter queue', () => {
    expect(rights(plain, 'IndexBackfillFunctionRole')).toEqual(
      [
        ...withIndexes('Repository'),
        ...withIndexes('Tag'),
        ...ROW_RIGHTS('Search'),
        ...ROW_RIGHTS('Version'),
        SCAN,
        ...bucket(''),
        's3:GetBucketNotification on arn:<AWS::Partition>:s3:::registry',
        ...logs('IndexBackfillFunctionLogs'),
        'sqs:DeleteMessage on <IndexIndexingDeadLetterQueue.Arn>',
        'sqs:ReceiveMessage on <IndexIndexingDeadLetterQueue.Arn>',
      ].sort(),
    )
  })

  it('let search read four tables, its secret and blobs, and list the bucket, but write nothing', () => {
    const blobs = (root: string) =>
      `s3:GetObject on arn:<AWS::Partition>:s3:::registry/${root}docker/registry/v2/blobs/*`
    const tables = [
      's3:ListBucket on arn:<AWS::Partition>:s3:::registry',
      ...reading('Repository'),
      ...reading('Repository').map((right) => `${right}/index/*`),
      ...reading('Tag'),
      ...reading('Tag').map((right) => `${right}/index/*`),
      ...reading('Search'),
      ...reading('Version'),
      SCAN,
      ...logs('IndexSearchFunctionLogs'),
    ]
    const secret = 'secretsmanager:GetSecretValue on <IndexSearchSecret>'
    expect(rights(plain, 'IndexSearchFunctionRole')).toEqual([...tables, secret, blobs('')].sort())
    expect(rights(other, 'IndexSearchFunctionRole')).toEqual(
      [...tables, blobs('deep/registry/'), `kms:Decrypt on ${KEY}`].sort(),
    )
    // Of a registry v1 it reads nothing.
    expect(rights(both, 'IndexSearchFunctionRole')).toEqual([...tables, secret, blobs('')].sort())
    expect(rights(v1Only, 'IndexSearchFunctionRole')).toEqual([...tables, secret].sort())
  })

  it('include reading a registry v1 below its own root, and nothing else of the bucket', () => {
    for (const role of ['IndexIndexingIndexerRole', 'IndexBackfillFunctionRole'])
      expect(rights(both, role).filter((right) => right.startsWith('s3:GetObject'))).toEqual([
        ...bucket('').filter((right) => right.startsWith('s3:GetObject')),
        's3:GetObject on arn:<AWS::Partition>:s3:::registry/old/images/*',
        's3:GetObject on arn:<AWS::Partition>:s3:::registry/old/repositories/*',
      ])
  })

  it('let the function of the deployment let others try theirs, start a run, and take our rules out of the bucket', () => {
    const common = [
      'lambda:InvokeFunction on <IndexBackfillFunction.Arn>',
      'lambda:InvokeFunction on <IndexIndexingIndexer.Arn>',
      ...logs('IndexBackfillDeploymentLogs'),
    ]
    const start = 'states:StartExecution on <IndexBackfillStateMachine>'
    expect(rights(plain, 'IndexBackfillDeploymentRole')).toEqual([
      ...common,
      's3:GetBucketNotification on arn:<AWS::Partition>:s3:::registry',
      's3:PutBucketNotification on arn:<AWS::Partition>:s3:::registry',
      start,
    ])
    for (const template of [eventBridge, sns, foreign])
      expect(rights(template, 'IndexBackfillDeploymentRole')).toEqual([...common, start])
  })

  it('include decrypting with the key, and nothing else with it, only if a key is set', () => {
    for (const role of ['IndexIndexingIndexerRole', 'IndexBackfillFunctionRole']) {
      expect(rights(plain, role).filter((right) => right.startsWith('kms:'))).toEqual([])
      expect(rights(other, role).filter((right) => right.startsWith('kms:'))).toEqual([`kms:Decrypt on ${KEY}`])
      expect(rights(other, role)).toEqual(expect.arrayContaining(bucket('deep/registry/')))
    }
  })

  it('have no condition on ListBucket if tags are read, so that a missing object reads as 404', () => {
    const conditions = (role: string) =>
      Object.values(plain.findResources('AWS::IAM::Policy'))
        .filter(({ Properties }) => render(Properties.Roles[0]).startsWith(`<${role}`))
        .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
        .filter(({ Action }) => [Action].flat().includes('s3:ListBucket'))
        .map(({ Condition }) => Condition)
    for (const role of ['IndexIndexingIndexerRole', 'IndexBackfillFunctionRole'])
      expect(conditions(role)).toEqual([undefined])
    expect(conditions('IndexSearchFunctionRole')).toEqual([
      { StringLike: { 's3:prefix': ['docker/registry/v2/repositories/*'] } },
    ])
  })
})

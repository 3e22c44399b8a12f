import { describe, expect, it } from 'vitest'
import { both, KEY, other, plain, render, rights } from './template.ts'

/** All that may be done with a table's rows by those who write it. */
const DATA = (table: string) =>
  ['BatchGetItem', 'ConditionCheckItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'].map(
    (action) => `dynamodb:${action} on <IndexTables${table}.Arn>`,
  )

describe('what the functions may do', () => {
  const logs = (group: string) => [`logs:CreateLogStream on <${group}.Arn>`, `logs:PutLogEvents on <${group}.Arn>`]
  const withIndexes = (table: string) => [...DATA(table), ...DATA(table).map((right) => `${right}/index/*`)]
  const bucket = (root: string) => [
    `s3:GetObject on arn:<AWS::Partition>:s3:::registry/${root}docker/registry/v2/blobs/*`,
    `s3:GetObject on arn:<AWS::Partition>:s3:::registry/${root}docker/registry/v2/repositories/*`,
    's3:ListBucket on arn:<AWS::Partition>:s3:::registry',
  ]

  const reading = (table: string) => DATA(table).filter((right) => /:(BatchGetItem|GetItem|Query) /.test(right))

  it('the indexer cannot write the bucket: it reads it, writes three tables, and takes from its queue', () => {
    expect(rights(plain, 'IndexIndexingIndexerRole')).toEqual(
      [
        ...withIndexes('Repository'),
        ...withIndexes('Tag'),
        ...DATA('Search'),
        ...reading('Version'),
        ...bucket(''),
        ...logs('IndexIndexingIndexerLogs'),
        ...['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'ReceiveMessage'].map(
          (action) => `sqs:${action} on <IndexIndexingQueue.Arn>`,
        ),
      ].sort(),
    )
  })

  it('the backfill cannot write the bucket: it reads it, and writes the four tables', () => {
    expect(rights(plain, 'IndexBackfillFunctionRole')).toEqual(
      [
        ...withIndexes('Repository'),
        ...withIndexes('Tag'),
        ...DATA('Search'),
        ...DATA('Version'),
        ...bucket(''),
        ...logs('IndexBackfillFunctionLogs'),
      ].sort(),
    )
  })

  it('search cannot write at all: it reads four tables and its secret, and lists the bucket', () => {
    const tables = [
      's3:ListBucket on arn:<AWS::Partition>:s3:::registry',
      ...reading('Repository'),
      ...reading('Repository').map((right) => `${right}/index/*`),
      ...reading('Tag'),
      ...reading('Tag').map((right) => `${right}/index/*`),
      ...reading('Search'),
      ...reading('Version'),
      ...logs('IndexSearchFunctionLogs'),
    ]
    const secret = 'secretsmanager:GetSecretValue on <IndexSearchSecret>'
    expect(rights(plain, 'IndexSearchFunctionRole')).toEqual([...tables, secret].sort())
    expect(rights(other, 'IndexSearchFunctionRole')).toEqual(tables.sort())
  })

  it('a registry v1 beside it is read where it lies, and nothing more', () => {
    for (const role of ['IndexIndexingIndexerRole', 'IndexBackfillFunctionRole'])
      expect(rights(both, role).filter((right) => right.startsWith('s3:GetObject'))).toEqual([
        ...bucket('').filter((right) => right.startsWith('s3:GetObject')),
        's3:GetObject on arn:<AWS::Partition>:s3:::registry/old/images/*',
        's3:GetObject on arn:<AWS::Partition>:s3:::registry/old/repositories/*',
      ])
  })

  it('start can do nothing but start the backfill', () => {
    expect(rights(plain, 'IndexBackfillStartRole')).toEqual([
      ...logs('IndexBackfillStartLogs'),
      'states:StartExecution on <IndexBackfillStateMachine>',
    ])
  })

  it('decrypting the bucket is allowed where a key is named, and nothing else with it', () => {
    for (const role of ['IndexIndexingIndexerRole', 'IndexBackfillFunctionRole']) {
      expect(rights(plain, role).filter((right) => right.startsWith('kms:'))).toEqual([])
      expect(rights(other, role).filter((right) => right.startsWith('kms:'))).toEqual([`kms:Decrypt on ${KEY}`])
      expect(rights(other, role)).toEqual(expect.arrayContaining(bucket('deep/registry/')))
    }
  })

  it('listing the bucket has no condition where objects are read, so that one that is gone reads as 404', () => {
    const conditions = (role: string) =>
      Object.values(plain.findResources('AWS::IAM::Policy'))
        .filter(({ Properties }) => render(Properties.Roles[0]).startsWith(`<${role}`))
        .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
        .filter(({ Action }) => Action === 's3:ListBucket')
        .map(({ Condition }) => Condition)
    for (const role of ['IndexIndexingIndexerRole', 'IndexBackfillFunctionRole'])
      expect(conditions(role)).toEqual([undefined])
    expect(conditions('IndexSearchFunctionRole')).toEqual([
      { StringLike: { 's3:prefix': ['docker/registry/v2/repositories/*'] } },
    ])
  })
})

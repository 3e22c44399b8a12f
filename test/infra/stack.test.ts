import { describe, expect, it } from 'vitest'
import { ALL_SETTINGS } from '../../infra/settings-schema.ts'
import { LEASE_S } from '../../lambda/names.ts'
import { both, KEY, other, plain, properties, render, withoutNumbers } from './template.ts'

const FUNCTIONS = ['IndexIndexingIndexer', 'IndexBackfillFunction', 'IndexSearchFunction', 'IndexBackfillStart']

describe('the tables', () => {
  it('have the names of 2015, and what came since', () => {
    const names = (template: typeof plain) =>
      Object.values(template.findResources('AWS::DynamoDB::GlobalTable')).map(({ Properties }) => Properties.TableName)
    expect(names(plain)).toEqual(['repository', 'tag', 'search', 'version'].map((name) => `docker-registry-${name}`))
    expect(names(other)).toEqual(['repository', 'tag', 'search', 'version'].map((name) => `hub-${name}`))
  })

  it('are paid on demand and have no backup to pay for', () => {
    for (const { Properties } of Object.values(plain.findResources('AWS::DynamoDB::GlobalTable'))) {
      expect(Properties.BillingMode).toBe('PAY_PER_REQUEST')
      expect(Properties.Replicas).toEqual([
        expect.not.objectContaining({ PointInTimeRecoverySpecification: expect.anything() }),
      ])
    }
  })

  it('repository: expires, and lists by catalog and by time, keys only', () => {
    const table = properties(plain, 'AWS::DynamoDB::GlobalTable', 'IndexTablesRepository')
    expect(table.KeySchema).toEqual([{ AttributeName: 'name', KeyType: 'HASH' }])
    expect(table.TimeToLiveSpecification).toEqual({ AttributeName: 'expires', Enabled: true })
    expect(table.GlobalSecondaryIndexes).toMatchObject([
      {
        IndexName: 'catalog',
        KeySchema: [{ AttributeName: 'catalog' }, { AttributeName: 'path' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
      {
        IndexName: 'recent',
        KeySchema: [{ AttributeName: 'recent' }, { AttributeName: 'recentKey' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ])
  })

  it('tag: sorts by rank and by time within the repository, whole rows', () => {
    const table = properties(plain, 'AWS::DynamoDB::GlobalTable', 'IndexTablesTag')
    expect(table.KeySchema).toMatchObject([{ AttributeName: 'repository' }, { AttributeName: 'tag' }])
    expect(table.LocalSecondaryIndexes).toEqual(
      ['rank', 'newest'].map((name) => ({
        IndexName: name,
        KeySchema: [
          { AttributeName: 'repository', KeyType: 'HASH' },
          { AttributeName: name, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      })),
    )
  })
})

describe('what happens in the bucket', () => {
  const notifications = (template: typeof plain) =>
    properties(template, 'Custom::S3BucketNotifications').NotificationConfiguration.QueueConfigurations

  it('is heard where a tag is written, removed or expired, and nowhere else', () => {
    expect(notifications(plain).map(({ Events }: { Events: string[] }) => Events)).toEqual([
      ['s3:ObjectCreated:*'],
      ['s3:ObjectRemoved:*'],
      ['s3:LifecycleExpiration:*'],
    ])
    for (const { Filter, QueueArn } of notifications(plain)) {
      expect(render(QueueArn)).toMatch(/^<IndexIndexingQueue[0-9A-F]{8}\.Arn>$/)
      expect(Filter.Key.FilterRules).toEqual([
        { Name: 'suffix', Value: '/current/link' },
        { Name: 'prefix', Value: 'docker/registry/v2/repositories/' },
      ])
    }
  })

  it('is heard below the root directory', () => {
    expect(notifications(other)[0].Filter.Key.FilterRules[1].Value).toBe(
      'deep/registry/docker/registry/v2/repositories/',
    )
  })

  it('has rules of its own for each layout', () => {
    const rules = notifications(both).map(
      ({ Filter }: { Filter: { Key: { FilterRules: unknown } } }) => Filter.Key.FilterRules,
    )
    expect(rules.slice(0, 3)).toEqual(
      notifications(plain).map(({ Filter }: { Filter: { Key: { FilterRules: unknown } } }) => Filter.Key.FilterRules),
    )
    expect(rules.slice(3)).toEqual(Array(3).fill([{ Name: 'prefix', Value: 'old/repositories/' }]))
  })

  it('tells the functions what is indexed', () => {
    for (const id of ['IndexIndexingIndexer', 'IndexBackfillFunction', 'IndexSearchFunction']) {
      const variables = (template: typeof plain) =>
        Object.entries(template.findResources('AWS::Lambda::Function')).find(
          ([name, { Properties }]) => name.startsWith(id) && Properties.Environment.Variables.REGISTRY_BUCKET,
        )?.[1].Properties.Environment.Variables
      expect(variables(both)).toMatchObject({
        REGISTRY_LAYOUTS: 'distribution,docker-v1',
        REGISTRY_STORAGE_PATH: 'old',
      })
      expect(variables(plain)).toMatchObject({ REGISTRY_LAYOUTS: 'distribution', REGISTRY_STORAGE_PATH: 'registry' })
    }
  })

  it('does not take the notifications of others away', () => {
    expect(properties(plain, 'Custom::S3BucketNotifications').Managed).toBe(false)
  })
})

describe('the queue', () => {
  const queue = properties(plain, 'AWS::SQS::Queue', 'IndexIndexingQueue')
  const source = properties(plain, 'AWS::Lambda::EventSourceMapping')

  it('gives a message up after 20 tries and keeps it for 14 days', () => {
    expect(queue.RedrivePolicy.maxReceiveCount).toBe(20)
    expect(render(queue.RedrivePolicy.deadLetterTargetArn)).toContain('IndexIndexingDeadLetterQueue')
    expect(properties(plain, 'AWS::SQS::Queue', 'IndexIndexingDeadLetterQueue').MessageRetentionPeriod).toBe(
      14 * 86_400,
    )
    expect(queue.MessageRetentionPeriod).toBe(4 * 86_400)
  })

  it('hides a message for at least six times the time that the indexer may take', () => {
    const { Timeout } = properties(plain, 'AWS::Lambda::Function', 'IndexIndexingIndexer')
    expect(Timeout).toBe(60)
    expect(queue.VisibilityTimeout).toBeGreaterThanOrEqual(6 * Timeout)
  })

  it('lets one message of a batch fail alone, waits for no batch to fill, and keeps the indexers few', () => {
    expect(source).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 0,
      ScalingConfig: { MaximumConcurrency: 10 },
    })
  })

  it('is encrypted, and closed to plain HTTP', () => {
    for (const { Properties } of Object.values(plain.findResources('AWS::SQS::Queue'))) {
      expect(Properties.SqsManagedSseEnabled).toBe(true)
    }
    const policies = Object.values(plain.findResources('AWS::SQS::QueuePolicy'))
    expect(policies).toHaveLength(2)
    for (const { Properties } of policies) {
      expect(Properties.PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      )
    }
  })
})

describe('the functions', () => {
  it('run on Node 24, arm64, and log as JSON', () => {
    for (const id of FUNCTIONS) {
      expect(properties(plain, 'AWS::Lambda::Function', id)).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Environment: { Variables: { NODE_OPTIONS: '--enable-source-maps' } },
        LoggingConfig: { LogFormat: 'JSON' },
      })
    }
  })

  it('are told every setting that has a variable', () => {
    const variables = FUNCTIONS.flatMap((id) =>
      Object.keys(properties(plain, 'AWS::Lambda::Function', id).Environment.Variables),
    )
    const wanted = [...ALL_SETTINGS.values()].flatMap(({ variable }) => variable ?? [])
    expect(wanted.length).toBeGreaterThan(0)
    expect(variables).toEqual(expect.arrayContaining(wanted))
  })

  it('may take less time for a step of a run than its lease lasts', () => {
    const { Timeout } = properties(plain, 'AWS::Lambda::Function', 'IndexBackfillFunction')
    expect(LEASE_S).toBeGreaterThan(Timeout)
  })

  it('are told where things are', () => {
    const told = (template: typeof plain, id: string) =>
      Object.fromEntries(
        Object.entries(properties(template, 'AWS::Lambda::Function', id).Environment.Variables).map(([name, value]) => [
          name,
          withoutNumbers(render(value)),
        ]),
      )
    const tables = {
      REPOSITORY_TABLE: '<IndexTablesRepository>',
      TAG_TABLE: '<IndexTablesTag>',
      SEARCH_TABLE: '<IndexTablesSearch>',
      REGISTRY_BUCKET: 'registry',
    }
    expect(told(plain, 'IndexIndexingIndexer')).toMatchObject({
      ...tables,
      REGISTRY_ROOT_DIRECTORY: '',
      QUEUE_URL: '<IndexIndexingQueue>',
    })
    expect(told(other, 'IndexBackfillFunction')).toMatchObject({
      ...tables,
      VERSION_TABLE: '<IndexTablesVersion>',
      REGISTRY_ROOT_DIRECTORY: 'deep/registry',
    })
    expect(told(plain, 'IndexSearchFunction')).toMatchObject({ AUTH: 'basic', AUTH_SECRET: '<IndexSearchSecret>' })
    expect(told(other, 'IndexSearchFunction')).toMatchObject({ AUTH: 'none' })
    expect(told(other, 'IndexSearchFunction')).not.toHaveProperty('AUTH_SECRET')
    expect(told(plain, 'IndexBackfillStart')).toMatchObject({ STATE_MACHINE: '<IndexBackfillStateMachine>' })
  })
})

describe('the API', () => {
  it('hands everything to search, and slows clients that have gone wild', () => {
    expect(properties(plain, 'AWS::ApiGatewayV2::Route').RouteKey).toBe('$default')
    expect(properties(plain, 'AWS::ApiGatewayV2::Stage')).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
    })
    expect(properties(plain, 'AWS::ApiGatewayV2::Integration').PayloadFormatVersion).toBe('2.0')
  })

  it('challenges with every 401 where sign-in is on, and only there', () => {
    expect(properties(plain, 'AWS::ApiGatewayV2::Integration').ResponseParameters).toEqual({
      401: {
        ResponseParameters: [
          { Source: 'Basic realm="registry-index"', Destination: 'overwrite:header.WWW-Authenticate' },
        ],
      },
    })
    expect(properties(other, 'AWS::ApiGatewayV2::Integration')).not.toHaveProperty('ResponseParameters')
  })

  it('has a generated password that a shell and a URL can take, and none without sign-in', () => {
    expect(properties(plain, 'AWS::SecretsManager::Secret').GenerateSecretString).toEqual({
      SecretStringTemplate: '{"username":"registry"}',
      GenerateStringKey: 'password',
      PasswordLength: 32,
      ExcludePunctuation: true,
    })
    other.resourceCountIs('AWS::SecretsManager::Secret', 0)
  })
})

describe('the backfill', () => {
  const definition = (template: typeof plain) =>
    JSON.parse(
      render(properties(template, 'AWS::StepFunctions::StateMachine').DefinitionString).replace(
        /[0-9A-F]{8}(?=\.Arn)/g,
        '',
      ),
    )

  it('begins, waits, does the ranges until each is done, and finishes', () => {
    expect(definition(plain)).toMatchSnapshot()
  })

  it('is started by the deployment, after all that it needs', () => {
    const [resource] = Object.values(plain.findResources('Custom::RegistryIndexBackfill'))
    expect(resource?.Properties).toMatchObject({
      Schema: 2,
      Facts: 2,
      Bucket: 'registry',
      RootDirectory: '',
      Wait: 300,
    })
    const ids = Object.entries<{ Type: string }>(plain.toJSON().Resources)
      .filter(([, { Type }]) => /Table|Queue|EventSourceMapping|Notifications|Route$/.test(Type))
      .map(([id]) => id)
    expect(resource?.DependsOn).toEqual(expect.arrayContaining(ids))
    expect(resource?.DependsOn).toEqual(
      expect.arrayContaining([expect.stringMatching(/^IndexIndexingIndexerRoleDefaultPolicy/)]),
    )
  })

  it('is done again every day, or as often as told, or not by itself', () => {
    expect(properties(plain, 'AWS::Events::Rule')).toMatchObject({
      ScheduleExpression: 'rate(1 day)',
      State: 'ENABLED',
    })
    expect(other.findResources('AWS::Events::Rule')).toEqual({})
  })

  it('is started again where the bucket, its key, the root directory or a table is another', () => {
    const told = properties(other, 'Custom::RegistryIndexBackfill')
    expect(told).toMatchObject({ Bucket: 'registry', RootDirectory: 'deep/registry', Key: KEY })
    expect(told.Tables.map((table: unknown) => withoutNumbers(render(table)))).toEqual(
      ['Repository', 'Tag', 'Search', 'Version'].map((name) => `<IndexTables${name}>`),
    )
  })

  it('does not wait where told so', () => {
    expect(properties(other, 'Custom::RegistryIndexBackfill').Wait).toBe(0)
  })
})

describe('the stack', () => {
  it('leaves nothing behind when it is deleted', () => {
    const resources: [string, { Type: string; DeletionPolicy?: string }][] = Object.entries(plain.toJSON().Resources)
    const kept = resources.filter(([, { Type, DeletionPolicy }]) =>
      /GlobalTable|LogGroup|Secret$|Queue$/.test(Type)
        ? DeletionPolicy !== 'Delete'
        : /Retain|Snapshot/.test(DeletionPolicy ?? ''),
    )
    expect(kept).toEqual([])
  })

  it('has the logs of every function, the one of CDK too, and no function may start a log of its own', () => {
    const groups = Object.keys(plain.findResources('AWS::Logs::LogGroup'))
    const functions = Object.values(plain.findResources('AWS::Lambda::Function'))
    expect(functions).toHaveLength(5)
    expect(functions.map(({ Properties }) => Properties.LoggingConfig.LogGroup.Ref).sort()).toEqual(groups.sort())
    for (const { Properties } of Object.values(plain.findResources('AWS::IAM::Role'))) {
      expect(Properties).not.toHaveProperty('ManagedPolicyArns')
    }
    expect(JSON.stringify(plain.findResources('AWS::IAM::Policy'))).not.toContain('logs:CreateLogGroup')
  })

  it('says where things are, under names that scripts read', () => {
    const basic = ['PasswordCommand', 'SecretArn']
    const always = [
      ...['BackfillFunction', 'BackfillStateMachine', 'DeadLetterQueue', 'IndexerQueue', 'Layouts', 'RegistryBucket'],
      ...['RepositoryTable', 'RootDirectory', 'SearchTable', 'StoragePath', 'TagTable', 'Url', 'VersionTable'],
    ]
    expect(Object.keys(plain.toJSON().Outputs).sort()).toEqual([...always, ...basic].sort())
    expect(Object.keys(other.toJSON().Outputs).sort()).toEqual(always)
    expect(render(plain.toJSON().Outputs.PasswordCommand.Value)).toMatch(
      /^aws secretsmanager get-secret-value .*--secret-id <IndexSearchSecret/,
    )
  })

  // Another id is another resource: the old one is deleted, the table of that name with all its rows first.
  it('keeps its logical ids', () => {
    const resources: [string, { Type: string }][] = Object.entries(plain.toJSON().Resources)
    expect(Object.fromEntries(resources.map(([id, { Type }]) => [id, Type]))).toMatchSnapshot()
  })
})

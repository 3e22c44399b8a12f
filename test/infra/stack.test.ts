import { Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { describe, expect, it } from 'vitest'
import { RegistryIndex } from '../../infra/registry-index.ts'
import { ALL_SETTINGS } from '../../infra/settings-schema.ts'
import { retryDelay } from '../../lambda/indexing/retry-delays.ts'
import { INDEX_KEYS } from '../../lambda/model/search-entries.ts'
import { DEFAULT_LABEL_KEYS } from '../../lambda/names/labels.ts'
import { LAYOUTS } from '../../lambda/names/layouts.ts'
import { LEASE_S, MAX_RECEIVES } from '../../lambda/names/runs.ts'
import { FACTS_VERSION } from '../../lambda/names/versions.ts'
import { parseSnapshotEvent } from '../../lambda/search/snapshot/build-if-due.ts'
import {
  both,
  embedded,
  KEY,
  machine,
  other,
  plain,
  properties,
  render,
  signIn,
  stackWith,
  withoutNumbers,
} from './template.ts'

const FUNCTIONS = ['IndexIndexingIndexer', 'IndexBackfillFunction', 'IndexSearchFunction', 'IndexBackfillDeployment']

const INDEXER_TIMEOUT_S = 60

describe('the tables', () => {
  it('have the names of 2015, and names of the same pattern if they were added since', () => {
    const names = (template: typeof plain) =>
      Object.values(template.findResources('AWS::DynamoDB::GlobalTable')).map(({ Properties }) => Properties.TableName)
    expect(names(plain)).toEqual(['repository', 'tag', 'search', 'version'].map((name) => `docker-registry-${name}`))
    expect(names(other)).toEqual(['repository', 'tag', 'search', 'version'].map((name) => `hub-${name}`))
  })

  it('are billed on demand and have no backup to pay for', () => {
    for (const { Properties } of Object.values(plain.findResources('AWS::DynamoDB::GlobalTable'))) {
      expect(Properties.BillingMode).toBe('PAY_PER_REQUEST')
      expect(Properties.Replicas).toEqual([
        expect.not.objectContaining({ PointInTimeRecoverySpecification: expect.anything() }),
      ])
    }
  })

  it('are ready for what new tables take, or for more by the setting, where AWS would not refuse it as less', () => {
    const warm = (template: typeof plain) =>
      Object.values(template.findResources('AWS::DynamoDB::GlobalTable')).map(({ Properties }) =>
        [Properties, ...(Properties.GlobalSecondaryIndexes ?? [])].map(
          ({ WarmThroughput }) => WarmThroughput?.WriteUnitsPerSecond,
        ),
      )
    const NOT_SET = undefined
    const noTable = [[NOT_SET, NOT_SET, NOT_SET], [NOT_SET, NOT_SET, NOT_SET, NOT_SET], [NOT_SET], [NOT_SET]]
    expect(warm(plain)).toEqual(noTable)
    expect(warm(other)).toEqual([noTable[0], [28_000, NOT_SET, NOT_SET, NOT_SET], [14_000], [NOT_SET]])
    const most = Template.fromStack(stackWith({ bucket: 'registry', warm_throughput: '40000' }))
    expect(warm(most)).toEqual([[5000, NOT_SET, NOT_SET], [40_000, 5000, 5000, 5000], [20_000], [NOT_SET]])
    const least = Template.fromStack(stackWith({ bucket: 'registry', warm_throughput: '4001' }))
    expect(warm(least)).toEqual([noTable[0], [4001, NOT_SET, NOT_SET, NOT_SET], [NOT_SET], [NOT_SET]])
  })

  it('include one of repositories that expires rows, and lists keys by catalog, and documents by the time of their last change', () => {
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
        IndexName: 'changes',
        KeySchema: [{ AttributeName: 'changes' }, { AttributeName: 'changedAt' }],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['document'] },
      },
    ])
    expect(table.AttributeDefinitions).toContainEqual({ AttributeName: 'changedAt', AttributeType: 'N' })
  })

  it('include one of versions that expires the chunks of snapshots', () => {
    const table = properties(plain, 'AWS::DynamoDB::GlobalTable', 'IndexTablesVersion')
    expect(table.TimeToLiveSpecification).toEqual({ AttributeName: 'expires', Enabled: true })
  })

  it('include one of tags that lists whole rows by rank and by time within a repository', () => {
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

  it('include one of tags that lists the keys of rows by digest, config and git revision', () => {
    const table = properties(plain, 'AWS::DynamoDB::GlobalTable', 'IndexTablesTag')
    expect(table.GlobalSecondaryIndexes).toEqual(
      ['digest', 'config', 'revision'].map((name) => ({
        IndexName: name,
        KeySchema: [
          { AttributeName: `${name}Partition`, KeyType: 'HASH' },
          { AttributeName: `${name}Entry`, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      })),
    )
    const texts = table.AttributeDefinitions.filter(
      ({ AttributeType }: { AttributeType: string }) => AttributeType === 'S',
    )
    expect(texts.map(({ AttributeName }: { AttributeName: string }) => AttributeName).sort()).toEqual(
      ['repository', 'tag', 'rank', 'newest', ...INDEX_KEYS].sort(),
    )
  })
})

describe('the registry bucket', () => {
  const notifications = (template: typeof plain) =>
    properties(template, 'Custom::S3BucketNotifications').NotificationConfiguration.QueueConfigurations

  it('sends notifications if a tag is written, removed or expired, and for nothing else', () => {
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

  it('sends notifications for keys below the root directory', () => {
    expect(notifications(other)[0].Filter.Key.FilterRules[1].Value).toBe(
      'deep/registry/docker/registry/v2/repositories/',
    )
  })

  it('has notification rules of its own for each layout', () => {
    const rules = notifications(both).map(
      ({ Filter }: { Filter: { Key: { FilterRules: unknown } } }) => Filter.Key.FilterRules,
    )
    expect(rules.slice(0, 3)).toEqual(
      notifications(plain).map(({ Filter }: { Filter: { Key: { FilterRules: unknown } } }) => Filter.Key.FilterRules),
    )
    expect(rules.slice(3)).toEqual(Array(3).fill([{ Name: 'prefix', Value: 'old/repositories/' }]))
  })

  it('is described to the functions by environment variables for its layouts and roots', () => {
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
      expect(variables(plain).LABEL_KEYS).toBe(DEFAULT_LABEL_KEYS)
      expect(variables(other).LABEL_KEYS).toBe('com.example.team,maintainer')
    }
  })

  it('keeps the notifications of others', () => {
    expect(properties(plain, 'Custom::S3BucketNotifications').Managed).toBe(false)
  })
})

describe('the queue', () => {
  const queue = properties(plain, 'AWS::SQS::Queue', 'IndexIndexingQueue')
  const source = properties(plain, 'AWS::Lambda::EventSourceMapping')

  it('moves a message to the dead letters after as many tries as the delays are made for, and keeps it 14 days', () => {
    expect(queue.RedrivePolicy.maxReceiveCount).toBe(MAX_RECEIVES)
    // SQS allows no more.
    expect(MAX_RECEIVES).toBeLessThanOrEqual(1000)
    expect(render(queue.RedrivePolicy.deadLetterTargetArn)).toContain('IndexIndexingDeadLetterQueue')
    expect(properties(plain, 'AWS::SQS::Queue', 'IndexIndexingDeadLetterQueue').MessageRetentionPeriod).toBe(
      14 * 86_400,
    )
    expect(queue.MessageRetentionPeriod).toBe(4 * 86_400)
  })

  it('keeps a message for longer than its tries can take, and tries for a day where the indexer never starts', () => {
    const delays = Array.from({ length: MAX_RECEIVES }, (_, at) => retryDelay('outage', at + 1, 1))
    const longest = delays.reduce((sum, delay) => sum + delay + INDEXER_TIMEOUT_S, 0)
    expect(longest).toBeLessThan(queue.MessageRetentionPeriod)
    // Then no delay is set, and a message comes back when its visibility timeout is over.
    expect((MAX_RECEIVES - 1) * queue.VisibilityTimeout).toBeGreaterThanOrEqual(86_400)
  })

  it('hides a message for at least six times the time that the indexer may take', () => {
    const { Timeout } = properties(plain, 'AWS::Lambda::Function', 'IndexIndexingIndexer')
    expect(Timeout).toBe(INDEXER_TIMEOUT_S)
    expect(queue.VisibilityTimeout).toBeGreaterThanOrEqual(6 * Timeout)
  })

  it('lets single messages of a batch fail, waits for no batch to fill, and limits the number of indexers', () => {
    expect(source).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 0,
      ScalingConfig: { MaximumConcurrency: 10 },
    })
  })

  it('is encrypted, and denies plain HTTP', () => {
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
        LoggingConfig: { LogFormat: 'JSON' },
      })
    }
  })

  it('read source maps, but for search, where somebody waits for what that takes', () => {
    for (const id of FUNCTIONS) {
      const { NODE_OPTIONS: options } = properties(plain, 'AWS::Lambda::Function', id).Environment.Variables
      expect(options).toBe(id === 'IndexSearchFunction' ? undefined : '--enable-source-maps')
    }
  })

  it('get every setting that has a variable', () => {
    // These templates together have a value for each of them.
    const variables = [other, signIn].flatMap((template) =>
      FUNCTIONS.flatMap((id) => Object.keys(properties(template, 'AWS::Lambda::Function', id).Environment.Variables)),
    )
    const wanted = [...ALL_SETTINGS.values()].flatMap(({ variable }) => variable ?? [])
    expect(wanted.length).toBeGreaterThan(0)
    expect(variables).toEqual(expect.arrayContaining(wanted))
  })

  // The next step extends the lease. It begins latest where the answer of a step was lost: the state machine gives the
  // step up at its own timeout, which is longer than the function's, and repeats it after the longest delay of a retry. A
  // minute more is for the start of the function, and for clocks that differ.
  it('work at steps of a run whose lease outlasts a step, even if its answer is lost, and the delay of a retry', () => {
    const { Timeout } = properties(plain, 'AWS::Lambda::Function', 'IndexBackfillFunction')
    const step = machine(plain).States.CompareRanges.ItemProcessor.States.Compare
    const delays = step.Retry.flatMap(({ MaxDelaySeconds = 0 }) => MaxDelaySeconds)
    expect(step.TimeoutSeconds).toBeGreaterThan(Timeout)
    expect(Math.max(...delays)).toBeGreaterThan(0)
    expect(LEASE_S).toBeGreaterThanOrEqual(step.TimeoutSeconds + Math.max(...delays) + 60)
  })

  it('get the names of the resources that they use', () => {
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
      DEAD_LETTER_QUEUE_URL: '<IndexIndexingDeadLetterQueue>',
    })
    expect(told(plain, 'IndexSearchFunction')).toMatchObject({ AUTH: 'basic', AUTH_SECRET: '<IndexSearchSecret>' })
    expect(told(other, 'IndexSearchFunction')).toMatchObject({ AUTH: 'none' })
    expect(told(other, 'IndexSearchFunction')).not.toHaveProperty('AUTH_SECRET')
    expect(told(other, 'IndexSearchFunction')).toMatchObject({ COPIES: 'staging,-dev' })
    expect(told(plain, 'IndexSearchFunction')).toMatchObject({ CALLER_KEY: '<AWS::StackId>' })
    expect(told(plain, 'IndexSearchFunction')).not.toHaveProperty('COPIES')
    expect(told(other, 'IndexSearchFunction')).toMatchObject({
      CORS_ORIGINS: 'https://portal.example.com,http://localhost:3000',
    })
    expect(told(plain, 'IndexSearchFunction')).not.toHaveProperty('CORS_ORIGINS')
    expect(told(plain, 'IndexBackfillDeployment')).toMatchObject({ STATE_MACHINE: '<IndexBackfillStateMachine>' })
  })
})

describe('the API', () => {
  it('is answered by a function with the memory that the setting gives it', () => {
    const memory = (template: typeof plain) =>
      properties(template, 'AWS::Lambda::Function', 'IndexSearchFunction').MemorySize
    expect([memory(plain), memory(other)]).toEqual([1769, 3008])
  })

  it('leaves it to search which origins may read, whose headers it would take away', () => {
    expect(properties(other, 'AWS::ApiGatewayV2::Api')).not.toHaveProperty('CorsConfiguration')
  })

  it('refuses origins of the construct that the function could not read', () => {
    const stack = new Stack()
    const bucket = Bucket.fromBucketName(stack, 'Bucket', 'registry')
    const index = (id: string, corsOrigins: string[]) => new RegistryIndex(stack, id, { bucket, corsOrigins })
    expect(() => index('Slash', ['https://a.io/'])).toThrow('corsOrigins is ["https://a.io/"]: it must be a list')
    expect(() => index('Star', ['*', 'https://a.io'])).toThrow('or *')
  })

  it('passes all requests to search, and throttles runaway clients', () => {
    expect(properties(plain, 'AWS::ApiGatewayV2::Route').RouteKey).toBe('$default')
    expect(properties(plain, 'AWS::ApiGatewayV2::Stage')).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
    })
    expect(properties(plain, 'AWS::ApiGatewayV2::Integration').PayloadFormatVersion).toBe('2.0')
  })

  it('logs every request, and nothing of what was searched', () => {
    const { Format, DestinationArn } = properties(plain, 'AWS::ApiGatewayV2::Stage').AccessLogSettings
    expect(withoutNumbers(render(DestinationArn))).toBe('<IndexSearchAccessLogs.Arn>')
    const fields = Object.values<string>(JSON.parse(Format))
    expect(fields).toContain('$context.path')
    expect(fields).toContain('$context.status')
    // These have the query, or what a caller's header says.
    expect(fields.filter((field) => /requestOverride|querystring|header|authorizer|protocol/i.test(field))).toEqual([])
  })

  it('sends a challenge with every 401 if sign-in is on, and only then', () => {
    expect(properties(plain, 'AWS::ApiGatewayV2::Integration').ResponseParameters).toEqual({
      401: {
        ResponseParameters: [
          { Source: 'Basic realm="registry-index"', Destination: 'overwrite:header.WWW-Authenticate' },
        ],
      },
    })
    expect(properties(other, 'AWS::ApiGatewayV2::Integration')).not.toHaveProperty('ResponseParameters')
  })

  it('has a generated password without characters special to a shell or a URL, and none without sign-in', () => {
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
  it('begins, waits, repeats each range until it is done, and finishes', () => {
    expect(machine(plain)).toMatchSnapshot()
  })

  it('is started by the deployment, after all that it depends on', () => {
    const [[id = '', resource] = []] = Object.entries(plain.findResources('Custom::RegistryIndexBackfill'))
    // CloudFormation would refuse it under the id that it had in 0.1.0, where another function served it.
    expect(withoutNumbers(`${id}.`)).toBe('IndexBackfillDeploymentRun.')
    expect(resource?.Properties).toMatchObject({
      Schema: 3,
      Facts: FACTS_VERSION,
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

  it('is scheduled every day by default, and not at all if set so', () => {
    expect(properties(plain, 'AWS::Events::Rule', 'IndexBackfillSchedule')).toMatchObject({
      ScheduleExpression: 'rate(1 day)',
      State: 'ENABLED',
    })
    expect(Object.keys(other.findResources('AWS::Events::Rule')).map((id) => withoutNumbers(`${id}.`))).toEqual([
      'IndexBackfillSnapshotSchedule.',
      'IndexBackfillWatchSchedule.',
    ])
  })

  it.each([
    ['as most deploy it', plain],
    ['without a schedule of runs', other],
  ])('looks every 15 minutes whether a snapshot is due: %s', (_, template) => {
    const rule = properties(template, 'AWS::Events::Rule', 'IndexBackfillSnapshotSchedule')
    expect(rule).toMatchObject({ ScheduleExpression: 'rate(15 minutes)', State: 'ENABLED' })
    expect(rule.Targets).toHaveLength(1)
    expect(withoutNumbers(render(rule.Targets[0].Arn))).toBe('<IndexBackfillFunction.Arn>')
    expect(parseSnapshotEvent(JSON.parse(rule.Targets[0].Input))).toEqual({ step: 'snapshot', force: false })
  })

  it('is started again if the bucket, its key, the root directory or a table changes', () => {
    const told = properties(other, 'Custom::RegistryIndexBackfill')
    expect(told).toMatchObject({ Bucket: 'registry', RootDirectory: 'deep/registry', Key: KEY })
    expect(told.Tables.map((table: unknown) => withoutNumbers(render(table)))).toEqual(
      ['Repository', 'Tag', 'Search', 'Version'].map((name) => `<IndexTables${name}>`),
    )
  })

  it('does not wait if set so', () => {
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

  it('has a log group for every function, also for the one of CDK, and lets no function create one', () => {
    const groups = Object.keys(plain.findResources('AWS::Logs::LogGroup'))
    const functions = Object.values(plain.findResources('AWS::Lambda::Function'))
    expect(functions).toHaveLength(5)
    const others = groups.filter((id) => /StateMachineLogs|AccessLogs/.test(id))
    expect(others).toHaveLength(2)
    const all = [...functions.map(({ Properties }) => Properties.LoggingConfig.LogGroup.Ref), ...others]
    expect(all.sort()).toEqual(groups.sort())
    for (const { Properties } of Object.values(plain.findResources('AWS::IAM::Role'))) {
      expect(Properties).not.toHaveProperty('ManagedPolicyArns')
    }
    expect(JSON.stringify(plain.findResources('AWS::IAM::Policy'))).not.toContain('logs:CreateLogGroup')
  })

  it('has outputs under the names that scripts read', () => {
    const basic = ['PasswordCommand', 'SecretArn']
    const always = [
      ...[
        'BackfillFunction',
        'BackfillStateMachine',
        'DeadLetterQueue',
        'FactsVersion',
        'FunctionRoles',
        'IndexerFunction',
        'IndexerQueue',
        'IndexerQueueArn',
        'LabelKeys',
        'Layouts',
        'Notify',
        'RegistryBucket',
      ],
      ...['RepositoryTable', 'Schema', 'SearchFunction', 'SearchTable', 'TagTable', 'Url', 'VersionTable'],
      ...LAYOUTS.map(({ root }) => root.output),
    ]
    expect(always).toEqual(expect.arrayContaining(['RootDirectory', 'StoragePath']))
    expect(Object.keys(plain.toJSON().Outputs).sort()).toEqual([...always, ...basic].sort())
    expect(Object.keys(other.toJSON().Outputs).sort()).toEqual(always.sort())
    expect(render(plain.toJSON().Outputs.PasswordCommand.Value)).toMatch(
      /^aws secretsmanager get-secret-value .*--secret-id <IndexSearchSecret/,
    )
  })

  it('is what the construct makes by itself, if no setting is given', () => {
    expect(embedded('registry').toJSON().Resources).toEqual(plain.toJSON().Resources)
  })

  // Another id is another resource: CloudFormation would delete the old one, and a table with all its rows.
  it('keeps its logical ids', () => {
    const resources: [string, { Type: string }][] = Object.entries(plain.toJSON().Resources)
    expect(Object.fromEntries(resources.map(([id, { Type }]) => [id, Type]))).toMatchSnapshot()
  })
})

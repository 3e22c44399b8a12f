import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { SFNClient } from '@aws-sdk/client-sfn'
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { dynamoScan } from '../../cli/aws/dynamo-scan.ts'
import { awsDeployment, type Clients } from '../../cli/aws/find-deployment.ts'
import { redrive } from '../../cli/commands/redrive.ts'
import { userSecret } from '../../cli/users/user-secret.ts'
import { dynamoStore, type IndexTables } from '../../lambda/aws/dynamo/dynamo-index-store.ts'
import { dynamoVersion } from '../../lambda/aws/dynamo/dynamo-version-store.ts'
import { s3Bucket } from '../../lambda/aws/s3-bucket.ts'
import type { RunPorts } from '../../lambda/reconcile/run-ports.ts'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { layouts } from '../../lambda/registry/layouts/layouts.ts'
import { registryReader } from '../../lambda/registry/tag-reader.ts'
import { systemClock } from '../../lambda/shared/clock.ts'
import { clientConfig } from '../../local/clients.ts'
import { createTables, localAws } from '../fakes/aws.ts'
import { run } from '../fakes/filled.ts'
import { registryWriter } from '../fakes/registry.ts'
import { memorySystem } from '../fakes/system.ts'
import { verified } from '../fakes/verified.ts'
import { fakeCli } from './fake-context.ts'

const clients = (): Clients => {
  const { client, s3 } = localAws()
  const config = clientConfig(inject('endpoint'))
  return {
    cloudFormation: new CloudFormationClient(config),
    cloudWatch: new CloudWatchClient(config),
    dynamo: client,
    sfn: new SFNClient(config),
    sqs: new SQSClient(config),
    lambda: new LambdaClient(config),
    secrets: new SecretsManagerClient(config),
    s3,
  }
}

describe('verify over S3 and DynamoDB', () => {
  const Bucket = 'verify'
  const layout = distribution('')
  let aws: ReturnType<typeof localAws>
  let tables: IndexTables & { readonly version: string }
  let ports: RunPorts

  beforeAll(async () => {
    aws = localAws()
    await aws.s3.send(new CreateBucketCommand({ Bucket }))
    tables = await createTables(aws.dynamo, 'verify')
    const written: Promise<unknown>[] = []
    const put = (Key: string, Body: string) =>
      void written.push(aws.s3.send(new PutObjectCommand({ Bucket, Key, Body })))
    const registry = registryWriter(layout, put, { putsLayers: true })
    for (let at = 0; at < 12; at++)
      registry.push(`team/app-${at}`, 'v1.0', { labels: { 'org.opencontainers.image.description': `Does ${at}` } })
    for (let at = 0; at < 30; at++) registry.push('redis', `v1.${at}`)
    await Promise.all(written)
    const bucket = s3Bucket(aws.s3, Bucket)
    ports = {
      ...memorySystem().ports,
      bucket,
      layouts: layouts([layout]),
      store: dynamoStore(aws.client, tables),
      ...registryReader(bucket, layouts([layout])),
      clock: systemClock,
      version: dynamoVersion(aws.client, tables.version),
      bucketName: Bucket,
    }
    await run({ ports })
  })

  const compared = async () => {
    const clock = { ...systemClock, sleep: async () => {} }
    const index = { ports: { ...ports, clock }, scan: dynamoScan(aws.client, tables) }
    const { differences, counts } = await verified(index, { deep: true })
    return { differences: differences.map(({ kind, repository }) => `${kind} ${repository}`), counts }
  }

  it('finds no difference in an index that is consistent, and writes nothing', async () => {
    aws.sent.length = 0
    const { differences, counts } = await compared()
    expect(differences).toEqual([])
    expect(counts).toMatchObject({ repositories: 13, tags: 42 })
    expect(new Set(aws.sent)).toEqual(new Set(['ListObjectsV2', 'GetObject', 'GetItem', 'Query', 'Scan']))
    expect(aws.sent.filter((name) => name === 'Scan').length).toBeGreaterThanOrEqual(3)
  })

  it('finds rows and entries that were changed by hand, and no difference after rebuild and cleanup', async () => {
    const { client } = aws
    const key = (name: string) => ({ TableName: tables.repository, Key: { name } })
    await client.send(
      new UpdateCommand({
        ...key('redis'),
        UpdateExpression: 'SET #document.visible = :seven',
        ExpressionAttributeNames: { '#document': 'document' },
        ExpressionAttributeValues: { ':seven': 7 },
      }),
    )
    await client.send(
      new DeleteCommand({ TableName: tables.search, Key: { partition: 'tv1', entry: 'v1.0\0team/app-1\0v1.0' } }),
    )
    const extra = { partition: 'tno', entry: 'none\0nothing\0none' }
    await client.send(new PutCommand({ TableName: tables.search, Item: extra }))
    const { Item } = await client.send(
      new GetCommand({ TableName: tables.tag, Key: { repository: 'team/app-2', tag: 'v1.0' } }),
    )
    await client.send(new PutCommand({ TableName: tables.tag, Item: { ...Item, repository: 'lost' } }))
    expect(new Set((await compared()).differences)).toEqual(
      new Set([
        'repository redis',
        'entry-missing team/app-1',
        'entry-extra nothing',
        'tag-gone lost',
        'tag-torn lost',
        'repository lost',
        'catalog lost',
      ]),
    )
    await run({ ports }, { rebuild: true })
    expect(new Set((await compared()).differences)).toEqual(
      // A rebuild covers repositories that the bucket or the catalog has. Others have to be removed by hand.
      new Set(['entry-extra nothing', 'tag-gone lost', 'tag-torn lost', 'repository lost', 'catalog lost']),
    )
    await client.send(new DeleteCommand({ TableName: tables.tag, Key: { repository: 'lost', tag: 'v1.0' } }))
    await client.send(new DeleteCommand({ TableName: tables.search, Key: extra }))
    expect((await compared()).differences).toEqual([])
  })
})

describe('awsDeployment', () => {
  const stack = (StackName: string, outputs: Record<string, string>) => {
    const Outputs = Object.fromEntries(Object.entries(outputs).map(([name, Value]) => [name, { Value }]))
    const TemplateBody = JSON.stringify({ Resources: { Queue: { Type: 'AWS::SQS::Queue' } }, Outputs })
    return new CreateStackCommand({ StackName, TemplateBody })
  }

  const queue = async (aws: Clients, QueueName: string) =>
    (await aws.sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? ''

  it('finds a deployment by the outputs of its stack', async () => {
    const aws = clients()
    const outputs = {
      Url: 'https://index.example/',
      BackfillStateMachine: 'arn:aws:states:us-east-1:000000000000:stateMachine:none',
      IndexerQueue: await queue(aws, 'cli-events'),
      IndexerQueueArn: 'arn:aws:sqs:us-east-1:000000000000:cli-events',
      FunctionRoles: 'arn:aws:iam::000000000000:role/a,arn:aws:iam::000000000000:role/b',
      DeadLetterQueue: await queue(aws, 'cli-dead'),
      RegistryBucket: 'verify',
      RootDirectory: '/sub/dir',
      RepositoryTable: 'r',
      TagTable: 't',
      SearchTable: 's',
      VersionTable: 'v',
    }
    await aws.sqs.send(new SendMessageCommand({ QueueUrl: outputs.DeadLetterQueue, MessageBody: '{}' }))
    await aws.cloudFormation.send(stack('whole', outputs))
    const deployment = await awsDeployment(aws, 'whole')
    expect(deployment).toMatchObject({
      stack: 'whole',
      url: outputs.Url,
      bucketName: 'verify',
      bucketSide: { queueArn: outputs.IndexerQueueArn, roleArns: outputs.FunctionRoles.split(',') },
    })
    expect(deployment.layouts.all[0]?.prefix).toBe('sub/dir/docker/registry/v2/repositories/')
    expect(await deployment.queues()).toEqual({ waiting: 0, inFlight: 0, deadLetters: 1 })
  })

  it('counts what others were not told, where others are told', async () => {
    const aws = clients()
    const LostEvents = await queue(aws, 'cli-lost')
    await aws.sqs.send(new SendMessageCommand({ QueueUrl: LostEvents, MessageBody: '{}' }))
    const { outputs } = (await awsDeployment(aws, 'whole')).health
    await aws.cloudFormation.send(stack('telling', { ...Object.fromEntries(outputs), LostEvents }))
    const deployment = await awsDeployment(aws, 'telling')
    expect(await deployment.queues()).toEqual({ waiting: 0, inFlight: 0, deadLetters: 1, lostEvents: 1 })
  })

  it('moves dead letters back to the queue of the indexer', async () => {
    const aws = clients()
    const deployment = await awsDeployment(aws, 'whole')
    const { context, out } = fakeCli()
    expect(await redrive.run({}, { ...context, deployment: async () => deployment }, '')).toBe(0)
    expect(out).toEqual(['1 dead letter moved; registry-index status shows how many events wait'])
    expect(await deployment.queues()).toEqual({ waiting: 1, inFlight: 0, deadLetters: 0 })
    const { Messages } = await aws.sqs.send(new ReceiveMessageCommand({ QueueUrl: await queue(aws, 'cli-events') }))
    expect(Messages?.map(({ Body }) => Body)).toEqual(['{}'])
  })

  it('throws if the stack does not exist, and if it lacks outputs', async () => {
    const aws = clients()
    await expect(awsDeployment(aws, 'nothing')).rejects.toThrow(
      'there is no stack "nothing" in us-east-1; give its name with --stack, its region with AWS_REGION, or deploy it',
    )
    await aws.cloudFormation.send(stack('old', { Url: 'https://index.example/' }))
    await expect(awsDeployment(aws, 'old')).rejects.toThrow(
      /^the stack "old" \(CREATE_COMPLETE\) lacks the outputs BackfillStateMachine, .*VersionTable; it was deployed by an older version/,
    )
  })
})

describe('the secret of users', () => {
  it('is replaced if nobody else changed it, and else stays as they wrote it', async () => {
    const { secrets } = clients()
    const { ARN: SecretId = '' } = await secrets.send(new CreateSecretCommand({ Name: 'users', SecretString: 'first' }))
    const secret = userSecret(secrets, SecretId)
    const current = async () => (await secrets.send(new GetSecretValueCommand({ SecretId }))).SecretString
    const first = await secret.read()
    expect(first.text).toBe('first')
    expect(await secret.replace(first.version, 'second')).toBe(true)
    expect(await current()).toBe('second')
    expect(await secret.replace(first.version, 'third')).toBe(false)
    expect(await current()).toBe('second')
    const second = await secret.read()
    await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: 'by somebody else' }))
    expect(await secret.replace(second.version, 'third')).toBe(false)
    expect(await current()).toBe('by somebody else')
    expect(await secret.replace((await secret.read()).version, 'fourth')).toBe(true)
    expect(await secret.read()).toMatchObject({ text: 'fourth' })
  })
})

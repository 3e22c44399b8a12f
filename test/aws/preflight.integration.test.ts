import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import {
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { describe, expect, inject, it } from 'vitest'
import { preflightAws } from '../../cli/preflight/aws/preflight-aws.ts'
import { preflight } from '../../cli/preflight/preflight.ts'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { clientConfig, s3Client } from '../../local/clients.ts'
import { type Prepared, preflightContract } from '../cli/preflight/preflight-contract.ts'
import { registryWriter } from '../fakes/registry.ts'

const RECORDED = join(import.meta.dirname, '..', 'fakes', 'recorded', 'docker-registry-0.9.1.json')
const recorded = JSON.parse(readFileSync(RECORDED, 'utf8')) as { objects: { key: string; body?: string }[] }

const setUp = () => {
  const endpoint = inject('endpoint')
  const config = clientConfig(endpoint)
  return {
    aws: preflightAws({}, config),
    s3: s3Client(endpoint),
    dynamo: new DynamoDBClient(config),
    kms: new KMSClient(config),
    sqs: new SQSClient(config),
    cloudFormation: new CloudFormationClient(config),
  }
}

describe('the local AWS', () => {
  const prepare = async (): Promise<Prepared> => {
    const Bucket = 'preflight-contract'
    const { aws, s3, dynamo, kms, sqs, cloudFormation } = setUp()
    await s3.send(new CreateBucketCommand({ Bucket }))
    return {
      aws,
      bucket: Bucket,
      region: 'us-east-1',
      put: async (Key, Body) => void (await s3.send(new PutObjectCommand({ Bucket, Key, Body }))),
      setPolicy: async (Policy) => void (await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))),
      async setRule({ id, arn, events, prefix, suffix }) {
        const FilterRules = [
          { Name: 'prefix' as const, Value: prefix },
          { Name: 'suffix' as const, Value: suffix },
        ]
        const rule = { Id: id, QueueArn: arn, Events: events as never, Filter: { Key: { FilterRules } } }
        const NotificationConfiguration = { QueueConfigurations: [rule] }
        await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }))
      },
      async setEventBridge() {
        const NotificationConfiguration = { EventBridgeConfiguration: {} }
        await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }))
      },
      async setVersioning(Status) {
        await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }))
      },
      async setEncryption(KMSMasterKeyID) {
        const ApplyServerSideEncryptionByDefault = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID }
        const ServerSideEncryptionConfiguration = { Rules: [{ ApplyServerSideEncryptionByDefault }] }
        await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }))
      },
      async makeKey(AliasName) {
        const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
        await kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: KeyMetadata?.KeyId }))
        return KeyMetadata?.Arn ?? ''
      },
      async makeTable(TableName, key, IndexName) {
        await dynamo.send(
          new CreateTableCommand({
            TableName,
            BillingMode: 'PAY_PER_REQUEST',
            KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
            AttributeDefinitions: [key, 'description'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
            GlobalSecondaryIndexes: [
              {
                IndexName,
                KeySchema: [{ AttributeName: 'description', KeyType: 'HASH' }],
                Projection: { ProjectionType: 'ALL' },
              },
            ],
          }),
        )
      },
      async makeQueue(QueueName) {
        const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName }))
        const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] })
        return (await sqs.send(command)).Attributes?.['QueueArn'] ?? ''
      },
      async makeStack(StackName, outputs) {
        const Outputs = Object.fromEntries(Object.entries(outputs).map(([name, Value]) => [name, { Value }]))
        const TemplateBody = JSON.stringify({ Resources: { Queue: { Type: 'AWS::SQS::Queue' } }, Outputs })
        await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody }))
      },
    }
  }

  preflightContract(prepare, 1000)

  it('has no bucket of this name', async () => {
    expect(await setUp().aws.placeOf('preflight-none')).toEqual({ region: undefined, access: 'absent' })
  })
})

describe('preflight over the local AWS', () => {
  const intent = { stack: 'preflight-new', database: 'preflight-new', roots: new Map(), maxLists: 20 }

  it('finds both registries in a bucket, and the settings for them', async () => {
    const Bucket = 'preflight-both'
    const { aws, s3 } = setUp()
    await s3.send(new CreateBucketCommand({ Bucket }))
    const written: Promise<unknown>[] = []
    const put = (Key: string, Body: string) => void written.push(s3.send(new PutObjectCommand({ Bucket, Key, Body })))
    for (const { key, body } of recorded.objects) if (body) put(key.replace(/^registry/, 'prod'), body)
    registryWriter(distribution('hub'), put).push('team/app', 'v1', {})
    await Promise.all(written)
    const report = await preflight(aws, { ...intent, bucket: Bucket })
    const bad = report.findings.filter(({ level }) => level !== 'ok' && level !== 'note')
    expect(bad).toEqual([])
    expect(report.settings).toEqual({
      bucket: Bucket,
      layout: 'both',
      rootdirectory: '/hub',
      storage_path: '/prod',
      stack: 'preflight-new',
    })
    expect(report).toMatchObject({ isReady: true, region: 'us-east-1', firstLoad: { isExact: true } })
    expect(report.sample).toContain('team/app')
  })

  it('says in one finding that the bucket is missing', async () => {
    const { findings, isReady } = await preflight(setUp().aws, { ...intent, bucket: 'preflight-none' })
    expect(findings.map(({ check, level }) => `${check} ${level}`)).toEqual(['bucket error'])
    expect(isReady).toBe(false)
  })
})

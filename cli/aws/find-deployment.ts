// Finds a deployment by its CloudFormation stack, on AWS or on the local AWS of `npm start`. The outputs of the stack
// name everything else: tables, bucket, queues, state machine, secret. Only `start` changes anything, as it starts a run,
// those that move messages, `deadLetters` and `send`, and `secret`.

import {
  CloudFormationClient,
  CloudFormationServiceException,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { LambdaClient } from '@aws-sdk/client-lambda'
import type { S3Client } from '@aws-sdk/client-s3'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { documentClient } from '../../lambda/aws/dynamo/dynamo-client.ts'
import { dynamoDocuments } from '../../lambda/aws/dynamo/dynamo-document-reader.ts'
import { dynamoStore } from '../../lambda/aws/dynamo/dynamo-index-store.ts'
import { dynamoSnapshots } from '../../lambda/aws/dynamo/dynamo-snapshot-store.ts'
import { dynamoVersion } from '../../lambda/aws/dynamo/dynamo-version-store.ts'
import { s3Bucket, s3Client } from '../../lambda/aws/s3-bucket.ts'
import { s3Notifications } from '../../lambda/aws/s3-notifications.ts'
import { sqsDeadLetters } from '../../lambda/aws/sqs-dead-letters.ts'
import { DEFAULT_LABEL_KEYS, labelKeysIn } from '../../lambda/names/labels.ts'
import { DISTRIBUTION, withoutSlashes } from '../../lambda/names/layouts.ts'
import { layoutsOf } from '../../lambda/registry/layouts/layouts.ts'
import { defined } from '../../lambda/shared/defined.ts'
import { CliError } from '../cli-error.ts'
import type { Deployment, Execution, Queues } from '../deployment.ts'
import { userSecret } from '../users/user-secret.ts'
import { dynamoScan } from './dynamo-scan.ts'
import { firstLook } from './first-look.ts'
import { functionHealth, watchedHealth } from './health.ts'

/** SDK clients of all services that the commands use. */
export interface Clients {
  readonly cloudFormation: CloudFormationClient
  readonly cloudWatch: CloudWatchClient
  readonly dynamo: DynamoDBDocumentClient
  readonly sfn: SFNClient
  readonly sqs: SQSClient
  readonly lambda: LambdaClient
  readonly secrets: SecretsManagerClient
  readonly s3: S3Client
}

type Config = ConstructorParameters<typeof CloudFormationClient>[0] & object

/** Returns SDK clients; without `config` with the credentials and the region of the SDK's default chain. */
export const clients = (config: Config = {}, s3: S3Client = s3Client()): Clients => ({
  cloudFormation: new CloudFormationClient(config),
  cloudWatch: new CloudWatchClient(config),
  dynamo: documentClient(new DynamoDBClient(config)),
  sfn: new SFNClient(config),
  sqs: new SQSClient(config),
  lambda: new LambdaClient(config),
  secrets: new SecretsManagerClient(config),
  s3,
})

const text = z.string().check(z.minLength(1))

/** The stack outputs that every deployment must have. */
const Outputs = z.object({
  Url: text,
  BackfillStateMachine: text,
  IndexerQueue: text,
  IndexerQueueArn: text,
  FunctionRoles: text,
  DeadLetterQueue: text,
  RegistryBucket: text,
  Layouts: z._default(text, DISTRIBUTION.id),
  LabelKeys: z._default(text, DEFAULT_LABEL_KEYS),
  RepositoryTable: text,
  TagTable: text,
  SearchTable: text,
  VersionTable: text,
})

/**
 * Returns the deployment of a stack.
 * @throws CliError if there is no such stack, or it lacks outputs
 */
export const awsDeployment = async (aws: Clients, stack: string): Promise<Deployment> => {
  const { known: outputs, all, status } = await outputsOf(aws, stack)
  const secretArn = all.get('SecretArn')
  const tables = { repository: outputs.RepositoryTable, tag: outputs.TagTable, search: outputs.SearchTable }
  const layouts = layoutsOf(outputs.Layouts, ({ root }) => withoutSlashes(all.get(root.output) ?? ''))
  return {
    stack,
    url: outputs.Url,
    bucketName: outputs.RegistryBucket,
    bucket: s3Bucket(aws.s3, outputs.RegistryBucket),
    layouts,
    bucketSide: {
      bucketName: outputs.RegistryBucket,
      queueArn: outputs.IndexerQueueArn,
      roleArns: outputs.FunctionRoles.split(','),
      layouts: layouts.all,
    },
    labelKeys: labelKeysIn(outputs.LabelKeys) ?? [],
    store: dynamoStore(aws.dynamo, tables),
    scan: dynamoScan(aws.dynamo, tables),
    search: {
      reader: dynamoDocuments(aws.dynamo, tables.repository),
      store: dynamoSnapshots(aws.dynamo, outputs.VersionTable),
    },
    version: dynamoVersion(aws.dynamo, outputs.VersionTable),
    queues: () => queues(aws.sqs, outputs, all.get('LostEvents')),
    deadLetters: sqsDeadLetters(aws.sqs, outputs.DeadLetterQueue),
    async send(body) {
      await aws.sqs.send(new SendMessageCommand({ QueueUrl: outputs.IndexerQueue, MessageBody: body }))
    },
    async start(input) {
      const command = { stateMachineArn: outputs.BackfillStateMachine, input: JSON.stringify(input) }
      const { executionArn } = await aws.sfn.send(new StartExecutionCommand(command))
      if (executionArn === undefined)
        throw new CliError('the run was started, but AWS returned no execution ARN; see registry-index status')
      return executionArn
    },
    execution: (arn) => execution(aws.sfn, arn),
    secret: secretArn === undefined ? undefined : userSecret(aws.secrets, secretArn),
    health: {
      stackStatus: status,
      outputs: all,
      notifications: s3Notifications(aws.s3, outputs.RegistryBucket),
      ...functionHealth(aws.lambda),
      ...watchedHealth(aws.cloudWatch),
    },
    firstLook: firstLook(aws),
  }
}

interface FoundOutputs {
  readonly known: z.infer<typeof Outputs>
  /** All outputs by name. Among them is the root of each layout. */
  readonly all: ReadonlyMap<string, string>
  readonly status: string
}

const outputsOf = async ({ cloudFormation }: Clients, stack: string): Promise<FoundOutputs> => {
  const { Stacks = [] } = await cloudFormation
    .send(new DescribeStacksCommand({ StackName: stack }))
    .catch((error: unknown) => {
      // CloudFormation reports a stack that does not exist as a ValidationError.
      if (error instanceof CloudFormationServiceException && error.name === 'ValidationError') return { Stacks: [] }
      throw error
    })
  const found = Stacks[0]
  if (found === undefined)
    throw new CliError(
      `there is no stack "${stack}" in ${await cloudFormation.config.region()}; give its name with --stack, its region with AWS_REGION, or deploy it`,
    )
  const all = new Map((found.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]))
  const parsed = Outputs.safeParse(Object.fromEntries(all))
  if (parsed.success) return { known: parsed.data, all, status: found.StackStatus ?? 'UNKNOWN' }
  const missing = parsed.error.issues.map(({ path }) => path.join('.')).join(', ')
  throw new CliError(
    `the stack "${stack}" (${found.StackStatus}) lacks the outputs ${missing}; it was deployed by an older version or by another program: deploy it again, or give another stack with --stack`,
  )
}

const queues = async (
  sqs: SQSClient,
  outputs: z.infer<typeof Outputs>,
  lostEvents: string | undefined,
): Promise<Queues> => {
  const attributes = async (QueueUrl: string) => {
    const AttributeNames = ['ApproximateNumberOfMessages' as const, 'ApproximateNumberOfMessagesNotVisible' as const]
    const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))
    return (name: (typeof AttributeNames)[number]) => Number(Attributes[name] ?? 0)
  }
  const all = async (QueueUrl: string) => {
    const count = await attributes(QueueUrl)
    return count('ApproximateNumberOfMessages') + count('ApproximateNumberOfMessagesNotVisible')
  }
  const [events, deadLetters, lost] = await Promise.all([
    attributes(outputs.IndexerQueue),
    all(outputs.DeadLetterQueue),
    lostEvents === undefined ? undefined : all(lostEvents),
  ])
  return {
    waiting: events('ApproximateNumberOfMessages'),
    inFlight: events('ApproximateNumberOfMessagesNotVisible'),
    deadLetters,
    ...defined({ lostEvents: lost }),
  }
}

const execution = async (sfn: SFNClient, executionArn: string): Promise<Execution> => {
  const { status, output, error, cause } = await sfn.send(new DescribeExecutionCommand({ executionArn }))
  return {
    status: status ?? 'UNKNOWN',
    ...(output === undefined ? {} : { output }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  }
}

// Deploys the stack to a local AWS, runs Debian's registry on the same bucket, and opens one address for both. Each
// test file has a local AWS of its own.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketNotificationConfigurationCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { documentClient } from '../../lambda/aws/dynamo/dynamo-client.ts'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { waitForBackfill } from '../../local/backfill-wait.ts'
import { clientConfig, s3Client } from '../../local/clients.ts'
import { type DeploySettings, deploy, destroy, type Outputs } from '../../local/deploy.ts'
import { type Emulator, startEmulator } from '../../local/emulator.ts'
import { apiAddress, openFrontDoor } from '../../local/front-door.ts'
import { PATHS } from '../../local/paths.ts'
import { freePort } from '../../local/port-numbers.ts'
import { findRegistry, startRegistry } from '../../local/registry.ts'

export const BUCKET = 'registry'
export const STACK = 'registry-index-test'
export const ROOT_DIRECTORY = 'team/registry'

/**
 * Starts what a deployment needs: the local AWS with an empty bucket, and a registry. `stop` ends everything.
 * @param waitScale what part of their seconds state machines wait, as before they try a step again
 */
export const startWorld = async (waitScale = 1) => {
  const dir = await mkdtemp(join(tmpdir(), 'registry-index-e2e-'))
  const start = (port: number) => startEmulator({ venv: PATHS.venv, dir: join(dir, 'aws'), port, waitScale })
  const emulator = await start(await freePort())
  const running = { emulator }
  const stops: (() => Promise<void>)[] = [
    () => rm(dir, { recursive: true, force: true }),
    () => running.emulator.stop(),
  ]
  const stop = async () => {
    for (const end of stops.reverse()) await end()
  }
  try {
    const { endpoint } = emulator
    const s3 = s3Client(endpoint)
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }))
    const program = findRegistry()
    if (program === undefined) throw new Error('docker-registry is no longer on PATH; install it again')
    const startOn = async (program: string, name: string) => {
      const options = { endpoint, bucket: BUCKET, rootDirectory: ROOT_DIRECTORY, port: await freePort() }
      const files = { configFile: join(dir, `${name}.json`), log: join(dir, `${name}.log`) }
      const started = await startRegistry(program, { ...options, ...files })
      stops.push(started.stop)
      return started
    }
    const registry = await startOn(program, 'registry')
    const table = documentClient(new DynamoDBClient(clientConfig(endpoint)))
    return {
      ...{ dir, emulator, running, s3, table, registry, start, stop },
      /** Starts another registry on the same bucket, as when a newer version replaces one. */
      startAnother: startOn,
      onStop: (end: () => Promise<void>) => void stops.push(end),
      withoutEvents: (work: () => Promise<void>) => withoutEvents(s3, work),
      withoutObjects: (work: () => Promise<void>) => withoutObjects(s3, work),
      keysOf: (repository: string) => keysOf(s3, repository),
    }
  } catch (error) {
    await stop()
    throw error
  }
}

// Removes the notification from the bucket while the work runs, so that its changes cause no events.
const withoutEvents = async (s3: S3Client, work: () => Promise<void>): Promise<void> => {
  const { $metadata, ...notification } = await s3.send(
    new GetBucketNotificationConfigurationCommand({ Bucket: BUCKET }),
  )
  const put = (NotificationConfiguration: object) =>
    s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: BUCKET,
        NotificationConfiguration,
        // A rule of somebody else may be stale.
        SkipDestinationValidation: true,
      }),
    )
  await put({})
  try {
    await work()
  } finally {
    await put(notification)
  }
}

const keysOf = async (s3: S3Client, repository: string): Promise<string[]> => {
  const Prefix = `${distribution(ROOT_DIRECTORY).prefix}${repository}`
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix }))
  return Contents.map(({ Key = '' }) => Key)
}

// Removes all links below the repositories, without events, while the work runs, and then puts them back. Reads one
// page of a listing, so that the bucket must not have more than 1,000 links.
const withoutObjects = (s3: S3Client, work: () => Promise<void>): Promise<void> =>
  withoutEvents(s3, async () => {
    const all = await keysOf(s3, '')
    const kept = await Promise.all(
      all.map(async (Key) => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }))
        return { Key, Body: (await Body?.transformToByteArray()) ?? new Uint8Array() }
      }),
    )
    for (const { Key } of kept) await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }))
    try {
      await work()
    } finally {
      for (const { Key, Body } of kept) await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }))
    }
  })

export type World = Awaited<ReturnType<typeof startWorld>>

/** Ends the local AWS, by a shutdown or by killing it at any moment, and starts it again from its saved state. */
export const restartEmulator = async ({ running, start }: World, how: 'shutdown' | 'kill'): Promise<void> => {
  const { pid, port, exited } = running.emulator
  if (how === 'kill') process.kill(pid, 'SIGKILL')
  else await running.emulator.stop()
  await exited
  // After a kill this ends the function workers that are left.
  await running.emulator.stop()
  running.emulator = await start(port)
}

/**
 * Deploys or updates the stack and waits for the backfill that the deployment started.
 * @param app the command that runs the CDK app; default: that of this checkout
 * @returns the stack's outputs, and the backfill's totals (undefined if the deployment started none)
 */
export const deployStack = async (
  { dir, emulator }: Pick<World, 'dir' | 'emulator'>,
  settings: DeploySettings,
  app?: string,
) => {
  const all = { bucket: BUCKET, rootdirectory: `/${ROOT_DIRECTORY}`, backfill_wait: '0', ...settings }
  const files = { outDir: join(dir, 'cdk.out'), log: join(dir, 'deploy.log') }
  const since = Date.now()
  const outputs = await deploy({ emulator, settings: all, stack: STACK, ...files, app })
  return { outputs, totals: await waitForBackfill(emulator, outputs['BackfillStateMachine'] ?? '', since) }
}

/** Removes the stack. Returns the resources that are left in the account, by kind. */
export const destroyStack = async ({ dir, emulator }: World): Promise<Record<string, unknown>> => {
  await destroy({ emulator, stack: STACK, outDir: join(dir, 'cdk.out'), log: join(dir, 'destroy.log') })
  const left = async (service: string, target: string, list: string): Promise<unknown> => {
    const authorization = `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`
    const headers = { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1', authorization }
    const answer = await fetch(emulator.endpoint, { method: 'POST', body: '{}', headers })
    if (!answer.ok) throw new Error(`${target} answers with status ${answer.status}: ${await answer.text()}`)
    return ((await answer.json()) as Record<string, unknown>)[list] ?? []
  }
  const { Functions } = await new LambdaClient(clientConfig(emulator.endpoint)).send(new ListFunctionsCommand({}))
  return {
    tables: await left('dynamodb', 'DynamoDB_20120810.ListTables', 'TableNames'),
    functions: Functions,
    logGroups: await left('logs', 'Logs_20140328.DescribeLogGroups', 'logGroups'),
    queues: await left('sqs', 'AmazonSQS.ListQueues', 'QueueUrls'),
    secrets: await left('secretsmanager', 'secretsmanager.ListSecrets', 'SecretList'),
    stateMachines: await left('states', 'AWSStepFunctions.ListStateMachines', 'stateMachines'),
    rules: await left('events', 'AWSEvents.ListRules', 'Rules'),
  }
}

/** Opens one address for the index and the registry: at a free port, or where a door of another deployment was closed. */
export const openDoor = async (emulator: Emulator, outputs: Outputs, registry: string, port = 0) => {
  const index = apiAddress(emulator.endpoint, outputs['Url'] ?? '')
  const signIn = outputs['SecretArn'] !== undefined
  return openFrontDoor({ port, index, registry, registryHint: 'see its log', signIn })
}

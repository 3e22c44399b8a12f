// Deploys to the local AWS what is deployed to AWS: the same CDK app, by the same CLI. Nothing here may ask real AWS.

import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  CloudFormationClient,
  CloudFormationServiceException,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation'
import { DescribeTimeToLiveCommand, DynamoDBClient, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import * as z from 'zod/mini'
import { REPOSITORY } from '../lambda/names/tables.ts'
import { clientConfig } from './clients.ts'
import type { Emulator } from './emulator.ts'
import { ACCOUNT, baseEnvironment, fakeAws, REGION } from './environment.ts'
import { LocalError } from './local-error.ts'
import { displayPath, ROOT } from './paths.ts'
import { makePasswordPlain } from './plain-password.ts'
import { run } from './processes.ts'

/** The app's settings by their names in the CDK context, except `stack`. */
export type DeploySettings = Readonly<Record<string, string>>

/** The stack's outputs, by name. */
export type Outputs = Readonly<Record<string, string>>

export interface AppOptions {
  readonly settings: DeploySettings
  readonly stack: string
  /** Folder into which the app writes its templates and bundles; it is emptied first. */
  readonly outDir: string
  /** Log file to which the output of every program is appended. */
  readonly log: string
  /** Shell command that runs the app. Default: the one in cdk.json. */
  readonly app?: string | undefined
  readonly signal?: AbortSignal | undefined
}

export interface TargetOptions {
  readonly emulator: Emulator
  readonly stack: string
  readonly outDir: string
  readonly log: string
  readonly signal?: AbortSignal | undefined
}

const CdkJson = z.object({ app: z.string(), context: z.optional(z.record(z.string(), z.unknown())) })

/**
 * Runs the CDK app, which bundles the functions and writes the templates. Needs no emulator. Does not use `cdk synth`,
 * because that command asks AWS for the account of whatever credentials it finds.
 */
export const synth = async ({ settings, stack, outDir, log, app, signal }: AppOptions): Promise<void> => {
  const cdkJson = CdkJson.parse(JSON.parse(await readFile(join(ROOT, 'cdk.json'), 'utf8')))
  await rm(outDir, { recursive: true, force: true })
  const env = {
    ...baseEnvironment(outDir),
    ...fakeAws,
    CDK_OUTDIR: outDir,
    CDK_CONTEXT_JSON: JSON.stringify({ ...cdkJson.context, ...settings, stack }),
    CDK_DEFAULT_ACCOUNT: ACCOUNT,
    CDK_DEFAULT_REGION: REGION,
  }
  const options = { name: 'the CDK app', env, log, cwd: ROOT, timeoutMs: 120_000, signal }
  await run('sh', ['-c', app ?? cdkJson.app], options)
}

const cdk = async ({ emulator, log, signal }: TargetOptions, args: readonly string[]): Promise<void> => {
  const env = {
    ...emulator.env,
    CI: 'true',
    NO_COLOR: '1',
    CDK_DISABLE_VERSION_CHECK: '1',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  }
  // A deployment hangs if one of CDK's own handlers dies in the emulator, so every command has a timeout.
  // The folder is not the checkout: where cdk.json is in the folder, even bootstrap runs the app.
  const options = { name: `cdk ${args[0]}`, env, log, cwd: emulator.dir, timeoutMs: 180_000, signal }
  await run('cdk', [...args, '--no-notices', '--ci'], options)
}

/** Returns the outputs of a deployed stack; undefined if there is no such stack or its last deployment failed. */
export const stackOutputs = async (emulator: Emulator, stack: string): Promise<Outputs | undefined> => {
  const client = new CloudFormationClient(clientConfig(emulator.endpoint))
  const found = await client.send(new DescribeStacksCommand({ StackName: stack })).catch((error: unknown) => {
    if (error instanceof CloudFormationServiceException && error.name === 'ValidationError') return undefined
    throw error
  })
  const { StackStatus, Outputs: outputs = [] } = found?.Stacks?.[0] ?? {}
  if (StackStatus !== 'CREATE_COMPLETE' && StackStatus !== 'UPDATE_COMPLETE') return undefined
  return Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]))
}

/** Bootstraps the account for CDK, unless that was done before. */
export const bootstrap = async (target: Omit<TargetOptions, 'stack' | 'outDir'>): Promise<void> => {
  if ((await stackOutputs(target.emulator, 'CDKToolkit')) !== undefined) return
  await cdk({ ...target, stack: '', outDir: '' }, ['bootstrap', `aws://${ACCOUNT}/${REGION}`])
}

// Enables the expiry of rows (TTL), because the emulator ignores that setting in the template. The tests of infra/
// assert that the template has it.
const enableExpiry = async (emulator: Emulator, TableName: string): Promise<void> => {
  const client = new DynamoDBClient(clientConfig(emulator.endpoint))
  const { TimeToLiveDescription: now } = await client.send(new DescribeTimeToLiveCommand({ TableName }))
  if (now?.TimeToLiveStatus === 'ENABLED') return
  const TimeToLiveSpecification = { Enabled: true, AttributeName: REPOSITORY.expires }
  await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }))
}

/**
 * Deploys the templates that `synth` wrote. The emulator must be bootstrapped.
 * @returns the outputs of the stack
 * @throws LocalError if the deployment fails or takes longer than three minutes
 */
export const deployAssembly = async (target: TargetOptions): Promise<Outputs> => {
  const { emulator, stack, outDir } = target
  await cdk(target, ['deploy', stack, '--app', outDir, '--require-approval', 'never', '--progress', 'events'])
  const outputs = await stackOutputs(emulator, stack)
  if (outputs === undefined)
    throw new LocalError(
      `the stack ${stack} was deployed, but the local AWS does not have it; see ${displayPath(target.log)}`,
    )
  await enableExpiry(emulator, outputs['RepositoryTable'] ?? '')
  const { SecretArn } = outputs
  if (SecretArn !== undefined)
    await makePasswordPlain(new SecretsManagerClient(clientConfig(emulator.endpoint)), SecretArn)
  return outputs
}

/** Runs the CDK app, bootstraps the account if needed, and deploys. Returns the outputs of the stack. */
export const deploy = async (options: AppOptions & { readonly emulator: Emulator }): Promise<Outputs> => {
  await Promise.all([synth(options), bootstrap(options)])
  return await deployAssembly(options)
}

/** Removes a stack with `cdk destroy`. `outDir` is the folder from which the stack was deployed. */
export const destroy = async (target: TargetOptions): Promise<void> =>
  await cdk(target, ['destroy', target.stack, '--app', target.outDir, '--force'])

// The outputs of a stack by which scripts, load balancers and the command line find an index. Their names are part of the
// contract.

import { CfnOutput, Fn, Stack } from 'aws-cdk-lib'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions'
import type { Construct } from 'constructs'
import { NO_LABEL_KEYS } from '../lambda/names/labels.ts'
import { LAYOUTS } from '../lambda/names/layouts.ts'
import type { AuthMode, NotifyMode } from '../lambda/names/modes.ts'
import { FACTS_VERSION, SCHEMA } from '../lambda/names/versions.ts'
import type { RegistryBucket } from './registry-bucket.ts'
import type { Tables } from './tables.ts'

/** What the outputs tell of an index. */
interface Deployed {
  readonly url: string
  readonly cloudFront: { readonly domainTarget: string } | undefined
  readonly backfillStateMachine: StateMachine
  readonly backfillFunction: LambdaFunction
  readonly indexerFunction: LambdaFunction
  readonly searchFunction: LambdaFunction
  readonly readers: readonly LambdaFunction[]
  readonly queue: Queue
  readonly deadLetterQueue: Queue
  readonly events: { readonly lostEvents: Queue } | undefined
  readonly secret: Secret | undefined
  readonly tables: Tables
}

/** What it was made of. */
export interface Described {
  readonly registry: RegistryBucket
  readonly notify: NotifyMode
  readonly auth: AuthMode
}

/**
 * Adds the outputs to the stack of an index.
 * @throws Error if the stack has outputs of these names, as of another index
 */
export const writeOutputs = (index: Deployed & Construct, { registry, notify, auth }: Described): void => {
  const stack = Stack.of(index)
  const output = (name: string, description: string, value: string) =>
    new CfnOutput(stack, name, { description, value })
  output('Url', 'Address of the index', index.url)
  if (index.cloudFront)
    output(
      'DomainTarget',
      'What the name of the domain has to point to, by an alias or a CNAME',
      index.cloudFront.domainTarget,
    )
  const { backfillStateMachine, backfillFunction, indexerFunction, searchFunction } = index
  output('BackfillStateMachine', 'Start an execution to bring all in line', backfillStateMachine.stateMachineArn)
  output('BackfillFunction', 'Invoke with {} to do the same for a small registry', backfillFunction.functionName)
  output('IndexerFunction', 'Writes what events tell of into the index', indexerFunction.functionName)
  output('SearchFunction', 'Answers all requests; the target of a load balancer', searchFunction.functionArn)
  output('IndexerQueue', 'Events on their way to the index', index.queue.queueUrl)
  output('IndexerQueueArn', 'The same queue, as rules of the bucket name it', index.queue.queueArn)
  const roles = index.readers.map(({ role }) => role?.roleArn ?? '')
  output('FunctionRoles', 'Roles that read the bucket', Fn.join(',', roles))
  output('Notify', 'How the bucket tells of its tags', notify)
  output('DeadLetterQueue', 'Events that could not be indexed', index.deadLetterQueue.queueUrl)
  if (index.events) output('LostEvents', 'What others could not be told', index.events.lostEvents.queueUrl)
  output('RegistryBucket', 'What is indexed', registry.bucket.bucketName)
  // The slash is there because an output can't be empty.
  for (const { id, root } of LAYOUTS) output(root.output, `${sentence(root.about)} in it`, `/${registry.roots[id]}`)
  output('Layouts', 'Layouts that are indexed', registry.layouts.join(','))
  output('LabelKeys', 'Labels that tags are found by', registry.labelKeys.join(',') || NO_LABEL_KEYS)
  output('Schema', 'Version of the rows', String(SCHEMA))
  output('FactsVersion', 'Version of the code that reads tags', String(FACTS_VERSION))
  output('RepositoryTable', 'Repositories', index.tables.repository.tableName)
  output('TagTable', 'Tags', index.tables.tag.tableName)
  output('SearchTable', 'Entries of the search', index.tables.search.tableName)
  output('VersionTable', 'What the index is of, and its runs', index.tables.version.tableName)
  if (index.secret === undefined) return
  const { secretArn } = index.secret
  output('SecretArn', 'Secret with name and password, and lines of users', secretArn)
  if (auth === 'basic')
    output(
      'PasswordCommand',
      'Prints name and password',
      `aws secretsmanager get-secret-value --region ${stack.region} --query SecretString --output text --secret-id ${secretArn}`,
    )
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

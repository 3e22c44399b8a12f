import { CustomResource, Duration } from 'aws-cdk-lib'
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction as LambdaTarget, SfnStateMachine } from 'aws-cdk-lib/aws-events-targets'
import { Grant, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions'
import { Construct } from 'constructs'
import { ENV } from '../lambda/names/environment.ts'
import { LAYOUTS } from '../lambda/names/layouts.ts'
import { BACKFILL_TIMEOUT_S, SNAPSHOT_STEP, WATCH_STEP } from '../lambda/names/runs.ts'
import { FACTS_VERSION, SCHEMA } from '../lambda/names/versions.ts'
import { backfillDefinition } from './backfill-definition.ts'
import { createFunction, createLogGroup } from './function.ts'
import type { Indexing } from './indexing.ts'
import type { Notify } from './notification.ts'
import { grantRegistryRead, type RegistryBucket, registryEnvironment } from './registry-bucket.ts'
import { grantReadWrite, grantScan, type Tables, tableEnvironment } from './tables.ts'

/** It waits a minute for the rights of new roles, and a cold function reads a tag at each try. */
const DEPLOYMENT_TIMEOUT = Duration.minutes(5)

export interface BackfillTimes {
  /** Time from the deployment to the first run. */
  readonly wait: Duration
  /** Days between two scheduled runs; 0: none is scheduled. */
  readonly days: number
}

/** Reconciles the whole index with the bucket: after the first deployment, by a schedule, and whenever it is started. */
export class Backfill extends Construct {
  /** Does one step of the backfill; invoked by hand with `{}`, all that fits in one invocation. */
  readonly function: LambdaFunction
  /** Does a whole run; its input is `{}` or `{"rebuild": true}`, and `wait` (seconds, 0 if absent). */
  readonly stateMachine: StateMachine
  /** Starts the state machine when the stack is deployed; must depend on all that an execution needs. */
  readonly firstRun: CustomResource

  constructor(
    scope: Construct,
    id: string,
    registry: RegistryBucket,
    tables: Tables,
    { indexer, queue, deadLetterQueue }: Pick<Indexing, 'indexer' | 'queue' | 'deadLetterQueue'>,
    notify: Notify,
    { wait, days }: BackfillTimes,
  ) {
    super(scope, id)
    const { repository, tag, search, version } = tables
    this.function = createFunction(this, 'Function', {
      entry: 'backfill',
      description: 'Compares a part of the registry bucket with the index and corrects what differs',
      memorySize: 1769,
      timeout: Duration.seconds(BACKFILL_TIMEOUT_S),
      environment: {
        ...tableEnvironment(tables),
        ...registryEnvironment(registry),
        [ENV.deadLetterQueueUrl]: deadLetterQueue.queueUrl,
        [ENV.queueArn]: queue.queueArn,
        [ENV.notify]: notify.mode,
        ...(notify.mode === 'sns' && { [ENV.notifyTopic]: notify.topic.topicArn }),
        [ENV.reconcileDays]: String(days),
      },
    })
    // A run does the work of dead letters, and then deletes them.
    deadLetterQueue.grant(this.function, 'sqs:ReceiveMessage', 'sqs:DeleteMessage')
    grantReadWrite(this.function, repository, tag, search, version)
    // A snapshot is built from all rows of repositories.
    grantScan(this.function, repository)
    grantRegistryRead(this.function, registry)
    // Once an hour it looks whether the bucket still tells of its tags.
    Grant.addToPrincipal({
      grantee: this.function,
      actions: ['s3:GetBucketNotification'],
      resourceArns: [registry.bucket.bucketArn],
    })
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      definitionBody: backfillDefinition(this, this.function),
      // Which step took how long stays known longer than Step Functions keeps it. Without their data, which names repositories.
      logs: {
        destination: createLogGroup(this, 'StateMachineLogs'),
        level: LogLevel.ALL,
        includeExecutionData: false,
      },
    })

    if (days > 0)
      new Rule(this, 'Schedule', {
        description: 'Brings the registry index in line with its bucket',
        schedule: Schedule.rate(Duration.days(days)),
        targets: [new SfnStateMachine(this.stateMachine, { input: RuleTargetInput.fromObject({ deep: 'due' }) })],
      })

    // Whatever became of runs, and also where none is scheduled: most of these find that no new snapshot is due.
    new Rule(this, 'SnapshotSchedule', {
      description: 'Packs all search documents of the registry index, if enough of them changed',
      schedule: Schedule.rate(Duration.minutes(15)),
      targets: [new LambdaTarget(this.function, { event: RuleTargetInput.fromObject({ step: SNAPSHOT_STEP }) })],
    })

    new Rule(this, 'WatchSchedule', {
      description: 'Looks whether the registry bucket still tells of its tags, and runs over it end well',
      schedule: Schedule.rate(Duration.hours(1)),
      targets: [new LambdaTarget(this.function, { event: RuleTargetInput.fromObject({ step: WATCH_STEP }) })],
    })

    // Not CDK's Provider or AwsCustomResource: they need the SDK of Lambda's runtime, which the local emulator lacks.
    const writesRules = notify.mode === 's3'
    const deployment = createFunction(this, 'Deployment', {
      entry: 'deployment',
      description: 'Lets the functions try their rights, and starts the backfill, for CloudFormation',
      memorySize: 256,
      timeout: DEPLOYMENT_TIMEOUT,
      environment: {
        [ENV.stateMachine]: this.stateMachine.stateMachineArn,
        [ENV.indexerFunction]: indexer.functionName,
        [ENV.backfillFunction]: this.function.functionName,
        [ENV.bucket]: registry.bucket.bucketName,
        ...(writesRules && { [ENV.queueArn]: queue.queueArn }),
      },
    })
    this.stateMachine.grantStartExecution(deployment)
    for (const { functionArn } of [indexer, this.function])
      deployment.addToRolePolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] }))
    // CDK's own handler knows our rules by ids, which handlers of other stacks take away from them.
    if (writesRules)
      Grant.addToPrincipal({
        grantee: deployment,
        actions: ['s3:GetBucketNotification', 's3:PutBucketNotification'],
        resourceArns: [registry.bucket.bucketArn],
      })
    // CloudFormation refuses another function for a custom resource that exists ("Modifying service token is not allowed").
    // 0.1.0 had one called `FirstRun`, by another function. Should this id change again, CloudFormation asks this function to
    // delete what had the old one, and then no rule of the bucket would name our queue.
    this.firstRun = new CustomResource(this, 'DeploymentRun', {
      resourceType: 'Custom::RegistryIndexBackfill',
      serviceToken: deployment.functionArn,
      // Without this CloudFormation would wait an hour for an answer that does not come.
      serviceTimeout: Duration.minutes(6),
      // When one of these changes, CloudFormation calls the function again, and so a backfill starts.
      properties: {
        Schema: SCHEMA,
        Facts: FACTS_VERSION,
        Bucket: registry.bucket.bucketName,
        ...Object.fromEntries(LAYOUTS.map(({ id, root }) => [root.output, registry.roots[id]])),
        Layouts: registry.layouts.join(','),
        Key: registry.keys.map(({ keyArn }) => keyArn).join(','),
        // Tables of other names are empty.
        Tables: [repository, tag, search, version].map(({ tableName }) => tableName),
        Wait: wait.toSeconds(),
      },
    })
  }
}

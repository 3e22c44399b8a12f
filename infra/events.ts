import { Duration } from 'aws-cdk-lib'
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import type { IEventBus } from 'aws-cdk-lib/aws-events'
import { Grant } from 'aws-cdk-lib/aws-iam'
import { FilterCriteria, FilterRule, type Function as LambdaFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda'
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { ENV } from '../lambda/names/environment.ts'
import { EVENTS } from '../lambda/names/events.ts'
import { REPOSITORY, TAG } from '../lambda/names/tables.ts'
import { createFunction } from './function.ts'
import type { Tables } from './tables.ts'

type Row = Readonly<Record<string, object>>
const THERE = FilterRule.exists()

/** Only briefs have the time of the push: what becomes of details is not told. */
const BRIEF: Row = { [TAG.pushedAt]: { S: THERE } }
/** Only rows of repositories without tags expire. */
const EMPTIED: Row = { [REPOSITORY.expires]: { N: THERE } }

const inImage = (image: 'OldImage' | 'NewImage', row: Row) => FilterCriteria.filter({ dynamodb: { [image]: row } })

/**
 * How long a change is tried. DynamoDB keeps it for 24 hours; what is given up before that is put into the queue of lost
 * events, what expires is just gone.
 */
const MAX_AGE = Duration.hours(23)

/** Tells others by EventBridge of pushes and removals: streams of two tables, announcer, bus. */
export class Events extends Construct {
  readonly announcer: LambdaFunction
  /** What could not be sent within a day, and what the bus refused. */
  readonly lostEvents: Queue

  constructor(scope: Construct, id: string, bucketName: string, { repository, tag }: Tables, bus: IEventBus) {
    super(scope, id)
    this.lostEvents = new Queue(this, 'LostEvents', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    })
    this.announcer = createFunction(this, 'Announcer', {
      entry: 'announcer',
      description: 'Tells others by EventBridge what changed in the index',
      memorySize: 256,
      timeout: Duration.seconds(60),
      environment: {
        [ENV.bucket]: bucketName,
        [ENV.eventBus]: bus.eventBusArn,
        [ENV.lostEventsQueueUrl]: this.lostEvents.queueUrl,
      },
    })
    Grant.addToPrincipal({
      grantee: this.announcer,
      actions: ['events:PutEvents'],
      resourceArns: [bus.eventBusArn],
      conditions: { StringEquals: { 'events:source': EVENTS.source } },
    })
    this.follow(tag, [inImage('NewImage', BRIEF), inImage('OldImage', BRIEF)])
    this.follow(repository, [inImage('NewImage', EMPTIED)])
  }

  private follow(table: TableV2, filters: ReturnType<typeof FilterCriteria.filter>[]): void {
    if (table.tableStreamArn === undefined) throw new Error(`the table ${table.node.path} has no stream to follow`)
    table.grantStreamRead(this.announcer)
    this.announcer.addEventSourceMapping(`${table.node.id}Changes`, {
      eventSourceArn: table.tableStreamArn,
      // The stream begins with the setting, so that nothing from before it is in there.
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters,
      batchSize: 100,
      // Where the function can't say what failed, as after a timeout, a batch is halved until what fails is alone.
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      maxRecordAge: MAX_AGE,
      // This lets the function put messages into the queue, as it does itself with what the bus refuses.
      onFailure: new SqsDlq(this.lostEvents),
    })
  }
}

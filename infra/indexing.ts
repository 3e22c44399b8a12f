import { Duration } from 'aws-cdk-lib'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { ENV } from '../lambda/names/environment.ts'
import { INDEXER_CONCURRENCY, MAX_RECEIVES } from '../lambda/names/runs.ts'
import { createFunction } from './function.ts'
import { type Notify, notifyOfTags } from './notification.ts'
import { grantRegistryRead, type RegistryBucket, registryEnvironment } from './registry-bucket.ts'
import { grantRead, grantReadWrite, type Tables, tableEnvironment } from './tables.ts'

const INDEXER_TIMEOUT = Duration.seconds(60)

/** Brings changes of the bucket into the index: notification, queue, indexer. */
export class Indexing extends Construct {
  readonly indexer: LambdaFunction
  readonly queue: Queue
  /** Messages that could not be indexed in more than a day. The next run over the bucket does their work and deletes them. */
  readonly deadLetterQueue: Queue

  constructor(scope: Construct, id: string, registry: RegistryBucket, tables: Tables, notify: Notify) {
    super(scope, id)
    // Encrypted by SQS: with a KMS key, S3 could only send messages if the key's policy allowed it.
    const encryption = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true }
    this.deadLetterQueue = new Queue(this, 'DeadLetterQueue', {
      ...encryption,
      // Counted from when the first queue received the message, so it must be longer than that queue's retention.
      retentionPeriod: Duration.days(14),
    })
    this.queue = new Queue(this, 'Queue', {
      ...encryption,
      retentionPeriod: Duration.days(4),
      // Lambda recommends six times the function's timeout.
      visibilityTimeout: Duration.seconds(6 * INDEXER_TIMEOUT.toSeconds()),
      // Every give-back counts as a receive, so the delays between them say how long an outage may last.
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: MAX_RECEIVES },
    })
    this.indexer = createFunction(this, 'Indexer', {
      entry: 'indexer',
      description: 'Brings the tags that changed in the registry bucket into the index',
      memorySize: 1024,
      timeout: INDEXER_TIMEOUT,
      environment: {
        ...tableEnvironment(tables),
        ...registryEnvironment(registry),
        [ENV.queueUrl]: this.queue.queueUrl,
      },
    })
    grantReadWrite(this.indexer, tables.repository, tables.tag, tables.search)
    // The version table says whether this version of the code may write.
    grantRead(this.indexer, tables.version)
    grantRegistryRead(this.indexer, registry)
    // The source grants what the poller needs, also ChangeMessageVisibility, by which the indexer returns a message.
    this.indexer.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: 10,
        // Any window makes Lambda wait up to 20 s while there is little to do.
        maxBatchingWindow: Duration.seconds(0),
        reportBatchItemFailures: true,
        maxConcurrency: INDEXER_CONCURRENCY,
      }),
    )
    notifyOfTags(this, registry, this.queue, notify)
  }
}

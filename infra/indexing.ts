import { Duration } from 'aws-cdk-lib'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { ENV } from '../lambda/names.ts'
import { createFunction } from './function.ts'
import { grantRegistryRead, notifyOfTags, type RegistryBucket, registryEnvironment } from './registry-bucket.ts'
import { grantRead, grantReadWrite, type Tables } from './tables.ts'

const TIMEOUT = Duration.seconds(60)

/** From a change in the bucket to the index: notification, queue, indexer. */
export class Indexing extends Construct {
  readonly queue: Queue
  /** What could not be indexed in 20 tries; a message here means that a reconcile is due. */
  readonly deadLetterQueue: Queue

  constructor(scope: Construct, id: string, registry: RegistryBucket, tables: Tables) {
    super(scope, id)
    // Encrypted by SQS: with a KMS key S3 could only send if the key's policy let it.
    const encryption = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true }
    this.deadLetterQueue = new Queue(this, 'DeadLetterQueue', {
      ...encryption,
      // Counted from the first queue's receipt, so it must be longer than that one's.
      retentionPeriod: Duration.days(14),
    })
    this.queue = new Queue(this, 'Queue', {
      ...encryption,
      retentionPeriod: Duration.days(4),
      // Lambda asks for six times the function's timeout.
      visibilityTimeout: Duration.seconds(6 * TIMEOUT.toSeconds()),
      // A message also goes back where several indexers met in one repository: that alone must not end in the dead letters.
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: 20 },
    })
    const indexer = createFunction(this, 'Indexer', {
      entry: 'indexer',
      description: 'Brings the tags that changed in the registry bucket into the index',
      memorySize: 1024,
      timeout: TIMEOUT,
      environment: {
        [ENV.repositoryTable]: tables.repository.tableName,
        [ENV.tagTable]: tables.tag.tableName,
        [ENV.searchTable]: tables.search.tableName,
        [ENV.versionTable]: tables.version.tableName,
        ...registryEnvironment(registry),
        [ENV.queueUrl]: this.queue.queueUrl,
      },
    })
    grantReadWrite(indexer, tables.repository, tables.tag, tables.search)
    // It says whether this version of the code may write.
    grantRead(indexer, tables.version)
    grantRegistryRead(indexer, registry)
    // The source grants what the poller needs, and with it ChangeMessageVisibility, by which the indexer gives a message back.
    indexer.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: 10,
        // Any window makes Lambda wait up to 20 s where there is little to do.
        maxBatchingWindow: Duration.seconds(0),
        reportBatchItemFailures: true,
        // More would mostly meet in the same repositories and wait for each other.
        maxConcurrency: 10,
      }),
    )
    notifyOfTags(registry, this.queue)
  }
}

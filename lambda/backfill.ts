// Entry point of the backfill function, which the state machine calls for each step of a run over the bucket, and a
// schedule for snapshots of all search documents.

import { SQSClient } from '@aws-sdk/client-sqs'
import type { Context } from 'aws-lambda'
import { awsPorts } from './aws/deployment-ports.ts'
import { dynamoDocuments } from './aws/dynamo/dynamo-document-reader.ts'
import { dynamoSnapshots } from './aws/dynamo/dynamo-snapshot-store.ts'
import { dynamoVersion } from './aws/dynamo/dynamo-version-store.ts'
import { serviceClock } from './aws/dynamo/service-clock.ts'
import { metrics } from './aws/embedded-metrics.ts'
import { environment, notifyMode, optionalEnvironment } from './aws/environment.ts'
import { logger } from './aws/logger.ts'
import { s3Client } from './aws/s3-bucket.ts'
import { s3Notifications } from './aws/s3-notifications.ts'
import { sqsDeadLetters } from './aws/sqs-dead-letters.ts'
import { checkAccess, isAccessEvent } from './health/access-check.ts'
import { isWatchEvent, type WatchPorts, watch } from './health/watch.ts'
import { SERVICES } from './names/metrics.ts'
import { MIN_READER, SCHEMA } from './names/versions.ts'
import { runStep } from './reconcile/run.ts'
import { parseRunEvent } from './reconcile/run-events.ts'
import type { RunPorts } from './reconcile/run-ports.ts'
import type { BuildPorts } from './search/snapshot/build.ts'
import { buildIfDue, parseSnapshotEvent } from './search/snapshot/build-if-due.ts'
import { documentFormat } from './search/snapshot/document-format.ts'

/** How long before the end of the invocation a step stops taking on new work. */
const SOFT_RESERVE_MS = 180_000
/** How long before the end of the invocation conflicts are no longer retried. */
const HARD_RESERVE_MS = 30_000

const { client, ...aws } = awsPorts()
const versionTable = environment('versionTable')
const version = dynamoVersion(client, versionTable)
const measured = metrics(SERVICES.backfill)
const log = logger(SERVICES.backfill)
const ports: RunPorts = {
  ...aws,
  version,
  schema: SCHEMA,
  minReader: MIN_READER,
  metrics: measured,
  log,
  deadLetters: sqsDeadLetters(new SQSClient(), environment('deadLetterQueueUrl')),
}

const snapshotPorts: BuildPorts = {
  reader: dynamoDocuments(client, aws.tables.repository),
  store: dynamoSnapshots(client, versionTable),
  format: documentFormat,
  clock: serviceClock(client),
  log,
}

const watchPorts: WatchPorts = {
  notifications: s3Notifications(s3Client(), aws.bucketName),
  expected: {
    mode: notifyMode(),
    destination: optionalEnvironment('notifyTopic') ?? environment('queueArn'),
    layouts: aws.layouts.all,
  },
  version,
  reconcileDays: Number(environment('reconcileDays')),
  clock: ports.clock,
  metrics: measured,
  log,
}

/**
 * Performs one step of a run over the bucket or, for an event that names no step, a whole run in one invocation. For the
 * event `{"step": "snapshot"}`, which may have `"force": true`, it builds a snapshot instead, if one is due; for
 * `{"step": "watch"}` it looks whether the notification is there and runs end well; for `{"step": "access"}` it tries its
 * rights to the bucket.
 */
export const handler = async (event: unknown, context: Context): Promise<unknown> => {
  const snapshot = parseSnapshotEvent(event)
  if (snapshot !== undefined) return buildIfDue(snapshotPorts, snapshot)
  if (isWatchEvent(event)) return watched()
  if (isAccessEvent(event)) return checkAccess(ports)
  const end = Date.now() + context.getRemainingTimeInMillis()
  const deadlines = { soft: end - SOFT_RESERVE_MS, hard: end - HARD_RESERVE_MS }
  try {
    const result = await runStep(ports, parseRunEvent(event), deadlines, `by hand ${context.awsRequestId}`)
    log.info('step ended', { result })
    return result
  } finally {
    measured.flush()
  }
}

const watched = async () => {
  try {
    return await watch(watchPorts)
  } finally {
    measured.flush()
  }
}

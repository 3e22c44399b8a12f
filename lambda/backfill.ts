import type { Context } from 'aws-lambda'
import { awsPorts } from './aws/deployment-ports.ts'
import { dynamoVersion } from './aws/dynamo-version-store.ts'
import { metrics } from './aws/embedded-metrics.ts'
import { environment } from './aws/environment.ts'
import { logger } from './aws/logger.ts'
import { MIN_READER, SCHEMA, SERVICES } from './names.ts'
import type { RunPorts } from './reconcile/ports.ts'
import { runStep } from './reconcile/run.ts'
import { parseRunEvent } from './reconcile/run-events.ts'

/** Time before the invocation's end at which a part ends, and at which conflicts are given up. Milliseconds. */
const SOFT_RESERVE = 180_000
const HARD_RESERVE = 30_000

const { client, ...aws } = awsPorts()
const version = dynamoVersion(client, environment('versionTable'))
const measured = metrics(SERVICES.backfill)
const ports: RunPorts = { ...aws, version, schema: SCHEMA, minReader: MIN_READER, metrics: measured }
const log = logger(SERVICES.backfill)

/** One step of a run over the bucket, or with an empty event a run in one go. */
export const handler = async (event: unknown, context: Context): Promise<unknown> => {
  const end = Date.now() + context.getRemainingTimeInMillis()
  const deadlines = { soft: end - SOFT_RESERVE, hard: end - HARD_RESERVE }
  try {
    const result = await runStep(ports, parseRunEvent(event), deadlines, `by hand ${context.awsRequestId}`)
    log.info('step ended', { result })
    return result
  } finally {
    measured.flush()
  }
}

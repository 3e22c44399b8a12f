import type { Context } from 'aws-lambda'
import { environment } from './environment.ts'
import { parseRunEvent, type RunPorts, runStep } from './index/run.ts'
import { dynamoVersion } from './index/version.ts'
import { awsPorts } from './index/wiring.ts'
import { logger } from './log.ts'

/** Time before the invocation's end at which a part ends, and at which conflicts are given up. Milliseconds. */
const SOFT_RESERVE = 180_000
const HARD_RESERVE = 30_000

const { client, ...aws } = awsPorts()
const ports: RunPorts = { ...aws, version: dynamoVersion(client, environment('versionTable')) }
const log = logger('backfill')

/** One step of a run over the bucket, or with an empty event a run in one go. */
export const handler = async (event: unknown, context: Context): Promise<unknown> => {
  const end = Date.now() + context.getRemainingTimeInMillis()
  const result = await runStep(ports, parseRunEvent(event), { soft: end - SOFT_RESERVE, hard: end - HARD_RESERVE })
  log.info('step ended', { result })
  return result
}

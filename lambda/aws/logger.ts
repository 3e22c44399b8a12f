import { Logger } from '@aws-lambda-powertools/logger'
import type { SERVICES } from '../names/metrics.ts'
import type { Log } from '../shared/log.ts'

/** Returns a logger that writes JSON lines for CloudWatch. */
export const logger = (serviceName: (typeof SERVICES)[keyof typeof SERVICES]): Log => new Logger({ serviceName })

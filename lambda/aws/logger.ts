import { Logger } from '@aws-lambda-powertools/logger'
import type { Log } from '../shared/log.ts'

/** JSON lines for CloudWatch. */
export const logger = (serviceName: string): Log => new Logger({ serviceName })

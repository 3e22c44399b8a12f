import { Logger } from '@aws-lambda-powertools/logger'

/** The part of a logger that the core needs. */
export interface Log {
  info(message: string, fields: Record<string, unknown>): void
  warn(message: string, fields: Record<string, unknown>): void
  error(message: string, fields: Record<string, unknown>): void
}

/** JSON lines for CloudWatch. */
export const logger = (serviceName: string): Log => new Logger({ serviceName })

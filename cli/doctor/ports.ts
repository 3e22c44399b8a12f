// What doctor asks of a deployment, besides what other commands ask too. Every method is one request, and changes nothing.

import type { AccessResult } from '../../lambda/health/access-check.ts'
import type { BucketNotifications } from '../../lambda/health/notification.ts'

interface FunctionState {
  readonly memoryMb: number
  readonly environment: ReadonlyMap<string, string>
}

/** An alarm of CloudWatch. */
export interface AlarmState {
  /** As CloudWatch names it: OK, ALARM or INSUFFICIENT_DATA. */
  readonly state: string
  /** Why, as CloudWatch says it. */
  readonly reason: string
  /** ISO 8601: since when it is so. */
  readonly since: string | undefined
  /** False if nobody hears of it: it has no action, or somebody switched its actions off. */
  readonly isHeard: boolean
}

/** How a deployment is. */
export interface Health {
  /** As CloudFormation names it, such as UPDATE_COMPLETE. */
  readonly stackStatus: string
  /** All outputs of the stack, by name. */
  readonly outputs: ReadonlyMap<string, string>
  /** Reads whom the registry bucket tells of what; undefined if that may not be read. */
  notifications(): Promise<BucketNotifications | undefined>
  /** Reads the configuration of a function, by its name or ARN. */
  functionState(name: string): Promise<FunctionState>
  /**
   * Lets a function try its rights to the bucket.
   * @throws CliError if the function fails
   */
  tryAccess(name: string): Promise<AccessResult>
  /** Reads alarms by what CloudWatch calls them. The result omits those that are not there. */
  alarms(names: readonly string[]): Promise<ReadonlyMap<string, AlarmState>>
  /**
   * Returns how many seconds the oldest event of a queue had waited, as it was measured last between two times in epoch
   * milliseconds; undefined if nothing was measured then, because the queue was empty.
   */
  oldestEvent(queue: string, from: number, to: number): Promise<number | undefined>
}

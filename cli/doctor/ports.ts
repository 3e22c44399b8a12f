// What doctor asks of a deployment, besides what other commands ask too. Every method is one request, and changes nothing.

import type { AccessResult } from '../../lambda/health/access-check.ts'
import type { BucketNotifications } from '../../lambda/health/notification.ts'

interface FunctionState {
  readonly memoryMb: number
  readonly environment: ReadonlyMap<string, string>
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
}

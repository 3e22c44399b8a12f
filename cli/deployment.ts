import type { IndexStore } from '../lambda/model/index-store.ts'
import type { VersionStore } from '../lambda/model/version-store.ts'
import type { RegistryBucket } from '../lambda/registry/bucket/registry-bucket.ts'
import type { Layouts } from '../lambda/registry/layouts/layouts.ts'
import type { IndexScan } from './index-scan.ts'

/** Which deployment a command is about. */
export interface Target {
  /** Name of its CloudFormation stack. */
  readonly stack: string
  /** In the local system of `npm start`, not on AWS. */
  readonly local: boolean
}

/** Messages of the queue of events and of the one for what failed; approximate, as SQS counts. */
export interface Queues {
  readonly waiting: number
  readonly inFlight: number
  readonly deadLetters: number
}

/** An execution of the state machine, as Step Functions describes it. */
export interface Execution {
  readonly status: string
  /** JSON, where it succeeded. */
  readonly output?: string
  /** Where it did not. */
  readonly error?: string
  readonly cause?: string
}

/** A deployment that was found: all of it that a command may look at. */
export interface Deployment {
  readonly stack: string
  /** Address of the index. */
  readonly url: string
  readonly bucketName: string
  readonly bucket: RegistryBucket
  readonly layouts: Layouts
  readonly store: Pick<IndexStore, 'catalog'>
  readonly scan: IndexScan
  readonly version: Pick<VersionStore, 'read' | 'runs' | 'progressOf'>
  queues(): Promise<Queues>
  /** Starts a run over the bucket; its ARN. */
  start(input: Readonly<Record<string, unknown>>): Promise<string>
  execution(arn: string): Promise<Execution>
}

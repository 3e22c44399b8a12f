import type { IndexStore } from '../lambda/model/index-store.ts'
import type { DeadLetters } from '../lambda/reconcile/run-ports.ts'
import type { StatusSource } from '../lambda/reconcile/run-status.ts'
import type { RegistryBucket } from '../lambda/registry/bucket/registry-bucket.ts'
import type { LabelKeys } from '../lambda/registry/label-keys.ts'
import type { Layouts } from '../lambda/registry/layouts/layouts.ts'
import type { BucketSide } from './bucket-setup.ts'
import type { FirstLook } from './doctor/first/ports.ts'
import type { Health } from './doctor/ports.ts'
import type { IndexScan } from './index-scan.ts'
import type { SearchSource } from './verify/verify-search.ts'

/** Selects a deployment. */
export interface Target {
  /** Name of the CloudFormation stack. */
  readonly stack: string
  /** True for the local system of `npm start`, false for AWS. */
  readonly local: boolean
}

/** Counts of messages in the queues of a deployment. Approximate, as SQS counts. */
export interface Queues {
  readonly waiting: number
  /** Received by the indexer, but not deleted yet. */
  readonly inFlight: number
  readonly deadLetters: number
  /** What others were not told, and will not be. Absent if nobody is told of anything. */
  readonly lostEvents?: number
}

/** An execution of the backfill's state machine, as Step Functions describes it. */
export interface Execution {
  readonly status: string
  /** JSON. Present if the execution succeeded. */
  readonly output?: string
  /** Name of the error. Present if the execution failed and Step Functions knows why, as is `cause`. */
  readonly error?: string
  readonly cause?: string
}

/** A secret of Secrets Manager with the users of a deployment. */
export interface UserSecret {
  /** Reads its text, and which version of it that is. */
  read(): Promise<{ readonly text: string; readonly version: string }>
  /** Replaces its text, if that is this version. Returns false, and changes nothing, if it is not any more. */
  replace(version: string, text: string): Promise<boolean>
}

/** A deployment that was found: everything that commands may use of it. */
export interface Deployment {
  readonly stack: string
  /** Address of the HTTP API. */
  readonly url: string
  readonly bucketName: string
  readonly bucket: RegistryBucket
  readonly layouts: Layouts
  /** What the index needs of the side of the bucket. */
  readonly bucketSide: BucketSide
  /** Keys of the labels that tags are looked up by. */
  readonly labelKeys: LabelKeys
  readonly store: Pick<IndexStore, 'catalog'>
  readonly scan: IndexScan
  readonly search: SearchSource
  readonly version: StatusSource
  queues(): Promise<Queues>
  readonly deadLetters: DeadLetters
  /** Sends a message to the indexer's queue. */
  send(body: string): Promise<void>
  /** Starts a run over the bucket. Returns the ARN of the execution. */
  start(input: Readonly<Record<string, unknown>>): Promise<string>
  execution(arn: string): Promise<Execution>
  /** Its users; undefined if nobody signs in by a secret. */
  readonly secret: UserSecret | undefined
  readonly health: Health
  readonly firstLook: FirstLook
}

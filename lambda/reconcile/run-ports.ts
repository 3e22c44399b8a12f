import type { ObservingPorts } from '../indexing/observe.ts'
import type { VersionStore } from '../model/runs/version-store.ts'
import type { RegistryBucket } from '../registry/bucket/registry-bucket.ts'
import type { Log } from '../shared/log.ts'
import type { Metrics } from '../shared/metrics.ts'

/** What it takes to reconcile a range: what indexing needs, and the bucket for its listing. */
export interface ReconcilePorts extends ObservingPorts {
  readonly bucket: RegistryBucket
}

/** A message that the indexer could not index in all of its tries. */
export interface DeadLetter {
  readonly receiptHandle: string
  readonly body: string
  /** When the message was sent to the indexer's queue, in epoch milliseconds. Infinity if that is not known. */
  readonly sentAt: number
}

/** The dead-letter queue. */
export interface DeadLetters {
  /** Receives some letters, and hides them for some minutes. Returns none if no more are to be had. */
  receive(): Promise<readonly DeadLetter[]>
  /** Deletes letters that were received. */
  remove(letters: readonly DeadLetter[]): Promise<void>
}

/** What the steps of a run need. */
export interface RunPorts extends ReconcilePorts {
  readonly version: VersionStore
  /** Schema version that this code writes. */
  readonly schema: number
  /** The oldest schema version whose code can read what this code writes. */
  readonly minReader: number
  readonly metrics: Metrics
  readonly log: Log
  readonly deadLetters: DeadLetters
}

/** The time limits of a step, in epoch milliseconds. */
export interface Deadlines {
  /** Soon after this time the step returns, and says what is left to do. */
  readonly soft: number
  /** Until this time commits that conflict are retried; later ones fail. */
  readonly hard: number
}

import type { ObservingPorts } from '../indexing/observe.ts'
import type { VersionStore } from '../model/version-store.ts'
import type { RegistryBucket } from '../registry/bucket/registry-bucket.ts'
import type { Metrics } from '../shared/metrics.ts'

/** What it takes to reconcile a range: what indexing needs, and the bucket for its listing. */
export interface ReconcilePorts extends ObservingPorts {
  readonly bucket: RegistryBucket
}

/** What the steps of a run need. */
export interface RunPorts extends ReconcilePorts {
  readonly version: VersionStore
  /** Name of the registry bucket. */
  readonly bucketName: string
  /** Schema version that this code writes. */
  readonly schema: number
  /** The oldest schema version whose code can read what this code writes. */
  readonly minReader: number
  readonly metrics: Metrics
}

/** The time limits of a step, in epoch milliseconds. */
export interface Deadlines {
  /** Soon after this time the step returns, and says what is left to do. */
  readonly soft: number
  /** Until this time commits that conflict are retried; later ones fail. */
  readonly hard: number
}

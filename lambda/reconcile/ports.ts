import type { ObservingPorts } from '../indexing/observe.ts'
import type { VersionStore } from '../model/version-store.ts'
import type { RegistryBucket } from '../registry/bucket/registry-bucket.ts'
import type { Metrics } from '../shared/metrics.ts'

export interface ReconcilePorts extends ObservingPorts {
  readonly bucket: RegistryBucket
}

export interface RunPorts extends ReconcilePorts {
  readonly version: VersionStore
  /** What is indexed. */
  readonly bucketName: string
  /** The form in which this code writes, and the oldest one whose readers can read that. */
  readonly schema: number
  readonly minReader: number
  readonly metrics: Metrics
}

/** Time that a step has. Epoch milliseconds. */
export interface Deadlines {
  /** When to end a part. */
  readonly soft: number
  /** When to give up. */
  readonly hard: number
}

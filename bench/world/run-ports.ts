import { dynamoStore } from '../../lambda/aws/dynamo-index-store.ts'
import { MIN_READER, SCHEMA } from '../../lambda/names.ts'
import type { RunPorts } from '../../lambda/reconcile/ports.ts'
import type { RegistryBucket } from '../../lambda/registry/bucket/registry-bucket.ts'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { layouts } from '../../lambda/registry/layouts/layouts.ts'
import { registryReader } from '../../lambda/registry/tag-reader.ts'
import { systemClock } from '../../lambda/shared/clock.ts'
import type { Metrics } from '../../lambda/shared/metrics.ts'
import { memoryVersion } from '../../test/fakes/memory-version.ts'
import { clientOf, type Send } from './client.ts'
import { TABLES } from './counts.ts'

/** Metrics that nobody looks at. */
export const noMetrics: Metrics = { count() {}, ignored() {}, lag() {} }

/** A reconcile's ports: the code as deployed, but for the bucket, what the document client does, and the version table. */
export const runPorts = (bucket: RegistryBucket, send: Send): RunPorts => {
  const layout = distribution('')
  return {
    bucket,
    layouts: layouts([layout]),
    store: dynamoStore(clientOf(send), TABLES),
    ...registryReader(bucket, layouts([layout])),
    clock: systemClock,
    version: memoryVersion(),
    schema: SCHEMA,
    minReader: MIN_READER,
    metrics: noMetrics,
    bucketName: 'registry',
  }
}

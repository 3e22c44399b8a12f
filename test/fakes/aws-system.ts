// The index of a registry on the local AWS: as `memorySystem` (system.ts), but of the adapters that run on AWS.

import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { dynamoStore } from '../../lambda/aws/dynamo/dynamo-index-store.ts'
import { dynamoVersion } from '../../lambda/aws/dynamo/dynamo-version-store.ts'
import { s3Bucket } from '../../lambda/aws/s3-bucket.ts'
import { runStep } from '../../lambda/reconcile/run.ts'
import { parseRunEvent } from '../../lambda/reconcile/run-events.ts'
import type { RunPorts } from '../../lambda/reconcile/run-ports.ts'
import type { BlobLayout } from '../../lambda/registry/layouts/distribution.ts'
import { layouts } from '../../lambda/registry/layouts/layouts.ts'
import { registryReader } from '../../lambda/registry/tag-reader.ts'
import { type Clock, systemClock } from '../../lambda/shared/clock.ts'
import { createTables, localAws } from './aws.ts'
import { memoryDeadLetters } from './dead-letters.ts'
import { FAR } from './filled.ts'
import { noLog } from './log.ts'
import { keptMetrics } from './metrics.ts'
import { registryWriter } from './registry.ts'

/**
 * Makes a bucket and tables.
 * @param name of the bucket, and before the names of the tables: each test file has its own
 */
export const awsSystem = async (name: string, layout: BlobLayout, clock: Clock = systemClock) => {
  const aws = localAws()
  await aws.s3.send(new CreateBucketCommand({ Bucket: name }))
  const tables = await createTables(aws.dynamo, name)
  const bucket = s3Bucket(aws.s3, name)
  const all = layouts([layout])
  const ports: RunPorts = {
    bucket,
    layouts: all,
    store: dynamoStore(aws.client, tables),
    ...registryReader(bucket, all),
    clock,
    version: dynamoVersion(aws.client, tables.version),
    schema: 1,
    metrics: keptMetrics().metrics,
    log: noLog,
    deadLetters: memoryDeadLetters().deadLetters,
    minReader: 1,
    bucketName: name,
  }
  const writes: Promise<unknown>[] = []
  return {
    ...aws,
    tables,
    ports,
    /** Writes to the bucket; the writes are done after `written`. */
    registry: registryWriter(
      layout,
      (Key, Body) => void writes.push(aws.s3.send(new PutObjectCommand({ Bucket: name, Key, Body }))),
      { putsLayers: true },
    ),
    written: () => Promise.all(writes.splice(0)),
    /** A run over the bucket in one invocation. */
    run: (event: unknown = {}) => runStep(ports, parseRunEvent(event), FAR),
  }
}

export type AwsSystem = Awaited<ReturnType<typeof awsSystem>>

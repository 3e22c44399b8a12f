// The ports that a reconcile needs, for the made-up bucket and tables. An indexer needs most of them, too.

import { dynamoStore } from '../../lambda/aws/dynamo/dynamo-index-store.ts'
import { MIN_READER, SCHEMA } from '../../lambda/names/versions.ts'
import type { RunPorts } from '../../lambda/reconcile/run-ports.ts'
import type { RegistryBucket } from '../../lambda/registry/bucket/registry-bucket.ts'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { layouts } from '../../lambda/registry/layouts/layouts.ts'
import { registryReader } from '../../lambda/registry/tag-reader.ts'
import { systemClock } from '../../lambda/shared/clock.ts'
import { memoryVersion } from '../../test/fakes/memory-version.ts'
import { clientOf, type Send } from './client.ts'
import { TABLES } from './counts.ts'

/** What is needed of a bucket. Only a run over more than a page of keys lists folders. */
type ListedBucket = Pick<RegistryBucket, 'get' | 'list'> & Partial<Pick<RegistryBucket, 'folders'>>

const noFolders: RegistryBucket['folders'] = async (prefix) => {
  throw new Error(`the bench's bucket can't list the folders of ${prefix}`)
}

/**
 * Returns the ports of a reconcile. They run the deployed code, except that the bucket is the given one, `send` answers
 * the commands of the document client, and the version table is in memory.
 */
export const runPorts = (read: ListedBucket, send: Send): RunPorts => {
  const bucket: RegistryBucket = { folders: noFolders, ...read }
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
    metrics: { count() {}, ignored() {}, lag() {} },
    log: { info() {}, warn() {}, error() {} },
    deadLetters: { receive: async () => [], async remove() {} },
    bucketName: 'registry',
  }
}

import { indexTags } from '../../lambda/indexing/index-tags.ts'
import type { LayoutId } from '../../lambda/names/layouts.ts'
import type { RunPorts } from '../../lambda/reconcile/run-ports.ts'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { dockerV1 } from '../../lambda/registry/layouts/docker-v1.ts'
import { layouts as layoutsOf } from '../../lambda/registry/layouts/layouts.ts'
import { registryReader } from '../../lambda/registry/tag-reader.ts'
import type { Clock } from '../../lambda/shared/clock.ts'
import { memoryDeadLetters } from './dead-letters.ts'
import { v1Registry } from './docker-v1.ts'
import { noLog } from './log.ts'
import { memoryBucket } from './memory-bucket.ts'
import { memoryStore } from './memory-store.ts'
import { keptMetrics } from './metrics.ts'
import { registryWriter } from './registry.ts'

/** A clock that stands still but for sleeping. */
const stillClock = (start = Date.parse('2026-11-24T12:00:00Z')): Clock => {
  let time = start
  return {
    now: () => time,
    async sleep(milliseconds) {
      time += milliseconds
    },
    random: () => 0.5,
  }
}

interface SystemOptions {
  readonly rootDirectory?: string
  readonly storagePath?: string
  /** What is indexed. */
  readonly layouts?: readonly LayoutId[]
  readonly pageSize?: number
  /** Whether layers of images are in the bucket. */
  readonly putsLayers?: boolean
}

/** A registry bucket and an index, both in memory. The bucket may hold both kinds of registry, whatever is indexed. */
export const memorySystem = ({
  rootDirectory = '',
  storagePath = 'registry',
  layouts: ids = ['distribution'],
  pageSize = 1000,
  putsLayers = true,
}: SystemOptions = {}) => {
  const layout = distribution(rootDirectory)
  const v1Layout = dockerV1(storagePath)
  const layouts = layoutsOf([layout, v1Layout].filter(({ id }) => ids.some((one) => one === id)))
  const bucket = memoryBucket(pageSize)
  const tables = memoryStore()
  const registry = registryWriter(layout, bucket.put, { putsLayers })
  const v1 = v1Registry(v1Layout.root, bucket)
  const clock = stillClock()
  const { metrics, said } = keptMetrics()
  const letters = memoryDeadLetters()
  const ports: RunPorts = {
    bucket: bucket.bucket,
    layouts,
    store: tables.store,
    ...registryReader(bucket.bucket, layouts),
    clock,
    version: tables.version,
    schema: 1,
    metrics,
    log: noLog,
    deadLetters: letters.deadLetters,
    minReader: 1,
    bucketName: 'registry',
  }
  const index = (repository: string, ...tags: string[]) =>
    indexTags(ports, repository, tags, { deadline: clock.now() + 10_000 })
  return { layout, v1Layout, layouts, bucket, tables, registry, v1, clock, ports, index, said, letters }
}

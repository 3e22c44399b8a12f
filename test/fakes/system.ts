import type { Clock } from '../../lambda/clock.ts'
import { indexTags } from '../../lambda/index/indexing.ts'
import type { RunPorts } from '../../lambda/index/run.ts'
import { distribution } from '../../lambda/registry/distribution.ts'
import { layouts } from '../../lambda/registry/layouts.ts'
import { registryReader } from '../../lambda/registry/tags.ts'
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

/** A registry bucket and an index, both in memory. */
export const memorySystem = ({ rootDirectory = '', pageSize = 1000 } = {}) => {
  const layout = distribution(rootDirectory)
  const bucket = memoryBucket(pageSize)
  const tables = memoryStore()
  const registry = registryWriter(layout, bucket.put)
  const clock = stillClock()
  const { metrics, said } = keptMetrics()
  const ports: RunPorts = {
    bucket: bucket.bucket,
    layouts: layouts([layout]),
    store: tables.store,
    ...registryReader(bucket.bucket, layouts([layout])),
    clock,
    version: tables.version,
    schema: 1,
    metrics,
    minReader: 1,
    bucketName: 'registry',
  }
  const index = (repository: string, ...tags: string[]) =>
    indexTags(ports, repository, tags, { deadline: clock.now() + 10_000 })
  return { layout, bucket, tables, registry, clock, ports, index, said }
}

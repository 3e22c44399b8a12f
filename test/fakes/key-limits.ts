// Enforces DynamoDB's limits of keys on the stores in memory.

import { entryId } from '../../lambda/model/search-entries.ts'
import type { memorySystem } from './system.ts'

type System = ReturnType<typeof memorySystem>

const check = (most: number, ...keys: (string | undefined)[]): void => {
  for (const key of keys) {
    if (key === undefined) continue
    const bytes = Buffer.byteLength(key)
    if (bytes === 0 || bytes > most || !key.isWellFormed())
      throw new Error(`DynamoDB refuses a key of ${bytes} bytes: ${JSON.stringify(key).slice(0, 80)}`)
  }
}
const PARTITION = 2048
const SORT = 1024

/** The same index, but it fails where DynamoDB would for a key; and it counts its requests. */
export const withKeyLimits = (system: System) => {
  const { tables, bucket } = system
  const { lookups, store, tagReader } = tables
  const counts = { requests: 0 }
  const limited: System['tables'] = {
    ...tables,
    lookups: {
      async lookups(partition, start, after, limit) {
        counts.requests++
        check(PARTITION, partition)
        check(SORT, start, after)
        if (after !== undefined && !after.startsWith(start)) throw new Error('it goes on outside of its range')
        return lookups.lookups(partition, start, after, limit)
      },
      async entriesExist(entries) {
        counts.requests += Math.ceil(entries.length / 100)
        check(PARTITION, ...entries.map(({ partition }) => partition))
        check(SORT, ...entries.map(({ entry }) => entry))
        if (new Set(entries.map(entryId)).size < entries.length)
          throw new Error('DynamoDB refuses a key that is given twice')
        return lookups.entriesExist(entries)
      },
    },
    store: {
      ...store,
      async repository(name) {
        counts.requests++
        check(PARTITION, name)
        return store.repository(name)
      },
      async tags(name, tags) {
        counts.requests++
        check(PARTITION, name)
        check(SORT - 1, ...tags)
        return store.tags(name, tags)
      },
    },
    tagReader: {
      async tagsBy(name, order, options) {
        counts.requests++
        check(PARTITION, name)
        check(SORT, options.after?.tag, options.after?.key)
        return tagReader.tagsBy(name, order, options)
      },
    },
  }
  const listed = {
    ...bucket,
    bucket: {
      ...bucket.bucket,
      list: async (prefix: string, after?: string) => {
        counts.requests++
        return bucket.bucket.list(prefix, after)
      },
    },
  }
  return { system: { ...system, tables: limited, bucket: listed }, counts }
}

// Enforces DynamoDB's limits of keys on the stores in memory.

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
  const { reader, store, tagReader } = tables
  const counts = { requests: 0 }
  const limited: System['tables'] = {
    ...tables,
    reader: {
      async shelf(shelf, start, after, limit) {
        counts.requests++
        check(PARTITION, shelf)
        check(SORT, start, after)
        if (after !== undefined && !after.startsWith(start)) throw new Error('it goes on outside of its range')
        return reader.shelf(shelf, start, after, limit)
      },
      async repositories(names) {
        counts.requests += Math.ceil(names.length / 100)
        check(PARTITION, ...names)
        if (new Set(names).size < names.length) throw new Error('DynamoDB refuses a key that is given twice')
        return reader.repositories(names)
      },
      async recent(range) {
        counts.requests++
        check(SORT, range.before, range.after === undefined ? undefined : `${range.after}\0`)
        return reader.recent(range)
      },
      async catalog(after, upTo, limit) {
        counts.requests++
        check(SORT, `${after}\0`, upTo)
        return reader.catalog(after, upTo, limit)
      },
      async having(names, tag) {
        counts.requests += Math.ceil(names.length / 100)
        check(PARTITION, ...names)
        check(SORT, tag)
        return reader.having(names, tag)
      },
      async tagLike(name, start) {
        counts.requests++
        check(PARTITION, name)
        check(SORT, start)
        return reader.tagLike(name, start)
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

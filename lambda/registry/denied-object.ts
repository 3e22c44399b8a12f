// S3 answers AccessDenied both if the function lost its permissions and if a single object is encrypted with another
// key or belongs to another owner. The first must stop everything, the second must not. This file tells them apart by
// reading another object at once.

import { BucketError, OBJECT_DENIED } from './bucket/bucket-error.ts'
import type { RegistryBucket } from './bucket/registry-bucket.ts'
import type { Layout } from './layouts/layout.ts'

/** Wraps a bucket: AccessDenied on one object, while another can be read, is thrown with the code OBJECT_DENIED. */
export const distinguishDeniedObjects = (bucket: RegistryBucket, all: readonly Layout[]): RegistryBucket => {
  let lastRead: string | undefined
  return {
    list: (prefix, after) => bucket.list(prefix, after),
    folders: (prefix, next) => bucket.folders(prefix, next),
    async get(key, maxBytes) {
      try {
        const read = await bucket.get(key, maxBytes)
        if (read !== undefined) lastRead = key
        return read
      } catch (error) {
        const isDenied = error instanceof BucketError && error.code === 'AccessDenied'
        const other = isDenied ? await otherKey(bucket, all, key, lastRead) : undefined
        // If the other object is denied too, reading it throws an error that says so.
        if (other === undefined || (await bucket.get(other, 0)) === undefined) throw error
        throw new BucketError(`can't read ${key}`, OBJECT_DENIED, error)
      }
    },
  }
}

// The key that was read last, or else that of any other tag that is listed.
const otherKey = async (bucket: RegistryBucket, all: readonly Layout[], key: string, lastRead: string | undefined) => {
  if (lastRead !== undefined && lastRead !== key) return lastRead
  for (const layout of all) {
    const { objects } = await bucket.list(layout.prefix, undefined)
    const found = objects.find((one) => one.key !== key && layout.parseTagKey(one.key, one.size) !== undefined)
    if (found !== undefined) return found.key
  }
  return undefined
}

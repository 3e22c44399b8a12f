// S3 says AccessDenied both where the function lost its rights and where one object has a key or an owner of its own: the
// first must stop everything, the second must not. Another object, read at once, tells them apart.

import { BucketError, ONE_DENIED } from './bucket/bucket-error.ts'
import type { RegistryBucket } from './bucket/registry-bucket.ts'
import type { Layout } from './layouts/layout.ts'

/** The bucket; an object that is denied although another can be read gets an error of its own. */
export const tellingDenied = (bucket: RegistryBucket, all: readonly Layout[]): RegistryBucket => {
  let readable: string | undefined
  return {
    list: (prefix, after) => bucket.list(prefix, after),
    async get(key, maxBytes) {
      try {
        const read = await bucket.get(key, maxBytes)
        if (read !== undefined) readable = key
        return read
      } catch (error) {
        const isDenied = error instanceof BucketError && error.code === 'AccessDenied'
        const other = isDenied ? await another(bucket, all, key, readable) : undefined
        // Where that one is denied too, its error says so.
        if (other === undefined || (await bucket.get(other, 0)) === undefined) throw error
        throw new BucketError(`can't read ${key}`, ONE_DENIED, error)
      }
    },
  }
}

// What was read last, or else any other tag that is listed.
const another = async (bucket: RegistryBucket, all: readonly Layout[], key: string, readable: string | undefined) => {
  if (readable !== undefined && readable !== key) return readable
  for (const layout of all) {
    const { objects } = await bucket.list(layout.prefix, undefined)
    const found = objects.find((one) => one.key !== key && layout.parseTagKey(one.key, one.size) !== undefined)
    if (found !== undefined) return found.key
  }
  return undefined
}

import { createHash } from 'node:crypto'
import { BucketError } from '../../lambda/registry/bucket/bucket-error.ts'
import { type RegistryBucket, wholeSeconds } from '../../lambda/registry/bucket/registry-bucket.ts'

const PAGE = 1000

interface Stored {
  readonly body: Buffer
  readonly lastModified: Date
}

/** A bucket in memory: strongly consistent, keys in UTF-8 order, pages; counts its requests and fails when told to. */
export const memoryBucket = (pageSize = PAGE) => {
  const objects = new Map<string, Stored>()
  const calls = { get: [] as string[], list: 0 }
  const failing = { get: undefined as string | undefined, list: undefined as string | undefined }
  let sortedKeys: string[] | undefined
  const etag = (body: Buffer) => createHash('md5').update(body).digest('hex')
  const bucket: RegistryBucket = {
    async get(key, maxBytes) {
      calls.get.push(key)
      if (failing.get !== undefined) throw new BucketError(`can't read ${key}`, failing.get, undefined)
      const stored = objects.get(key)
      if (stored === undefined) return undefined
      const { body, lastModified } = stored
      const read = { etag: etag(body), lastModified: wholeSeconds(lastModified), size: body.byteLength }
      return body.byteLength > maxBytes ? read : { ...read, body }
    },
    async list(prefix, after) {
      calls.list++
      if (failing.list !== undefined) throw new BucketError(`can't list ${prefix}`, failing.list, undefined)
      sortedKeys ??= [...objects.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      const keys = sortedKeys.filter(
        (key) =>
          key.startsWith(prefix) && (after === undefined || Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0),
      )
      return {
        objects: keys.slice(0, pageSize).map((key) => {
          const { body, lastModified } = objects.get(key) as Stored
          return { key, etag: etag(body), lastModified: wholeSeconds(lastModified), size: body.byteLength }
        }),
        more: keys.length > pageSize,
      }
    },
    async folders(prefix, next) {
      calls.list++
      if (failing.list !== undefined) throw new BucketError(`can't list ${prefix}`, failing.list, undefined)
      const below = (key: string) => {
        const slash = key.indexOf('/', prefix.length)
        return slash < 0 ? key : key.slice(0, slash + 1)
      }
      const all = [...new Set([...objects.keys()].filter((key) => key.startsWith(prefix)).map(below))]
      const left = all
        .filter((one) => next === undefined || Buffer.compare(Buffer.from(one), Buffer.from(next)) > 0)
        .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      const page = left.slice(0, pageSize)
      return {
        folders: page.filter((one) => one.endsWith('/')),
        next: left.length > pageSize ? page.at(-1) : undefined,
      }
    },
  }
  return {
    bucket,
    calls,
    failing,
    put(key: string, body: string | Buffer, lastModified = new Date('2026-11-01T10:00:00.500Z')) {
      objects.set(key, { body: Buffer.from(body), lastModified })
      sortedKeys = undefined
    },
    remove(key: string) {
      objects.delete(key)
      sortedKeys = undefined
    },
    /** The content of an object as text; empty if there is none. */
    content: (key: string): string => objects.get(key)?.body.toString() ?? '',
    has: (key: string) => objects.has(key),
    keys: () => [...objects.keys()],
  }
}

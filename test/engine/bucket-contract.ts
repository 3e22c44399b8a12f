// What S3 answers to the requests that this project makes, through the adapter. The engine of the simulation and the local
// AWS are held to it.

import { beforeAll, describe, expect, it } from 'vitest'
import type { RegistryBucket } from '../../lambda/registry/bucket/registry-bucket.ts'

interface Filled {
  readonly bucket: RegistryBucket
  put(key: string, body: string): Promise<unknown>
}

/** @param make a bucket that is empty */
export const bucketContract = (make: () => Promise<Filled>) => {
  let bucket: RegistryBucket
  // In the order of their bytes in UTF-8.
  const KEYS = ['a b+c', 'a"&<>\'', 'a/b', 'a/b/c', 'ab', 'aé', 'a\uffee', 'a𝒳', 'b']
  // Their slash is part of what is compared: `x-y/` comes before `x/`.
  const FOLDERS = [...Array.from({ length: 999 }, (_, at) => `many/${1000 + at}/`), 'many/x-y/', 'many/x/', 'many/é/']
  beforeAll(async () => {
    const filled = await make()
    for (const key of [...KEYS].reverse()) await filled.put(key, `of ${key}`)
    for (const folder of FOLDERS) await filled.put(`${folder}key`, '')
    ;({ bucket } = filled)
  })

  describe('a bucket', () => {
    it('reads any key, and tells of an object that is larger than wanted all but its body', async () => {
      for (const key of KEYS) {
        const { body, ...read } = (await bucket.get(key, 1000)) ?? {}
        expect(Buffer.from(body ?? []).toString()).toBe(`of ${key}`)
        expect(await bucket.get(key, 3)).toEqual(read)
      }
      expect(await bucket.get('none', 1000)).toBeUndefined()
    })

    it('lists keys by their bytes, after any key and with any prefix', async () => {
      const keys = async (prefix: string, after?: string) => {
        const { objects, more } = await bucket.list(prefix, after)
        expect(more).toBe(false)
        return objects.map(({ key }) => key)
      }
      const { objects, more } = await bucket.list('', undefined)
      expect(objects.slice(0, KEYS.length).map(({ key }) => key)).toEqual(KEYS)
      expect([objects.length, more]).toEqual([1000, true])
      expect(await keys('a/')).toEqual(['a/b', 'a/b/c'])
      expect(await keys('a', 'a/b')).toEqual(['a/b/c', 'ab', 'aé', 'a\uffee', 'a𝒳'])
      expect(await keys('a', 'a/b/')).toEqual(['a/b/c', 'ab', 'aé', 'a\uffee', 'a𝒳'])
      expect(await keys('a/', 'b')).toEqual([])
      expect(await keys('none')).toEqual([])
    })

    it('lists folders, page by page, without objects', async () => {
      expect(await bucket.folders('a/', undefined)).toEqual({ folders: ['a/b/'], next: undefined })
      expect(await bucket.folders('a/b/', undefined)).toEqual({ folders: [], next: undefined })
      const first = await bucket.folders('many/', undefined)
      expect(first).toMatchObject({ folders: FOLDERS.slice(0, 1000), next: expect.any(String) })
      expect(await bucket.folders('many/', first.next)).toEqual({ folders: FOLDERS.slice(1000), next: undefined })
    })

    it('lists objects with what it says when they are read', async () => {
      const { objects } = await bucket.list('a/b', undefined)
      for (const { key, ...listed } of objects) {
        const { body, ...read } = (await bucket.get(key, 1000)) ?? {}
        expect(listed).toEqual(read)
        expect(body?.byteLength).toBe(listed.size)
      }
    })
  })
}

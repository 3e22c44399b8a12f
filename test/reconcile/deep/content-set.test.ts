import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentSet } from '../../../lambda/reconcile/deep/content-set.ts'
import { listContent } from '../../../lambda/reconcile/deep/list-content.ts'
import { BucketError } from '../../../lambda/registry/bucket/bucket-error.ts'
import { distribution } from '../../../lambda/registry/layouts/distribution.ts'
import { dockerV1 } from '../../../lambda/registry/layouts/docker-v1.ts'
import { memoryBucket } from '../../fakes/memory-bucket.ts'

const hexOf = (of: number | string, algorithm = 'sha256') => createHash(algorithm).update(String(of)).digest('hex')
const digests = (count: number) => Array.from({ length: count }, (_, at) => `sha256:${hexOf(at)}`).sort()

/** A set of these, part by part, as they are listed. */
const setOf = (all: readonly string[]) => {
  const set = contentSet()
  for (const digit of '0123456789abcdef') {
    const add = set.part()
    for (const digest of all) if (digest.startsWith(`sha256:${digit}`)) add(digest)
  }
  return set
}

describe('a set of digests', () => {
  it('has those that were added, in 8 bytes each and a little more, and no others', () => {
    const all = digests(50_000)
    const set = setOf(all)
    expect(set.size()).toBe(50_000)
    expect(set.bytes()).toBeLessThan(50_000 * 8 + 16 * 256 * 1024)
    expect(all.every((digest) => set.has(digest))).toBe(true)
    expect(Array.from({ length: 10_000 }, (_, at) => set.has(`sha256:${hexOf(`other ${at}`)}`))).not.toContain(true)
  })

  it('has what was added, whatever the digests', () => {
    const hex = fc.stringMatching(/^[01ef]{16}$/)
    fc.assert(
      fc.property(fc.uniqueArray(hex, { maxLength: 60 }), hex, (some, other) => {
        const all = some.map((one) => `sha256:${one.padEnd(64, '0')}`).sort()
        const set = setOf(all)
        const asked = `sha256:${other.padEnd(64, '0')}`
        expect(all.every((one) => set.has(one))).toBe(true)
        expect(set.has(asked)).toBe(all.includes(asked))
      }),
    )
  })

  it('says nothing of what is no digest', () => {
    const set = contentSet()
    for (const odd of ['', 'latest', 'sha256:', 'sha256:XYZ', 'constructor', 'md5:1234'])
      expect(set.has(odd)).toBe(true)
    expect(set.has(`sha256:${'0'.repeat(64)}`)).toBe(false)
  })
})

describe('a listing of what a registry stores', () => {
  const layout = distribution('some/where')
  const filled = (count: number, pageSize = 1000) => {
    const bucket = memoryBucket(pageSize)
    const all = digests(count)
    for (const digest of all) bucket.put(layout.blobKey(digest), 'x')
    return { bucket, all }
  }

  it.each([
    [0, 2],
    [1000, 2],
    [1001, 18],
    [32_000, 2 + 16 * 3],
  ])('of %d blobs takes at most %d LISTs', async (count, most) => {
    const { bucket, all } = filled(count)
    const { content: set } = await listContent(bucket.bucket, layout.content)
    expect(set.size()).toBe(count)
    expect(all.every((digest) => set.has(digest))).toBe(true)
    expect(bucket.calls.list).toBeLessThanOrEqual(most)
  })

  it('has digests of both algorithms, and nothing that is no blob of content', async () => {
    const { bucket } = filled(10, 3)
    const sha512 = `sha512:${hexOf('long', 'sha512')}`
    const empty = `sha256:${hexOf('')}`
    const cutOff = `sha256:${hexOf('cut off')}`
    bucket.put(layout.blobKey(sha512), 'x')
    bucket.put(layout.blobKey(empty), '')
    bucket.put(layout.blobKey(cutOff), '')
    const prefix = 'some/where/docker/registry/v2/blobs/sha256/'
    bucket.put(`${prefix}ab/${'ab'.repeat(32)}/startedat`, 'x')
    bucket.put(`${prefix}ab/${'cd'.repeat(32)}/data`, 'x')
    bucket.put(`${prefix}ab/${'AB'.repeat(32)}/data`, 'x')
    bucket.put(`${prefix}constructor/data`, 'x')
    bucket.put(`other/${prefix}ab/${'ab'.repeat(32)}/data`, 'x')
    const { content: set } = await listContent(bucket.bucket, layout.content)
    expect(set.size()).toBe(12)
    expect([sha512, empty, cutOff, `sha256:${'ab'.repeat(32)}`].map((one) => set.has(one))).toEqual([
      true,
      true,
      false,
      false,
    ])
  })

  it('of a registry v1 has the images of which all three files are there', async () => {
    const v1 = dockerV1('registry')
    const bucket = memoryBucket(4)
    const put = (id: string, ...files: string[]) => {
      for (const file of files) bucket.put(`registry/images/${id}/${file}`, 'x')
    }
    const ids = Array.from({ length: 20 }, (_, at) => hexOf(at))
    for (const id of ids) put(id, '_checksum', '_files', 'ancestry', 'json', 'layer')
    const short = '0123456789abcdef'
    put(short, 'ancestry', 'json', 'layer')
    const halves = ['json', 'ancestry', 'layer'].map((file) => {
      const id = hexOf(file)
      put(id, ...['ancestry', 'json', 'layer'].filter((one) => one !== file))
      return id
    })
    put('no-id', 'ancestry', 'json', 'layer')
    const { content: set } = await listContent(bucket.bucket, v1.content)
    expect(set.size()).toBe(21)
    expect([...ids, short].every((id) => set.has(id))).toBe(true)
    expect(halves.some((id) => set.has(id))).toBe(false)
  })

  it('is refused where there are more than memory is for', async () => {
    const { bucket } = filled(1500)
    await expect(listContent(bucket.bucket, layout.content, { max: 1499 })).rejects.toThrow(/more than 1499 blobs/)
    expect((await listContent(bucket.bucket, layout.content, { max: 1500 })).content.size()).toBe(1500)
  })

  it('is refused where there is no time for it, and lists no more then', async () => {
    const { bucket } = filled(1500, 10)
    const isOver = () => bucket.calls.list >= 60
    await expect(listContent(bucket.bucket, layout.content, { isOver })).rejects.toThrow(/in the time of a step/)
    await new Promise((resolve) => setImmediate(resolve))
    expect(bucket.calls.list).toBeLessThan(80)
  })

  it('ends all at once where one of its parts fails', async () => {
    const { bucket } = filled(1500, 10)
    const { list } = bucket.bucket
    const failing = (prefix: string, after: string | undefined) => {
      if (prefix.endsWith('/7')) throw new BucketError('slow down', 'SlowDown', undefined)
      return list(prefix, after)
    }
    await expect(listContent({ list: failing }, layout.content)).rejects.toThrow('slow down')
    await new Promise((resolve) => setImmediate(resolve))
    expect(bucket.calls.list).toBeLessThan(40)
  })

  it('throws what S3 throws', async () => {
    const { bucket } = filled(10)
    bucket.failing.list = 'SlowDown'
    await expect(listContent(bucket.bucket, layout.content)).rejects.toThrow('SlowDown')
  })
})

// How many blobs are read at once, by their size: what is pushed must not decide how much memory a run takes.

import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { RegistryBucket } from '../../../lambda/registry/bucket/registry-bucket.ts'
import { blobs, LARGE_BYTES } from '../../../lambda/registry/content/blobs/blobs.ts'
import { factsReader } from '../../../lambda/registry/content/read-facts.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))
const layout = { blobKey: (digest: string) => digest }

/** A bucket of blobs that notes how many bytes are being read. */
const held = () => {
  const bodies = new Map<string, Buffer>()
  const reads: { readonly digest: string; readonly maxBytes: number }[] = []
  const most = { large: 0, reads: 0 }
  let [large, running] = [0, 0]
  const bucket: Pick<RegistryBucket, 'get' | 'list'> = {
    list: () => Promise.reject(new Error('nothing is suspected to be gone, so nothing is listed')),
    async get(digest, maxBytes) {
      const body = bodies.get(digest)
      if (body === undefined) return undefined
      const isLarge = body.byteLength > LARGE_BYTES && body.byteLength <= maxBytes
      reads.push({ digest, maxBytes })
      most.reads = Math.max(most.reads, ++running)
      if (isLarge) most.large = Math.max(most.large, ++large)
      for (let at = 0; at < 3; at++) await turn()
      running--
      if (isLarge) large--
      const read = { etag: 'x', lastModified: '2026-11-24T12:00:00Z', size: body.byteLength }
      return body.byteLength > maxBytes ? read : { ...read, body }
    },
  }
  return {
    bucket,
    reads,
    most,
    add(value: unknown): string {
      const body = Buffer.from(JSON.stringify(value))
      const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`
      bodies.set(digest, body)
      return digest
    },
  }
}
const text = (bytes: number) => 'x'.repeat(bytes)

describe('blobs', () => {
  it('that are small are read by one request each, 64 at a time', async () => {
    const { bucket, add, reads, most } = held()
    const digests = Array.from({ length: 200 }, (_, at) => add({ at }))
    const { get } = blobs(bucket, layout)
    await Promise.all(digests.map((digest) => get(digest)))
    expect([reads.length, most.reads]).toEqual([200, 64])
  })

  it('that are large are read by two requests each, eight at a time, and once for all that ask', async () => {
    const { bucket, add, reads, most } = held()
    const digests = Array.from({ length: 20 }, (_, at) => add({ at, text: text(LARGE_BYTES) }))
    const { get } = blobs(bucket, layout)
    const contents = await Promise.all([...digests, ...digests].map((digest) => get(digest)))
    expect(contents.every(({ byteLength }) => byteLength > LARGE_BYTES)).toBe(true)
    expect([reads.length, most.large]).toEqual([40, 8])
  })

  it('that are larger than is wanted are refused with their size, whatever is cached', async () => {
    const { bucket, add } = held()
    const [small, large] = [add('x'), add(text(LARGE_BYTES))]
    const { get } = blobs(bucket, layout)
    for (let again = 0; again < 2; again++) {
      await expect(get(small, 2)).rejects.toThrow('has 3 bytes, more than 2')
      await expect(get(large, LARGE_BYTES)).rejects.toThrow(`has ${LARGE_BYTES + 2} bytes, more than ${LARGE_BYTES}`)
      await expect(get(large, LARGE_BYTES + 1)).rejects.toThrow(`more than ${LARGE_BYTES + 1}`)
      await get(small)
      await get(large)
    }
  })
})

describe('the facts of tags', () => {
  const manifestOf = (config: string, layers: unknown[] = []) => ({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: config, size: 2 },
    layers,
  })
  const place = { repository: 'app', tag: 'v1' }

  it('are read of 32 tags at a time, and of eight that have large blobs, without waiting for each other for ever', async () => {
    const { bucket, add, most } = held()
    const shared = add({ architecture: 'amd64', os: 'linux', text: text(LARGE_BYTES) })
    const tags = Array.from({ length: 60 }, (_, at) =>
      add({ ...manifestOf(shared), annotations: { at: String(at), text: text(at % 2 === 0 ? LARGE_BYTES : 5) } }),
    )
    // No blob is cached, so that all of them wait for the same config again and again.
    const read = factsReader(blobs(bucket, layout, 0))
    const facts = await Promise.all(tags.map((digest) => read(digest, place)))
    expect(facts.map(({ platforms, problem }) => ({ platforms, problem }))).toEqual(
      tags.map(() => ({ platforms: ['linux/amd64'], problem: undefined })),
    )
    expect(most.large).toBeLessThanOrEqual(8)
  })

  it('give back their place if they fail while they wait for one', async () => {
    const { bucket, add } = held()
    const large = add({ architecture: 'arm64', os: 'linux', text: text(LARGE_BYTES) })
    const { get } = bucket
    let fails = true
    const failing: typeof bucket = {
      ...bucket,
      async get(digest, maxBytes) {
        if (fails && maxBytes > LARGE_BYTES) throw new TypeError('lost')
        return get(digest, maxBytes)
      },
    }
    const read = factsReader(blobs(failing, layout, 0))
    const tags = Array.from({ length: 30 }, (_, at) => add({ ...manifestOf(large), annotations: { at: String(at) } }))
    const failed = await Promise.allSettled(tags.map((digest) => read(digest, place)))
    expect(failed.every(({ status }) => status === 'rejected')).toBe(true)
    fails = false
    const facts = await Promise.all(tags.map((digest) => read(digest, place)))
    expect(facts.every(({ platforms }) => platforms?.[0] === 'linux/arm64')).toBe(true)
  })
})

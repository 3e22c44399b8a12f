import { describe, expect, it } from 'vitest'
import {
  chunkDigest,
  chunkId,
  chunksOf,
  digestOver,
  MAX_CHUNK_BYTES,
  segmentOf,
} from '../../../lambda/search/snapshot/chunks.ts'
import { SEED } from '../../effort.ts'
import { randomFrom } from '../../simulation/scheduler.ts'

/** Bytes that can't be compressed. */
const randomBytes = (length: number): Buffer => {
  const random = randomFrom(SEED)
  return Buffer.from(Array.from({ length }, () => random() * 256))
}

describe('chunks', () => {
  it.each([0, 1, MAX_CHUNK_BYTES, 3 * MAX_CHUNK_BYTES])('give back a segment of %i random bytes', (bytes) => {
    const segment = randomBytes(bytes)
    const chunks = chunksOf(segment)
    for (const chunk of chunks) expect(chunk.length).toBeLessThanOrEqual(MAX_CHUNK_BYTES)
    expect(segmentOf(chunks).equals(segment)).toBe(true)
  })

  it('are refused where they unpack to more than a segment has', () => {
    const chunks = chunksOf(Buffer.alloc(1_000_000))
    expect(() => segmentOf(chunks, 999_999)).toThrow(RangeError)
    expect(segmentOf(chunks, 1_000_000)).toHaveLength(1_000_000)
  })

  it('are refused where they are not what was packed', () => {
    expect(() => segmentOf([Buffer.from('not packed')])).toThrow()
    const [first = Buffer.alloc(0)] = chunksOf(randomBytes(1000))
    expect(() => segmentOf([first.subarray(0, 500)])).toThrow()
  })

  it('have another digest in another order', () => {
    const [one, two] = [chunkDigest(Buffer.from('one')), chunkDigest(Buffer.from('two'))]
    expect(digestOver([one, two])).toMatch(/^[0-9a-f]{64}$/)
    expect(digestOver([two, one])).not.toBe(digestOver([one, two]))
  })

  it('have ids with the number of their build', () => expect(chunkId(12, 3)).toBe('snapshot:12:3'))
})

import { describe, expect, it } from 'vitest'
import { tagBlobs } from '../../../lambda/registry/content/blobs/tag-blobs.ts'
import { Problem } from '../../../lambda/registry/content/json/problem.ts'

const names = Array.from({ length: 100 }, (_, at) => `sha256:${String(at).padStart(3, '0')}`)

/** Blobs that are there, or only cached, or nowhere; and how often which was asked for. */
const world = ({ there = names, cached = there }: { there?: readonly string[]; cached?: readonly string[] } = {}) => {
  const looked: string[] = []
  const blobs = {
    async has(digest: string) {
      looked.push(digest)
      return there.includes(digest)
    },
    async get(digest: string) {
      if (cached.includes(digest)) return Buffer.from(digest)
      throw new Problem(`blob ${digest} is missing`, { isMissing: true })
    },
  }
  return { blobs, looked }
}

describe('the blobs of a tag', () => {
  it('are not looked for where none is suspected', async () => {
    const { blobs, looked } = world({ there: [], cached: names })
    const own = tagBlobs(blobs, () => false)
    expect(await own.lookFor(names)).toEqual([])
    await own.get('sha256:000')
    expect(own.gone()).toEqual([])
    expect(looked).toEqual([])
  })

  it('are missing if they are suspected and not listed, although they are cached', async () => {
    const { blobs } = world({ there: [], cached: names })
    const own = tagBlobs(blobs, (digest) => digest === 'sha256:001')
    await expect(own.get('sha256:001')).rejects.toMatchObject({ isMissing: true, heals: true })
    expect((await own.get('sha256:002')).toString()).toBe('sha256:002')
    expect(own.gone()).toEqual(['sha256:001'])
  })

  it('are gone if they were read in vain, suspected or not', async () => {
    const { blobs, looked } = world({ there: [] })
    const own = tagBlobs(blobs, () => false)
    await expect(own.get('sha256:001')).rejects.toThrow('missing')
    expect(await own.lookFor(['sha256:000', 'sha256:001', 'sha256:001'])).toEqual(['sha256:001'])
    expect(own.gone()).toEqual(['sha256:001'])
    expect(looked).toEqual([])
  })

  it('are looked for once each, and no more than 64', async () => {
    const { blobs, looked } = world()
    const own = tagBlobs(blobs, () => true)
    await own.get('sha256:000')
    expect(await own.lookFor([...names, ...names])).toEqual([])
    expect(looked).toHaveLength(64)
    expect(new Set(looked).size).toBe(64)
    expect(own.isCut()).toBe(false)
  })

  it('are no more looked for when 16 are gone, the same each time; those read in vain come last', async () => {
    const { blobs, looked } = world({ there: [] })
    const own = tagBlobs(blobs, (digest) => digest !== 'sha256:099')
    await expect(own.get('sha256:099')).rejects.toThrow('missing')
    expect(await own.lookFor([...names].reverse())).toEqual(['sha256:099', ...names.slice(83, 99).reverse()])
    expect(looked).toHaveLength(16)
    expect(own.isCut()).toBe(true)
    expect(own.gone()).toEqual(names.slice(83, 99))
  })

  it('throw what S3 throws', async () => {
    const own = tagBlobs({ ...world().blobs, has: () => Promise.reject(new Error('SlowDown')) }, () => true)
    await expect(own.lookFor(names)).rejects.toThrow('SlowDown')
    await expect(own.get('sha256:000')).rejects.toThrow('SlowDown')
  })
})

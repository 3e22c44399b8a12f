// The same bucket gives the same facts, whatever was read before and whichever read ends first.

import { beforeEach, describe, expect, it } from 'vitest'
import { memorySystem } from '../../fakes/system.ts'

let system: ReturnType<typeof memorySystem>
beforeEach(() => {
  system = memorySystem()
})

const facts = async (tag: string) => (await system.ports.readTag({ repository: 'app', tag }))?.facts
const pushJson = (tag: string, content: object): string => {
  const digest = system.registry.blob(JSON.stringify(content))
  system.registry.tag('app', tag, digest)
  return digest
}

describe('a manifest that is too large for a child of an image index, but not for a tag', () => {
  beforeEach(() => {
    const digest = pushJson('large', { layers: [], annotations: { a: 'x'.repeat(300_000) } })
    pushJson('index', { manifests: [{ digest }] })
  })

  it('is not read for the image index, even if the tag was read before', async () => {
    expect((await facts('large'))?.problem).toBeUndefined()
    expect((await facts('index'))?.problem).toMatch(/has \d+ bytes, more than 262144$/)
  })

  it('is read for the tag, even while it is being read for the image index', async () => {
    const { get } = system.bucket.bucket
    system.bucket.bucket.get = async (key, maxBytes) => {
      const read = await get(key, maxBytes)
      await new Promise((resolve) => setTimeout(resolve, key.includes('/blobs/') ? 20 : 1))
      return read
    }
    const ofIndex = facts('index')
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect((await facts('large'))?.problem).toBeUndefined()
    expect((await ofIndex)?.dangling).toBe(1)
  })
})

it('keeps the notes on children in the order of the image index, whichever child is read first', async () => {
  const first = pushJson('a', { layers: [], mediaType: 1 })
  pushJson('index', { manifests: [{ digest: first }, { digest: pushJson('b', { layers: [], mediaType: 2 }) }] })
  const { get } = system.bucket.bucket
  system.bucket.bucket.get = async (key, maxBytes) => {
    if (key === system.layout.blobKey(first)) await new Promise((resolve) => setTimeout(resolve, 20))
    return get(key, maxBytes)
  }
  expect((await facts('index'))?.problem).toBe('invalid: mediaType is 1, not a string; mediaType is 2, not a string')
})

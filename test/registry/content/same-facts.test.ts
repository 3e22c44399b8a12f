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

/** Withholds every answer with this blob until the returned function is called. */
const holding = (digest: string): (() => void) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const { get } = system.bucket.bucket
  system.bucket.bucket.get = async (key, maxBytes) => {
    if (key === system.layout.blobKey(digest)) await promise
    return get(key, maxBytes)
  }
  return resolve
}
/** Resolves when every read but the withheld ones has been answered: a bucket in memory answers within one turn. */
const allAsked = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise<void>((resolve) => setImmediate(resolve))
}

describe('a manifest that is too large for a child of an image index, but not for a tag', () => {
  let digest: string
  beforeEach(() => {
    digest = pushJson('large', { layers: [], annotations: { a: 'x'.repeat(300_000) } })
    pushJson('index', { manifests: [{ digest }] })
  })

  it('is not read for the image index, even if the tag was read before', async () => {
    expect((await facts('large'))?.problem).toBeUndefined()
    expect((await facts('index'))?.problem).toMatch(/has \d+ bytes, more than 262144$/)
  })

  it('is read for the tag, even while it is being read for the image index', async () => {
    const release = holding(digest)
    const ofIndex = facts('index')
    await allAsked()
    const ofTag = facts('large')
    await allAsked()
    release()
    expect((await ofTag)?.problem).toBeUndefined()
    expect((await ofIndex)?.dangling).toBe(1)
  })
})

it('keeps the notes on children in the order of the image index, whichever child is read first', async () => {
  const first = pushJson('a', { layers: [], mediaType: 1 })
  pushJson('index', { manifests: [{ digest: first }, { digest: pushJson('b', { layers: [], mediaType: 2 }) }] })
  const release = holding(first)
  const ofIndex = facts('index')
  await allAsked()
  release()
  expect((await ofIndex)?.problem).toBe('invalid: mediaType is 1, not a string; mediaType is 2, not a string')
})

// Entries of an image index that name the same manifest.

import { expect, it } from 'vitest'
import { memorySystem } from '../../fakes/system.ts'

it('reads a manifest that many entries name once, and gives each of them its facts', async () => {
  const { registry, ports, bucket, layout } = memorySystem()
  const { digest } = registry.manifest({ layerSizes: [5] })
  const platforms = ['arm64', 'amd64', 's390x']
  const manifests = platforms.map((architecture) => ({ digest, platform: { os: 'linux', architecture } }))
  registry.tag('app', 'v1', registry.blob(JSON.stringify({ schemaVersion: 2, manifests })))
  let reads = 0
  const { get } = bucket.bucket
  bucket.bucket.get = (key, maxBytes) => {
    if (key === layout.blobKey(digest)) reads++
    return get(key, maxBytes)
  }
  const facts = (await ports.readTag({ repository: 'app', tag: 'v1' }))?.facts
  expect(reads).toBe(1)
  expect(facts?.children?.map(({ platform, layers }) => [platform, layers])).toEqual(
    platforms.map((architecture) => [`linux/${architecture}`, 1]),
  )
})

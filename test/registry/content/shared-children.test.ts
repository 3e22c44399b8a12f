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

it('says once what is wrong with a manifest that many entries name, and leaves room for what is wrong with others', async () => {
  const { registry, ports } = memorySystem()
  const config = { digest: registry.blob('{}'), mediaType: 'application/vnd.oci.image.config.v1+json', size: 2 }
  const broken = (fields: object) => registry.blob(JSON.stringify({ schemaVersion: 2, config, layers: [], ...fields }))
  const [first, second] = [broken({ mediaType: 5 }), broken({ mediaType: 7 })]
  const manifests = [first, first, first, second].map((digest) => ({ digest }))
  registry.tag('app', 'v1', registry.blob(JSON.stringify({ schemaVersion: 2, manifests })))
  const problem = (await ports.readTag({ repository: 'app', tag: 'v1' }))?.facts.problem
  expect(problem?.split('; ')).toEqual(['invalid: mediaType is 5, not a string', 'mediaType is 7, not a string'])
})

// Manifests that are made to be expensive to read.

import { expect, it } from 'vitest'
import { capTexts } from '../../../lambda/registry/content/annotations/annotations.ts'
import { parseManifest } from '../../../lambda/registry/content/manifests/manifest.ts'
import { clean } from '../../../lambda/shared/text.ts'
import { memorySystem } from '../../fakes/system.ts'

const parsed = (manifest: object, isChild: boolean) =>
  parseManifest(Buffer.from(JSON.stringify(manifest)), 'sha256:x', [], { isChild })

it('drops annotations and platforms of layers, and annotations that say nothing of an entry or a child', () => {
  const annotations = { a: 'b', 'org.opencontainers.image.title': 'T' }
  const some = [{ digest: `sha256:${'a'.repeat(64)}`, size: 1, mediaType: 'm', annotations, platform: {} }]
  const nothing = { annotations: undefined, platform: undefined }
  expect(parsed({ layers: some }, false).layers).toMatchObject([{ size: 1, mediaType: 'm', ...nothing }])
  const kept = new Map([['org.opencontainers.image.title', 'T']])
  for (const isChild of [true, false])
    expect(parsed({ manifests: some }, isChild).children[0]?.annotations).toEqual(kept)
  expect(parsed({ layers: [], annotations }, true).annotations).toEqual(kept)
  expect(parsed({ layers: [], annotations }, false).annotations?.size).toBe(2)
})

it('caps many labels to the same values as if each were cut by itself', () => {
  const value = `${'ab \u202e'.repeat(400)}é`
  const labels = Array.from({ length: 30 }, (_, at): [string, string] => [`l${at}`, value])
  expect(capTexts(new Map(labels))?.['l0']).toBe(clean(value, 255))
})

it('gives an image index no size if the size of some entries is unknown', async () => {
  const { registry, ports } = memorySystem()
  const some = Array.from({ length: 101 }, (_, at) => registry.manifest({ layerSizes: [at] }))
  const index = (manifests: object[]) => registry.blob(JSON.stringify({ schemaVersion: 2, manifests }))
  registry.tag('app', 'many', index(some))
  registry.tag('app', 'nested', index([...some.slice(0, 2), { digest: index(some.slice(2)) }]))
  for (const tag of ['many', 'nested'])
    expect((await ports.readTag({ repository: 'app', tag }))?.facts.size).toBeUndefined()
})

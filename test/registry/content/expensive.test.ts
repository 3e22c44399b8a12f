// Manifests that are made to be expensive.

import { expect, it } from 'vitest'
import { keptTexts } from '../../../lambda/registry/content/annotations.ts'
import { parseManifest } from '../../../lambda/registry/content/manifest.ts'
import { clean } from '../../../lambda/shared/text.ts'
import { memorySystem } from '../../fakes/system.ts'

const parsed = (manifest: object, isChild: boolean) =>
  parseManifest(Buffer.from(JSON.stringify(manifest)), 'sha256:x', [], { isChild })

it('keep nothing of what is said of layers, nor of the entries of an entry', () => {
  const some = [{ digest: `sha256:${'a'.repeat(64)}`, size: 1, mediaType: 'm', annotations: { a: 'b' }, platform: {} }]
  const nothing = { annotations: undefined, platform: undefined }
  expect(parsed({ layers: some }, false).layers).toMatchObject([{ size: 1, mediaType: 'm', ...nothing }])
  expect(parsed({ manifests: some }, true).children).toMatchObject([{ size: 1, mediaType: 'm', ...nothing }])
  expect(parsed({ manifests: some }, false).children[0]?.annotations?.get('a')).toBe('b')
})

it('have the same labels as if each were cut by itself', () => {
  const value = `${'ab \u202e'.repeat(400)}é`
  const labels = Array.from({ length: 30 }, (_, at): [string, string] => [`l${at}`, value])
  expect(keptTexts(new Map(labels))?.['l0']).toBe(clean(value, 255))
})

it('have no size where not all of it is known', async () => {
  const { registry, ports } = memorySystem()
  const some = Array.from({ length: 101 }, (_, at) => registry.manifest({ layerSizes: [at] }))
  const index = (manifests: object[]) => registry.blob(JSON.stringify({ schemaVersion: 2, manifests }))
  registry.tag('app', 'many', index(some))
  registry.tag('app', 'nested', index([...some.slice(0, 2), { digest: index(some.slice(2, 3)) }]))
  for (const tag of ['many', 'nested'])
    expect((await ports.readTag({ repository: 'app', tag }))?.facts.size).toBeUndefined()
})

import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { distribution, isRepositoryName } from '../../../lambda/registry/layouts/distribution.ts'
import { isTagName } from '../../../lambda/registry/layouts/name-grammar.ts'
import { SAMPLE } from '../../../local/sample/catalog.ts'
import { sampleObjects, sampleTags } from '../../../local/sample/write-sample.ts'

const layout = distribution('a/root')
const { first, links } = sampleObjects('a/root')
const objects = new Map([...first, ...links].map(({ key, body }) => [key, body]))
const digestOf = (body: Buffer) => `sha256:${createHash('sha256').update(body).digest('hex')}`

describe('the sample registry', () => {
  it('has about 200 repositories, each once, whose names and tags a registry accepts', () => {
    expect(SAMPLE.length).toBeGreaterThan(180)
    expect(new Set(SAMPLE.map(({ name }) => name)).size).toBe(SAMPLE.length)
    expect(SAMPLE.filter(({ name }) => !isRepositoryName(name))).toEqual([])
    expect(sampleTags().filter(({ tag }) => !isTagName(tag))).toEqual([])
  })

  it('has image indexes, images of Docker and OCI, signatures, and descriptions in labels, in manifests or nowhere', () => {
    for (const mark of ['multi', 'docker', 'signed', 'inManifest'] as const) {
      expect(SAMPLE.filter((repository) => repository[mark]).length).toBeGreaterThan(3)
      expect(SAMPLE.filter((repository) => !repository[mark]).length).toBeGreaterThan(3)
    }
    expect(SAMPLE.filter(({ description }) => description === '').length).toBeGreaterThan(1)
  })

  it('has the same objects every time', () => {
    expect(sampleObjects('a/root').first).toEqual(first)
  })

  it('has each key once, and keeps the links that make tags exist apart, to be written last', () => {
    expect(objects.size).toBe(first.length + links.length)
    expect(links.map(({ key }) => layout.parseTagKey(key))).not.toContain(undefined)
    expect(first.filter(({ key }) => layout.parseTagKey(key) !== undefined)).toEqual([])
  })

  it('has only links that lead to blobs, and blobs whose key is the digest of their content', () => {
    for (const [key, body] of objects) {
      if (key.endsWith('/link')) expect(objects.has(layout.blobKey(body.toString()))).toBe(true)
      else expect(key).toBe(layout.blobKey(digestOf(body)))
    }
  })

  it('has complete images: every digest in a tag’s manifest is linked in its repository', () => {
    for (const { repository, tag, image } of sampleTags()) {
      const current = objects.get(layout.tagKey({ repository, tag }))?.toString()
      expect(current).toBe(image.manifest.digest)
      const home = `${layout.prefix}${repository}`
      const named = image.manifest.body.toString().matchAll(/"digest":"sha256:([0-9a-f]{64})"/g)
      for (const [, hex] of named) {
        const places = [`_layers/sha256/${hex}/link`, `_manifests/revisions/sha256/${hex}/link`]
        expect(places.some((place) => objects.has(`${home}/${place}`))).toBe(true)
      }
    }
  })

  it('has layers that are gzip-compressed tar archives with the digests in their config', () => {
    const tag = sampleTags().find(({ repository }) => repository === 'payments/api')
    const [config, ...layers] = tag?.image.blobs ?? []
    const diffIds = layers.map(({ body }) => digestOf(gunzipSync(body)))
    expect(JSON.parse(config?.body.toString() ?? '')).toMatchObject({ rootfs: { diff_ids: diffIds } })
    expect(gunzipSync(layers[0]?.body ?? Buffer.alloc(0)).toString('latin1', 257, 262)).toBe('ustar')
  })
})

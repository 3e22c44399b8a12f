import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { distribution } from '../../../lambda/registry/layouts/distribution.ts'
import { isTagName } from '../../../lambda/registry/layouts/name-grammar.ts'
import type { DatedObject } from '../../../local/emulator-objects.ts'
import { SAMPLE } from '../../../local/sample/catalog.ts'
import { NOT_STORED } from '../../../local/sample/sample-images.ts'
import { PLACEHOLDER, sampleObjects } from '../../../local/sample/sample-objects.ts'
import { MANY_TAGS, manyTags, sampleTags } from '../../../local/sample/sample-tags.ts'

const NOW = new Date('2026-11-24T12:00:00Z')
const DAY_MS = 86_400_000
const MAX_OBJECTS = 5000
const MAX_BYTES = 50e6

const layout = distribution('a/root')
const tags = sampleTags()
const all = sampleObjects(NOW, { rootDirectory: 'a/root', tags })
const objects = new Map(all.map((object) => [object.key, object]))
const digestOf = (body: Buffer) => `sha256:${createHash('sha256').update(body).digest('hex')}`
const contentOf = (digest: string) => objects.get(layout.blobKey(digest))?.body
const documentOf = (digest: string) => {
  const body = contentOf(digest)
  return body === undefined ? undefined : JSON.parse(body.toString())
}
const repositoryOf = (name: string) => SAMPLE.find((one) => one.name === name)
const tagOf = (repository: string, name: string) =>
  tags.find((one) => one.repository === repository && one.tag === name)
const tagTime = (repository: string, tag: string) => objects.get(layout.tagKey({ repository, tag }))?.lastModified
/** All that a manifest names, with its size. */
const named = (document: { config?: object; layers?: object[]; manifests?: object[] }) =>
  [document.config ?? [], document.layers ?? [], document.manifests ?? []].flat() as {
    digest: string
    size: number
    mediaType: string
  }[]
/** The manifests of images for one platform below a tag. */
const platformManifests = (digest: string): ReturnType<typeof JSON.parse>[] => {
  const document = documentOf(digest)
  if (document === undefined) return []
  if (document.manifests === undefined) return [document]
  return document.manifests
    .filter((one: { platform?: { os: string } }) => one.platform?.os === 'linux')
    .flatMap((one: { digest: string }) => platformManifests(one.digest))
}

describe('the objects of the sample', () => {
  it('are few enough for a quick start, each key once, with tags whose names a registry accepts', () => {
    expect(all.length).toBe(objects.size)
    expect(all.length).toBeLessThan(MAX_OBJECTS)
    expect(all.reduce((sum, { body }) => sum + body.length, 0)).toBeLessThan(MAX_BYTES)
    expect(tags.filter(({ tag }) => !isTagName(tag))).toEqual([])
  })

  it('are the same every time', () => {
    const short = ({ key, body, lastModified }: DatedObject) => `${key} ${digestOf(body)} ${lastModified.toISOString()}`
    expect(sampleObjects(NOW, { rootDirectory: 'a/root' }).map(short)).toEqual(all.map(short))
  })

  it('are links that lead to blobs, and blobs whose key is the digest of their content, but for layers stated only', () => {
    const stored = new Set(tags.flatMap(({ image }) => image.blobs).map(({ digest }) => digest))
    const stated = tags.flatMap(({ image }) => image.stated ?? []).filter((digest) => !stored.has(digest))
    const held = new Set(stated.map(layout.blobKey))
    for (const { key, body } of all) {
      if (key.endsWith('/link')) expect(contentOf(body.toString()), key).toBeDefined()
      else if (held.has(key)) expect(body).toBe(PLACEHOLDER)
      else expect(key).toBe(layout.blobKey(digestOf(body)))
    }
  })

  it('lack nothing that a manifest names but what is marked: layers of what is not whole, and what dangles', () => {
    const lacking = new Set<string>()
    for (const { repository, tag } of tags) {
      const link = objects.get(layout.tagKey({ repository, tag }))?.body.toString() ?? ''
      const marks = repositoryOf(repository)
      const below = [link, ...platformManifests(link).map((one) => digestOf(Buffer.from(JSON.stringify(one))))]
      for (const digest of below)
        for (const { digest: part, size, mediaType } of named(documentOf(digest))) {
          const content = contentOf(part)
          const hex = part.replace(':', '/')
          const home = `${layout.prefix}${repository}`
          const isLinked = [`${home}/_layers/${hex}/link`, `${home}/_manifests/revisions/${hex}/link`].some((key) =>
            objects.has(key),
          )
          if (content !== undefined && isLinked) expect(size).toBe(content.length)
          else if (/layer|rootfs|weight/.test(mediaType)) expect(marks?.whole, `${repository}:${tag}`).toBe(false)
          else lacking.add(repository)
        }
    }
    expect([...lacking].sort()).toEqual(
      SAMPLE.filter(({ dangling }) => dangling)
        .map(({ name }) => name)
        .sort(),
    )
  })

  it('are there for every layer, so that a deep run finds gone what dangles alone', () => {
    const lacking = new Set(
      tags.flatMap(({ repository, image }) =>
        [image.manifest, ...image.children].flatMap(({ digest }) =>
          named(documentOf(digest)).every((one) => contentOf(one.digest) !== undefined) ? [] : repository,
        ),
      ),
    )
    expect([...lacking]).toEqual(SAMPLE.filter(({ dangling }) => dangling).map(({ name }) => name))
  })

  it('say of an image that is not whole that it can’t be pulled', () => {
    const [[key, text] = []] = Object.entries(NOT_STORED)
    for (const { repository, image } of tags.filter(({ tag }) => tag === 'latest')) {
      const marks = repositoryOf(repository)
      if (marks?.kind !== 'image' || marks.dangling) continue
      for (const manifest of platformManifests(image.manifest.digest)) {
        const labels = documentOf(manifest.config.digest).config.Labels
        expect({ ...labels, ...manifest.annotations }[key ?? ''], repository).toBe(marks.whole ? undefined : text)
      }
    }
  })

  it('state as many bytes as the table says, and begin with the layers of the base', () => {
    for (const repository of SAMPLE.filter(({ kind, dangling }) => kind === 'image' && !dangling)) {
      const { name, bytes, base } = repository
      const [first] = platformManifests(tagOf(name, 'latest')?.image.manifest.digest ?? '')
      const stated = first.layers.reduce((sum: number, { size }: { size: number }) => sum + size, 0)
      expect(stated, name).toBeGreaterThan(0.94 * bytes)
      // An archive has headers.
      expect(stated, name).toBeLessThan(1.06 * bytes + 3000)
      if (base === undefined) continue
      const [below] = platformManifests(tagOf(base, 'latest')?.image.manifest.digest ?? '')
      const digests = (manifest: { layers: { digest: string }[] }) => manifest.layers.map(({ digest }) => digest)
      expect(digests(first).slice(0, below.layers.length), name).toEqual(digests(below))
    }
  })

  it('have layers that are gzip-compressed tar archives with the digests in their config, on every system the same', () => {
    const { digest = '' } = tagOf('payments/api', 'latest')?.image.manifest ?? {}
    const [manifest] = platformManifests(digest)
    const layers = manifest.layers.map((one: { digest: string }) => contentOf(one.digest))
    expect(documentOf(manifest.config.digest).rootfs.diff_ids).toEqual(
      layers.map((body: Buffer) => digestOf(gunzipSync(body))),
    )
    for (const body of layers) {
      expect(gunzipSync(body).toString('latin1', 257, 262)).toBe('ustar')
      expect(body[9]).toBe(255)
    }
  })

  it('were written over two years before the start, each blob with its first push', () => {
    const days = all.map(({ lastModified }) => (NOW.getTime() - lastModified.getTime()) / DAY_MS)
    expect(Math.min(...days)).toBeGreaterThan(0)
    expect(Math.max(...days)).toBeGreaterThan(700)
    expect(Math.max(...days)).toBeLessThan(800)
    expect(tagTime('payments/api', '4.11.2')?.getTime()).toBeLessThan(tagTime('payments/api', '4.12.0')?.getTime() ?? 0)
    for (const tag of tags)
      for (const { digest } of tag.image.blobs)
        expect(objects.get(layout.blobKey(digest))?.lastModified.getTime()).toBeLessThanOrEqual(
          tagTime(tag.repository, tag.tag)?.getTime() ?? 0,
        )
  })

  it('tell what `latest` pointed to before, with the times of the pushes', () => {
    const name = { repository: 'payments/api', tag: 'latest' }
    const past = all.filter(({ key }) => key.startsWith(layout.historyPrefix(name) ?? ''))
    expect(past.map(({ lastModified }) => lastModified)).toEqual(
      expect.arrayContaining(['4.12.0', '4.11.3', '4.11.2'].map((tag) => tagTime('payments/api', tag))),
    )
    expect(past).toHaveLength(3)
  })

  it('have a repository with 5,000 tags, if that is asked for', () => {
    const many = sampleObjects(NOW, { tags: manyTags() })
    const keys = many.map(({ key }) => distribution('').parseTagKey(key)).filter((key) => key !== undefined)
    expect(keys).toHaveLength(MANY_TAGS)
    expect(many.length).toBeLessThan(2 * MANY_TAGS + 100)
    expect(repositoryOf(keys[0]?.repository ?? '')).toBeUndefined()
  })
})

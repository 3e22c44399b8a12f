import { beforeEach, describe, expect, it } from 'vitest'
import { BucketError } from '../../../lambda/registry/bucket/bucket-error.ts'
import { byteLength } from '../../../lambda/shared/text.ts'
import { memorySystem } from '../../fakes/system.ts'

let system: ReturnType<typeof memorySystem>
beforeEach(() => {
  system = memorySystem()
})

const facts = async (tag = 'v1') => (await system.ports.readTag({ repository: 'app', tag }))?.facts

describe('the facts of a tag', () => {
  it('come from its manifest and config', async () => {
    const { registry } = system
    const labels = {
      'org.opencontainers.image.description': ' Serves  files\n',
      'org.opencontainers.image.title': 'Files',
      'org.opencontainers.image.version': '1.2',
    }
    const digest = registry.push('app', 'v1', { labels, layerSizes: [10, 20, 10] })
    const read = await facts()
    expect(read).toMatchObject({
      digest,
      kind: 'image',
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      platforms: ['linux/amd64'],
      created: '2026-10-01T12:00:00Z',
      description: 'Serves files',
      title: 'Files',
      version: '1.2',
    })
    expect(read?.problem).toBeUndefined()
    expect(read?.configDigest).toMatch(/^sha256:/)
  })

  it('count every blob once', async () => {
    const { registry } = system
    const { digest, configSize } = registry.manifest({ layerSizes: [10, 20, 10] })
    registry.tag('app', 'v1', digest)
    expect((await facts())?.size).toBe(30 + configSize)
  })

  it('of an image index come from its image for linux/amd64, with all platforms and the size of all images', async () => {
    const { registry } = system
    const labels = { 'org.opencontainers.image.description': 'from the label' }
    const annotations = {
      'org.opencontainers.image.description': 'from the index',
      'org.opencontainers.image.title': 'T',
    }
    const { children } = registry.pushIndex('app', 'v1', ['linux/arm64/v8', 'linux/amd64'], {
      labels,
      annotations,
      layerSizes: [7],
    })
    const read = await facts()
    expect(read).toMatchObject({
      kind: 'index',
      mediaType: 'application/vnd.oci.image.index.v1+json',
      platforms: ['linux/arm64/v8', 'linux/amd64'],
      description: 'from the label',
      title: 'T',
    })
    // The images share one layer and have two configs.
    expect(read?.size).toBeGreaterThan(7)
    expect(children).toHaveLength(2)
  })

  it('leave out the platforms of attestations and unknown platforms', async () => {
    const { registry } = system
    const image = registry.manifest()
    const attestation = registry.manifest({ platform: 'unknown/unknown', salt: 'attestation' })
    const annotations = { 'vnd.docker.reference.type': 'attestation-manifest' }
    const manifests = [
      { digest: image.digest, platform: { os: 'linux', architecture: 'amd64' } },
      { digest: attestation.digest, platform: { os: 'unknown', architecture: 'unknown' }, annotations },
    ]
    registry.tag('app', 'v1', registry.blob(JSON.stringify({ schemaVersion: 2, manifests })))
    expect((await facts())?.platforms).toEqual(['linux/amd64'])
  })

  it('tell how many children of an image index are missing', async () => {
    const { registry, bucket, layout } = system
    const { children } = registry.pushIndex('app', 'v1', ['linux/amd64', 'linux/arm64'])
    bucket.remove(layout.blobKey(children[1]?.digest ?? ''))
    expect(await facts()).toMatchObject({
      kind: 'index',
      dangling: 1,
      platforms: ['linux/amd64', 'linux/arm64'],
      problem: `1 of 2 manifests of the image index can't be read: blob ${children[1]?.digest} is missing`,
    })
  })

  it.each([['1970-01-01T00:00:00Z'], ['0001-01-01T00:00:00Z'], ['yesterday'], ['']])(
    'have no time of creation if the config says %j',
    async (created) => {
      system.registry.push('app', 'v1', { created })
      expect(await facts()).not.toHaveProperty('created')
    },
  )

  it('use annotations if there is no OCI label, and label-schema if there is neither', async () => {
    const annotations = { 'org.opencontainers.image.description': 'annotated' }
    system.registry.push('app', 'a', { annotations, labels: { 'org.label-schema.name': 'old title' } })
    expect(await facts('a')).toMatchObject({ description: 'annotated', title: 'old title' })
  })

  it('have texts cut at their caps, between characters and with a mark', async () => {
    system.registry.push('app', 'v1', { labels: { 'org.opencontainers.image.description': 'ü'.repeat(2000) } })
    const description = (await facts())?.description ?? ''
    expect(byteLength(description)).toBeLessThanOrEqual(1000)
    expect(description.endsWith('ü…')).toBe(true)
  })

  it.each<[string, string, string]>([
    ['an empty link', '', "the tag's link has 0 bytes that are not a digest"],
    ['a garbage link', 'latest', "the tag's link has 6 bytes that are not a digest"],
    ['a link to a missing blob', `sha256:${'0'.repeat(64)}`, `blob sha256:${'0'.repeat(64)} is missing`],
  ])('of %s consist of the problem only', async (_what, link, problem) => {
    system.registry.tag('app', 'v1', link)
    expect(await facts()).toMatchObject({ kind: 'unknown', platforms: [], problem })
  })

  it.each<[string, string, RegExp]>([
    ['not JSON', '{', /is not JSON in UTF-8/],
    ['not an object', '[]', /is not a JSON object/],
    ['null', 'null', /is not a JSON object/],
    ['something else', '{"a":1}', /has neither manifests nor config nor layers/],
    ['too deep', '['.repeat(200_000), /is not JSON in UTF-8/],
  ])('of a manifest that is %s consist of its digest and the problem', async (_what, content, problem) => {
    const { registry } = system
    const digest = registry.blob(content)
    registry.tag('app', 'v1', digest)
    const read = await facts()
    expect(read).toMatchObject({ digest, kind: 'unknown' })
    expect(read?.problem).toMatch(problem)
  })

  it('come from the valid fields if other fields have wrong types', async () => {
    const { registry } = system
    const content = JSON.stringify({
      schemaVersion: '2',
      mediaType: 7,
      config: [],
      layers: [{ size: -1 }, null, { digest: 5, size: 4 }],
      annotations: { 'org.opencontainers.image.title': {}, __proto__: 'x' },
    })
    registry.tag('app', 'v1', registry.blob(content))
    expect(await facts()).toMatchObject({ kind: 'artifact', platforms: [] })
  })

  it('are not read from a blob that does not match its digest', async () => {
    const { registry, bucket, layout } = system
    const digest = registry.push('app', 'v1')
    bucket.put(layout.blobKey(digest), '{"schemaVersion":2,"layers":[]}')
    expect((await facts())?.problem).toMatch(/does not match its digest/)
  })

  it('lack only those of the config if the config is missing', async () => {
    const { registry, bucket, layout } = system
    const digest = registry.push('app', 'v1', { annotations: { 'org.opencontainers.image.title': 'kept' } })
    const configDigest = (await facts())?.configDigest ?? ''
    const fresh = memorySystem()
    for (const key of bucket.keys())
      if (key !== layout.blobKey(configDigest))
        fresh.bucket.put(key, (await bucket.bucket.get(key, 1e6))?.body?.toString() ?? '')
    system = fresh
    expect(await facts()).toMatchObject({
      digest,
      kind: 'image',
      title: 'kept',
      configDigest,
      problem: `blob ${configDigest} is missing`,
    })
  })

  it('are not guessed if S3 fails: reading throws', async () => {
    system.registry.push('app', 'v1')
    system.bucket.failing.get = 'AccessDenied'
    await expect(facts()).rejects.toThrow(BucketError)
  })

  it('lack those of a child that is larger than any real manifest', async () => {
    const { registry } = system
    const layers = Array.from({ length: 20_000 }, () => ({}))
    const large = registry.blob(JSON.stringify({ schemaVersion: 2, layers, salt: 'x'.repeat(300_000) }))
    registry.tag('app', 'v1', registry.blob(JSON.stringify({ schemaVersion: 2, manifests: [{ digest: large }] })))
    expect(await facts()).toMatchObject({ kind: 'index', dangling: 1 })
  })

  it.each(['InvalidObjectState', 'InvalidRequest', 'KMS.DisabledException'])(
    'report that a blob cannot be read if S3 answers %s',
    async (code) => {
      const digest = system.registry.push('app', 'v1')
      const { get } = system.bucket.bucket
      system.bucket.bucket.get = async (key, maxBytes) => {
        if (key.includes('/blobs/')) throw new BucketError('read', code, undefined)
        return get(key, maxBytes)
      }
      expect(await facts()).toMatchObject({ digest, kind: 'unknown', problem: `blob ${digest} can't be read: ${code}` })
    },
  )

  it('consist of the problem only if the link cannot be read, and the tag still exists', async () => {
    system.registry.push('app', 'v1')
    system.bucket.failing.get = 'InvalidObjectState'
    expect(await system.ports.readTag({ repository: 'app', tag: 'v1' })).toMatchObject({
      etag: expect.stringMatching(/^[0-9a-f]{32}$/),
      pushedAt: '2026-11-01T10:00:00Z',
      facts: { kind: 'unknown', problem: "the tag's link can't be read: InvalidObjectState" },
    })
    expect(await system.ports.readTag({ repository: 'app', tag: 'v2' })).toBeUndefined()
  })

  it('of a very large image index take at most a hundred reads of children, 64 in parallel', async () => {
    const platforms = Array.from({ length: 150 }, (_, at) => `linux/cpu${at}`)
    system.registry.pushIndex('app', 'v1', platforms)
    const { get } = system.bucket.bucket
    let parallel = 0
    let mostParallel = 0
    system.bucket.bucket.get = async (key, maxBytes) => {
      mostParallel = Math.max(mostParallel, ++parallel)
      await new Promise((resolve) => setImmediate(resolve))
      parallel--
      return get(key, maxBytes)
    }
    expect((await facts())?.platforms).toHaveLength(64)
    expect(system.bucket.calls.get.length).toBeLessThanOrEqual(103)
    expect(mostParallel).toBeLessThanOrEqual(64)
  })

  it('cost three reads the first time, and only a read of the link afterwards', async () => {
    system.registry.push('app', 'v1')
    await facts()
    expect(system.bucket.calls.get).toHaveLength(3)
    await facts()
    expect(system.bucket.calls.get).toHaveLength(4)
  })
})

it('treats children of an image index by crane as images, although crane sets artifactType to the type of the config', async () => {
  const { registry } = system
  const image = registry.manifest({ layerSizes: [7] })
  const artifactType = 'application/vnd.oci.image.config.v1+json'
  const manifests = [{ digest: image.digest, artifactType, platform: { os: 'linux', architecture: 'amd64' } }]
  registry.tag('app', 'v1', registry.blob(JSON.stringify({ schemaVersion: 2, manifests })))
  expect(await facts()).toMatchObject({ size: 7 + image.configSize, created: '2026-10-01T12:00:00Z' })
})

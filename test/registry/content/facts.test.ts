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
  it('are those of its manifest and config', async () => {
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

  it('of an index are those of its image for linux/amd64, with all platforms and the size of all', async () => {
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
    // One layer shared, two configs.
    expect(read?.size).toBeGreaterThan(7)
    expect(children).toHaveLength(2)
  })

  it('leave out attestations and unknown platforms', async () => {
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

  it('say how many children of an index are missing', async () => {
    const { registry, bucket, layout } = system
    const { children } = registry.pushIndex('app', 'v1', ['linux/amd64', 'linux/arm64'])
    bucket.remove(layout.blobKey(children[1]?.digest ?? ''))
    expect(await facts()).toMatchObject({
      kind: 'index',
      dangling: 1,
      platforms: ['linux/amd64', 'linux/arm64'],
      problem: `1 of 2 manifests of the index can't be read: blob ${children[1]?.digest} is missing`,
    })
  })

  it.each([['1970-01-01T00:00:00Z'], ['0001-01-01T00:00:00Z'], ['yesterday'], ['']])(
    'know no time of creation in %j',
    async (created) => {
      system.registry.push('app', 'v1', { created })
      expect(await facts()).not.toHaveProperty('created')
    },
  )

  it('take annotations where there is no label, and label-schema where there is neither', async () => {
    const annotations = { 'org.opencontainers.image.description': 'annotated' }
    system.registry.push('app', 'a', { annotations, labels: { 'org.label-schema.name': 'old title' } })
    expect(await facts('a')).toMatchObject({ description: 'annotated', title: 'old title' })
  })

  it('cut texts at their caps, between characters and with a mark', async () => {
    system.registry.push('app', 'v1', { labels: { 'org.opencontainers.image.description': 'ü'.repeat(2000) } })
    const description = (await facts())?.description ?? ''
    expect(byteLength(description)).toBeLessThanOrEqual(1000)
    expect(description.endsWith('ü…')).toBe(true)
  })

  it.each<[string, string, string]>([
    ['an empty link', '', "the tag's link has 0 bytes that are no digest"],
    ['a garbage link', 'latest', "the tag's link has 6 bytes that are no digest"],
    ['a link to what is not there', `sha256:${'0'.repeat(64)}`, `blob sha256:${'0'.repeat(64)} is missing`],
  ])('of %s are the reason why there are none', async (_what, link, problem) => {
    system.registry.tag('app', 'v1', link)
    expect(await facts()).toMatchObject({ kind: 'unknown', platforms: [], problem })
  })

  it.each<[string, string, RegExp]>([
    ['no JSON', '{', /is not JSON in UTF-8/],
    ['no object', '[]', /is not a JSON object/],
    ['null', 'null', /is not a JSON object/],
    ['something else', '{"a":1}', /has neither manifests nor config nor layers/],
    ['too deep', '['.repeat(200_000), /is not JSON in UTF-8/],
  ])('of a manifest that is %s are its digest and the reason', async (_what, content, problem) => {
    const { registry } = system
    const digest = registry.blob(content)
    registry.tag('app', 'v1', digest)
    const read = await facts()
    expect(read).toMatchObject({ digest, kind: 'unknown' })
    expect(read?.problem).toMatch(problem)
  })

  it('are what is sound where fields have wrong types', async () => {
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

  it('are not taken from a blob that has another digest', async () => {
    const { registry, bucket, layout } = system
    const digest = registry.push('app', 'v1')
    bucket.put(layout.blobKey(digest), '{"schemaVersion":2,"layers":[]}')
    expect((await facts())?.problem).toMatch(/has another digest than its key says/)
  })

  it('lack only what the config says where that is missing', async () => {
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

  it('are not guessed where S3 fails: that is an error', async () => {
    system.registry.push('app', 'v1')
    system.bucket.failing.get = 'AccessDenied'
    await expect(facts()).rejects.toThrow(BucketError)
  })

  it('lack what a child of an index says that is larger than any real one', async () => {
    const { registry } = system
    const layers = Array.from({ length: 20_000 }, () => ({}))
    const large = registry.blob(JSON.stringify({ schemaVersion: 2, layers, salt: 'x'.repeat(300_000) }))
    registry.tag('app', 'v1', registry.blob(JSON.stringify({ schemaVersion: 2, manifests: [{ digest: large }] })))
    expect(await facts()).toMatchObject({ kind: 'index', dangling: 1 })
  })

  it.each(['InvalidObjectState', 'InvalidRequest', 'KMS.DisabledException'])(
    'say that a blob can not be read where S3 says %s of it',
    async (code) => {
      const digest = system.registry.push('app', 'v1')
      const { get } = system.bucket.bucket
      system.bucket.bucket.get = async (key, most) => {
        if (key.includes('/blobs/')) throw new BucketError('read', code, undefined)
        return get(key, most)
      }
      expect(await facts()).toMatchObject({ digest, kind: 'unknown', problem: `blob ${digest} can't be read: ${code}` })
    },
  )

  it('are the reason alone where the link itself can not be read, and the tag is there', async () => {
    system.registry.push('app', 'v1')
    system.bucket.failing.get = 'InvalidObjectState'
    expect(await system.ports.readTag({ repository: 'app', tag: 'v1' })).toMatchObject({
      etag: expect.stringMatching(/^[0-9a-f]{32}$/),
      pushedAt: '2026-11-01T10:00:00Z',
      facts: { kind: 'unknown', problem: "the tag's link can't be read: InvalidObjectState" },
    })
    expect(await system.ports.readTag({ repository: 'app', tag: 'v2' })).toBeUndefined()
  })

  it('of an index of very many read at most a hundred of them, and few at once', async () => {
    const platforms = Array.from({ length: 150 }, (_, at) => `linux/cpu${at}`)
    system.registry.pushIndex('app', 'v1', platforms)
    const { get } = system.bucket.bucket
    let atOnce = 0
    let most = 0
    system.bucket.bucket.get = async (key, maxBytes) => {
      most = Math.max(most, ++atOnce)
      await new Promise((resolve) => setImmediate(resolve))
      atOnce--
      return get(key, maxBytes)
    }
    expect((await facts())?.platforms).toHaveLength(64)
    expect(system.bucket.calls.get.length).toBeLessThanOrEqual(103)
    expect(most).toBeLessThanOrEqual(8)
  })

  it('cost three reads the first time, and only that of the link after', async () => {
    system.registry.push('app', 'v1')
    await facts()
    expect(system.bucket.calls.get).toHaveLength(3)
    await facts()
    expect(system.bucket.calls.get).toHaveLength(4)
  })
})

it('the children of an index by crane, which says their configs to be their type, are images all the same', async () => {
  const { registry } = system
  const image = registry.manifest({ layerSizes: [7] })
  const artifactType = 'application/vnd.oci.image.config.v1+json'
  const manifests = [{ digest: image.digest, artifactType, platform: { os: 'linux', architecture: 'amd64' } }]
  registry.tag('app', 'v1', registry.blob(JSON.stringify({ schemaVersion: 2, manifests })))
  expect(await facts()).toMatchObject({ size: 7 + image.configSize, created: '2026-10-01T12:00:00Z' })
})

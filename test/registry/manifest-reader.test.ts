// Manifests by their digests: what is told of them, of which repository, and how many requests it takes.

import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { BucketError } from '../../lambda/registry/bucket/bucket-error.ts'
import type { RegistryBucket } from '../../lambda/registry/bucket/registry-bucket.ts'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { dockerV1 } from '../../lambda/registry/layouts/docker-v1.ts'
import { layouts } from '../../lambda/registry/layouts/layouts.ts'
import { manifestReader } from '../../lambda/registry/manifest-reader.ts'
import { runs } from '../effort.ts'
import { anyJson, anyManifest } from '../fakes/any-json.ts'
import { day, digestOf, linkWriter } from '../fakes/links.ts'
import { memoryBucket } from '../fakes/memory-bucket.ts'

const IMAGE = 'application/vnd.oci.image.config.v1+json'
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'
const [LOW, HIGH] = [digestOf('low'), digestOf('high')]

let bucket: ReturnType<typeof memoryBucket>
let writer: ReturnType<typeof linkWriter>
let denied: Set<string>
let manifests: ReturnType<typeof manifestReader>
const layout = distribution('sub')
beforeEach(() => {
  bucket = memoryBucket()
  writer = linkWriter(layout, bucket.put)
  denied = new Set()
  const guarded: RegistryBucket = {
    ...bucket.bucket,
    get: (key, maxBytes) => {
      if (denied.has(key)) return Promise.reject(new BucketError(`can't read ${key}`, 'AccessDenied', undefined))
      return bucket.bucket.get(key, maxBytes)
    },
  }
  manifests = manifestReader(guarded, layouts([layout, dockerV1('old')]))
})

const layersOf = (...digests: string[]) => digests.map((digest, at) => ({ mediaType: LAYER, digest, size: at + 1 }))

/** Puts an image whose config is this, in team/app. */
const put = (config: unknown, more: object = {}) => {
  const content = typeof config === 'string' ? config : JSON.stringify(config)
  const of = { mediaType: IMAGE, digest: writer.blob(content), size: content.length }
  const digest = writer.blob(JSON.stringify({ schemaVersion: 2, config: of, layers: layersOf(LOW, HIGH), ...more }))
  writer.revision('team/app', digest, day(2))
  return { digest, config: of.digest }
}
const detailsOf = async (digest: string) => (await manifests.read('team/app', digest))?.details
const ofImage = async (config: unknown, more?: object) => detailsOf(put(config, more).digest)
const requests = () => [bucket.calls.list, bucket.calls.get.length]

describe('an image', () => {
  it('is told with the command that made each layer, and how it runs', async () => {
    const { digest, config } = put({
      os: 'linux',
      architecture: 'arm64',
      variant: 'v8',
      created: '2026-10-01T12:00:00Z',
      config: {
        Entrypoint: ['/entry', '--now'],
        Cmd: ['serve'],
        Env: ['PATH=/bin', 'TOKEN=x'],
        User: '1000:1000',
        WorkingDir: '/srv',
        ExposedPorts: { '8080/tcp': {}, '53/udp': {} },
        Labels: { 'org.opencontainers.image.title': 'App' },
      },
      history: [
        { created_by: 'ADD rootfs.tar /' },
        { created_by: 'ENV TOKEN=x', empty_layer: true },
        { created_by: 'RUN apt-get update\n && apt-get install -y curl # buildkit' },
        { created_by: 'CMD ["serve"]', empty_layer: true },
      ],
    })
    expect(await manifests.read('team/app', digest)).toEqual({
      pushedAt: '2026-11-02T12:00:00Z',
      details: {
        digest,
        kind: 'image',
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        configDigest: config,
        platforms: ['linux/arm64/v8'],
        created: '2026-10-01T12:00:00Z',
        title: 'App',
        labels: { 'org.opencontainers.image.title': 'App' },
        size: expect.any(Number),
        layers: [
          { digest: LOW, size: 1, mediaType: LAYER, command: 'ADD rootfs.tar /' },
          {
            digest: HIGH,
            size: 2,
            mediaType: LAYER,
            command: 'RUN apt-get update && apt-get install -y curl # buildkit',
          },
        ],
        entrypoint: ['/entry', '--now'],
        cmd: ['serve'],
        environment: ['PATH=/bin', 'TOKEN=x'],
        user: '1000:1000',
        workingDir: '/srv',
        ports: ['8080/tcp', '53/udp'],
      },
    })
  })

  it.each([
    ['more', [{ created_by: 'a' }, { created_by: 'b' }, { created_by: 'c' }], ['a', 'b', 'c']],
    ['fewer', [{ created_by: 'a' }, { created_by: 'b', empty_layer: true }], ['a']],
    [
      'marked wrongly',
      [{ created_by: 'a' }, { created_by: 'b' }, { created_by: 'c', empty_layer: 'yes' }],
      ['a', 'b', 'c'],
    ],
    ['of no command', [{}, {}, {}], undefined],
  ])('gives no layer a command where the steps are %s', async (_, history, commands) => {
    const details = await ofImage({ history })
    expect(details?.layers?.map(({ command }) => command)).toEqual([undefined, undefined])
    expect(details?.commands).toEqual(commands)
  })

  it('keeps commands at their layers where a layer is invalid', async () => {
    const layers = [{ digest: 'nonsense' }, ...layersOf(HIGH)]
    const details = await ofImage({ history: [{ created_by: 'a' }, { created_by: 'b' }] }, { layers })
    expect(details?.layers).toEqual([expect.objectContaining({ digest: HIGH, command: 'b' })])
    expect(details?.problem).toMatch(/layers\[0\]\.digest/)
  })

  it('may have an entry point that is one string, as Docker reads it', async () => {
    expect(await ofImage({ config: { Entrypoint: '/entry', Cmd: [], Env: null, User: '' } })).toMatchObject({
      entrypoint: ['/entry'],
    })
    const details = await ofImage({ config: { Cmd: [], Env: null, User: '' } })
    for (const name of ['entrypoint', 'cmd', 'environment', 'user', 'problem']) expect(details).not.toHaveProperty(name)
  })

  it('is told as far as its config is valid', async () => {
    const details = await ofImage({
      config: { Entrypoint: 7, Env: [1, 'A=b', null], ExposedPorts: ['80'], WorkingDir: {}, User: 'me' },
      history: 'none',
    })
    expect(details).toMatchObject({ environment: ['A=b'], user: 'me', runProblem: expect.stringMatching(/Entrypoint/) })
  })

  it('is told without fields that only a prototype has', async () => {
    const text = '{"config":{"ExposedPorts":{"__proto__":{},"constructor":{}},"__proto__":{"User":"root"}}}'
    const details = await ofImage(text)
    expect(details?.ports).toEqual(['__proto__', 'constructor'])
    expect(details).not.toHaveProperty('user')
  })

  it('is bounded, whatever its config has', async () => {
    const long = 'x'.repeat(100_000)
    const history = Array.from({ length: 2000 }, () => ({ created_by: 'y'.repeat(1000) }))
    const details = await ofImage({
      config: {
        Entrypoint: Array(500).fill('a'),
        Env: Array(500).fill(`A=${'z'.repeat(2000)}`),
        ExposedPorts: Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`${at}/tcp`, {}])),
        User: long,
      },
      history,
    })
    expect(details?.entrypoint).toHaveLength(100)
    expect(details?.environment).toHaveLength(100)
    expect(details?.ports).toHaveLength(100)
    expect(details?.commands).toHaveLength(127)
    expect(Buffer.byteLength(details?.user ?? '')).toBe(255)
    expect(details?.runProblem).toMatch(/has 2000 elements|has 500 elements/)
    expect(JSON.stringify(details).length).toBeLessThan(900_000)
  })

  it('says how many layers it leaves out', async () => {
    const layers = layersOf(...Array.from({ length: 200 }, (_, at) => digestOf(`${at}`)))
    const details = await ofImage({}, { layers })
    expect([details?.layers?.length, details?.layersLeft]).toEqual([127, 73])
  })

  it('by Docker, of schema 1, has a command for each layer too', async () => {
    const image = (cmd: unknown, more = {}) => ({
      v1Compatibility: JSON.stringify({ container_config: { Cmd: cmd }, ...more }),
    })
    const digest = writer.blob(
      JSON.stringify({
        schemaVersion: 1,
        fsLayers: [{ blobSum: HIGH }, { blobSum: LOW }],
        history: [
          image(['/bin/sh', '-c', '#(nop) CMD ["serve"]'], { throwaway: true, config: { Cmd: ['serve'], User: 'me' } }),
          image(['/bin/sh', '-c', '#(nop) ADD file']),
        ],
      }),
    )
    writer.revision('team/app', digest)
    expect(await detailsOf(digest)).toMatchObject({
      kind: 'image',
      cmd: ['serve'],
      user: 'me',
      layers: [
        { digest: LOW, command: '/bin/sh -c #(nop) ADD file' },
        { digest: HIGH, command: '/bin/sh -c #(nop) CMD ["serve"]' },
      ],
    })
    expect(requests()).toEqual([1, 1])
  })

  it('of any JSON is told within bounds, and without an error', async () => {
    const config = fc.oneof(anyJson, fc.record({ config: anyJson, history: fc.array(anyJson) }))
    await fc.assert(
      fc.asyncProperty(config, anyManifest, async (one, manifest) => {
        expect((await ofImage(one ?? null))?.kind).toBe('image')
        const { digest } = put(one ?? null, manifest)
        const details = await detailsOf(digest)
        expect(details?.digest).toBe(digest)
        const text = JSON.stringify(details)
        expect(text.length).toBeLessThan(100_000)
        JSON.parse(text, (_, value) => typeof value === 'string' && expect(value).not.toMatch(/[\p{Cc}\u202e\u2066]/u))
      }),
      { numRuns: runs(200, 10_000) },
    )
  })
})

describe('an image index', () => {
  const index = {
    schemaVersion: 2,
    manifests: [
      { digest: LOW, size: 500, platform: { os: 'linux', architecture: 'amd64' } },
      {
        digest: HIGH,
        size: 600,
        platform: { os: 'unknown', architecture: 'unknown' },
        annotations: { 'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': LOW },
      },
      { size: 7 },
    ],
    annotations: { 'org.opencontainers.image.version': '1.2' },
  }

  it('is told with its children, and costs one GET', async () => {
    const digest = writer.blob(JSON.stringify(index))
    writer.revision('team/app', digest)
    expect(await detailsOf(digest)).toMatchObject({
      kind: 'index',
      version: '1.2',
      platforms: ['linux/amd64'],
      children: [
        { digest: LOW, platform: 'linux/amd64', manifestSize: 500 },
        { digest: HIGH, attests: LOW, manifestSize: 600 },
      ],
    })
    expect(requests()).toEqual([1, 1])
  })
})

describe('a manifest of another kind', () => {
  it.each([
    ['application/vnd.cncf.helm.config.v1+json', 'chart', 2],
    ['application/vnd.example.thing', 'artifact', 1],
  ])('%s is told without how it runs', async (mediaType, kind, gets) => {
    const { digest } = put({ name: 'x', config: { User: 'me' }, history: [{ created_by: 'a' }] })
    const content = JSON.parse(bucket.content(layout.blobKey(digest)))
    const other = writer.blob(JSON.stringify({ ...content, config: { ...content.config, mediaType } }))
    writer.revision('team/app', other)
    const details = await detailsOf(other)
    expect(details).toMatchObject({ kind, layers: [{ digest: LOW }, { digest: HIGH }] })
    expect(details).not.toHaveProperty('user')
    expect(requests()).toEqual([1, gets])
  })
})

describe('a manifest', () => {
  it('costs a LIST and two GETs, and of what is cached a LIST', async () => {
    const { digest, config } = put({ history: [] })
    await detailsOf(digest)
    expect(requests()).toEqual([1, 2])
    expect(bucket.calls.get).toEqual([layout.blobKey(digest), layout.blobKey(config)])
    await detailsOf(digest)
    expect(requests()).toEqual([2, 2])
  })

  it('is not there for a repository that does not have it, whatever is cached', async () => {
    const { digest } = put({})
    await detailsOf(digest)
    expect(await manifests.read('other/app', digest)).toBeUndefined()
    expect(await manifests.read('team', digest)).toBeUndefined()
    bucket.remove(`${layout.prefix}team/app/_manifests/revisions/${digest.replace(':', '/')}/link`)
    expect(await detailsOf(digest)).toBeUndefined()
    expect(bucket.calls.get).toHaveLength(2)
  })

  it('is not read through a link without a digest', async () => {
    const { digest } = put({})
    bucket.put(`${layout.prefix}team/app/_manifests/revisions/${digest.replace(':', '/')}/link`, '')
    expect(await detailsOf(digest)).toMatchObject({ kind: 'unknown', problem: expect.stringMatching(/0 bytes/) })
    expect(bucket.calls.get).toEqual([])
  })

  it('whose blobs are missing or denied says so, and is read again', async () => {
    const { digest, config } = put({ config: { User: 'me' } })
    denied.add(layout.blobKey(config))
    const half = await detailsOf(digest)
    expect(half).toMatchObject({ kind: 'image', problem: `blob ${config} is missing, or may not be read` })
    expect(half?.layers).toHaveLength(2)
    denied.add(layout.blobKey(digest))
    expect((await detailsOf(digest))?.problem).toBe(`blob ${digest} is missing, or may not be read`)
    denied.clear()
    expect((await detailsOf(digest))?.user).toBe('me')
    const gone = digestOf('gone')
    writer.revision('team/app', gone)
    expect((await detailsOf(gone))?.problem).toBe(`blob ${gone} is missing`)
  })

  it('that is no JSON is a problem, and costs one GET however often', async () => {
    const digest = writer.blob('nonsense')
    writer.revision('team/app', digest)
    for (let at = 0; at < 2; at++) expect((await detailsOf(digest))?.problem).toMatch(/is not JSON/)
    expect(requests()).toEqual([2, 1])
  })

  it('of more than 4 MiB is not read whole', async () => {
    const digest = writer.blob(' '.repeat(4 * 1024 * 1024 + 1))
    writer.revision('team/app', digest)
    expect((await detailsOf(digest))?.problem).toMatch(/4194305 bytes, more than 4194304/)
  })

  it('is an error where S3 fails', async () => {
    const { digest } = put({})
    bucket.failing.get = 'SlowDown'
    await expect(detailsOf(digest)).rejects.toThrow(BucketError)
    bucket.failing.list = 'AccessDenied'
    await expect(detailsOf(digest)).rejects.toThrow(BucketError)
  })
})

it('a registry v1 has no manifests', async () => {
  expect(manifests.hasManifests('team/app@docker-v1')).toBe(false)
  expect(manifests.hasManifests('team/app')).toBe(true)
  expect(await manifests.read('team/app@docker-v1', LOW)).toBeUndefined()
  expect(requests()).toEqual([0, 0])
})

// What a manifest is taken for, field by field.

import { describe, expect, it } from 'vitest'
import {
  isAttestation,
  isImageConfigType,
  type Manifest,
  type Platform,
  parseManifest,
  platformName,
} from '../../../lambda/registry/content/manifests/manifest.ts'

const DIGEST = `sha256:${'a'.repeat(64)}`
const OCI_CONFIG = 'application/vnd.oci.image.config.v1+json'
const DOCKER_CONFIG = 'application/vnd.docker.container.image.v1+json'
const EMPTY = 'application/vnd.oci.empty.v1+json'
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'

const parse = (manifest: object): Manifest => parseManifest(Buffer.from(JSON.stringify(manifest)), DIGEST, [])
const image = (config: string | undefined, ...layers: (string | undefined)[]) =>
  parse({
    config: { mediaType: config, digest: DIGEST, size: 1 },
    layers: layers.map((mediaType) => ({ mediaType, digest: DIGEST, size: 2 })),
  })

describe('the kind of a manifest', () => {
  it.each([
    [OCI_CONFIG, LAYER, 'image'],
    [DOCKER_CONFIG, 'application/vnd.docker.image.rootfs.diff.tar.gzip', 'image'],
    ['application/vnd.cncf.helm.config.v1+json', LAYER, 'chart'],
    ['application/vnd.docker.plugin.v1+json', LAYER, 'plugin'],
    ['application/vnd.buildkit.cacheconfig.v0', LAYER, 'cache'],
    ['application/vnd.wasm.config.v0+json', LAYER, 'wasm'],
    ['application/vnd.module.wasm.config.v1+json', LAYER, 'wasm'],
    ['application/vnd.bytecodealliance.wasm.component.config.v0+json', LAYER, 'wasm'],
    ['application/wasm', LAYER, 'wasm'],
    [OCI_CONFIG, 'application/wasm', 'wasm'],
    [OCI_CONFIG, 'application/wasm-but-not', 'artifact'],
    ['application/x-of-somebody', LAYER, 'artifact'],
    [EMPTY, LAYER, 'artifact'],
    [undefined, LAYER, 'artifact'],
    [OCI_CONFIG, 'application/x.layer', 'image'],
    [OCI_CONFIG, 'application/x.rootfs', 'image'],
    [OCI_CONFIG, 'application/x.tar', 'image'],
    [OCI_CONFIG, undefined, 'image'],
    [OCI_CONFIG, '', 'image'],
    [OCI_CONFIG, 'application/vnd.dev.cosign.simplesigning.v1+json', 'artifact'],
  ])('of a config %s and a layer %s is %s', (config, layer, kind) => {
    expect(image(config, layer).kind).toBe(kind)
  })

  it('is wasm if one of the layers is', () => {
    expect(image(OCI_CONFIG, LAYER, 'application/wasm').kind).toBe('wasm')
  })

  it('is an image if one layer is that of an image, or if there is no layer', () => {
    expect(image(OCI_CONFIG, 'application/x-of-somebody', LAYER).kind).toBe('image')
    expect(image(OCI_CONFIG).kind).toBe('image')
  })

  it('is an index if there are entries, and a cache if one of them is the config of a build cache', () => {
    const entry = (mediaType: string) => ({ mediaType, digest: DIGEST, size: 3 })
    const of = (...types: string[]) => parse({ manifests: types.map(entry) })
    expect(of(LAYER)).toMatchObject({ kind: 'index', mediaType: 'application/vnd.oci.image.index.v1+json' })
    expect(of().kind).toBe('index')
    expect(of(LAYER, 'application/vnd.buildkit.cacheconfig.v0')).toMatchObject({ kind: 'cache', children: [{}, {}] })
  })

  it('is none without entries, config and layers', () => {
    expect(() => parse({ schemaVersion: 2 })).toThrow(/has neither manifests nor config nor layers/)
    expect(parse({ config: { mediaType: OCI_CONFIG } })).toMatchObject({ kind: 'image', layers: [] })
    expect(parse({ layers: [] })).toMatchObject({ kind: 'artifact', config: undefined })
  })
})

describe('the types of a manifest', () => {
  it('are those that it declares, as far as they are not empty', () => {
    const config = { mediaType: 'application/x' }
    expect(parse({ mediaType: 'm', artifactType: 'a', config })).toMatchObject({ mediaType: 'm', artifactType: 'a' })
    expect(parse({ mediaType: '', artifactType: '', config })).toMatchObject({
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      artifactType: 'application/x',
    })
    expect(parse({ mediaType: '', artifactType: '', manifests: [] })).toMatchObject({
      mediaType: 'application/vnd.oci.image.index.v1+json',
      artifactType: undefined,
    })
  })

  it.each([
    ['application/x', 'application/x'],
    [EMPTY, undefined],
    [OCI_CONFIG, undefined],
    ['', undefined],
  ])('of an artifact with a config %j have the artifact type %j', (mediaType, artifactType) => {
    const layers = [{ mediaType: 'application/x-of-somebody' }]
    expect(parse({ config: { mediaType }, layers })).toMatchObject({ kind: 'artifact', artifactType })
  })

  it('of what is no artifact have no artifact type', () => {
    expect(image('application/vnd.cncf.helm.config.v1+json', LAYER).artifactType).toBeUndefined()
  })
})

describe('the fields of a manifest', () => {
  it('are its annotations, its subject, and its layers with type, digest and size', () => {
    const manifest = parse({
      config: { mediaType: OCI_CONFIG, digest: DIGEST, size: 1 },
      layers: [
        { mediaType: LAYER, digest: DIGEST, size: 2 },
        { mediaType: '', digest: DIGEST },
      ],
      annotations: { a: 'b' },
      subject: { digest: DIGEST },
    })
    expect([...(manifest.annotations ?? [])]).toEqual([['a', 'b']])
    expect(manifest).toMatchObject({ subject: DIGEST, config: { digest: DIGEST, size: 1 } })
    expect(manifest.layers).toMatchObject([
      { mediaType: LAYER, digest: DIGEST, size: 2 },
      { mediaType: undefined, digest: DIGEST, size: undefined },
    ])
  })

  it('are at most 1000 layers and 500 entries', () => {
    const some = (length: number) => Array.from({ length }, () => ({ digest: DIGEST }))
    expect(parse({ layers: some(1001) }).layers).toHaveLength(1000)
    expect(parse({ manifests: some(501) }).children).toHaveLength(500)
  })

  it('are of an entry its type, artifact type and platform', () => {
    const platform = { os: 'windows', architecture: 'arm', variant: 'v7', 'os.version': '10.0' }
    const [first, second] = parse({
      manifests: [
        { digest: DIGEST, artifactType: 'a', platform },
        { digest: DIGEST, artifactType: '' },
      ],
    }).children
    expect(first).toMatchObject({
      artifactType: 'a',
      platform: { os: 'windows', architecture: 'arm', variant: 'v7', osVersion: '10.0' },
    })
    expect(second).toMatchObject({ artifactType: undefined, platform: undefined })
  })
})

describe("a manifest of Docker's schema 1", () => {
  const other = `sha256:${'b'.repeat(64)}`
  const schema1 = {
    schemaVersion: 1,
    fsLayers: [{ blobSum: DIGEST }, { blobSum: other }],
    history: [{ v1Compatibility: '{"id":"top"}' }, { v1Compatibility: '{"id":"base"}' }],
  }

  it('is an image whose layers stand the lowest first, and whose config is that of the topmost', () => {
    expect(parse({ ...schema1, layers: [] })).toMatchObject({
      kind: 'image',
      mediaType: 'application/vnd.docker.distribution.manifest.v1+prettyjws',
      layers: [{ digest: other }, { digest: DIGEST }],
      v1Config: '{"id":"top"}',
    })
    expect(parse({ ...schema1, mediaType: 'm' })).toMatchObject({ mediaType: 'm' })
  })

  it('is broken without layers', () => {
    expect(() => parse({ schemaVersion: 1 })).toThrow(/has schemaVersion 1, but no fsLayers/)
  })
})

describe('the name of a platform', () => {
  const of = (os?: string, architecture?: string, variant?: string): Platform => ({
    os,
    architecture,
    variant,
    osVersion: undefined,
  })
  it.each<[Platform | undefined, string | undefined]>([
    [of('linux', 'amd64'), 'linux/amd64'],
    [of('linux', 'arm', 'v7'), 'linux/arm/v7'],
    [of('unknown', 'amd64'), undefined],
    [of('linux', 'unknown'), undefined],
    [of('linux'), undefined],
    [of(undefined, 'amd64'), undefined],
    [undefined, undefined],
    [of('linux', 'x'.repeat(58)), `linux/${'x'.repeat(58)}`],
    [of('linux', 'x'.repeat(59)), `linux/${'x'.repeat(55)}…`],
  ])('of %j is %s', (platform, name) => {
    expect(platformName(platform)).toBe(name)
  })
})

it('an entry is an attestation by its annotation, and an image by the type of its config', () => {
  const entry = (annotations: object) => parse({ manifests: [{ digest: DIGEST, annotations }] }).children[0]
  const [yes, no] = [
    entry({ 'vnd.docker.reference.type': 'attestation-manifest' }),
    entry({ 'vnd.docker.reference.type': 'attestation' }),
  ]
  expect([yes && isAttestation(yes), no && isAttestation(no)]).toEqual([true, false])
  expect([OCI_CONFIG, DOCKER_CONFIG, EMPTY].map(isImageConfigType)).toEqual([true, true, false])
})

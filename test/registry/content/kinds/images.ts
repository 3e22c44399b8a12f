// Images and image indexes, as docker and BuildKit write them.

import type { Case } from '../broken/case.ts'

const DOCKER = 'application/vnd.docker.distribution.manifest.v2+json'
const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json'
const DOCKER_CONFIG = 'application/vnd.docker.container.image.v1+json'
const DOCKER_LAYER = 'application/vnd.docker.image.rootfs.diff.tar.gzip'
const OCI = 'application/vnd.oci.image.manifest.v1+json'
const OCI_INDEX = 'application/vnd.oci.image.index.v1+json'
const OCI_CONFIG = 'application/vnd.oci.image.config.v1+json'
const OCI_LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'
const KEY = 'org.opencontainers.image.'

const labels = {
  [`${KEY}title`]: 'files',
  [`${KEY}description`]: 'Serves files',
  [`${KEY}version`]: '2.1.0',
  [`${KEY}source`]: 'https://github.com/team/files.git',
  [`${KEY}revision`]: '0123456789abcdef0123456789abcdef01234567',
  [`${KEY}url`]: 'https://files.example',
  [`${KEY}documentation`]: 'https://files.example/docs',
  [`${KEY}licenses`]: 'Apache-2.0 OR MIT',
  [`${KEY}vendor`]: 'Team',
  [`${KEY}authors`]: 'team@files.example',
  [`${KEY}base.name`]: 'docker.io/library/alpine:3.20',
  [`${KEY}base.digest`]: 'digest:base',
}
const said = {
  title: 'files',
  description: 'Serves files',
  version: '2.1.0',
  source: 'https://github.com/team/files.git',
  revision: '0123456789abcdef0123456789abcdef01234567',
  url: 'https://files.example',
  documentation: 'https://files.example/docs',
  licenses: 'Apache-2.0 OR MIT',
  vendor: 'Team',
  authors: 'team@files.example',
  baseName: 'docker.io/library/alpine:3.20',
  baseDigest: 'digest:base',
}

const config = (architecture: string, more: object = {}) => ({
  architecture,
  os: 'linux',
  created: '2026-10-01T12:00:00.123456789Z',
  config: { Env: ['PATH=/bin'], Cmd: ['/files'], Labels: labels, ...more },
  rootfs: { type: 'layers', diff_ids: ['digest:diff'] },
  history: [{ created: '2026-10-01T11:59:00Z', created_by: 'COPY . .', empty_layer: true }],
})
const docker = (name: string) => ({
  schemaVersion: 2,
  mediaType: DOCKER,
  config: { mediaType: DOCKER_CONFIG, size: 1000, digest: `digest:config${name}` },
  layers: [
    { mediaType: DOCKER_LAYER, size: 3_000_000, digest: 'digest:base' },
    { mediaType: DOCKER_LAYER, size: 20_000, digest: `digest:layer${name}` },
  ],
})
export const oci = (name: string) => ({
  schemaVersion: 2,
  mediaType: OCI,
  config: { mediaType: OCI_CONFIG, digest: `digest:config${name}`, size: 1000 },
  layers: [
    { mediaType: OCI_LAYER, digest: 'digest:base', size: 3_000_000 },
    { mediaType: OCI_LAYER, digest: `digest:layer${name}`, size: 20_000 },
  ],
})
const ofDocker = {
  kind: 'image',
  mediaType: DOCKER,
  configDigest: 'digest:config1',
  platforms: ['linux/amd64'],
  size: 3_021_000,
  created: '2026-10-01T12:00:00Z',
  ...said,
  labels,
  layers: [
    { digest: 'digest:base', size: 3_000_000, mediaType: DOCKER_LAYER },
    { digest: 'digest:layer1', size: 20_000, mediaType: DOCKER_LAYER },
  ],
} as const
const ofOci = {
  ...ofDocker,
  mediaType: OCI,
  layers: ofDocker.layers.map((layer) => ({ ...layer, mediaType: OCI_LAYER })),
}
/** What an entry says of its platform. */
export const platform = (architecture: string, variant?: string) => ({
  architecture,
  os: 'linux',
  ...(variant ? { variant } : {}),
})
export const entry = (mediaType: string, name: string, on: object) => ({
  mediaType,
  digest: `digest:${name}`,
  size: 600,
  platform: on,
})
export const attestation = (name: string, of: string) => ({
  ...entry(OCI, name, { architecture: 'unknown', os: 'unknown' }),
  annotations: { 'vnd.docker.reference.digest': `digest:${of}`, 'vnd.docker.reference.type': 'attestation-manifest' },
})
const statement = (predicateType: string, digest: string) => ({
  mediaType: 'application/vnd.in-toto+json',
  digest: `digest:${digest}`,
  size: 7000,
  annotations: { 'in-toto.io/predicate-type': predicateType },
})
export const SPDX = statement('https://spdx.dev/Document', 'sbom')
export const SLSA = statement('https://slsa.dev/provenance/v0.2', 'provenance')
export const ofSbom = [
  { is: 'attestation', kind: 'SPDX' },
  { is: 'sbom', kind: 'SPDX' },
] as const
export const child = (mediaType: string, name: string, on: string) => ({
  digest: `digest:${name}`,
  mediaType,
  platform: on,
  size: 3_021_000,
  layers: 2,
})
export const both = { a: oci('1'), b: oci('2'), config1: config('amd64'), config2: config('arm64', { Labels: {} }) }
// Both images share the base layer, which is counted once.
export const ofBoth = {
  kind: 'index',
  mediaType: OCI_INDEX,
  platforms: ['linux/amd64', 'linux/arm64/v8'],
  size: 3_042_000,
  created: '2026-10-01T12:00:00Z',
  ...said,
  labels,
  children: [child(OCI, 'a', 'linux/amd64'), child(OCI, 'b', 'linux/arm64/v8')],
} as const
const indexOf = (...more: object[]) => ({
  schemaVersion: 2,
  mediaType: OCI_INDEX,
  manifests: [entry(OCI, 'a', platform('amd64')), entry(OCI, 'b', platform('arm64', 'v8')), ...more],
})
const { mediaType: _, ...untyped } = oci('1')
const { mediaType: __, ...untypedIndex } = indexOf()

export const images: Case[] = [
  {
    name: "an image of Docker's schema 2",
    blobs: { manifest: docker('1'), config1: config('amd64') },
    facts: ofDocker,
  },
  { name: 'an OCI image', blobs: { manifest: oci('1'), config1: config('amd64') }, facts: ofOci },
  {
    name: 'an OCI image without mediaType in its body',
    blobs: { manifest: untyped, config1: config('amd64') },
    facts: ofOci,
  },
  { name: 'an OCI image index', blobs: { manifest: indexOf(), ...both }, facts: ofBoth },
  {
    name: 'an OCI image index without mediaType in its body',
    blobs: { manifest: untypedIndex, ...both },
    facts: ofBoth,
  },
  {
    name: 'an image index by BuildKit with an SBOM and provenance as attestations, which are not platforms',
    blobs: {
      manifest: indexOf(attestation('c', 'a'), attestation('d', 'b')),
      c: { ...oci('1'), layers: [SPDX, SLSA] },
      // As BuildKit writes it since it makes artifacts.
      d: {
        ...oci('1'),
        artifactType: 'application/vnd.docker.attestation.manifest.v1+json',
        config: { mediaType: 'application/vnd.oci.empty.v1+json', digest: 'digest:empty', size: 2, data: 'e30=' },
        layers: [SLSA],
        subject: { mediaType: OCI, digest: 'digest:b', size: 600 },
      },
      ...both,
    },
    facts: {
      ...ofBoth,
      children: [
        ...ofBoth.children,
        {
          digest: 'digest:c',
          mediaType: OCI,
          attests: 'digest:a',
          evidence: [ofSbom[0], { is: 'attestation', kind: 'SLSA' }, ofSbom[1]],
        },
        {
          digest: 'digest:d',
          mediaType: OCI,
          attests: 'digest:b',
          evidence: [{ is: 'attestation', kind: 'SLSA' }],
        },
      ],
    },
  },
  {
    name: 'a manifest list by docker, described by its image for linux/amd64 although that is not the first',
    blobs: {
      manifest: {
        schemaVersion: 2,
        mediaType: DOCKER_LIST,
        manifests: [
          entry(DOCKER, 'b', { ...platform('arm', 'v7'), features: ['x'] }),
          entry(DOCKER, 'a', platform('amd64')),
          entry(DOCKER, 'c', { os: 'windows', architecture: 'amd64', 'os.version': '10.0.17763.1' }),
        ],
      },
      a: docker('1'),
      b: docker('2'),
      c: docker('3'),
      config1: config('amd64'),
    },
    facts: {
      ...ofBoth,
      mediaType: DOCKER_LIST,
      platforms: ['linux/arm/v7', 'linux/amd64', 'windows/amd64'],
      size: 3_063_000,
      children: [
        child(DOCKER, 'b', 'linux/arm/v7'),
        child(DOCKER, 'a', 'linux/amd64'),
        child(DOCKER, 'c', 'windows/amd64'),
      ],
    },
  },
]

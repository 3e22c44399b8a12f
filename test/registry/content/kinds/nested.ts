// Image indexes whose entries are image indexes, as BuildKit's images become when an image index of several platforms is made
// of them: each platform is an image with its attestation. The facts are those of one image index of the same images.

import type { Child } from '../../../../lambda/registry/content/facts.ts'
import type { Case } from '../broken/case.ts'
import { attestation, both, child, entry, oci, ofBoth, ofSbom, platform, SLSA, SPDX } from './images.ts'
import { KEY, OCI, OCI_INDEX } from './pieces.ts'

const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json'
const indexOf = (...manifests: object[]) => ({ schemaVersion: 2, mediaType: OCI_INDEX, manifests })
const without = ({ platform: _, ...rest }: ReturnType<typeof entry>) => rest

const inner = (name: string, on: string, more: object = {}) => ({
  digest: `digest:${name}`,
  mediaType: OCI_INDEX,
  platform: on,
  entries: 2,
  ...more,
})
const deep = (one: object, depth = 1) => ({ ...one, depth })
const ofAttestation = (name: string, of: string, evidence: Child['evidence']) => ({
  digest: `digest:${name}`,
  mediaType: OCI,
  attests: `digest:${of}`,
  depth: 1,
  evidence,
})
const attestations = { c: { ...oci('1'), layers: [SPDX, SLSA] }, d: { ...oci('1'), layers: [SLSA] } }
const slsa = { is: 'attestation', kind: 'SLSA' } as const
const children = [
  inner('inner1', 'linux/amd64'),
  deep(child(OCI, 'a', 'linux/amd64')),
  ofAttestation('c', 'a', [ofSbom[0], slsa, ofSbom[1]]),
  inner('inner2', 'linux/arm64/v8'),
  deep(child(OCI, 'b', 'linux/arm64/v8')),
  ofAttestation('d', 'b', [slsa]),
] as Child[]
const imageA = entry(OCI, 'a', platform('amd64'))
const imageB = entry(OCI, 'b', platform('arm64', 'v8'))
const outer = indexOf(
  entry(OCI_INDEX, 'inner1', platform('amd64')),
  entry(OCI_INDEX, 'inner2', platform('arm64', 'v8')),
)
const nested = {
  ...both,
  ...attestations,
  inner1: indexOf(imageA, attestation('c', 'a')),
  inner2: indexOf(imageB, attestation('d', 'b')),
}

export const nestedIndexes: Case[] = [
  {
    name: 'an image index of image indexes, each an image with its attestation',
    blobs: { manifest: outer, ...nested },
    facts: { ...ofBoth, children },
  },
  {
    name: 'an image index of image indexes whose images have no platform beside that of the entry around them',
    blobs: {
      manifest: outer,
      ...nested,
      inner1: indexOf(without(imageA), attestation('c', 'a')),
      inner2: indexOf(without(imageB), attestation('d', 'b')),
    },
    facts: { ...ofBoth, children },
  },
  {
    name: 'an image index of image indexes that say no platform themselves',
    blobs: {
      manifest: indexOf(without(entry(OCI_INDEX, 'inner1', {})), without(entry(OCI_INDEX, 'inner2', {}))),
      ...nested,
    },
    facts: { ...ofBoth, children: children.map((one) => (one.entries ? withoutPlatform(one) : one)) },
  },
  {
    name: 'an image index of image indexes that say less of their platforms than the images in them',
    blobs: {
      manifest: indexOf(entry(OCI_INDEX, 'inner1', platform('amd64')), entry(OCI_INDEX, 'inner2', platform('arm64'))),
      ...nested,
    },
    facts: {
      ...ofBoth,
      children: children.map((one) => (one.digest === 'digest:inner2' ? { ...one, platform: 'linux/arm64' } : one)),
    },
  },
  {
    name: 'a manifest list in an image index, and images beside it',
    blobs: {
      manifest: indexOf(imageB, { ...entry(DOCKER_LIST, 'inner1', platform('amd64')) }),
      ...nested,
      inner1: { schemaVersion: 2, mediaType: DOCKER_LIST, manifests: [imageA] },
    },
    facts: {
      ...ofBoth,
      platforms: ['linux/arm64/v8', 'linux/amd64'],
      children: [
        child(OCI, 'b', 'linux/arm64/v8'),
        inner('inner1', 'linux/amd64', { mediaType: DOCKER_LIST, entries: 1 }),
        deep(child(OCI, 'a', 'linux/amd64')),
      ] as Child[],
    },
  },
  {
    name: 'an image index in one in one in one, the same two images in each of the inner ones',
    blobs: {
      manifest: indexOf(without(entry(OCI_INDEX, 'first', {}))),
      ...nested,
      first: indexOf(without(entry(OCI_INDEX, 'second', {}))),
      second: indexOf(without(entry(OCI_INDEX, 'third', {})), imageB),
      third: indexOf(imageA, imageB),
    },
    facts: {
      ...ofBoth,
      children: [
        { digest: 'digest:first', mediaType: OCI_INDEX, entries: 1 },
        { digest: 'digest:second', mediaType: OCI_INDEX, entries: 2, depth: 1 },
        { digest: 'digest:third', mediaType: OCI_INDEX, entries: 2, depth: 2 },
        deep(child(OCI, 'a', 'linux/amd64'), 3),
        deep(child(OCI, 'b', 'linux/arm64/v8'), 3),
        deep(child(OCI, 'b', 'linux/arm64/v8'), 2),
      ] as Child[],
    },
  },
  {
    name: 'the same image index for two platforms, whose entries are listed once',
    blobs: {
      manifest: indexOf(
        entry(OCI_INDEX, 'inner1', platform('amd64')),
        entry(OCI_INDEX, 'inner1', platform('riscv64')),
        imageB,
      ),
      ...nested,
    },
    facts: {
      ...ofBoth,
      platforms: ['linux/amd64', 'linux/riscv64', 'linux/arm64/v8'],
      children: [
        ...children.slice(0, 3),
        inner('inner1', 'linux/riscv64'),
        child(OCI, 'b', 'linux/arm64/v8'),
      ] as Child[],
    },
  },
  {
    name: 'an image index of image indexes with annotations everywhere, those nearest to the image first',
    blobs: {
      manifest: {
        ...indexOf({
          ...entry(OCI_INDEX, 'inner1', platform('amd64')),
          annotations: { [`${KEY}vendor`]: 'of the outer entry', [`${KEY}authors`]: 'of the outer entry' },
        }),
        annotations: { [`${KEY}url`]: 'of the outer index', [`${KEY}version`]: 'of the outer index' },
      },
      a: { ...oci('1'), annotations: { [`${KEY}title`]: 'of the image' } },
      config1: { os: 'linux', architecture: 'amd64' },
      inner1: {
        ...indexOf({
          ...imageA,
          annotations: { [`${KEY}vendor`]: 'of the entry', [`${KEY}source`]: 'of the entry' },
        }),
        annotations: { [`${KEY}title`]: 'of the index', [`${KEY}version`]: 'of the index' },
      },
    },
    facts: {
      kind: 'index',
      mediaType: OCI_INDEX,
      platforms: ['linux/amd64'],
      size: 3_021_000,
      title: 'of the image',
      version: 'of the index',
      url: 'of the outer index',
      vendor: 'of the entry',
      source: 'of the entry',
      authors: 'of the outer entry',
      annotations: { [`${KEY}url`]: 'of the outer index', [`${KEY}version`]: 'of the outer index' },
      children: [inner('inner1', 'linux/amd64', { entries: 1 }), deep(child(OCI, 'a', 'linux/amd64'))] as Child[],
    },
  },
]

function withoutPlatform({ platform: _, ...rest }: Child): Child {
  return rest
}

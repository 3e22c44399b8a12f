// Unusual image indexes and manifest lists. Their entries may be missing, broken or not images at all.

import type { Child } from '../../../../lambda/registry/content/facts.ts'
import type { Case } from './case.ts'
import { arm, child, config, image, index, linux, OCI_INDEX, OCI_MANIFEST, ofIndex, without } from './pieces.ts'

const of = (name: string, manifest: object | string, facts: Case['facts'], more: Partial<Case> = {}): Case => ({
  name: `an image index ${name}`,
  blobs: { manifest, child: image, config, ...more.blobs },
  facts,
  ...without(more as Case, 'blobs', 'name', 'facts'),
})
const entry = { mediaType: OCI_MANIFEST, digest: 'digest:child', size: 50, platform: linux }
const known = ofIndex.children[0]
const attestation = {
  'vnd.docker.reference.type': 'attestation-manifest',
  'vnd.docker.reference.digest': 'digest:child',
}
const att = {
  ...image,
  layers: [
    {
      mediaType: 'application/vnd.in-toto+json',
      digest: 'digest:layer',
      size: 100,
      annotations: { 'in-toto.io/predicate-type': 'https://spdx.dev/Document' },
    },
  ],
}
const SPDX = { is: 'attestation', kind: 'SPDX' } as const
const SPDX_SBOM = { is: 'sbom', kind: 'SPDX' } as const
const nothing = { kind: 'index', mediaType: OCI_INDEX, platforms: [] as string[], children: [] as Child[] } as const
export const indexes: Case[] = [
  of('without mediaType', without(index, 'mediaType'), ofIndex),
  of('without entries', { ...index, manifests: [] }, nothing),
  of('of null entries', { ...index, manifests: [null, null] }, nothing),
  of('of plain strings', { ...index, manifests: ['x'] }, nothing, {
    problem: 'invalid: manifests[0] is "x", not an object',
  }),
  of('that also has layers', { ...index, layers: image.layers }, ofIndex),
  of(
    'whose mediaType is that of a manifest',
    { ...index, mediaType: OCI_MANIFEST },
    { ...ofIndex, mediaType: OCI_MANIFEST },
  ),
  of(
    'with an entry that has no digest',
    { ...index, manifests: [entry, without(entry, 'digest')] },
    { ...ofIndex, dangling: 1 },
    { problem: "1 of 2 manifests of the image index can't be read: an entry has no digest" },
  ),
  of(
    'with an entry whose digest is a tag',
    { ...index, manifests: [{ ...entry, digest: 'latest' }] },
    { ...nothing, platforms: ['linux/amd64'], dangling: 1 },
    { problem: "1 of 1 manifests of the image index can't be read: an entry has no digest" },
  ),
  of('with the same entry twice', { ...index, manifests: [entry, entry] }, { ...ofIndex, children: [known, known] }),
  of(
    'with the same manifest for two platforms',
    { ...index, manifests: [{ ...entry, platform: arm }, entry] },
    { ...ofIndex, platforms: ['linux/arm64', 'linux/amd64'], children: [{ ...known, platform: 'linux/arm64' }, known] },
  ),
  of(
    'with an entry without platform',
    { ...index, manifests: [without(entry, 'platform')] },
    { ...ofIndex, platforms: [], children: [without(known, 'platform')] },
  ),
  of(
    'with a platform that is null',
    { ...index, manifests: [{ ...entry, platform: null }] },
    { ...ofIndex, platforms: [], children: [without(known, 'platform')] },
  ),
  of(
    'with a platform that is a string',
    { ...index, manifests: [{ ...entry, platform: 'linux/amd64' }] },
    { ...ofIndex, platforms: [], children: [without(known, 'platform')] },
    { problem: 'invalid: manifests[0].platform is "linux/amd64", not an object' },
  ),
  of(
    'with an incomplete platform',
    { ...index, manifests: [{ ...entry, platform: { os: 'linux' } }] },
    { ...ofIndex, platforms: [], children: [without(known, 'platform')] },
  ),
  of(
    'with an unknown platform that is not an attestation',
    { ...index, manifests: [entry, { ...entry, platform: { os: 'unknown', architecture: 'unknown' } }] },
    { ...ofIndex, children: [known, without(known, 'platform')] },
  ),
  of(
    'with an attestation that names a platform',
    { ...index, manifests: [entry, { ...entry, digest: 'digest:att', platform: arm, annotations: attestation }] },
    {
      ...ofIndex,
      children: [
        known,
        {
          ...child,
          digest: 'digest:att',
          platform: 'linux/arm64',
          attests: 'digest:child',
          evidence: [SPDX, SPDX_SBOM],
        },
      ],
    },
    { blobs: { att } },
  ),
  of(
    'with an attestation that names no digest',
    {
      ...index,
      manifests: [
        entry,
        {
          ...entry,
          digest: 'digest:att',
          platform: null,
          annotations: without(attestation, 'vnd.docker.reference.digest'),
        },
      ],
    },
    { ...ofIndex, children: [known, { mediaType: OCI_MANIFEST, digest: 'digest:att', evidence: [SPDX, SPDX_SBOM] }] },
    { blobs: { att } },
  ),
  of(
    'with an attestation that names an invalid digest',
    {
      ...index,
      manifests: [
        { ...entry, platform: null, annotations: { ...attestation, 'vnd.docker.reference.digest': '\u202ex' } },
      ],
    },
    { ...nothing, children: [{ mediaType: OCI_MANIFEST, digest: 'digest:child', attests: 'x' }] },
  ),
  of(
    'with an attestation that is missing',
    { ...index, manifests: [entry, { ...entry, digest: 'digest:att', platform: null, annotations: attestation }] },
    {
      ...ofIndex,
      children: [known, { mediaType: OCI_MANIFEST, digest: 'digest:att', attests: 'digest:child', missing: true }],
      dangling: 1,
    },
    {
      problem: "1 of 2 manifests of the image index can't be read: blob digest:att is missing",
      heals: true,
    },
  ),
  of(
    'with an entry without mediaType',
    { ...index, manifests: [without(entry, 'mediaType')] },
    { ...ofIndex, children: [without(known, 'mediaType')] },
  ),
  of(
    'with an entry whose mediaType and artifactType are empty',
    { ...index, manifests: [{ ...entry, mediaType: '', artifactType: '' }] },
    { ...ofIndex, children: [without(known, 'mediaType')] },
  ),
  of(
    'with an entry whose mediaType is a number',
    { ...index, manifests: [{ ...entry, mediaType: 2 }] },
    { ...ofIndex, children: [without(known, 'mediaType')] },
    { problem: 'invalid: manifests[0].mediaType is 2, not a string' },
  ),
  of(
    'with an entry that has the mediaType of a layer and is not read',
    { ...index, manifests: [{ ...entry, mediaType: 'application/octet-stream' }] },
    { ...nothing, platforms: ['linux/amd64'], children: [{ ...child, mediaType: 'application/octet-stream' }] },
  ),
  of(
    'with a missing artifact of a known kind, which is not read',
    { ...index, manifests: [{ mediaType: OCI_MANIFEST, digest: 'digest:gone', artifactType: 'application/wasm' }] },
    {
      ...nothing,
      kind: 'wasm',
      children: [{ mediaType: OCI_MANIFEST, digest: 'digest:gone', artifactType: 'application/wasm' }],
    },
  ),
  of(
    'with a missing artifact of a type that says nothing',
    { ...index, manifests: [{ mediaType: OCI_MANIFEST, digest: 'digest:gone', artifactType: 'application/x' }] },
    {
      ...nothing,
      children: [{ mediaType: OCI_MANIFEST, digest: 'digest:gone', artifactType: 'application/x', missing: true }],
      dangling: 1,
    },
    {
      problem: "1 of 1 manifests of the image index can't be read: blob digest:gone is missing",
      heals: true,
    },
  ),
  of(
    'with an entry that is an image index',
    { ...index, manifests: [{ ...entry, mediaType: OCI_INDEX, digest: 'digest:inner', platform: null }] },
    {
      ...ofIndex,
      children: [
        { mediaType: OCI_INDEX, digest: 'digest:inner', entries: 1 },
        { ...known, depth: 1 },
      ],
    },
    { blobs: { inner: index } },
  ),
  of(
    'with an entry that is an image index, but has the mediaType of a manifest',
    { ...index, manifests: [{ ...entry, digest: 'digest:inner' }] },
    {
      ...ofIndex,
      children: [
        { ...child, digest: 'digest:inner', entries: 1 },
        { ...known, depth: 1 },
      ],
    },
    { blobs: { inner: index } },
  ),
  of('with an entry of negative size', { ...index, manifests: [{ ...entry, size: -5 }] }, ofIndex, {
    problem: 'invalid: manifests[0].size is -5, not a size',
  }),
  of(
    'with annotations on itself and on its entry',
    {
      ...index,
      annotations: { 'org.opencontainers.image.title': 'of all' },
      manifests: [
        {
          ...entry,
          annotations: { 'org.opencontainers.image.title': 'of one', 'org.opencontainers.image.vendor': 'V' },
        },
      ],
    },
    { ...ofIndex, title: 'of all', vendor: 'V', annotations: { 'org.opencontainers.image.title': 'of all' } },
  ),
  of('whose annotations are an array', { ...index, annotations: [] }, ofIndex, {
    problem: 'invalid: annotations is an array, not an object',
  }),
]

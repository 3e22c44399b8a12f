// Image indexes in image indexes that are broken, too deep or too large.

import type { Child } from '../../../../lambda/registry/content/facts.ts'
import type { Case } from './case.ts'
import { child, config, image, index, linux, OCI_INDEX, OCI_MANIFEST, ofIndex, without } from './pieces.ts'

const indexOf = (...manifests: unknown[]) => ({ schemaVersion: 2, mediaType: OCI_INDEX, manifests })
const to = (name: string, more: object = {}) => ({ mediaType: OCI_INDEX, digest: `digest:${name}`, size: 50, ...more })
const entry = { mediaType: OCI_MANIFEST, digest: 'digest:child', size: 50, platform: linux }
const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json'
const CACHE = 'application/vnd.buildkit.cacheconfig.v0'
const inner = (entries: number, more: object = {}) =>
  ({ digest: 'digest:inner', mediaType: OCI_INDEX, entries, ...more }) as Child
const known = { ...child, size: 110, layers: 1, depth: 1 } as const
const nothing = { kind: 'index', mediaType: OCI_INDEX, platforms: [] as string[] } as const
const missing = (of: number, name: string) =>
  `1 of ${of} manifests of the image index can't be read: blob digest:${name} is missing`

const of = (name: string, blobs: Case['blobs'], facts: Case['facts'], more: Partial<Case> = {}): Case => ({
  name: `an image index ${name}`,
  blobs: { manifest: indexOf(to('inner')), ...blobs },
  facts: { ...nothing, ...facts },
  ...more,
})

/** Image indexes in each other, the last of an image: `levels` of them below that of the tag. */
const chain = (levels: number) => {
  const all = Array.from({ length: levels }, (_, at) => [`x${at}`, indexOf(at + 1 < levels ? to(`x${at + 1}`) : entry)])
  return { manifest: indexOf(to('x0')), ...Object.fromEntries(all), child: image, config }
}
const ofChain = (levels: number) =>
  Array.from(
    { length: levels },
    (_, at) =>
      ({ digest: `digest:x${at}`, mediaType: OCI_INDEX, entries: 1, ...(at > 0 ? { depth: at } : {}) }) as Child,
  )

const many = (count: number) => Array.from({ length: count }, () => entry)

export const nested: Case[] = [
  of(
    'in which an inner image index misses an image',
    { inner: indexOf(entry, { ...entry, digest: 'digest:gone' }), child: image, config },
    {
      ...ofIndex,
      children: [inner(2), known, { ...child, digest: 'digest:gone', depth: 1, missing: true }],
      dangling: 1,
    },
    { problem: missing(3, 'gone'), heals: true },
  ),
  of(
    'that misses an inner image index',
    { manifest: indexOf(to('gone', { platform: linux }), entry), child: image, config },
    {
      ...ofIndex,
      children: [
        { digest: 'digest:gone', mediaType: OCI_INDEX, platform: 'linux/amd64', missing: true },
        ofIndex.children[0],
      ],
      dangling: 1,
    },
    { problem: missing(2, 'gone'), heals: true },
  ),
  of(
    'in which an inner image index is not JSON',
    { inner: '{' },
    { children: [{ digest: 'digest:inner', mediaType: OCI_INDEX, missing: true }], dangling: 1 },
    { problem: "1 of 1 manifests of the image index can't be read: manifest digest:inner is not JSON in UTF-8" },
  ),
  of('in which an inner image index is empty', { inner: indexOf() }, { children: [inner(0)] }),
  of(
    'in which an entry of an inner image index has no digest',
    { inner: indexOf(entry, { ...entry, digest: 7 }), child: image, config },
    { ...ofIndex, children: [inner(2), known], dangling: 1 },
    { problem: "1 of 3 manifests of the image index can't be read: an entry has no digest" },
  ),
  of(
    'in which fields of an inner image index have wrong types',
    {
      inner: { ...indexOf({ ...entry, annotations: 7, platform: [] }, null, 'x'), annotations: [] },
      child: image,
      config,
    },
    { ...ofIndex, platforms: [], children: [inner(1), without(known, 'platform')] },
    { problem: /^invalid: / },
  ),
  of(
    'in which the image of an inner image index has no config',
    { inner: index, child: image },
    {
      ...without(ofIndex, 'created'),
      children: [inner(1), known],
      dangling: 1,
    },
    { problem: 'blob digest:config is missing', heals: true },
  ),
  of(
    'in which artifacts of an inner image index have no platform, which they do not take from around them',
    {
      manifest: indexOf(to('inner', { platform: linux })),
      inner: indexOf(
        entry,
        { mediaType: OCI_MANIFEST, digest: 'digest:x', artifactType: 'text/spdx' },
        { mediaType: OCI_MANIFEST, digest: 'digest:y', artifactType: BUNDLE },
      ),
      child: image,
      config,
    },
    {
      ...ofIndex,
      children: [
        inner(3, { platform: 'linux/amd64' }),
        known,
        {
          digest: 'digest:x',
          mediaType: OCI_MANIFEST,
          artifactType: 'text/spdx',
          depth: 1,
          evidence: [{ is: 'sbom', kind: 'SPDX' }],
        },
        // It may be a signature or an attestation, if it were there.
        { digest: 'digest:y', mediaType: OCI_MANIFEST, artifactType: BUNDLE, depth: 1, missing: true },
      ],
      dangling: 1,
    },
    { problem: missing(3, 'y'), heals: true },
  ),
  of(
    'with more notes than are kept, of several entries',
    {
      manifest: indexOf(...['a', 'b', 'c', 'd'].map((name) => ({ ...entry, digest: `digest:${name}` }))),
      ...Object.fromEntries(
        ['a', 'b', 'c', 'd'].map((name, at) => [name, { ...image, layers: [{ ...image.layers[0], size: -at - 1 }] }]),
      ),
      config,
    },
    {
      ...without(ofIndex, 'size'),
      children: ['a', 'b', 'c', 'd'].map((name) => ({ ...child, digest: `digest:${name}`, layers: 1 })),
    },
    { problem: `invalid: ${[1, 2, 3].map((size) => `layers[0].size is -${size}, not a size`).join('; ')}` },
  ),
  of(
    'of a build cache, with an entry that has the type of a manifest and is not read',
    {
      manifest: indexOf({ ...entry, digest: 'digest:gone' }, { mediaType: CACHE, digest: 'digest:config', size: 1 }),
    },
    {
      kind: 'cache',
      platforms: ['linux/amd64'],
      size: 51,
      children: [
        { ...child, digest: 'digest:gone' },
        { digest: 'digest:config', mediaType: CACHE },
      ],
    },
    { hidden: true },
  ),
  of(
    'with an image that names a digest as an attestation would',
    {
      manifest: indexOf({ ...entry, annotations: { 'vnd.docker.reference.digest': 'digest:child' } }),
      child: image,
      config,
    },
    ofIndex,
  ),
  of('with three image indexes in each other in it', chain(3), {
    ...ofIndex,
    children: [...ofChain(3), { ...known, depth: 3 }],
  }),
  of('with more image indexes in each other than are read', chain(4), { children: ofChain(4), childrenLeft: 1 }),
  of('with many image indexes in each other', chain(40), { children: ofChain(4), childrenLeft: 1 }),
  of(
    'with more entries in it than are read, all of one image',
    { manifest: indexOf(to('inner'), ...many(60)), inner: indexOf(...many(60)), child: image, config },
    {
      ...without(ofIndex, 'size'),
      children: [inner(60), ...many(39).map(() => known), ...many(60).map(() => ofIndex.children[0])],
      childrenLeft: 21,
    },
  ),
  of(
    'of as many entries as are read, the last an image index',
    { manifest: indexOf(...many(99), to('inner')), inner: index, child: image, config },
    {
      ...without(ofIndex, 'size'),
      children: [...many(99).map(() => ofIndex.children[0]), inner(1)],
      childrenLeft: 1,
    },
  ),
]

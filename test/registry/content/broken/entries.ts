// Image indexes with entries that are missing or broken, or with very many entries.

import type { Child } from '../../../../lambda/registry/content/facts.ts'
import type { Case } from './case.ts'
import { arm, child, config, image, index, layer, linux, OCI_INDEX, OCI_MANIFEST, ofIndex, without } from './pieces.ts'

const entry = { mediaType: OCI_MANIFEST, digest: 'digest:child', size: 50, platform: linux }
const known = ofIndex.children[0]
const nothing = { kind: 'index', mediaType: OCI_INDEX, platforms: [] as string[], children: [] as Child[] } as const
const lost = (name: string, childContent: Case['blobs'] & object, problem: string, more: Partial<Case> = {}): Case => ({
  name: `an image index ${name}`,
  blobs: { manifest: index, ...childContent },
  facts: { ...nothing, platforms: ['linux/amd64'], dangling: 1, children: [{ ...child, missing: true }] },
  problem: `1 of 1 manifests of the image index can't be read: ${problem}`,
  ...more,
})

export const entries: Case[] = [
  lost('whose entry is missing', {}, 'blob digest:child is missing', { heals: true }),
  lost('whose entry is not JSON', { child: 'x' }, 'manifest digest:child is not JSON in UTF-8'),
  lost('whose entry is an array', { child: [] }, 'manifest digest:child is not a JSON object'),
  lost(
    'whose entry is a config',
    { child: config },
    'manifest digest:child has neither manifests nor config nor layers',
  ),
  lost('whose entry does not match its digest', {}, 'blob digest:child does not match its digest', {
    damaged: { child: '{}' },
    heals: true,
  }),
  lost(
    'whose entry is larger than real manifests',
    { child: ' '.repeat(256 * 1024 + 1) },
    'blob digest:child has 262145 bytes, more than 262144',
  ),
  {
    name: 'an image index whose image for linux/amd64 is missing, so that the next describes it',
    blobs: {
      manifest: {
        ...index,
        manifests: [
          { ...entry, digest: 'digest:gone' },
          { ...entry, platform: arm },
        ],
      },
      child: image,
      config,
    },
    facts: {
      ...ofIndex,
      platforms: ['linux/amd64', 'linux/arm64'],
      dangling: 1,
      children: [
        { ...child, digest: 'digest:gone', missing: true },
        { ...known, platform: 'linux/arm64' },
      ],
    },
    problem: "1 of 2 manifests of the image index can't be read: blob digest:gone is missing",
    heals: true,
  },
  {
    name: 'an image index whose image has no config',
    blobs: { manifest: index, child: image },
    facts: { ...without(ofIndex, 'created'), dangling: 1 },
    problem: 'blob digest:config is missing',
    heals: true,
  },
  {
    name: 'an image index whose image has a broken config',
    blobs: { manifest: index, child: image, config: 'x' },
    facts: without(ofIndex, 'created'),
    problem: 'config digest:config is not JSON in UTF-8',
  },
  {
    name: 'an image index of invalid manifests, which are reported in its order',
    blobs: {
      manifest: {
        ...index,
        manifests: [
          { ...entry, digest: 'digest:a' },
          { ...entry, digest: 'digest:b', platform: arm },
        ],
      },
      a: { ...image, mediaType: 1 },
      b: { ...image, mediaType: 2 },
      config,
    },
    facts: {
      ...ofIndex,
      platforms: ['linux/amd64', 'linux/arm64'],
      children: [
        { ...known, digest: 'digest:a' },
        { ...known, digest: 'digest:b', platform: 'linux/arm64' },
      ],
    },
    problem: 'invalid: mediaType is 1, not a string; mediaType is 2, not a string',
  },
  {
    name: 'an image index of more entries than are read',
    blobs: { manifest: { ...index, manifests: Array.from({ length: 103 }, () => ({ ...entry, mediaType: 'x' })) } },
    facts: {
      ...nothing,
      platforms: ['linux/amd64'],
      children: Array.from({ length: 100 }, () => ({ ...child, mediaType: 'x' })),
      childrenLeft: 3,
    },
  },
  {
    name: 'an image index of exactly as many entries as are read',
    blobs: { manifest: { ...index, manifests: Array.from({ length: 100 }, () => ({ ...entry, mediaType: 'x' })) } },
    facts: {
      ...nothing,
      platforms: ['linux/amd64'],
      children: Array.from({ length: 100 }, () => ({ ...child, mediaType: 'x' })),
    },
  },
  {
    name: 'an image index without a size, because a layer of one image has none',
    blobs: {
      manifest: {
        ...index,
        manifests: [
          { ...entry, digest: 'digest:a' },
          { ...entry, platform: arm },
        ],
      },
      a: { ...image, layers: [without(layer, 'size')] },
      child: image,
      config,
    },
    facts: {
      ...without(ofIndex, 'size'),
      platforms: ['linux/amd64', 'linux/arm64'],
      children: [
        { ...without(known, 'size'), digest: 'digest:a' },
        { ...known, platform: 'linux/arm64' },
      ],
    },
  },
  {
    name: 'a build cache as an image index of more entries than are kept, one of them without a size',
    blobs: {
      manifest: {
        ...index,
        manifests: [
          ...Array.from({ length: 101 }, () => layer),
          { mediaType: 'application/vnd.buildkit.cacheconfig.v0', digest: 'digest:config' },
        ],
      },
    },
    facts: {
      ...nothing,
      kind: 'cache',
      children: Array.from({ length: 100 }, () => without(layer, 'size')),
      childrenLeft: 2,
    },
    hidden: true,
  },
  {
    name: 'an image index of very many null entries',
    blobs: { manifest: { ...index, manifests: Array.from({ length: 2000 }, () => null) } },
    facts: nothing,
    problem: 'invalid: manifests has 2000 elements, of which only the first 500 are read',
  },
  {
    name: 'an image index of very many platforms with long names',
    blobs: {
      manifest: {
        ...index,
        manifests: Array.from({ length: 70 }, (_, at) => ({
          ...entry,
          mediaType: 'x',
          platform: { os: `os${at}`, architecture: '\\'.repeat(99) },
        })),
      },
    },
    facts: {
      ...nothing,
      platforms: Array.from({ length: 64 }, (_, at) => `os${at}/`.padEnd(61, '\\').concat('…')),
      children: Array.from({ length: 70 }, (_, at) => ({
        digest: 'digest:child',
        mediaType: 'x',
        platform: `os${at}/`.padEnd(61, '\\').concat('…'),
      })),
    },
  },
]

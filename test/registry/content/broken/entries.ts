// Entries of indexes that are missing, broken or very many.

import type { Child } from '../../../../lambda/registry/content/facts.ts'
import type { Case } from './case.ts'
import { arm, child, config, image, index, layer, linux, OCI_INDEX, OCI_MANIFEST, ofIndex, without } from './pieces.ts'

const entry = { mediaType: OCI_MANIFEST, digest: 'digest:child', size: 50, platform: linux }
const known = ofIndex.children[0]
const nothing = { kind: 'index', mediaType: OCI_INDEX, platforms: [] as string[], children: [] as Child[] } as const
const lost = (name: string, childContent: Case['blobs'] & object, problem: string, more: Partial<Case> = {}): Case => ({
  name: `an index ${name}`,
  blobs: { manifest: index, ...childContent },
  facts: { ...nothing, platforms: ['linux/amd64'], dangling: 1, children: [{ ...child, missing: true }] },
  problem: `1 of 1 manifests of the index can't be read: ${problem}`,
  ...more,
})

export const entries: Case[] = [
  lost('whose entry is missing', {}, 'blob digest:child is missing', { heals: true }),
  lost('whose entry is no JSON', { child: 'x' }, 'manifest digest:child is not JSON in UTF-8'),
  lost('whose entry is an array', { child: [] }, 'manifest digest:child is not a JSON object'),
  lost(
    'whose entry is a config',
    { child: config },
    'manifest digest:child has neither manifests nor config nor layers',
  ),
  lost('whose entry has another digest', {}, 'blob digest:child has another digest than its key says', {
    damaged: { child: '{}' },
    heals: true,
  }),
  lost(
    'whose entry is larger than manifests are',
    { child: ' '.repeat(256 * 1024 + 1) },
    'blob digest:child has 262145 bytes, more than 262144',
  ),
  {
    name: 'an index whose image for linux/amd64 is missing is described by the next',
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
    problem: "1 of 2 manifests of the index can't be read: blob digest:gone is missing",
    heals: true,
  },
  {
    name: 'an index whose image has no config',
    blobs: { manifest: index, child: image },
    facts: without(ofIndex, 'created'),
    problem: 'blob digest:config is missing',
    heals: true,
  },
  {
    name: 'an index whose image has a broken config',
    blobs: { manifest: index, child: image, config: 'x' },
    facts: without(ofIndex, 'created'),
    problem: 'config digest:config is not JSON in UTF-8',
  },
  {
    name: 'an index of unsound manifests, which are said in its order',
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
    problem: 'not sound: mediaType is 1, not a string; mediaType is 2, not a string',
  },
  {
    name: 'an index of more entries than are looked at',
    blobs: { manifest: { ...index, manifests: Array.from({ length: 103 }, () => ({ ...entry, mediaType: 'x' })) } },
    facts: {
      ...nothing,
      platforms: ['linux/amd64'],
      children: Array.from({ length: 100 }, () => ({ ...child, mediaType: 'x' })),
      childrenLeft: 3,
    },
  },
  {
    name: 'an index of as many entries as are looked at',
    blobs: { manifest: { ...index, manifests: Array.from({ length: 100 }, () => ({ ...entry, mediaType: 'x' })) } },
    facts: {
      ...nothing,
      platforms: ['linux/amd64'],
      children: Array.from({ length: 100 }, () => ({ ...child, mediaType: 'x' })),
    },
  },
  {
    name: 'an index one of whose images says no size of its layer, so that it has none',
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
    name: 'a cache as an index of more entries than are kept, one of them without a size',
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
    name: 'an index of more entries than anything has',
    blobs: { manifest: { ...index, manifests: Array.from({ length: 2000 }, () => null) } },
    facts: nothing,
    problem: 'not sound: manifests has 2000 elements, of which 500 are looked at',
  },
  {
    name: 'an index of very many platforms with long names',
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

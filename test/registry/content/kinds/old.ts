// Images of Docker's schema 1, which list layers from the top down and have the JSON of the topmost image as a string.

import type { Case } from '../broken/case.ts'

const top = {
  id: 'a'.repeat(64),
  parent: 'b'.repeat(64),
  created: '2015-06-01T12:00:00.5Z',
  docker_version: '1.6.0',
  author: 'Ann <ann@example.com>',
  config: {
    Cmd: ['/bin/sh'],
    Labels: { 'org.label-schema.description': 'An old image', 'org.label-schema.vcs-url': 'https://example.com/x' },
  },
  architecture: 'amd64',
  os: 'linux',
}
const canonical = {
  schemaVersion: 1,
  name: 'app',
  tag: 'v1',
  architecture: 'amd64',
  fsLayers: [{ blobSum: 'digest:empty' }, { blobSum: 'digest:top' }, { blobSum: 'digest:base' }],
  history: [
    { v1Compatibility: JSON.stringify(top) },
    { v1Compatibility: JSON.stringify({ id: 'c'.repeat(64), created: '2015-05-01T12:00:00Z', throwaway: true }) },
    { v1Compatibility: JSON.stringify({ id: 'b'.repeat(64), created: '2015-04-01T12:00:00Z' }) },
  ],
}
const jws = {
  header: { jwk: { crv: 'P-256', kid: 'ABCD:EFGH', kty: 'EC', x: 'x', y: 'y' }, alg: 'ES256' },
  signature: 'c2lnbmF0dXJl',
  protected: 'eyJmb3JtYXRMZW5ndGgiOjF9',
}
const facts = {
  kind: 'image',
  platforms: ['linux/amd64'],
  created: '2015-06-01T12:00:00Z',
  description: 'An old image',
  source: 'https://example.com/x',
  authors: 'Ann <ann@example.com>',
  labels: top.config.Labels,
  layers: [{ digest: 'digest:base' }, { digest: 'digest:top' }, { digest: 'digest:empty' }],
} as const

export const old: Case[] = [
  {
    name: 'an image of schema 1, signed',
    // As docker 1.6 pushed it, with white space that the signature covers.
    blobs: { manifest: JSON.stringify({ ...canonical, signatures: [jws] }, undefined, 3) },
    facts: { ...facts, mediaType: 'application/vnd.docker.distribution.manifest.v1+prettyjws' },
  },
  {
    name: 'an image of schema 1, canonical',
    blobs: { manifest: { ...canonical, mediaType: 'application/vnd.docker.distribution.manifest.v1+json' } },
    facts: { ...facts, mediaType: 'application/vnd.docker.distribution.manifest.v1+json' },
  },
]

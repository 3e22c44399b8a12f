// Manifests that are JSON objects, but unusual ones.

import type { Case } from './case.ts'
import {
  config,
  configOf,
  EMPTY_CONFIG,
  image,
  layer,
  NOTHING,
  OCI_CONFIG,
  OCI_LAYER,
  OCI_MANIFEST,
  ofImage,
  ofManifest,
  without,
} from './pieces.ts'

const of = (name: string, manifest: object | string, facts: Case['facts'], problem?: Case['problem']): Case => ({
  name: `a manifest ${name}`,
  blobs: { manifest, config },
  facts,
  ...(problem === undefined ? {} : { problem }),
})
const artifact = without(ofManifest, 'configDigest')

export const manifests: Case[] = [
  of('without mediaType', without(image, 'mediaType'), ofImage),
  of('whose mediaType is empty', { ...image, mediaType: '' }, ofImage),
  of(
    'whose mediaType is that of an image index, but that has layers',
    { ...image, mediaType: 'application/vnd.oci.image.index.v1+json' },
    { ...ofImage, mediaType: 'application/vnd.oci.image.index.v1+json' },
  ),
  of(
    'whose mediaType is unknown',
    { ...image, mediaType: 'text/html; charset=utf-8' },
    { ...ofImage, mediaType: 'text/html; charset=utf-8' },
  ),
  of(
    'with field names in another case',
    { SchemaVersion: 2, Layers: [layer], CONFIG: image.config },
    NOTHING,
    /has neither manifests/,
  ),
  of(
    'with a duplicate field, of which the last counts',
    JSON.stringify(image).replace('{', '{"mediaType":"text/plain",'),
    ofImage,
  ),
  of(
    'with fields named like members of all objects',
    JSON.stringify(image).replace(
      '{',
      '{"__proto__":{"mediaType":"x","layers":[]},"constructor":{"prototype":{"kind":"x"}},"toString":1,',
    ),
    ofImage,
  ),
  of(
    'that has its fields only in its prototype',
    '{"__proto__":{"schemaVersion":2,"layers":[]}}',
    NOTHING,
    /has neither manifests/,
  ),
  of(
    'whose fields are all null',
    {
      schemaVersion: null,
      mediaType: null,
      config: null,
      layers: null,
      manifests: null,
      annotations: null,
      subject: null,
      artifactType: null,
    },
    NOTHING,
    'manifest digest:manifest has neither manifests nor config nor layers',
  ),
  of('of a future schema version', { ...image, schemaVersion: 3 }, ofImage),
  of('without schemaVersion', without(image, 'schemaVersion'), ofImage),
  of(
    'whose schemaVersion has a fraction',
    { ...image, schemaVersion: 1.5 },
    ofImage,
    'invalid: schemaVersion is 1.5, not a size',
  ),
  of('with null among its layers', { ...image, layers: [null, layer, null] }, ofImage),
  of('without layers', without(image, 'layers'), { ...without(ofImage, 'layers'), size: 10 }),
  of('without config', without(image, 'config'), { ...artifact, kind: 'artifact', size: 100 }),
  of('with nothing but an empty config', { config: {} }, { kind: 'artifact', mediaType: OCI_MANIFEST, platforms: [] }),
  of(
    'with nothing but an empty list of layers',
    { layers: [] },
    { kind: 'artifact', mediaType: OCI_MANIFEST, platforms: [] },
  ),
  of(
    'whose config has no mediaType',
    { ...image, config: without(image.config, 'mediaType') },
    { ...ofManifest, kind: 'artifact' },
  ),
  of(
    'whose config has an empty mediaType',
    { ...image, config: { ...image.config, mediaType: '' } },
    { ...ofManifest, kind: 'artifact' },
  ),
  of(
    'whose config has no digest',
    { ...image, config: without(image.config, 'digest') },
    { ...without(ofManifest, 'configDigest'), size: 100 },
  ),
  of(
    'whose config is the empty one, without an artifactType',
    { ...image, config: configOf(EMPTY_CONFIG) },
    { ...ofManifest, kind: 'artifact' },
  ),
  of(
    'whose config has the media type of a layer',
    { ...image, config: configOf(OCI_LAYER) },
    { ...ofManifest, kind: 'artifact', artifactType: OCI_LAYER },
  ),
  of(
    'that is an image, but has an artifactType',
    { ...image, artifactType: 'application/x' },
    { ...ofImage, artifactType: 'application/x' },
  ),
  of('with an empty artifactType', { ...image, artifactType: '' }, ofImage),
  of('with an artifactType of white space', { ...image, artifactType: ' \t' }, ofImage),
  of(
    'with a subject whose digest is invalid',
    { ...image, subject: { digest: 'latest' } },
    ofImage,
    'invalid: subject.digest is "latest", not a digest',
  ),
  of('with an empty subject', { ...image, subject: {} }, ofImage),
  of(
    'with a subject',
    { ...image, subject: { mediaType: OCI_MANIFEST, digest: 'digest:subject', size: 1 } },
    { ...ofImage, subject: 'digest:subject' },
  ),
  of('with layers, and with manifests that are null', { ...image, manifests: null }, ofImage),
  of(
    'with layers, and with manifests that are not an array',
    { ...image, manifests: 'none' },
    ofImage,
    'invalid: manifests is "none", not an array',
  ),
  of(
    'whose mediaType is very long',
    { ...image, mediaType: 'x'.repeat(100_000) },
    { ...ofImage, mediaType: `${'x'.repeat(252)}…` },
  ),
  of(
    'whose artifactType has a bidirectional override',
    { ...image, artifactType: 'a\u202eb\u0000c' },
    { ...ofImage, artifactType: 'a b c' },
  ),
  of(
    'with an invalid field that has a very long name',
    JSON.stringify({ ...image, annotations: { [`${'k'.repeat(100_000)}`]: 1 } }),
    ofImage,
    /^invalid: annotations\.k{231}…$/,
  ),
  of(
    'of schema 1 without fsLayers',
    { schemaVersion: 1, name: 'x', history: [] },
    NOTHING,
    'manifest digest:manifest has schemaVersion 1, but no fsLayers',
  ),
  of(
    'whose config has the media types of both Docker and OCI images',
    {
      ...image,
      config: { ...configOf(OCI_CONFIG), mediaType: `${OCI_CONFIG}, application/vnd.docker.container.image.v1+json` },
    },
    { ...ofManifest, kind: 'artifact', artifactType: `${OCI_CONFIG}, application/vnd.docker.container.image.v1+json` },
  ),
]

// Creates attestations in the form of BuildKit and of cosign, without these tools.

import { descriptor, type Image, type image, json, layer } from '../../../local/sample/image.ts'
import type { Descriptor, Manifest } from './reports.ts'

const OCI = {
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
} as const
const SPDX = 'https://spdx.dev/Document'

/** Returns labels with every key that the index reads, including the description. */
const everyLabel = (description: string): Record<string, string> => {
  const of = (name: string) => `org.opencontainers.image.${name}`
  return {
    [of('description')]: description,
    [of('title')]: 'Everything',
    [of('version')]: '1.2.3',
    [of('source')]: 'https://example.org/source',
    [of('revision')]: '0123456789abcdef0123456789abcdef01234567',
    [of('url')]: 'https://example.org/',
    [of('documentation')]: 'https://example.org/docs',
    [of('licenses')]: 'Apache-2.0',
    [of('vendor')]: 'Example',
    [of('authors')]: 'Ann <ann@example.org>',
    [of('base.name')]: 'example.org/base:1',
    [of('base.digest')]: `sha256:${'ab'.repeat(32)}`,
    'org.example.team': 'cheese "&" über',
  }
}

/** Returns the specification of an image with this description and two layers. */
export const sample = (description: string, labels = everyLabel(description)): Parameters<typeof image>[0] => ({
  format: 'oci',
  layers: [layer({ 'etc/motd': description }), layer({ 'etc/issue': `${description}, second layer` })],
  created: '2026-11-01T12:34:56.789Z',
  labels,
  annotations: {},
})

// Creates an image whose only layer is a statement about another manifest.
const statement = (of: string, mediaType: string, annotations: Record<string, string>): Image => {
  const body = json({ _type: 'https://in-toto.io/Statement/v0.1', predicateType: SPDX, subject: [{ name: of }] })
  const rootfs = { type: 'layers', diff_ids: [body.digest] }
  const config = json({ architecture: 'unknown', os: 'unknown', config: {}, rootfs })
  const layers = [{ ...descriptor(mediaType, body), annotations }]
  const manifest = json({
    schemaVersion: 2,
    mediaType: OCI.manifest,
    config: descriptor(OCI.config, config),
    layers,
  })
  return { manifest, children: [], blobs: [config, body] }
}

/** Adds an attestation for each image to an image index, like `docker buildx build --sbom=true`. */
export const withAttestations = (index: Image): Image => {
  const content = JSON.parse(index.manifest.body.toString()) as Manifest & { manifests: Descriptor[] }
  const added = content.manifests.map(({ digest }) => ({
    digest,
    ...statement(digest, 'application/vnd.in-toto+json', { 'in-toto.io/predicate-type': SPDX }),
  }))
  const entries = added.map(({ digest, manifest }) => ({
    ...descriptor(OCI.manifest, manifest),
    annotations: {
      'vnd.docker.reference.digest': digest,
      'vnd.docker.reference.type': 'attestation-manifest',
    },
    platform: { architecture: 'unknown', os: 'unknown' },
  }))
  return {
    manifest: json({ ...content, manifests: [...content.manifests, ...entries] }),
    children: [...index.children, ...added.map(({ manifest }) => manifest)],
    blobs: [...index.blobs, ...added.flatMap(({ blobs }) => blobs)],
  }
}

/** Creates what `cosign attest` stores for a manifest. */
export const cosignAttestation = (digest: string): Image =>
  statement(digest, 'application/vnd.dsse.envelope.v1+json', { predicateType: SPDX })

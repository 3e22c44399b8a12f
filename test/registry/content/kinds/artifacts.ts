// Artifacts and referrers of images, as the tools write them.

import type { Case } from '../broken/case.ts'
import { without } from '../broken/pieces.ts'
import { facts, KEY, layer, manifest, OCI, OCI_CONFIG, OCI_INDEX, OCI_LAYER } from './pieces.ts'

const SBOM = 'application/spdx+json'
const COSIGN = [
  ['sig', 'application/vnd.dev.cosign.simplesigning.v1+json', { is: 'signature', kind: 'Cosign' }],
  ['att', 'application/vnd.dsse.envelope.v1+json', { is: 'attestation' }],
  ['sbom', 'text/spdx+json', { is: 'sbom', kind: 'SPDX' }],
] as const

const EMPTY = 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'
const HEX = 'ab'.repeat(32)

export const artifacts: Case[] = [
  {
    name: 'an artifact by ORAS with the empty config',
    blobs: {
      manifest: {
        ...manifest('application/vnd.oci.empty.v1+json', [
          { ...layer('text/plain'), annotations: { [`${KEY}title`]: 'a.txt' } },
        ]),
        artifactType: 'application/vnd.acme.notes',
        config: { mediaType: 'application/vnd.oci.empty.v1+json', digest: EMPTY, size: 2, data: 'e30=' },
        annotations: { [`${KEY}created`]: '2026-10-01T12:00:00Z' },
      },
    },
    facts: {
      ...facts('artifact', [layer('text/plain')]),
      artifactType: 'application/vnd.acme.notes',
      configDigest: EMPTY,
      size: 5002,
      created: '2026-10-01T12:00:00Z',
      annotations: { [`${KEY}created`]: '2026-10-01T12:00:00Z' },
    },
  },
  {
    name: 'an artifact that has the type of its config, which is not read',
    blobs: { manifest: manifest('application/vnd.acme.rocket.config', [layer('application/octet-stream')]) },
    facts: {
      ...facts('artifact', [layer('application/octet-stream')]),
      artifactType: 'application/vnd.acme.rocket.config',
    },
  },
  {
    name: 'an SBOM with its subject',
    blobs: {
      manifest: manifest('application/vnd.oci.empty.v1+json', [layer(SBOM)], {
        artifactType: SBOM,
        subject: { mediaType: OCI, digest: 'digest:subject', size: 600 },
      }),
    },
    facts: {
      ...facts('artifact', [layer(SBOM)]),
      artifactType: SBOM,
      subject: 'digest:subject',
      evidence: [{ is: 'sbom', kind: 'SPDX' }],
    },
  },
  {
    name: 'an artifact of a type that somebody made up, whose layer is an SBOM',
    blobs: {
      manifest: manifest('application/vnd.oci.empty.v1+json', [layer('application/vnd.cyclonedx+json')], {
        artifactType: 'example/sbom',
      }),
    },
    facts: {
      ...facts('artifact', [layer('application/vnd.cyclonedx+json')]),
      artifactType: 'example/sbom',
      evidence: [{ is: 'sbom', kind: 'CycloneDX' }],
    },
  },
  {
    name: 'an artifact by ORAS 1.0, in a manifest of its own',
    blobs: {
      manifest: {
        mediaType: 'application/vnd.oci.artifact.manifest.v1+json',
        artifactType: 'example/sbom',
        blobs: [layer('text/spdx')],
        subject: { mediaType: OCI, digest: 'digest:subject', size: 600 },
      },
    },
    facts: {
      ...without(facts('artifact', [layer('text/spdx')]), 'configDigest'),
      mediaType: 'application/vnd.oci.artifact.manifest.v1+json',
      artifactType: 'example/sbom',
      size: 5000,
      subject: 'digest:subject',
      evidence: [{ is: 'sbom', kind: 'SPDX' }],
    },
  },
  {
    name: 'an image index of referrers, one of which is an SBOM by its layer alone',
    tag: `sha256-${HEX}`,
    blobs: {
      manifest: {
        schemaVersion: 2,
        mediaType: OCI_INDEX,
        manifests: [{ mediaType: OCI, digest: 'digest:attached', size: 700, artifactType: 'example/sbom' }],
      },
      attached: manifest('application/vnd.oci.empty.v1+json', [layer(SBOM)], { artifactType: 'example/sbom' }),
    },
    facts: {
      kind: 'index',
      mediaType: OCI_INDEX,
      platforms: [],
      children: [
        {
          digest: 'digest:attached',
          mediaType: OCI,
          artifactType: 'example/sbom',
          evidence: [{ is: 'sbom', kind: 'SPDX' }],
        },
      ],
    },
    hidden: true,
  },
  {
    name: 'an image with a text of SPDX among its layers, which is no SBOM',
    blobs: { manifest: manifest(OCI_CONFIG, [layer('text/spdx'), layer(OCI_LAYER, 'other')]), config: {} },
    facts: facts('image', [layer('text/spdx'), layer(OCI_LAYER, 'other')]),
  },
  {
    name: 'what looks like an image and is declared to be an SBOM',
    blobs: { manifest: manifest(OCI_CONFIG, [layer(OCI_LAYER)], { artifactType: SBOM }), config: {} },
    facts: { ...facts('image', [layer(OCI_LAYER)]), artifactType: SBOM, evidence: [{ is: 'sbom', kind: 'SPDX' }] },
  },
  {
    name: 'an image index that is declared to be an SBOM',
    blobs: { manifest: { schemaVersion: 2, mediaType: OCI_INDEX, artifactType: SBOM, manifests: [] } },
    facts: {
      kind: 'index',
      mediaType: OCI_INDEX,
      artifactType: SBOM,
      platforms: [],
      children: [],
      evidence: [{ is: 'sbom', kind: 'SPDX' }],
    },
  },
  {
    name: 'an image index of referrers, whose artifacts are not read',
    tag: `sha256-${HEX}`,
    blobs: {
      manifest: {
        schemaVersion: 2,
        mediaType: OCI_INDEX,
        manifests: [{ mediaType: OCI, digest: 'digest:sbom', size: 700, artifactType: SBOM, annotations: { a: 'b' } }],
      },
    },
    facts: {
      kind: 'index',
      mediaType: OCI_INDEX,
      platforms: [],
      children: [
        { digest: 'digest:sbom', mediaType: OCI, artifactType: SBOM, evidence: [{ is: 'sbom', kind: 'SPDX' }] },
      ],
    },
    hidden: true,
  },
  ...COSIGN.map(
    ([end, type, is]): Case => ({
      name: `an artifact that cosign stores under a tag ending in .${end}`,
      tag: `sha256-${HEX}.${end}`,
      blobs: {
        manifest: manifest(OCI_CONFIG, [
          { ...layer(type), annotations: { 'dev.cosignproject.cosign/signature': 'MEUCIQ==' } },
        ]),
        config: {
          architecture: '',
          created: '0001-01-01T00:00:00Z',
          history: [{ created: '0001-01-01T00:00:00Z' }],
          os: '',
          rootfs: { type: 'layers', diff_ids: ['digest:layer'] },
          config: {},
        },
        layer: 'x',
      },
      // The type of the config is that of an image, so it is not the type of the artifact.
      facts: { ...facts('artifact', [layer(type)]), evidence: [is] },
      hidden: true,
    }),
  ),
]

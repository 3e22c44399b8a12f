// Makes what refers to an image: signatures, SBOMs and attestations. None of them is real: the index verifies nothing.

import { type Blob, descriptor, type ForPlatform, type Image, indexOf, json, signature, textBlob } from './image.ts'

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const INDEX = 'application/vnd.oci.image.index.v1+json'
const EMPTY_CONFIG = 'application/vnd.oci.empty.v1+json'
const IMAGE_CONFIG = 'application/vnd.oci.image.config.v1+json'
const IN_TOTO = 'application/vnd.in-toto+json'

const mediaTypeOf = (manifest: Blob): string => JSON.parse(manifest.body.toString()).mediaType

/** Creates an artifact with one layer that refers to a manifest. */
const referrer = (subject: Blob, artifactType: string, layerType: string, content: Blob) => {
  const config = json({})
  const manifest = json({
    schemaVersion: 2,
    mediaType: MANIFEST,
    artifactType,
    config: descriptor(EMPTY_CONFIG, config),
    layers: [descriptor(layerType, content)],
    subject: descriptor(mediaTypeOf(subject), subject),
  })
  return { manifest, artifactType, blobs: [config, content] }
}

const spdx = (name: string) => ({
  spdxVersion: 'SPDX-2.3',
  dataLicense: 'CC0-1.0',
  SPDXID: 'SPDXRef-DOCUMENT',
  name,
  packages: [],
})

/** Returns the tag under which registries without a referrers API list what refers to a manifest (OCI distribution-spec). */
export const referrersTag = (subject: Blob): string => subject.digest.replace(':', '-')

/** Creates the image index under that tag: an SBOM in SPDX, and a signature in the form of Notation. */
export const referrers = (subject: Blob, name: string): Image => {
  const all = [
    referrer(subject, 'application/spdx+json', 'application/spdx+json', json(spdx(name))),
    referrer(
      subject,
      'application/vnd.cncf.notary.signature',
      'application/jose+json',
      json({ payload: textBlob(subject.digest).digest, signature: 'none: this is a sample' }),
    ),
  ]
  const manifest = json({
    schemaVersion: 2,
    mediaType: INDEX,
    manifests: all.map((each) => ({ ...descriptor(MANIFEST, each.manifest), artifactType: each.artifactType })),
  })
  return { manifest, children: all.map((each) => each.manifest), blobs: all.flatMap(({ blobs }) => blobs) }
}

/** Returns the tag and the image with which cosign signs a manifest. */
export const cosignSignature = ({ digest }: Blob, name: string): readonly [tag: string, Image] => [
  `${digest.replace(':', '-')}.sig`,
  signature(digest, name),
]

// What BuildKit adds for one image: provenance and an SBOM, as statements of in-toto.
const attestation = (of: Blob, name: string): Image => {
  const statements = ['https://slsa.dev/provenance/v1', 'https://spdx.dev/Document'].map((predicateType) => ({
    predicateType,
    body: json({
      _type: 'https://in-toto.io/Statement/v0.1',
      predicateType,
      subject: [{ name, digest: { sha256: of.digest.replace('sha256:', '') } }],
      predicate: predicateType.includes('spdx') ? spdx(name) : {},
    }),
  }))
  const config = json({
    architecture: 'unknown',
    os: 'unknown',
    config: {},
    rootfs: { type: 'layers', diff_ids: statements.map(({ body }) => body.digest) },
  })
  const manifest = json({
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: descriptor(IMAGE_CONFIG, config),
    layers: statements.map(({ predicateType, body }) => ({
      ...descriptor(IN_TOTO, body),
      annotations: { 'in-toto.io/predicate-type': predicateType },
    })),
  })
  return { manifest, children: [], blobs: [config, ...statements.map(({ body }) => body)] }
}

/** Creates an image index of these images, each followed at the end by its attestation, as BuildKit does. */
export const attestedIndex = (
  images: readonly ForPlatform[],
  annotations: Readonly<Record<string, string>>,
  name: string,
): Image => {
  const index = indexOf(images, { format: 'oci', annotations })
  const document = JSON.parse(index.manifest.body.toString())
  const added = images.map((each) => ({ of: each.manifest, ...attestation(each.manifest, name) }))
  const entries = added.map(({ of, manifest }) => ({
    ...descriptor(MANIFEST, manifest),
    annotations: {
      'vnd.docker.reference.digest': of.digest,
      'vnd.docker.reference.type': 'attestation-manifest',
    },
    platform: { architecture: 'unknown', os: 'unknown' },
  }))
  return {
    ...index,
    manifest: json({ ...document, manifests: [...document.manifests, ...entries] }),
    children: [...index.children, ...added.map(({ manifest }) => manifest)],
    blobs: [...index.blobs, ...added.flatMap(({ blobs }) => blobs)],
  }
}

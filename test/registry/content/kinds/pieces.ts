// Builds a manifest with a config of any type, and the facts that follow from the manifest alone.

import type { Kind } from '../../../../lambda/registry/content/manifests/kinds.ts'

export const OCI = 'application/vnd.oci.image.manifest.v1+json'
export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json'
export const OCI_CONFIG = 'application/vnd.oci.image.config.v1+json'
export const OCI_LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'
export const KEY = 'org.opencontainers.image.'

export const manifest = (type: string, layers: object[], more: object = {}) => ({
  schemaVersion: 2,
  mediaType: OCI,
  config: { mediaType: type, digest: 'digest:config', size: 200 },
  layers,
  ...more,
})
export const layer = (mediaType: string, digest = 'layer', size = 5000) => ({
  mediaType,
  digest: `digest:${digest}`,
  size,
})
export const facts = (kind: Kind, layers: object[]) => ({
  kind,
  mediaType: OCI,
  configDigest: 'digest:config',
  platforms: [] as string[],
  size: 200 + 5000 * layers.length,
  layers: layers as { digest: string }[],
})

// A valid image and its facts. The broken cases are variations of it.

export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json'
export const OCI_CONFIG = 'application/vnd.oci.image.config.v1+json'
export const OCI_LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'
export const CHART_CONFIG = 'application/vnd.cncf.helm.config.v1+json'
export const EMPTY_CONFIG = 'application/vnd.oci.empty.v1+json'

export const layer = { mediaType: OCI_LAYER, digest: 'digest:layer', size: 100 }
export const configOf = (mediaType: string) => ({ mediaType, digest: 'digest:config', size: 10 })

export const image = { schemaVersion: 2, mediaType: OCI_MANIFEST, config: configOf(OCI_CONFIG), layers: [layer] }
export const config = { os: 'linux', architecture: 'amd64', created: '2026-10-01T12:00:00.5Z' }
export const labelled = (Labels: object) => ({ ...config, config: { Labels } })

/** Facts from the manifest alone. */
export const ofManifest = {
  kind: 'image',
  mediaType: OCI_MANIFEST,
  configDigest: 'digest:config',
  platforms: [] as string[],
  size: 110,
  layers: [{ mediaType: OCI_LAYER, digest: 'digest:layer', size: 100 }],
} as const
/** Facts from the manifest and the config. */
export const ofImage = { ...ofManifest, platforms: ['linux/amd64'], created: '2026-10-01T12:00:00Z' } as const

export const linux = { os: 'linux', architecture: 'amd64' }
export const arm = { os: 'linux', architecture: 'arm64' }
/** An image index with this image. */
export const index = {
  schemaVersion: 2,
  mediaType: OCI_INDEX,
  manifests: [{ mediaType: OCI_MANIFEST, digest: 'digest:child', size: 50, platform: linux }],
}
export const child = { mediaType: OCI_MANIFEST, digest: 'digest:child', platform: 'linux/amd64' } as const
export const ofIndex = {
  kind: 'index',
  mediaType: OCI_INDEX,
  platforms: ['linux/amd64'],
  size: 110,
  created: '2026-10-01T12:00:00Z',
  children: [{ ...child, size: 110, layers: 1 }],
} as const

/** The facts if nothing can be read. */
export const NOTHING = { kind: 'unknown', platforms: [] as string[] } as const

/** The value without these fields. */
export const without = <T extends object, K extends keyof T>(of: T, ...names: K[]): Omit<T, K> => {
  const rest = { ...of }
  for (const name of names) delete rest[name]
  return rest
}

import { createHash } from 'node:crypto'
import type { BlobLayout } from '../../lambda/registry/layouts/distribution.ts'

const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const PROVENANCE = 'https://slsa.dev/provenance/v1'
const sha256 = (content: string) => `sha256:${createHash('sha256').update(content).digest('hex')}`

export interface ImageOptions {
  readonly labels?: Record<string, unknown>
  readonly annotations?: Record<string, unknown>
  readonly created?: string
  readonly platform?: string
  readonly layerSizes?: readonly number[]
  /** The command that made each layer. */
  readonly commands?: readonly string[]
  /** How it runs, as a config says it: `Entrypoint`, `Env` and others. */
  readonly runs?: Record<string, unknown>
  /** Makes an image differ from others that are alike. */
  readonly salt?: string
}

/** Options of an image that has this description. */
export const described = (description: string): ImageOptions => ({
  labels: { 'org.opencontainers.image.description': description },
})

/** A layer of an artifact: its type and its annotations. */
export type ArtifactLayer = readonly [mediaType: string, annotations?: Readonly<Record<string, string>>]

type Put = (key: string, body: string, lastModified?: Date) => void

interface Sized {
  readonly digest: string
  readonly size: number
}
const descriptorOf = ({ digest, size }: Sized, platform: string) => {
  const [os, architecture, variant] = platform.split('/')
  return { mediaType: OCI_MANIFEST, digest, size, platform: { os, architecture, variant } }
}
const imageIndex = (manifests: readonly object[]): string => JSON.stringify({ schemaVersion: 2, manifests })

/**
 * Writes images as a registry does: blobs, then the link of the tag.
 * @param putsLayers whether the layers of images are written as well, which nobody reads
 */
export const registryWriter = (layout: BlobLayout, put: Put, { putsLayers = false } = {}) => {
  const blob = (content: string): string => {
    const digest = sha256(content)
    put(layout.blobKey(digest), content)
    return digest
  }
  const manifest = (options: ImageOptions = {}) => {
    const { labels, annotations, created = '2026-10-01T12:00:00.123Z', platform = 'linux/amd64', salt = '' } = options
    const [os, architecture, variant] = platform.split('/')
    const history = options.commands?.map((created_by) => ({ created_by }))
    const running = { Labels: labels, ...options.runs }
    const config = JSON.stringify({ os, architecture, variant, created, config: running, salt, history })
    const content = JSON.stringify({
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: blob(config), size: config.length },
      layers: (options.layerSizes ?? [1000]).map((size) => ({
        mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
        digest: (putsLayers ? blob : sha256)(`layer of ${size} bytes`),
        size,
      })),
      annotations,
    })
    return { digest: blob(content), size: content.length, configSize: config.length }
  }
  const artifact = (configType: string, layers: readonly ArtifactLayer[], more: object = {}): string =>
    blob(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: OCI_MANIFEST,
        config: { mediaType: configType, digest: blob('{}'), size: 2 },
        layers: layers.map(([mediaType, annotations], at) => {
          const content = `layer ${at}`
          return { mediaType, digest: blob(content), size: content.length, annotations }
        }),
        ...more,
      }),
    )
  // As BuildKit writes them.
  const attestationOf = (image: Sized) => {
    const statement = ['application/vnd.in-toto+json', { 'in-toto.io/predicate-type': PROVENANCE }] as const
    return {
      mediaType: OCI_MANIFEST,
      digest: artifact('application/vnd.oci.image.config.v1+json', [statement], { subject: image }),
      size: 600,
      platform: { os: 'unknown', architecture: 'unknown' },
      annotations: {
        'vnd.docker.reference.type': 'attestation-manifest',
        'vnd.docker.reference.digest': image.digest,
      },
    }
  }
  const tag = (repository: string, name: string, digest: string, at?: Date) =>
    put(layout.tagKey({ repository, tag: name }), digest, at)
  return {
    blob,
    manifest,
    /** Pushes a manifest with a config of this type, and one layer of each of these; returns its digest. */
    artifact,
    tag,
    /** Pushes an image under a tag. */
    push: (repository: string, name: string, options: ImageOptions = {}, at?: Date) => {
      const { digest } = manifest({ salt: `${repository}:${name}`, ...options })
      tag(repository, name, digest, at)
      return digest
    },
    /** Pushes an index of these platforms under a tag. */
    pushIndex: (repository: string, name: string, platforms: readonly string[], options: ImageOptions = {}) => {
      const children = platforms.map((platform) => {
        const { digest, size } = manifest({ ...options, platform })
        const [os, architecture, variant] = platform.split('/')
        return { digest, size, platform: { os, architecture, variant } }
      })
      const { annotations } = options
      const digest = blob(JSON.stringify({ schemaVersion: 2, manifests: children, annotations }))
      tag(repository, name, digest)
      return { digest, children }
    },
    /** Pushes an index of these platforms, each an index of an image and the attestation of its build. */
    pushNested: (repository: string, name: string, platforms: readonly string[], options: ImageOptions = {}) => {
      const all = platforms.map((platform) => {
        const image = manifest({ ...options, platform })
        const attestation = attestationOf(image)
        const manifests = [descriptorOf(image, platform), attestation]
        return { image: image.digest, attestation: attestation.digest, inner: blob(imageIndex(manifests)), platform }
      })
      const digest = blob(
        imageIndex(
          all.map(({ inner, platform }) => ({
            ...descriptorOf({ digest: inner, size: 600 }, platform),
            mediaType: 'application/vnd.oci.image.index.v1+json',
          })),
        ),
      )
      tag(repository, name, digest)
      return { digest, all }
    },
    /** Pushes an index of these platforms, each followed by the attestation of its build, as BuildKit does. */
    pushAttested: (repository: string, name: string, platforms: readonly string[]) => {
      const pairs = platforms.map((platform) => {
        const image = manifest({ platform })
        return [descriptorOf(image, platform), attestationOf(image)] as const
      })
      const digest = blob(imageIndex(pairs.flat()))
      tag(repository, name, digest)
      return {
        digest,
        images: pairs.map(([image]) => image.digest),
        attestations: pairs.map(([, attestation]) => attestation.digest),
      }
    },
  }
}

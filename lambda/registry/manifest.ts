import * as z from 'zod/mini'
import { digest, list, object, parseJson, size, text, texts } from './json.ts'
import { Problem } from './problem.ts'

/** Layers that are looked at; clients take no image with more than some hundred. */
const LAYERS = 1000
/** Entries of an index that are looked at, attestations among them. */
const MANIFESTS = 500

/** Media types of the configs that describe an image. */
const IMAGE_CONFIGS = ['application/vnd.docker.container.image.v1+json', 'application/vnd.oci.image.config.v1+json']
const OCI_INDEX = 'application/vnd.oci.image.index.v1+json'
const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const DOCKER_SCHEMA_1 = 'application/vnd.docker.distribution.manifest.v1+prettyjws'

const platform = object({ os: text, architecture: text, variant: text })
const descriptor = object({ mediaType: text, digest, size, annotations: texts, platform })
const document = z.object({
  schemaVersion: size,
  mediaType: text,
  config: descriptor,
  layers: list(descriptor, LAYERS),
  manifests: list(descriptor, MANIFESTS),
  fsLayers: list(z.unknown(), 1),
  annotations: texts,
})

export type Platform = NonNullable<z.infer<typeof platform>>
export type Descriptor = NonNullable<z.infer<typeof descriptor>>

/** What a tag is, in the words that users know. */
export type Kind = 'image' | 'index' | 'artifact' | 'unknown'

/** A manifest or an index, as much of it as is sound. */
export interface Manifest {
  readonly kind: Kind
  readonly mediaType: string
  readonly config?: Descriptor | undefined
  readonly layers: Descriptor[]
  /** The manifests of an index. */
  readonly children: Descriptor[]
  readonly annotations?: Record<string, unknown> | undefined
}

/**
 * Parses a manifest of any kind. `mediaType` may be absent in OCI documents; then its fields tell, as in the registry
 * (distribution, manifeststore.go).
 * @throws Problem where it is no manifest
 */
export const parseManifest = (content: Uint8Array, digestOfIt: string): Manifest => {
  const parsed = document.safeParse(parseJson(content, `manifest ${digestOfIt}`))
  if (!parsed.success) throw new Problem(`manifest ${digestOfIt} is not a JSON object`)
  const { mediaType, config, layers, manifests, fsLayers, annotations, schemaVersion } = parsed.data
  const sound = { layers: present(layers), children: present(manifests), annotations }
  if (manifests !== undefined) return { kind: 'index', mediaType: mediaType ?? OCI_INDEX, ...sound }
  if (schemaVersion === 1 && fsLayers !== undefined)
    return { kind: 'image', mediaType: mediaType ?? DOCKER_SCHEMA_1, ...sound }
  if (config === undefined && layers === undefined)
    throw new Problem(`manifest ${digestOfIt} has neither manifests nor config nor layers`)
  const kind = IMAGE_CONFIGS.includes(config?.mediaType ?? '') ? 'image' : 'artifact'
  return { kind, mediaType: mediaType ?? OCI_MANIFEST, config, ...sound }
}

const present = (descriptors: (Descriptor | undefined)[] | undefined): Descriptor[] =>
  (descriptors ?? []).filter((one) => one !== undefined)

/** `os/architecture`, with `/variant` where there is one; undefined where it is not known. */
export const platformName = (of: Platform | undefined): string | undefined => {
  const { os, architecture, variant } = of ?? {}
  if (os === undefined || architecture === undefined || os === 'unknown' || architecture === 'unknown') return undefined
  return [os, architecture, variant].filter((part) => part !== undefined && part !== '').join('/')
}

/** BuildKit keeps attestations as entries of an index; they are no platform (attestation-storage.md). */
export const isAttestation = ({ annotations }: Descriptor): boolean =>
  annotations?.['vnd.docker.reference.type'] === 'attestation-manifest'

import { clean } from '../../shared/text.ts'
import { type Fields, type Notes, parseFields, type Texts } from './json-fields.ts'
import { Problem } from './problem.ts'

/** Layers that are looked at; clients take no image with more than some hundred. */
const LAYERS = 1000
/** Entries of an index that are looked at, attestations among them. */
const MANIFESTS = 500

/** Bytes of a platform's name. */
const PLATFORM_MAX = 64

/** Media types of the configs that describe an image. */
const IMAGE_CONFIGS = ['application/vnd.docker.container.image.v1+json', 'application/vnd.oci.image.config.v1+json']
const CHART_CONFIG = 'application/vnd.cncf.helm.config.v1+json'
const PLUGIN_CONFIG = 'application/vnd.docker.plugin.v1+json'
/** BuildKit's cache of builds (`--cache-to type=registry`): a config of its own, or an index with such an entry. */
const CACHE_CONFIG = 'application/vnd.buildkit.cacheconfig.v0'
/** WebAssembly by the CNCF's wasm-oci and by the tools before it. */
const WASM = /^application\/(vnd\.wasm\.|vnd\.module\.wasm\.|vnd\.bytecodealliance\.wasm\.|wasm$)/
const EMPTY_CONFIG = 'application/vnd.oci.empty.v1+json'

const OCI_INDEX = 'application/vnd.oci.image.index.v1+json'
const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const DOCKER_SCHEMA_1 = 'application/vnd.docker.distribution.manifest.v1+prettyjws'

/** Kinds of what a tag may be, in the words that users know. `cache` is a cache of builds. */
export const KINDS = ['image', 'index', 'chart', 'wasm', 'plugin', 'artifact', 'cache', 'unknown'] as const
export type Kind = (typeof KINDS)[number]

export interface Platform {
  readonly os: string | undefined
  readonly architecture: string | undefined
  readonly variant: string | undefined
  readonly osVersion: string | undefined
}

/** What a manifest says of a blob, or an index of a manifest. */
export interface Descriptor {
  readonly mediaType: string | undefined
  readonly artifactType: string | undefined
  readonly digest: string | undefined
  /** Bytes of the blob itself. */
  readonly size: number | undefined
  readonly annotations: Texts | undefined
  readonly platform: Platform | undefined
}

/** A manifest or an index, as much of it as is sound. */
export interface Manifest {
  readonly kind: Kind
  readonly mediaType: string
  /** What it says it is, as a media type; an artifact also by its config's type (image-spec, manifest.md). */
  readonly artifactType: string | undefined
  readonly config: Descriptor | undefined
  readonly layers: readonly Descriptor[]
  /** The manifests of an index. */
  readonly children: readonly Descriptor[]
  readonly annotations: Texts | undefined
  /** Digest of the manifest that this one says something of: a signature, an SBOM. */
  readonly subject: string | undefined
  /** Of Docker's schema 1: the config of its topmost layer, JSON. */
  readonly v1Config: string | undefined
}

/**
 * Parses a manifest of any kind. `mediaType` may be absent in OCI documents; then its fields tell, as in the registry
 * (distribution, manifeststore.go).
 * @param digest names it in messages
 * @param isChild an entry of an index: of its own entries no annotations are kept, for there may be a hundred such
 * @throws Problem where it is no manifest
 */
export const parseManifest = (
  content: Uint8Array,
  digest: string,
  notes: Notes,
  { isChild = false }: { readonly isChild?: boolean } = {},
): Manifest => {
  const what = `manifest ${digest}`
  const document = parseFields(content, what, notes)
  const children = document.objects('manifests', MANIFESTS)?.map(isChild ? blob : descriptor)
  const layers = document.objects('layers', LAYERS)?.map(blob)
  const config = document.object('config')
  const own = {
    config: config && descriptor(config),
    annotations: document.texts('annotations'),
    subject: document.object('subject')?.digest('digest'),
  }
  const mediaType = document.text('mediaType') || undefined
  const artifactType = document.text('artifactType') || undefined
  const rest = { artifactType, layers: layers ?? [], children: [], v1Config: undefined, ...own }
  if (children !== undefined) {
    const kind = children.some((child) => child.mediaType === CACHE_CONFIG) ? 'cache' : 'index'
    return { ...rest, kind, mediaType: mediaType ?? OCI_INDEX, children }
  }
  if (document.size('schemaVersion') === 1) return schema1(document, what, { ...rest, mediaType })
  if (own.config === undefined && layers === undefined)
    throw new Problem(`${what} has neither manifests nor config nor layers`)
  const kind = kindOf(rest)
  const ofConfig = own.config?.mediaType ?? ''
  // Of other kinds the kind says it already, and an image's config is no type of anything else.
  const isType = kind === 'artifact' && ofConfig !== EMPTY_CONFIG && !IMAGE_CONFIGS.includes(ofConfig)
  const type = artifactType ?? (isType ? ofConfig || undefined : undefined)
  return { ...rest, kind, mediaType: mediaType ?? OCI_MANIFEST, artifactType: type }
}

const kindOf = ({ config, layers }: Pick<Manifest, 'config' | 'layers'>): Kind => {
  const type = config?.mediaType ?? ''
  if (type === CHART_CONFIG) return 'chart'
  if (type === PLUGIN_CONFIG) return 'plugin'
  if (type === CACHE_CONFIG) return 'cache'
  if (WASM.test(type) || layers.some(({ mediaType = '' }) => WASM.test(mediaType))) return 'wasm'
  return IMAGE_CONFIGS.includes(type) && !isOfOtherThings(layers) ? 'image' : 'artifact'
}

// Cosign keeps signatures, attestations and SBOMs as layers of what else looks like an image (SIGNATURE_SPEC.md).
const isOfOtherThings = (layers: readonly Descriptor[]): boolean =>
  layers.length > 0 && layers.every(({ mediaType }) => mediaType !== undefined && !/layer|rootfs|tar/.test(mediaType))

// Layers from the top down, without sizes; the topmost one's old image JSON describes the image (schema1/manifest.go).
const schema1 = (
  document: Fields,
  what: string,
  rest: Omit<Manifest, 'kind' | 'mediaType'> & { readonly mediaType: string | undefined },
): Manifest => {
  const layers = document.objects('fsLayers', LAYERS)
  if (layers === undefined) throw new Problem(`${what} is of schema 1, but has no fsLayers`)
  const blobs = layers.map((layer) => ({ ...NOTHING, digest: layer.digest('blobSum') })).reverse()
  const v1Config = document.objects('history', LAYERS)?.[0]?.text('v1Compatibility')
  return { ...rest, kind: 'image', mediaType: rest.mediaType ?? DOCKER_SCHEMA_1, layers: blobs, v1Config }
}

const NOTHING: Descriptor = {
  mediaType: undefined,
  artifactType: undefined,
  digest: undefined,
  size: undefined,
  annotations: undefined,
  platform: undefined,
}

// Nothing looks at what else is said of a layer, and a manifest may say it in megabytes.
const blob = (of: Fields): Descriptor => ({
  ...NOTHING,
  // Empty is as good as absent: so Go writes and reads it.
  mediaType: of.text('mediaType') || undefined,
  digest: of.digest('digest'),
  size: of.size('size'),
})

const descriptor = (of: Fields): Descriptor => {
  const on = of.object('platform')
  return {
    ...blob(of),
    artifactType: of.text('artifactType') || undefined,
    annotations: of.texts('annotations'),
    platform: on && platformOf(on),
  }
}

/** The platform that an object's fields name. */
export const platformOf = (of: Fields): Platform => ({
  os: of.text('os'),
  architecture: of.text('architecture'),
  variant: of.text('variant'),
  osVersion: of.text('os.version'),
})

/** `os/architecture`, with `/variant` where there is one, clean and capped; undefined where it is not known. */
export const platformName = (of: Platform | undefined): string | undefined => {
  const [os, architecture, variant] = [of?.os, of?.architecture, of?.variant].map((part) => clean(part, PLATFORM_MAX))
  if (!os || !architecture || os === 'unknown' || architecture === 'unknown') return undefined
  return clean([os, architecture, ...(variant === undefined ? [] : [variant])].join('/'), PLATFORM_MAX)
}

/** Whether an entry of an index with this `artifactType` is an image all the same: crane writes the type of its config there. */
export const isTypeOfImages = (artifactType: string): boolean => IMAGE_CONFIGS.includes(artifactType)

/** BuildKit keeps attestations as entries of an index; they are no platform (attestation-storage.md). */
export const isAttestation = ({ annotations }: Descriptor): boolean =>
  annotations?.get('vnd.docker.reference.type') === 'attestation-manifest'
